import { printFetchXml } from '@dynamics-kit/odata'
import type {
  AggregateFunction,
  DateGrouping,
  FetchAttribute,
  FetchFilterItem,
  FetchLinkEntity,
  FetchOrder,
  FetchXml,
  LinkType,
  Table,
  TableDefinition,
  TableShape,
} from '@dynamics-kit/odata'
import { expressionOf } from '../filter/expression-of.ts'
import { filterRow } from '../filter/filter-row.ts'
import type { AnyAggregate } from '../query/aggregate.ts'
import { positive } from '../query/positive.ts'
import { MAX_PAGE_SIZE, selectedProperty } from '../query/query-state.ts'
import { isColumnName } from '../row/column-name.ts'
import { unknownName } from '../row/unknown-name.ts'
import type { FetchColumn } from './fetch-request.ts'
import { filterOf } from './filter-items.ts'
import type { ColumnCount, FetchQuery, RelatedType } from './typed-fetch.ts'

/** One table of a query. */
interface PartState {
  readonly table: TableDefinition
  readonly attributes: readonly FetchAttribute[]
  readonly orders: readonly FetchOrder[]
  readonly filters: readonly FetchFilterItem[]
  readonly links: readonly FetchLinkEntity[]
  readonly columns: readonly FetchColumn[]
  /** Aliases of joined tables, and names that rows have for something else than a column. */
  readonly names: readonly string[]
  readonly isAggregate: boolean
}

interface RootState extends PartState {
  readonly top?: number
  readonly count?: number
  readonly isDistinct?: true
}

type Direction = 'asc' | 'desc'
type Aliases = Readonly<Record<string, string>>
type Other = string | { readonly table: TableDefinition; readonly by: string }

/**
 * A query in FetchXML over the columns of tables: what OData cannot say, such as joins that keep rows apart, groups of joined
 * tables, groups by parts of dates, and link types. What is joined and named decides the rows.
 *
 * @example
 * ```ts
 * import { createClient, sum } from '@dynamics-kit/client'
 * import { fetchFrom } from '@dynamics-kit/client/fetchxml'
 * import { accounts } from './dynamics/index.js'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
 * const query = fetchFrom(accounts)
 *   .aggregate({ total: sum('revenue') })
 *   .join('primarycontactid', 'contact', (contact) => contact.groupBy({ who: 'fullname' }))
 *   .orderByAlias('total', 'desc')
 * const rows = await dynamics.fetchXml(query).all() // { total: number | null; who: string | null }[]
 * ```
 */
export function fetchFrom<S extends TableShape>(table: Table<S>): FetchQuery<S> {
  // The methods are those of the interface, which gives them the types of the table.
  return root(emptyPart(table)) as unknown as FetchQuery<S>
}

/** The number of rows with a value in a column, or with `distinct` of different values. */
export function countColumn<const N extends string>(
  column: N,
  { distinct = false }: { readonly distinct?: boolean } = {},
): ColumnCount<N> {
  return Object.freeze({ method: 'countColumn', column, distinct })
}

function emptyPart(table: TableDefinition): PartState {
  return { table, attributes: [], orders: [], filters: [], links: [], columns: [], names: [], isAggregate: false }
}

/** Gives a part built on. */
type Next<Part> = (state: PartState) => Part

function root(state: RootState): object {
  const next = (part: PartState): object => root({ ...state, ...part })
  return Object.freeze({
    ...partMethods(state, next),
    top: (count: number) => root({ ...state, top: positive('top', count, MAX_PAGE_SIZE) }),
    pageSize: (count: number) => root({ ...state, count: positive('pageSize', count, MAX_PAGE_SIZE) }),
    distinct: () => root({ ...state, isDistinct: true }),
    orderByAlias(alias: string, direction: Direction = 'asc') {
      if (!state.names.includes(alias)) throw new TypeError(`orderByAlias: nothing has the name "${alias}" before it.`)
      return next({ ...state, orders: [...state.orders, { alias, ...(direction === 'desc' && { descending: true }) }] })
    },
    entitySet: state.table.entitySet,
    columns: state.columns,
    toFetchXml: () => treeOf(state),
    toString: () => printFetchXml(treeOf(state)),
  })
}

function link(state: PartState): object {
  return Object.freeze({ ...partMethods(state, link), [STATE]: state })
}

/** Where a joined table keeps what was said of it. */
const STATE = Symbol('state')

