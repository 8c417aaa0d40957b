import type { ColumnReader } from './column-reader.ts'
import type { Finish, Row, RowDecoder } from './decode-row.ts'

/** Code that was made for columns, by its text: code that runs again is faster. Each client has its own. */
export type MadeCode = Map<string, (...given: readonly unknown[]) => RowDecoder>

/** Clients that ask for ever other columns keep the code of so many queries. */
const MOST_MADE = 100

/**
 * `(raw, continuations) => { const row = { "name": raw["name"] ?? null, … } … }`, compiled. Nothing but names goes into the
 * code, each as a JSON string.
 */
export function madeDecoder(
  readers: readonly ColumnReader[],
  finish: Finish | undefined,
  setEtag: (row: Row, etag: string) => void,
  made: MadeCode,
): RowDecoder | undefined {
  const code = codeOf(readers, finish !== undefined)
  let make = made.get(code)
  if (make === undefined) {
    if (made.size >= MOST_MADE) return undefined
    const names = readers.map((_, index) => `read${index}`)
    try {
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- see above
      make = new Function('setEtag', 'finish', ...names, code) as (...given: readonly unknown[]) => RowDecoder
    } catch {
      return undefined
    }
    made.set(code, make)
  }
  return make(setEtag, finish, ...readers.map(({ read }) => read))
}

function codeOf(readers: readonly ColumnReader[], isFinished: boolean): string {
  const members = readers.map(({ name, property, read }, index) => {
    const value = `raw[${JSON.stringify(property)}]`
    // In brackets, "__proto__" is a member like any other.
    const key = name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)
    return `${key}: ${read === undefined ? `${value} ?? null` : `read${index}(${value}, raw)`}`
  })
  return `return (raw, continuations) => {
    const row = { ${members.join(', ')} }
    ${isFinished ? 'finish(raw, row, continuations)' : ''}
    const etag = raw["@odata.etag"]
    if (typeof etag === 'string') setEtag(row, etag)
    return row
  }`
}
