import type {
  FetchAttribute,
  FetchCondition,
  FetchFilter,
  FetchFilterItem,
  FetchLinkEntity,
  FetchOrder,
  FetchXml,
} from '@dynamics-kit/odata'
import { notModelled } from '../gaps.ts'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { badSql } from './sql-fault.ts'
import type { SqlColumn, SqlComparison, SqlCondition, SqlQuery, SqlSelected } from './sql-query.ts'

/** A table of the query, and what is read of it. */
interface Source {
  readonly table: Table
  /** What columns name it by: its alias, or the name of its table. */
  readonly name: string
  readonly isRoot: boolean
  readonly attributes: FetchAttribute[]
  readonly links: Source[]
  /** Of joined tables. */
  readonly join?: Pick<FetchLinkEntity, 'from' | 'to' | 'linkType'>
}

/** A query in FetchXML, and how many of its first rows are left out. */
export interface FetchOfSql {
  readonly fetch: FetchXml
  readonly skip: number
  /** What is left of the rows then, where it is not all of them. */
  readonly rows?: number
}

/** Rows that `TOP` and a page may have. */
const maximumRows = 5000

const operators: Readonly<Record<SqlComparison, FetchCondition['operator']>> = {
  '=': 'eq',
  '<>': 'ne',
  '<': 'lt',
  '>': 'gt',
  '<=': 'le',
  '>=': 'ge',
}

/**
 * The same query in FetchXML, whose answers those of SQL resemble: aliases carry the annotations of FetchXML there.
 *
 * @throws Fault 400 for names that are not known, 501 for what the documentation does not tell of
 */
export function sqlToFetch(schema: Schema, table: Table, query: SqlQuery): FetchOfSql {
  if (query.from.name.toLowerCase() !== table.name) {
    if (!schema.table(query.from.name.toLowerCase())) throw badSql(`there is no table '${query.from.name}'`)
    throw badSql(`the query is of '${query.from.name}', and the address of '${table.set ?? table.name}'`)
  }
  const sources = readSources(schema, table, query)
  const [root] = sources as readonly [Source, ...Source[]]
  const isAggregate = query.groupBy.length > 0 || query.columns.some(({ aggregate }) => aggregate !== undefined)
  for (const selected of query.columns) {
    const { source, attribute } = isAggregate ? aggregated(sources, query, selected) : shown(sources, selected)
    source.attributes.push(attribute)
  }
  if (isAggregate) requireSelected(sources, query)
  else if (root.attributes.length === 0) {
    // An entity without attributes would show all of them, and with its key no two rows are the same.
    if (query.distinct) throw notModelled('sql', `DISTINCT without a column of '${root.table.name}'`)
    root.attributes.push({ name: root.table.key })
  }
  const { skip, rows } = window(query)
  const where = query.where && filterOf(sources, query.where)
  return {
    fetch: {
      ...(rows === undefined || skip + rows === 0 ? {} : { top: skip + rows }),
      ...(query.distinct ? { distinct: true } : {}),
      ...(isAggregate ? { aggregate: true } : {}),
      // Choices are numbers here.
      useRawOrderBy: true,
      entity: {
        kind: 'entity',
        name: root.table.name,
        allAttributes: false,
        attributes: root.attributes,
        orders: query.orderBy.map((order) => orderOf(sources, query, order, isAggregate)),
        filters: where ? [where.kind === 'filter' ? where : { kind: 'filter', items: [where] }] : [],
        links: root.links.map(linkOf),
      },
      orders: [],
    },
    skip,
    ...(rows === undefined ? {} : { rows }),
  }
}

function readSources(schema: Schema, table: Table, query: SqlQuery): readonly Source[] {
  const sources: Source[] = [
    { table, name: query.from.alias ?? query.from.name, isRoot: true, attributes: [], links: [] },
  ]
  for (const { name, alias, kind, on } of query.joins) {
    const joined = schema.table(name.toLowerCase())
    if (!joined) throw badSql(`there is no table '${name}'`)
    const called = alias ?? name
    if (sources.some((source) => isCalled(source, called))) throw badSql(`'${called}' names two tables`)
    const bare: Source = { table: joined, name: called, isRoot: false, attributes: [], links: [] }
    const ends = on.map((column) => find([...sources, bare], column))
    const near = ends.find(({ source }) => source === bare)
    const far = ends.find(({ source }) => source !== bare)
    if (!near || !far) throw badSql(`ON has to compare a column of '${called}' with one of a table before it`)
    const source: Source = {
      ...bare,
      join: { from: near.attribute, to: far.attribute, linkType: kind === 'left' ? 'outer' : 'inner' },
    }
    far.source.links.push(source)
    sources.push(source)
  }
  return sources
}

const isCalled = (source: Source, name: string): boolean => source.name.toLowerCase() === name.toLowerCase()

function linkOf({ table, name, join, attributes, links }: Source): FetchLinkEntity {
  return {
    kind: 'link-entity',
    name: table.name,
    alias: name,
    ...join,
    allAttributes: false,
    attributes,
    orders: [],
    filters: [],
    links: links.map(linkOf),
  }
}

interface Found {
  readonly source: Source
  /** Logical name. */
  readonly attribute: string
}

function find(sources: readonly Source[], { table, name }: SqlColumn): Found {
  const attribute = name.toLowerCase()
  const candidates = table === undefined ? sources : sources.filter((source) => isCalled(source, table))
  if (candidates.length === 0) throw badSql(`no table of the query is called '${table}'`)
  const having = candidates.filter((source) => source.table.attributes.has(attribute))
  const [source, another] = having
  if (!source) throw badSql(`there is no column '${name}' in ${candidates.map((one) => one.table.name).join(', ')}`)
  if (another) throw badSql(`the column '${name}' is ambiguous`)
  return { source, attribute }
}

