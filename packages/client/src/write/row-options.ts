import { expandTarget, selectedProperty } from '../query/query-state.ts'
import type { ExpandState, RowState } from '../query/query-state.ts'
import type { ValueOptions } from '../types/values.ts'
import type { TableDefinition } from '@dynamics-kit/odata'
import { knownOptions } from '../known-options.ts'
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

/** The state that options written as an object stand for. */
export function rowState(table: TableDefinition | undefined, options: AnyRowOptions): RowState {
  const { select, formatted, expand = {}, values } = options
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
    expand: Object.entries(expand).flatMap(([name, related]) =>
      related === undefined ? [] : [expandState(table, name, related === true ? {} : related, values)],
    ),
  }
}

function expandState(
  table: TableDefinition | undefined,
  name: string,
  related: AnyRowOptions,
  values: ValueOptions | undefined,
): ExpandState {
  knownOptions(`expand.${name}`, related, ROW)
  const target = expandTarget(table, name)
  const inner = rowState(target.table, values === undefined ? related : { ...related, values })
  return { ...inner, ...target, orderby: [] }
}
