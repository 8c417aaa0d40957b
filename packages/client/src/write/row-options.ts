import { expandTarget, selectedProperty } from '../query/query-state.ts'
import type { ExpandState, RowState } from '../query/query-state.ts'
import type { TableDefinition } from '@dynamics-kit/odata'

/** {@link RowOptions} without their types. */
export interface AnyRowOptions {
  readonly select?: readonly string[]
  readonly expand?: Readonly<Record<string, true | AnyRowOptions | undefined>>
}

/** The state that options written as an object stand for. */
export function rowState(table: TableDefinition | undefined, options: AnyRowOptions): RowState {
  const { select, expand = {} } = options
  for (const name of select ?? []) selectedProperty(table, name)
  return {
    ...(table && { table }),
    ...(select && { select }),
    expand: Object.entries(expand).flatMap(([name, related]) =>
      related === undefined ? [] : [expandState(table, name, related)],
    ),
  }
}

function expandState(table: TableDefinition | undefined, name: string, related: true | AnyRowOptions): ExpandState {
  const target = expandTarget(table, name)
  const inner = rowState(target.table, related === true ? {} : related)
  return { ...inner, ...target, orderby: [] }
}
