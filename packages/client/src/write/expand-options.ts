import type { TableDefinition } from '@dynamics-kit/odata'
import { knownOptions } from '../known-options.ts'
import { expandTarget } from '../query/expands.ts'
import type { ExpandState, RowState } from '../query/query-state.ts'
import type { ValueOptions } from '../types/values.ts'
import { ROW, rowState } from './row-options.ts'
import type { AnyRowOptions } from './row-options.ts'

/** The state that options written as an object stand for. */
export function expandedRowState(table: TableDefinition | undefined, options: AnyRowOptions): RowState {
  const { expand = {}, values } = options
  const expands = Object.entries(expand).flatMap(([name, related]) =>
    related === undefined ? [] : [expandState(table, name, related === true ? {} : related, values)],
  )
  return { ...rowState(table, options), expand: expands }
}

function expandState(
  table: TableDefinition | undefined,
  name: string,
  related: AnyRowOptions,
  values: ValueOptions | undefined,
): ExpandState {
  knownOptions(`expand.${name}`, related, ROW)
  const target = expandTarget(table, name)
  const inner = expandedRowState(target.table, values === undefined ? related : { ...related, values })
  return { ...inner, ...target, orderby: [] }
}
