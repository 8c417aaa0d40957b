import type { TableDefinition } from '@dynamics-kit/odata'
import { DynamicsError } from '../errors/dynamics-error.ts'
import type { BulkFailure, Rows } from './bulk.ts'
import type { Chunk } from './chunks.ts'
import { sendChunk } from './send-chunk.ts'
import type { SendRows } from './send-chunk.ts'

/** A row that cannot be sent, and why. */
interface Unsendable {
  readonly unsendable: DynamicsError
}

/** A row as it is sent, or what is wrong with it. */
export type Encoded<Target> = { readonly target: Target } | Unsendable

/**
 * Rows as they are sent, one by one as they are asked for. A value that its column cannot hold is a matter of its row, as if the
 * service had refused it.
 *
 * @throws TypeError for what is wrong with the program and would be wrong with every row: `isMistake` tells.
 */
export async function* encodedRows<Row, Target>(
  rows: Rows<Row>,
  encode: (row: Row, index: number) => Target,
  isMistake: (row: Row) => boolean = () => false,
): AsyncGenerator<Encoded<Target>, void> {
  let index = 0
  for await (const row of rows) {
    let encoded: Encoded<Target>
    try {
      encoded = { target: encode(row, index++) }
    } catch (error) {
      if (!(error instanceof TypeError) || isMistake(row)) throw error
      encoded = { unsendable: new DynamicsError({ code: 'validation', problem: error.message, step: 4, cause: error }) }
    }
    yield encoded
  }
}

/** Whether a row is none, has a column that its table does not have, or lacks one that it is found by. */
export function isMistaken(table: TableDefinition, row: unknown, key: readonly string[] = []): boolean {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return true
  const isUnknown = (name: string): boolean =>
    !Object.hasOwn(table.columns, name) && !Object.hasOwn(table.navigation, name)
  return Object.keys(row).some(isUnknown) || key.some((name) => !Object.hasOwn(row, name))
}

/** Sends the rows of a chunk that can be sent, and tells of all that failed. */
export async function sendEncoded<Target>(
  send: SendRows<Target>,
  { start, rows }: Chunk<Encoded<Target>>,
  signal: AbortSignal,
  sentBefore: boolean,
): Promise<BulkFailure[]> {
  const failures: BulkFailure[] = []
  const sent: { readonly index: number; readonly target: Target }[] = []
  for (const [offset, row] of rows.entries()) {
    if ('unsendable' in row) failures.push({ index: start + offset, error: row.unsendable })
    else sent.push({ index: start + offset, target: row.target })
  }
  if (sent.length === 0) return failures
  const targets = { start: 0, rows: sent.map(({ target }) => target) }
  for (const { index, error } of await sendChunk(send, targets, signal, sentBefore)) {
    failures.push({ index: sent[index]?.index ?? index, error })
  }
  return failures
}
