import type { RowState } from '../query/query-state.ts'
import { columnReader } from './column-reader.ts'
import type { ColumnReader } from './column-reader.ts'

/** The columns of a table in the order they were asked for. */
export function columnReaders({ table, select, expand, formatted = [], values }: RowState): readonly ColumnReader[] {
  if (table === undefined) return []
  const expanded = new Set(expand.map((item) => item.name))
  const named = new Set(formatted)
  const names = select ?? Object.keys(table.columns)
  return names.flatMap((name) => {
    const definition = table.columns[name]
    if (definition === undefined || expanded.has(name)) return []
    return [columnReader(name, definition, values, named.has(name))]
  })
}
