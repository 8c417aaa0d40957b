import type { Expression, NavigationDefinition, OrderbyItem, ReadOptions, TableDefinition } from '@dynamics-kit/odata'
import type { ValueOptions } from '../types/values.ts'
import { isColumnName } from '../row/column-name.ts'
import { propertyName } from '../row/property-name.ts'
import { unknownName } from '../row/unknown-name.ts'

/** What of a row is read. Plain data; never changed once made. */
export interface RowState {
  /** Absent when the table is known by name only. */
  readonly table?: TableDefinition
  /** Column names; absent: all columns. */
  readonly select?: readonly string[]
  readonly expand: readonly ExpandState[]
  /** Columns whose formatted values come along. */
  readonly formatted?: readonly string[]
  /** What values of some kinds read as. */
  readonly values?: ValueOptions
}

/** One expanded navigation property. */
export interface ExpandState extends RowState {
  /** As the program names it and the row holds it. */
  readonly name: string
  /** As the URL and the answer name it. */
  readonly navigationProperty: string
  /** Absent when the table is known by name only. */
  readonly cardinality?: 'one' | 'many'
  readonly filter?: Expression
  readonly orderby: readonly OrderbyItem[]
  readonly top?: number
}

/** A query of an entity set. */
export interface QueryState extends RowState {
  readonly entitySet: string
  readonly filter?: Expression
  readonly orderby: readonly OrderbyItem[]
  /** Rows wanted in all, over all pages. */
  readonly top?: number
  /** Rows in one page, 1 to 5,000. */
  readonly pageSize?: number
  /** Whether each page tells how many rows there are in all. */
  readonly withCount?: true
}

/** Most rows that `$top` and one page can bring (19). */
export const MAX_PAGE_SIZE = 5000
/** Expands in one query, nested ones counted (20). */
const MAX_EXPANDS = 15

/**
 * The system query options of a query.
 *
 * @throws TypeError for what Dataverse is known to refuse.
 */
export function queryOptions(state: QueryState): ReadOptions {
  return {
    ...rowOptions(state),
    ...(state.filter && { filter: state.filter }),
    ...(state.orderby.length > 0 && { orderby: state.orderby }),
    ...(usesTop(state) && { top: state.top }),
    ...(state.withCount && { count: true }),
  }
}

/** `$top` works only without a page size and up to one page; otherwise rows are counted here. */
export function usesTop(state: QueryState): state is QueryState & { readonly top: number } {
  return state.top !== undefined && state.top <= MAX_PAGE_SIZE && state.pageSize === undefined
}

/** `$select` and `$expand` of one row. */
export function rowOptions(state: RowState): ReadOptions {
  refuseTooMuch(state)
  return selectAndExpand(state)
}

function selectAndExpand({ table, select, expand }: RowState): ReadOptions {
  return {
    ...(select && { select: select.map((name) => selectedProperty(table, name)) }),
    ...(expand.length > 0 && { expand: expand.map((item) => expandItem(item)) }),
  }
}

function expandItem(state: ExpandState): NonNullable<ReadOptions['expand']>[number] {
  return {
    navigationProperty: state.navigationProperty,
    options: {
      ...selectAndExpand(state),
      ...(state.filter && { filter: state.filter }),
      ...(state.orderby.length > 0 && { orderby: state.orderby }),
      ...(state.top !== undefined && { top: state.top }),
    },
  }
}

/** The wire name of a column that may be read. */
export function selectedProperty(table: TableDefinition | undefined, name: string): string {
  if (table === undefined) {
    if (!isColumnName(name)) throw new TypeError(`"${name}" is not the name of a column.`)
    return name
  }
  const definition = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (definition === undefined) throw unknownName(table, name)
  return propertyName(name, definition)
}

/** What a navigation property leads to; nothing is known of it when the table is known by name only. */
export function expandTarget(
  table: TableDefinition | undefined,
  name: string,
): Pick<ExpandState, 'name' | 'navigationProperty' | 'table' | 'cardinality'> {
  if (table === undefined) {
    if (!isColumnName(name)) throw new TypeError(`"${name}" is not the name of a navigation property.`)
    return { name, navigationProperty: name }
  }
  const definition: NavigationDefinition | undefined = Object.hasOwn(table.navigation, name)
    ? table.navigation[name]
    : undefined
  if (definition === undefined) throw unknownName(table, name)
  const { property, target, cardinality } = definition
  return { name, navigationProperty: property, table: target(), cardinality }
}

function refuseTooMuch(state: RowState): void {
  const all = allExpands(state)
  if (all.length > MAX_EXPANDS) {
    throw new TypeError(
      `Dataverse takes at most ${MAX_EXPANDS} expands in one query, nested ones counted; this has ${all.length}.`,
    )
  }
  const nested = state.expand.some((item) => item.expand.length > 0)
  const sorted = all.find((item) => item.orderby.length > 0 || item.top !== undefined)
  if (nested && sorted) {
    throw new TypeError(
      `Dataverse takes no orderBy and no top in an expand when any expand is nested; remove them from "${sorted.name}".`,
    )
  }
}

function allExpands(state: RowState): readonly ExpandState[] {
  return state.expand.flatMap((item) => [item, ...allExpands(item)])
}
