import type {
  FetchFilter,
  FetchFilterItem,
  FetchLinkEntity,
  FetchSource as SourceNode,
  LinkType,
} from '@dynamics-kit/odata'
import { viewOf } from '../access/require-access.ts'
import { oncePerScan } from '../query/once-per-scan.ts'
import { type Join, openJoins, type RootCursor } from '../query/relation.ts'
import { type Condition, type OtherCondition, predicateOf } from '../query/condition.ts'
import type { Predicate, Scan, Scope } from '../query/scan.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { compileFetchCondition } from './fetch-condition.ts'
import { fetchFault } from './fetch-fault.ts'
import { columnNamed, type FetchNames, type FetchSource } from './fetch-source.ts'

/** What the links and filters of an entity or link-entity come to. */
export interface CompiledSource {
  readonly joins: readonly Join[]
  /** The filters, and the links that only have to be there. */
  readonly condition: Condition | undefined
}

/** Link types whose rows stand beside those of the parent. */
const joinKinds: Readonly<Partial<Record<LinkType, Join['kind']>>> = {
  inner: 'inner',
  outer: 'outer',
  matchfirstrowusingcrossapply: 'first',
}

export function compileSource(names: FetchNames, source: FetchSource, node: SourceNode): CompiledSource {
  const conditions = node.filters.flatMap((filter) => compileFilter(names, source, filter) ?? [])
  const joins: Join[] = []
  for (const link of node.links) {
    const kind = joinKinds[link.linkType ?? 'inner']
    if (kind) joins.push(compileJoin(names, source, link, kind))
    else if (link.linkType === 'exists' || link.linkType === 'in') conditions.push(compileRelated(names, source, link))
    else throw fetchFault.unsupportedJoin(link.linkType ?? '')
  }
  return { joins, condition: combine('all', conditions) }
}

/** A filter; `undefined` for one that says nothing. */
function compileFilter(names: FetchNames, source: FetchSource, filter: FetchFilter): Condition | undefined {
  const parts = filter.items.flatMap((item) => compileItem(names, source, item) ?? [])
  return combine(filter.type === 'or' ? 'any' : 'all', parts)
}

function compileItem(names: FetchNames, source: FetchSource, item: FetchFilterItem): Condition | undefined {
  switch (item.kind) {
    case 'condition':
      return compileFetchCondition(names, source, item)
    case 'filter':
      return compileFilter(names, source, item)
    case 'link-entity':
      if (!filterLinks.has(item.linkType ?? 'inner')) throw fetchFault.unsupportedJoin(item.linkType ?? 'inner')
      return compileRelated(names, source, item)
  }
}

const filterLinks: ReadonlySet<string> = new Set<LinkType>(['any', 'not any', 'all', 'not all', 'exists', 'in'])

const combine = (kind: 'all' | 'any', parts: readonly Condition[]): Condition | undefined =>
  parts.length < 2 ? parts[0] : { kind, parts }

function compileJoin(names: FetchNames, parent: FetchSource, link: FetchLinkEntity, kind: Join['kind']): Join {
  const source = sourceOf(names, link)
  const { joins, condition } = compileSource(names, source, link)
  const { table, index, alias } = source
  const [from, to] = linkColumns(parent, source, link)
  return {
    kind,
    index,
    isUnique: from.name === table.key,
    open: relatedBy(parent, source, link),
    joins,
    condition,
    link: { table, name: alias ?? table.name, from, to, parent: parent.index },
  }
}

/** Whether related rows are there, or not: `all` is that some are, and none satisfies what stands inside (reference 23.4). */
function compileRelated(names: FetchNames, parent: FetchSource, link: FetchLinkEntity): Condition {
  const describe = (): string =>
    `link-entity ${link.name} from ${link.from ?? ''} to ${link.to ?? ''} (${link.linkType ?? 'inner'})`
  return { kind: 'other', index: undefined, describe, ...relatedTest(names, parent, link) }
}

