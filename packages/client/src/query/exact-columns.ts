import type { RowState } from './query-state.ts'

/** Names of the columns, on the wire, whose numbers have to keep all of their digits; `undefined` when there are none. */
export function exactColumns(state: RowState): ReadonlySet<string> | undefined {
  if (state.values?.decimal === undefined && state.values?.bigInt === undefined) return undefined
  const names = new Set<string>()
  addExactColumns(state, names)
  return names
}

function addExactColumns({ table, select, expand, values }: RowState, names: Set<string>): void {
  for (const name of select ?? Object.keys(table?.columns ?? {})) {
    const kind = table?.columns[name]
    if (values?.decimal !== undefined && (kind === 'decimal' || kind === 'money')) names.add(name)
    if (values?.bigInt !== undefined && kind === 'bigInt') names.add(name)
  }
  for (const item of expand) addExactColumns(item, names)
}
