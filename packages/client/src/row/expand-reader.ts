import type { ExpandState } from '../query/query-state.ts'
import { createRowDecoder } from './create-row-decoder.ts'
import type { Finish } from './decode-row.ts'
import { isRawRow } from './raw-row.ts'

/** Reads the rows behind a navigation property into the row that they belong to. */
export function expandReader(item: ExpandState): Finish {
  const { name, navigationProperty } = item
  const nextLinkName = `${navigationProperty}@odata.nextLink`
  const decode = createRowDecoder(item)
  return (raw, row, continuations) => {
    const value = raw[navigationProperty]
    if (!Array.isArray(value)) {
      row[name] = isRawRow(value) ? decode(value, continuations) : item.cardinality === 'many' ? [] : null
      return
    }
    const rows: unknown[] = value.filter(isRawRow).map((related) => decode(related, continuations))
    row[name] = rows
    const nextLink = raw[nextLinkName]
    // A link without a token only repeats the collection that is already here (20).
    if (typeof nextLink === 'string' && nextLink.includes('$skiptoken=')) continuations.push({ rows, nextLink, decode })
  }
}
