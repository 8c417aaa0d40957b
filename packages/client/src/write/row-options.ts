import { selectedProperty } from '../query/query-state.ts'
import type { RowState } from '../query/query-state.ts'
import type { ValueOptions } from '../types/values.ts'
import type { TableDefinition } from '@dynamics-kit/odata'
import { part } from '../lazy.ts'
import type { OptionNames } from '../known-options.ts'

/** {@link RowOptions} without their types. */
export interface AnyRowOptions {
  readonly select?: readonly string[]
  readonly formatted?: readonly string[]
  readonly values?: ValueOptions
  readonly expand?: Readonly<Record<string, true | AnyRowOptions | undefined>>
}

/** Their names. */
export const ROW: OptionNames<AnyRowOptions> = { select: 1, formatted: 1, values: 1, expand: 1 }

/** The state that options written as an object stand for, without `expand`. */
export function rowState(table: TableDefinition | undefined, options: AnyRowOptions): RowState {
  const { select, formatted, values } = options
  if (values !== undefined && table === undefined) {
    throw new TypeError('values takes a generated table: of a name no types of columns are known.')
  }
  if (typeof select === 'string') throw new TypeError("select: takes an array of names, such as ['name'].")
  for (const name of [...(select ?? []), ...(formatted ?? [])]) selectedProperty(table, name)
  return {
    ...(table && { table }),
    // A value is formatted where it is read, so what is formatted is selected.
    ...(select && { select: formatted === undefined ? select : [...new Set([...select, ...formatted])] }),
    ...(formatted && { formatted }),
    ...(values && { values }),
    expand: [],
  }
}

/** What `make` makes of the same with `expand`, which is loaded when there is one. */
export function withRowState<Made>(
  table: TableDefinition | undefined,
  options: AnyRowOptions,
  make: (state: RowState) => Made,
): Made | Promise<Made> {
  if (options.expand === undefined) return make(rowState(table, options))
  return part(import('./expand-options.ts')).then(({ expandedRowState }) => make(expandedRowState(table, options)))
}
