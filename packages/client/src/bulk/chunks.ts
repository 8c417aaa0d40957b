import type { Rows } from './bulk.ts'

/** Rows that go together; `start` is the place of the first among all that were given. */
export interface Chunk<Row> {
  readonly start: number
  readonly rows: readonly Row[]
}

/**
 * The rows in chunks, read as they are asked for. The first `skip` are left out.
 *
 * @throws RangeError when there are fewer than those.
 */
export async function* chunksOf<Row>(rows: Rows<Row>, size: number, skip: number): AsyncGenerator<Chunk<Row>, void> {
  let index = 0
  let chunk: Row[] = []
  for await (const row of rows) {
    if (index++ < skip) continue
    chunk.push(row)
    if (chunk.length === size) {
      yield { start: index - size, rows: chunk }
      chunk = []
    }
  }
  if (index < skip) {
    throw new RangeError(
      `The rows end after ${index}, before the ${skip} that are done already; give the same rows again.`,
    )
  }
  if (chunk.length > 0) yield { start: index - chunk.length, rows: chunk }
}
