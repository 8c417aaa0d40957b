import type {
  FetchFilter,
  FetchFilterItem,
  FetchLinkEntity,
  FetchSource as SourceNode,
  LinkType,
} from '@dynamics-kit/odata'
import { readable } from '../access/require-access.ts'
import { joinAll, type Join, seekRows } from '../query/relation.ts'
import type { Predicate, Scan, Scope } from '../query/scan.ts'
import type { Column } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { compileCondition } from './fetch-condition.ts'
import { fetchFault } from './fetch-fault.ts'
import { columnNamed, type FetchNames, type FetchSource } from './fetch-source.ts'

/** What the links and filters of an entity or link-entity come to. */
export interface CompiledSource {
  readonly joins: readonly Join[]
  /** The filters, and the links that only have to be there. */
  readonly predicate: Predicate | undefined
}

/** Link types whose rows stand beside those of the parent. */
const joinKinds: Readonly<Partial<Record<LinkType, Join['kind']>>> = {
  inner: 'inner',
  outer: 'outer',
  matchfirstrowusingcrossapply: 'first',
}

export function compileSource(names: FetchNames, source: FetchSource, node: SourceNode): CompiledSource {
  const predicates = node.filters.flatMap((filter) => compileFilter(names, source, filter) ?? [])
  const joins: Join[] = []
  for (const link of node.links) {
    const kind = joinKinds[link.linkType ?? 'inner']
    if (kind) joins.push(compileJoin(names, source, link, kind))
    else if (link.linkType === 'exists' || link.linkType === 'in') predicates.push(compileRelated(names, source, link))
    else throw fetchFault.unsupportedJoin(link.linkType ?? '')
  }
  return { joins, predicate: allOf(predicates) }
}

/** A filter; `undefined` for one that says nothing. */
function compileFilter(names: FetchNames, source: FetchSource, filter: FetchFilter): Predicate | undefined {
  const parts = filter.items.flatMap((item) => compileItem(names, source, item) ?? [])
  return filter.type === 'or' ? anyOf(parts) : allOf(parts)
}

function compileItem(names: FetchNames, source: FetchSource, item: FetchFilterItem): Predicate | undefined {
  switch (item.kind) {
    case 'condition':
      return compileCondition(names, source, item)
    case 'filter':
      return compileFilter(names, source, item)
    case 'link-entity':
      if (!filterLinks.has(item.linkType ?? 'inner')) throw fetchFault.unsupportedJoin(item.linkType ?? 'inner')
      return compileRelated(names, source, item)
  }
}

const filterLinks: ReadonlySet<string> = new Set<LinkType>(['any', 'not any', 'all', 'not all', 'exists', 'in'])

function allOf(parts: readonly Predicate[]): Predicate | undefined {
  if (parts.length < 2) return parts[0]
  return (scope, scan) => parts.every((part) => part(scope, scan))
}

function anyOf(parts: readonly Predicate[]): Predicate | undefined {
  if (parts.length < 2) return parts[0]
  return (scope, scan) => parts.some((part) => part(scope, scan))
}

function compileJoin(names: FetchNames, parent: FetchSource, link: FetchLinkEntity, kind: Join['kind']): Join {
  const source = sourceOf(names, link)
  return {
    kind,
    index: source.index,
    isUnique: source.table.attributes.get(link.from ?? '')?.name === source.table.key,
    related: relatedBy(parent, source, link),
    ...compileSource(names, source, link),
  }
}

/** Whether related rows are there, or not: `all` is that some are, and none satisfies what stands inside (reference 23.4). */
function compileRelated(names: FetchNames, parent: FetchSource, link: FetchLinkEntity): Predicate {
  const source = sourceOf(names, link)
  const related = relatedBy(parent, source, link)
  const { joins, predicate } = compileSource(names, source, link)
  const satisfies = (row: Row, scope: Scope, scan: Scan): boolean => {
    const next = scope.slice()
    next[source.index] = row
    return joinAll(next, joins, scan).some((joined) => !predicate || predicate(joined, scan))
  }
  switch (link.linkType) {
    case 'not any':
      return (scope, scan) => !related(scope, scan).some((row) => satisfies(row, scope, scan))
    case 'all':
      return (scope, scan) => {
        const rows = related(scope, scan)
        return rows.length > 0 && !rows.some((row) => satisfies(row, scope, scan))
      }
    default:
      return (scope, scan) => related(scope, scan).some((row) => satisfies(row, scope, scan))
  }
}

function sourceOf(names: FetchNames, link: FetchLinkEntity): FetchSource {
  const source = names.links.get(link)
  if (source) return source
  throw new Error(`The link-entity ${link.name} was not named.`) // every link-entity of the query was
}

/** Rows of the linked table with the value that the parent has, those that the caller may read. */
function relatedBy(parent: FetchSource, source: FetchSource, link: FetchLinkEntity): Join['related'] {
  const { table } = source
  const [from, to] = linkColumns(parent, source, link)
  return (scope, scan) => {
    const value = scope[parent.index]?.[to.name] ?? null
    if (value === null) return []
    const rows =
      from.edmType === 'Edm.String'
        ? table.concrete.flatMap((name) => scan.store.table(name).whereFolded(from.name, value))
        : seekRows(table, { property: from.name, value }, scan)
    return readable(scan, table, rows)
  }
}

const unlinkable: ReadonlySet<string> = new Set(['choices', 'file', 'image', 'other'])

function linkColumns(parent: FetchSource, { table }: FetchSource, link: FetchLinkEntity): readonly [Column, Column] {
  if (link.from === undefined || link.to === undefined) {
    throw fetchFault.invalidArgument(
      `No system many-to-many relationship exists between ${parent.table.name} and ${table.name}. If attempting to link through a custom many-to-many relationship ensure that you provide the from and to attributes.`,
    )
  }
  const from = columnNamed(table, link.from)
  const to = columnNamed(parent.table, link.to)
  if (unlinkable.has(from.type) || unlinkable.has(to.type) || from.edmType !== to.edmType) {
    throw fetchFault.invalidArgument(
      `The attributes '${link.from}' of '${table.name}' and '${link.to}' of '${parent.table.name}' cannot be used to link them.`,
    )
  }
  return [from, to]
}
