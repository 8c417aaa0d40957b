import type { Row } from '../store/row.ts'
import type { RowImage } from './plugin.ts'

/** The columns of a row that are no bookkeeping of the store. */
export const imageOf = (row: Row, columns: readonly string[] | true = true): RowImage =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name]) =>
        !name.includes('@') && (columns === true || columns.includes(name) || columns.includes(attribute(name))),
    ),
  )

const attribute = (name: string): string => name.replace(/^_(.+)_value$/, '$1')