function partMethods(state: PartState, next: Next<object>): object {
  const named = (columns: Aliases, extra: Partial<FetchAttribute>, isAggregate: boolean): object =>
    next(withColumns(state, columns, extra, isAggregate))
  return {
    select: (...columns: readonly string[]) =>
      next({
        ...state,
        attributes: [...state.attributes, ...columns.map((name) => ({ name: known(state.table, name) }))],
        columns: [...state.columns, ...columns.map((name) => ({ name, definition: state.table.columns[name] }))],
      }),
    selectAs: (aliases: Aliases) => named(aliases, {}, state.isAggregate),
    where: (condition: (row: unknown) => unknown) =>
      next({ ...state, filters: [...state.filters, filterOf(expressionOf(condition(filterRow(state.table))))] }),
    orderBy: (attribute: string, direction: Direction = 'asc') =>
      next({
        ...state,
        orders: [
          ...state.orders,
          { attribute: known(state.table, attribute), ...(direction === 'desc' && { descending: true }) },
        ],
      }),
    groupBy: (aliases: Aliases) => named(aliases, { groupBy: true }, true),
    groupByDate: (alias: string, name: string, dateGrouping: DateGrouping) =>
      next(withNamed(state, alias, { name: known(state.table, name), groupBy: true, dateGrouping }, undefined)),
    aggregate: (made: Readonly<Record<string, AnyAggregate | ColumnCount<string>>>) =>
      next(Object.entries(made).reduce((part, [alias, one]) => withAggregate(part, alias, one), state)),
    join: (other: Other, alias: string, build?: Build) => next(joined(state, 'inner', other, alias, build)),
    leftJoin: (other: Other, alias: string, build?: Build) => next(joined(state, 'outer', other, alias, build)),
    joinFirst: (other: Other, alias: string, build?: Build) =>
      next(joined(state, 'matchfirstrowusingcrossapply', other, alias, build)),
    whereRelated: (type: RelatedType, other: Other, build?: Build) => next(related(state, type, other, build)),
  }
}

type Build = (linked: object) => object

function withColumns(
  state: PartState,
  aliases: Aliases,
  extra: Partial<FetchAttribute>,
  isAggregate: boolean,
): PartState {
  return Object.entries(aliases).reduce<PartState>(
    (part, [alias, name]) => ({
      ...withNamed(part, alias, { name: known(part.table, name), ...extra }, part.table.columns[name]),
      isAggregate: part.isAggregate || isAggregate,
    }),
    state,
  )
}

/** A value of a row by a name of its own. */
function withNamed(
  state: PartState,
  alias: string,
  attribute: FetchAttribute,
  definition: FetchColumn['definition'],
): PartState {
  return {
    ...withName(state, alias),
    attributes: [...state.attributes, { ...attribute, alias }],
    columns: [...state.columns, { name: alias, definition, isNamed: true }],
    isAggregate: state.isAggregate || attribute.groupBy === true || attribute.aggregate !== undefined,
  }
}

const FUNCTIONS: Readonly<Record<AnyAggregate['method'] | 'countColumn', AggregateFunction>> = {
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
  count: 'count',
  countColumn: 'countcolumn',
}

function withAggregate(state: PartState, alias: string, made: AnyAggregate | ColumnCount<string>): PartState {
  const { table } = state
  const name = made.column === undefined ? table.key : known(table, made.column)
  const keepsKind = made.method === 'min' || made.method === 'max'
  return withNamed(
    state,
    alias,
    {
      name,
      aggregate: FUNCTIONS[made.method],
      ...('distinct' in made && made.distinct && { distinct: true }),
    },
    keepsKind ? table.columns[name] : undefined,
  )
}

function joined(
  state: PartState,
  linkType: LinkType,
  other: Other,
  alias: string,
  build: Build | undefined,
): PartState {
  const { along, part } = linked(state.table, other, build)
  // A pair whose other row fails a condition would stay, as a row of nothing beside those that meet it.
  if (along.intersect !== undefined && linkType === 'outer' && part.filters.length > 0) {
    throw new TypeError(`leftJoin: ${String(other)} is N:N, where conditions go with join, not leftJoin.`)
  }
  const columns = part.columns.map((column) =>
    column.isNamed ? column : { ...column, name: `${alias}.${column.name}` },
  )
  const own = part.names.reduce((named, name) => withName(named, name), withName(state, alias))
  return {
    ...own,
    links: [...state.links, linkEntity(part, along, { alias, ...(linkType !== 'inner' && { linkType }) })],
    columns: [...state.columns, ...columns],
    isAggregate: state.isAggregate || part.isAggregate,
  }
}

function related(state: PartState, linkType: RelatedType, other: Other, build: Build | undefined): PartState {
  const { along, part } = linked(state.table, other, build)
  if (part.columns.length > 0) throw new TypeError(`whereRelated: of rows of "${linkType}" nothing is read.`)
  if (along.intersect !== undefined && (linkType === 'all' || linkType === 'not all')) {
    throw new TypeError(
      `whereRelated: "${linkType}" is about rows that are joined themselves, and ${String(other)} is N:N.`,
    )
  }
  const entity = linkEntity(part, along, { linkType })
  // These two stand beside the columns, the others within a filter.
  if (linkType === 'exists' || linkType === 'in') return { ...state, links: [...state.links, entity] }
  return { ...state, filters: [...state.filters, { kind: 'filter', items: [entity] }] }
}

