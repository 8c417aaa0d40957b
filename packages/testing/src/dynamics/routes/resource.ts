import type { Argument, PathSegment } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badQuery, unknownSegment } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { follow, targetOf } from '../query/column-path.ts'
import type { Aliases } from '../query/parameter-alias.ts'
import { unmodelledOperations } from '../operations/unmodelled-operations.ts'
import type { CollectionNavigation, Column, LookupNavigation, ManyNavigation, Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { findRow, missingRow, readRowKey, type RowKey } from '../write/row-key.ts'

/** What a path below the service root names. */
export type Resource =
  | { readonly kind: 'serviceDocument' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'set'; readonly table: Table }
  | { readonly kind: 'row'; readonly table: Table; readonly key: RowKey }
  | LookupResource
  | MembersResource
  | MemberResource
  | PropertyResource
  | { readonly kind: 'ref'; readonly of: LookupResource | MembersResource | MemberResource }
  | { readonly kind: 'count'; readonly of: { readonly kind: 'set'; readonly table: Table } | MembersResource }
  | OperationResource
  | { readonly kind: 'definitions'; readonly segments: readonly PathSegment[] }

/** A single-valued navigation property of a row. */
export interface LookupResource {
  readonly kind: 'lookup'
  readonly table: Table
  readonly row: Row
  readonly navigation: LookupNavigation
  readonly target: Table
}

/** A collection-valued navigation property of a row. */
export interface MembersResource {
  readonly kind: 'members'
  readonly table: Table
  readonly row: Row
  readonly navigation: CollectionNavigation | ManyNavigation
  readonly target: Table
}

/** One row of such a collection. */
export interface MemberResource extends Omit<MembersResource, 'kind'> {
  readonly kind: 'member'
  readonly key: RowKey
}

export interface PropertyResource {
  readonly kind: 'property'
  readonly table: Table
  readonly row: Row
  readonly column: Column
  /** `/$value` */
  readonly raw: boolean
}

export interface OperationResource {
  readonly kind: 'operation'
  /** Without namespace. */
  readonly name: string
  readonly arguments: readonly Argument[]
  /** What it is bound to: a row, or a whole table. */
  readonly bound?: { readonly table: Table; readonly row?: Row }
}

const namespacePrefix = 'Microsoft.Dynamics.CRM.'

const definitionSets =
  /^(EntityDefinitions|RelationshipDefinitions|GlobalOptionSetDefinitions|ManagedPropertyDefinitions)$/

/** @throws Fault 404 for what is not there, 400 for keys that are none */
export function resolveResource(exchange: Exchange, segments: readonly PathSegment[], aliases: Aliases): Resource {
  const [first, ...rest] = segments
  if (!first) return { kind: 'serviceDocument' }
  const { schema } = exchange.scan
  if (first.name === '$metadata') return { kind: 'metadata' }
  if (definitionSets.test(first.name)) return { kind: 'definitions', segments }
  const table = schema.bySet(first.name)
  if (table) return first.arguments ? atRow(exchange, table, first, rest, aliases) : atSet(table, rest)
  if (schema.model.operationImports.has(first.name) && rest.length === 0) {
    return { kind: 'operation', name: first.name, arguments: first.arguments ?? [] }
  }
  const gap = unmodelledOperations.get(first.name)
  throw gap ? notModelled(gap, first.name) : unknownSegment(first.name)
}

function atSet(table: Table, rest: readonly PathSegment[]): Resource {
  const set = { kind: 'set', table } as const
  const [next, ...more] = rest
  if (!next) return set
  if (next.name === '$count' && more.length === 0) return { kind: 'count', of: set }
  if (next.name === `${namespacePrefix}${table.name}`) return atSet(table, more)
  if (next.name.startsWith(namespacePrefix) && more.length === 0) return boundOperation(next, { table })
  throw unknownSegment(next.name)
}

const boundOperation = (segment: PathSegment, bound: OperationResource['bound'] & object): OperationResource => ({
  kind: 'operation',
  name: segment.name.slice(namespacePrefix.length),
  arguments: segment.arguments ?? [],
  bound,
})

function atRow(
  exchange: Exchange,
  table: Table,
  segment: PathSegment,
  rest: readonly PathSegment[],
  aliases: Aliases,
): Resource {
  const key = readRowKey(table, segment.arguments ?? [], aliases)
  if (rest.length === 0) return { kind: 'row', table, key }
  const found = findRow(exchange.scan, table, key)
  if (!found) throw missingRow(table, key)
  return belowRow(exchange, found.table, found.row, rest, aliases)
}

function belowRow(
  exchange: Exchange,
  table: Table,
  row: Row,
  segments: readonly PathSegment[],
  aliases: Aliases,
): Resource {
  const [next, ...rest] = segments
  if (!next) return { kind: 'row', table, key: { kind: 'primary', id: String(row[table.key]) } }
  const column = table.columns.get(next.name)
  if (column && !next.arguments) {
    if (rest.length === 0) return { kind: 'property', table, row, column, raw: false }
    if (rest.length === 1 && rest[0]?.name === '$value') return { kind: 'property', table, row, column, raw: true }
    throw unknownSegment(rest[0]?.name ?? '')
  }
  const navigation = table.navigations.get(next.name)
  if (navigation?.kind === 'unmodelled') throw notModelled('partialRelationship', next.name)
  if (navigation?.kind === 'lookup') {
    const target = targetOf(exchange.scan.schema, navigation)
    return belowLookup(exchange, { kind: 'lookup', table, row, navigation, target }, rest, aliases)
  }
  if (navigation) {
    const target = targetOf(exchange.scan.schema, navigation)
    return belowMembers(exchange, { kind: 'members', table, row, navigation, target }, next, rest, aliases)
  }
  return castOrOperation(exchange, table, row, segments, aliases)
}

function castOrOperation(
  exchange: Exchange,
  table: Table,
  row: Row,
  segments: readonly PathSegment[],
  aliases: Aliases,
): Resource {
  const [next, ...rest] = segments
  const name = next?.name ?? ''
  if (next && name.startsWith(namespacePrefix)) {
    const bare = name.slice(namespacePrefix.length)
    if (bare === table.name) return belowRow(exchange, table, row, rest, aliases)
    if (rest.length === 0) return boundOperation(next, { table, row })
  }
  const operations = exchange.scan.schema.model.operations.get(name)
  if (operations?.some((operation) => operation.isBound)) throw badQuery('Request message has unresolved parameters')
  throw unknownSegment(name)
}

function belowLookup(
  exchange: Exchange,
  lookup: LookupResource,
  rest: readonly PathSegment[],
  aliases: Aliases,
): Resource {
  if (rest.length === 0) return lookup
  if (rest.length === 1 && rest[0]?.name === '$ref') return { kind: 'ref', of: lookup }
  const found = follow(lookup.row, lookup.navigation, lookup.target, exchange.scan)
  if (!found) throw unknownSegment(rest[0]?.name ?? '')
  return belowRow(exchange, lookup.target, found, rest, aliases)
}

function belowMembers(
  exchange: Exchange,
  members: MembersResource,
  segment: PathSegment,
  rest: readonly PathSegment[],
  aliases: Aliases,
): Resource {
  const [next] = rest
  if (!segment.arguments) {
    if (!next) return members
    if (rest.length === 1 && next.name === '$ref') return { kind: 'ref', of: members }
    if (rest.length === 1 && next.name === '$count') return { kind: 'count', of: members }
    throw unknownSegment(next.name)
  }
  const key = readRowKey(members.target, segment.arguments, aliases)
  const member: MemberResource = { ...members, kind: 'member', key }
  if (!next) return member
  if (rest.length === 1 && next.name === '$ref') return { kind: 'ref', of: member }
  const found = findRow(exchange.scan, members.target, key)
  if (!found) throw missingRow(members.target, key)
  return belowRow(exchange, found.table, found.row, rest, aliases)
}
