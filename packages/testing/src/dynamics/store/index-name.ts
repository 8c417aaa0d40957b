import { fold } from '../query/text-collation.ts'
import type { Row, Value } from './row.ts'

/** An index of this name and a column holds the column's values folded, as comparisons see them. */
const foldedPrefix = '~'

export const foldedIndex = (property: string): string => foldedPrefix + property

export const foldedValue = (value: Value): Value => (typeof value === 'string' ? fold(value) : value)

/** What an index has of a row. */
export function indexedValue(indexName: string, row: Row): Value {
  if (!indexName.startsWith(foldedPrefix)) return row[indexName] ?? null
  return foldedValue(row[indexName.slice(foldedPrefix.length)] ?? null)
}