/** The columns that join two tables. */
interface Along {
  readonly target: TableDefinition
  /** A column of the other table. */
  readonly from: string
  /** A column of this one. */
  readonly to: string
  /** Of N:N relationships: the table between, which has the keys of both by their names. */
  readonly intersect?: string
}

/** How a joined table is called, and what becomes of rows without one. */
type Link = Pick<FetchLinkEntity, 'alias' | 'linkType'>

/** Through the table between, where there is one: that decides which rows there are, the other one has what is read. */
function linkEntity(part: PartState, { from, to, intersect }: Along, how: Link): FetchLinkEntity {
  const { table, attributes, orders, filters, links } = part
  const entity: FetchLinkEntity = {
    kind: 'link-entity',
    name: table.logicalName,
    from,
    to: intersect === undefined ? to : from,
    allAttributes: false,
    attributes,
    orders,
    filters: filters.map((item) => asFilter(item)),
    links,
    ...how,
  }
  if (intersect === undefined) return entity
  const { alias, linkType } = how
  const inner = { ...entity }
  // Rows of "exists" and its like are told by the pairs.
  if (alias === undefined) delete inner.linkType
  return {
    kind: 'link-entity',
    name: intersect,
    from: to,
    to,
    intersect: true,
    allAttributes: false,
    attributes: [],
    orders: [],
    filters: [],
    links: [inner],
    ...(linkType !== undefined && { linkType }),
  }
}

function asFilter(item: FetchFilterItem) {
  return item.kind === 'filter' ? item : ({ kind: 'filter', items: [item] } as const)
}

/** The columns that join two tables, and what was said of the other one. */
function linked(table: TableDefinition, other: Other, build: Build | undefined) {
  const along = typeof other === 'string' ? alongRelationship(table, other) : againstLookup(table, other)
  const empty = link(emptyPart(along.target))
  const built = build === undefined ? empty : build(empty)
  if (!(STATE in built)) throw new TypeError('The function given to a join must return what its argument gave.')
  // Only `link` has the symbol.
  return { along, part: (built as { readonly [STATE]: PartState })[STATE] }
}

function alongRelationship(table: TableDefinition, name: string): Along {
  const navigation = Object.hasOwn(table.navigation, name) ? table.navigation[name] : undefined
  if (navigation === undefined) throw unknownName(table, name)
  if (navigation.intersect !== undefined) {
    const target = navigation.target()
    return { target, from: target.key, to: table.key, intersect: navigation.intersect }
  }
  if (navigation.cardinality === 'many') {
    throw new TypeError(
      `join: ${name} holds many rows: name their table and its lookup, { table, by }. For an N:N relationship generate the tables with its definition, which names the table of its pairs.`,
    )
  }
  const target = navigation.target()
  const to = Object.keys(table.columns).find((column) => {
    const definition = table.columns[column]
    return (
      typeof definition === 'object' &&
      'lookup' in definition &&
      definition.lookup[target.logicalName]?.[0] === navigation.property
    )
  })
  if (to === undefined) throw new TypeError(`join: no lookup of ${table.logicalName} leads along ${name}.`)
  return { target, from: target.key, to }
}

function againstLookup(table: TableDefinition, { table: target, by }: Exclude<Other, string>): Along {
  const definition = Object.hasOwn(target.columns, by) ? target.columns[by] : undefined
  if (definition === undefined) throw unknownName(target, by)
  if (typeof definition !== 'object' || !('lookup' in definition) || !(table.logicalName in definition.lookup)) {
    throw new TypeError(`join: ${target.logicalName}.${by} is no lookup to ${table.logicalName}.`)
  }
  return { target, from: by, to: table.key }
}

function known(table: TableDefinition, name: string): string {
  selectedProperty(table, name)
  return name
}

function withName(state: PartState, name: string): PartState {
  if (!isColumnName(name)) throw new TypeError(`"${name}" is no name: letters, digits and underscores.`)
  if (state.names.includes(name)) throw new TypeError(`The name "${name}" is given twice; FetchXML takes each once.`)
  return { ...state, names: [...state.names, name] }
}

function treeOf({
  table,
  attributes,
  columns,
  orders,
  filters,
  links,
  top,
  count,
  isDistinct,
  isAggregate,
}: RootState): FetchXml {
  if (top !== undefined && count !== undefined) throw new TypeError('FetchXML takes top or pageSize, not both.')
  return {
    ...(top !== undefined && { top }),
    ...(count !== undefined && { count }),
    ...(isDistinct && { distinct: true }),
    ...(isAggregate && { aggregate: true }),
    entity: {
      kind: 'entity',
      name: table.logicalName,
      allAttributes: false,
      // Nothing of the first table would be all of it.
      attributes: attributes.length === 0 && columns.length > 0 && !isAggregate ? [{ name: table.key }] : attributes,
      orders,
      filters: filters.map((item) => asFilter(item)),
      links,
    },
    orders: [],
  }
}