function relatedTest(
  names: FetchNames,
  parent: FetchSource,
  link: FetchLinkEntity,
): Required<Pick<OtherCondition, 'test' | 'looksAt'>> {
  const source = sourceOf(names, link)
  const { joins, condition } = compileSource(names, source, link)
  const predicate = condition && predicateOf(condition)
  const open = relatedBy(parent, source, link)
  const search = oncePerScan((scan) => ({ related: open(scan), join: openJoins(joins, scan) }))
  /** Whether there are related rows, and whether one of them satisfies what stands inside. */
  const look: Look = (scope, scan) => {
    const rows = search(scan).related(scope)
    const isFound = rows.some((row) => {
      const next = scope.slice()
      next[source.index] = row
      return satisfies(next, scan)
    })
    return { isEmpty: rows.length === 0, isFound }
  }
  const satisfies: Predicate = (scope, scan) =>
    search(scan).join(scope, (joined) => !predicate || predicate(joined, scan))
  const isWanted = link.linkType !== 'not any' && link.linkType !== 'all'
  return {
    test: testOf(link, look),
    looksAt: {
      kind: 'related',
      name: source.alias ?? source.table.name,
      table: source.table,
      index: source.index,
      rows: (scope, scan) => search(scan).related(scope),
      condition,
      satisfies,
      isWanted,
    },
  }
}

type Look = (scope: Scope, scan: Scan) => { readonly isEmpty: boolean; readonly isFound: boolean }

function testOf({ linkType }: FetchLinkEntity, look: Look): Predicate {
  switch (linkType) {
    case 'not any':
      return (scope, scan) => !look(scope, scan).isFound
    case 'all':
      return (scope, scan) => {
        const { isEmpty, isFound } = look(scope, scan)
        return !isEmpty && !isFound
      }
    default:
      return (scope, scan) => look(scope, scan).isFound
  }
}

function sourceOf(names: FetchNames, link: FetchLinkEntity): FetchSource {
  const source = names.links.get(link)
  if (source) return source
  throw new Error(`The link-entity ${link.name} was not named.`) // every link-entity of the query was
}

/** Rows of the linked table with the value that the parent has, those that the caller may read. */
function relatedBy(parent: FetchSource, source: FetchSource, link: FetchLinkEntity): Join['open'] {
  const { table } = source
  const [from, to] = linkColumns(parent, source, link)
  return (scan, root) => {
    const find = (parent.index === 0 && root && followerOf(table, from, to, scan, root)) || finderOf(table, from, scan)
    // Who may read none of the rows is told so once there is one to be looked for.
    let view: ReturnType<typeof viewOf> | undefined
    return (scope) => {
      const value = scope[parent.index]?.[to.name] ?? null
      if (value === null) return []
      view ??= viewOf(scan, table)
      return view(find(value))
    }
  }
}

/** Follows a lookup of the row itself to a primary key, which a segment does without looking for it. */
function followerOf(
  table: Table,
  from: Column,
  to: Column,
  { store }: Scan,
  root: RootCursor,
): ((value: Value) => readonly Row[]) | undefined {
  const [only] = table.concrete
  if (from.name !== table.key || table.concrete.length !== 1 || only === undefined) return undefined
  const rows = store.table(only)
  let segment: RootCursor['segment']
  let follow: ((position: number) => Row | undefined) | undefined
  return (value) => {
    if (root.segment !== segment) {
      segment = root.segment
      follow = segment?.linked(to.name, rows)
    }
    const row = follow ? follow(root.position) : rows.get(String(value))
    return row ? [row] : []
  }
}

/** Finds rows with a value in a column. */
function finderOf(table: Table, column: Column, { store }: Scan): (value: Value) => readonly Row[] {
  const isText = column.edmType === 'Edm.String'
  const finders = table.concrete.map((name) => {
    const rows = store.table(name)
    if (isText) return (value: Value): readonly Row[] => rows.whereFolded(column.name, value)
    if (column.name !== table.key) return (value: Value): readonly Row[] => rows.where(column.name, value)
    return (value: Value): readonly Row[] => {
      const row = rows.get(String(value))
      return row ? [row] : []
    }
  })
  const [only] = finders
  return finders.length === 1 && only ? only : (value) => finders.flatMap((find) => find(value))
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
