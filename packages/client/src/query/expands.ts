import type { NavigationDefinition, TableDefinition } from '@dynamics-kit/odata'
import { filtered } from '../filter/filtered.ts'
import { isColumnName } from '../row/column-name.ts'
import { expandReader } from '../row/expand-reader.ts'
import { unknownName } from '../row/unknown-name.ts'
import { completeRows } from './complete-rows.ts'
import { formatted, ordered, selected } from './narrowing.ts'
import type { Direction } from './narrowing.ts'
import { positive } from './positive.ts'
import { printExpands } from './print-expands.ts'
import { MAX_PAGE_SIZE } from './query-state.ts'
import type { ExpandMeans, ExpandState, RowState } from './query-state.ts'

export type Related = (related: ExpandBuilder) => ExpandBuilder

interface ExpandBuilder {
  readonly state: ExpandState
  select(...columns: readonly string[]): ExpandBuilder
  formatted(...columns: readonly string[]): ExpandBuilder
  expand(navigationProperty: string, related?: Related): ExpandBuilder
  where(condition: unknown): ExpandBuilder
  orderBy(column: string, direction?: Direction): ExpandBuilder
  top(count: number): ExpandBuilder
}

const MEANS: ExpandMeans = { print: printExpands, reader: expandReader, complete: completeRows }

/** What is said again of a navigation property adds to what was said before, as `select` does. */
export function expanded(state: RowState, name: string, related?: Related): Pick<RowState, 'expand'> {
  const { values } = state
  const known = state.expand.find((item) => item.name === name)
  const begun = known ?? { ...expandTarget(state.table, name), ...(values && { values }), expand: [], orderby: [] }
  const built = related === undefined ? begun : related(createExpand(begun)).state
  const wantsAll = known !== undefined && (related === undefined || known.select === undefined)
  const others = state.expand.filter((item) => item !== known)
  return { expand: [...others, wantsAll ? withoutSelect(built) : built] }
}

/** With every column. */
function withoutSelect(state: ExpandState): ExpandState {
  const { select: _, ...all } = state
  return all
}

/** What a navigation property leads to; nothing is known of it when the table is known by name only. */
export function expandTarget(
  table: TableDefinition | undefined,
  name: string,
): Pick<ExpandState, 'name' | 'navigationProperty' | 'table' | 'cardinality' | 'means'> {
  if (table === undefined) {
    if (!isColumnName(name)) throw new TypeError(`"${name}" is not the name of a navigation property.`)
    return { name, navigationProperty: name, means: MEANS }
  }
  const definition: NavigationDefinition | undefined = Object.hasOwn(table.navigation, name)
    ? table.navigation[name]
    : undefined
  if (definition === undefined) throw unknownName(table, name)
  const { property, target, cardinality } = definition
  return { name, navigationProperty: property, table: target(), cardinality, means: MEANS }
}

function createExpand(state: ExpandState): ExpandBuilder {
  const next = (change: Partial<ExpandState>): ExpandBuilder => createExpand({ ...state, ...change })
  return Object.freeze({
    state,
    select: (...columns) => next(selected(state, columns)),
    formatted: (...columns) => next(formatted(state, columns)),
    expand: (navigationProperty, related) => next(expanded(state, navigationProperty, related)),
    where: (condition) => next({ filter: filtered(state.table, state.filter, condition) }),
    orderBy: (column, direction) => next(ordered(state, column, direction)),
    top: (count) => next({ top: positive('top', count, MAX_PAGE_SIZE) }),
  } satisfies ExpandBuilder)
}