/** Columns of joined tables go by their own name, too, and not behind that of the table. */
function shown(
  sources: readonly Source[],
  { column, alias }: SqlSelected,
): { source: Source; attribute: FetchAttribute } {
  const { source, attribute } = find(sources, column ?? { name: '' })
  const name = alias ?? (source.isRoot ? undefined : source.table.attributes.get(attribute)?.name)
  return { source, attribute: { name: attribute, ...(name === undefined ? {} : { alias: name }) } }
}

function aggregated(
  sources: readonly Source[],
  { groupBy }: SqlQuery,
  { aggregate, column, alias, distinct }: SqlSelected,
): { source: Source; attribute: FetchAttribute } {
  const [root] = sources as readonly [Source, ...Source[]]
  if (aggregate === undefined) {
    const { source, attribute } = find(sources, column ?? { name: '' })
    const isGrouped = groupBy
      .map((one) => find(sources, one))
      .some((one) => one.source === source && one.attribute === attribute)
    if (!isGrouped) throw badSql(`the column '${attribute}' has to be in GROUP BY, or in an aggregate`)
    return { source, attribute: { name: attribute, groupBy: true, alias: alias ?? attribute } }
  }
  if (alias === undefined) throw notModelled('sql', 'an aggregate without an alias')
  if (column === undefined) return { source: root, attribute: { name: root.table.key, aggregate: 'count', alias } }
  const { source, attribute } = find(sources, column)
  return {
    source,
    attribute: {
      name: attribute,
      aggregate: aggregate === 'count' ? 'countcolumn' : aggregate,
      alias,
      ...(distinct ? { distinct } : {}),
    },
  }
}

/** Groups are told apart by what they are grouped by; without it in the answer nobody has seen what comes. */
function requireSelected(sources: readonly Source[], { columns, groupBy }: SqlQuery): void {
  const missing = groupBy.find(
    (by) => !columns.some(({ aggregate, column }) => aggregate === undefined && isSame(sources, column, by)),
  )
  if (missing) throw notModelled('sql', `GROUP BY '${missing.name}' without it in SELECT`)
}

function orderOf(
  sources: readonly Source[],
  { columns }: SqlQuery,
  { column, descending }: SqlQuery['orderBy'][number],
  isAggregate: boolean,
): FetchOrder {
  const selected = columns.find(
    (one) =>
      (column.table === undefined && one.alias?.toLowerCase() === column.name.toLowerCase()) ||
      (isAggregate && one.aggregate === undefined && isSame(sources, one.column, column)),
  )
  if (isAggregate) {
    if (!selected) throw badSql(`ORDER BY '${column.name}' has to be a column of the answer`)
    const alias = selected.alias ?? selected.column?.name.toLowerCase()
    return { descending, ...(alias === undefined ? {} : { alias }) }
  }
  const { source, attribute } = find(sources, selected?.column ?? column)
  return { attribute, descending, ...(source.isRoot ? {} : { entityName: source.name }) }
}

function isSame(sources: readonly Source[], one: SqlColumn | undefined, other: SqlColumn): boolean {
  if (!one || one.name.toLowerCase() !== other.name.toLowerCase()) return false
  return find(sources, one).source === find(sources, other).source
}

function filterOf(sources: readonly Source[], condition: SqlCondition): FetchFilterItem {
  if ('operands' in condition) {
    return group(condition.kind, ...condition.operands.map((operand) => filterOf(sources, operand)))
  }
  const { source, attribute } = find(sources, condition.column)
  const test = (
    operator: FetchCondition['operator'],
    value?: string,
    values: readonly string[] = [],
  ): FetchCondition => ({
    kind: 'condition',
    attribute,
    operator,
    ...(value === undefined ? {} : { value }),
    values: values.map((text) => ({ text })),
    ...(source.isRoot ? {} : { entityName: source.name }),
  })
  switch (condition.kind) {
    case 'compare':
      // Nothing compares to NULL.
      if (condition.value === null) return group('and', test('null'), test('not-null'))
      return test(operators[condition.operator], condition.value)
    case 'like':
      return test(condition.not ? 'not-like' : 'like', condition.pattern)
    case 'in':
      return test(condition.not ? 'not-in' : 'in', undefined, condition.values)
    case 'between':
      return condition.not
        ? group('or', test('lt', condition.from), test('gt', condition.to))
        : group('and', test('ge', condition.from), test('le', condition.to))
    case 'null':
      return test(condition.not ? 'not-null' : 'null')
  }
}

const group = (type: 'and' | 'or', ...items: readonly FetchFilterItem[]): FetchFilter => ({
  kind: 'filter',
  type,
  items,
})

/** Which rows are wanted: `TOP`, or `OFFSET … FETCH`. */
function window({ top, offset, orderBy }: SqlQuery): { skip: number; rows?: number } {
  if (offset === undefined) {
    if (top !== undefined && top > maximumRows) throw badSql(`TOP is ${maximumRows} at most`)
    return { skip: 0, ...(top === undefined ? {} : { rows: top }) }
  }
  if (top !== undefined) throw badSql('TOP and OFFSET cannot stand together')
  if (orderBy.length === 0) throw badSql('OFFSET needs ORDER BY')
  const { skip, rows } = offset
  if (skip + rows > maximumRows) throw notModelled('sql', `OFFSET and FETCH past ${maximumRows} rows`)
  return { skip, rows }
}
