import type { FetchAttribute, FetchSource as SourceNode, FetchXml } from '@dynamics-kit/odata'
import { notModelled } from '../gaps.ts'
import type { Getter } from '../query/column-path.ts'
import { hierarchyColumn } from '../query/hierarchy.ts'
import { isShown } from '../query/select.ts'
import type { Column } from '../schema/table.ts'
import { columnOfLabel } from './fetch-condition.ts'
import { fetchFault } from './fetch-fault.ts'
import { columnNamed, type FetchNames, type FetchSource } from './fetch-source.ts'

/** A column of the answer. */
export interface ShownColumn {
  /** Name in the answer: `_primarycontactid_value`, `c.fullname`, or an alias. */
  readonly name: string
  readonly column: Column
  /** Where its row stands in the scope. */
  readonly index: number
  /** What is shown, where it is not what the cell holds. */
  readonly compute?: Getter
}

/** The columns of an answer: the entity's, what they bring with them, its key, and those of the links. */
export function compileColumns(names: FetchNames, fetch: FetchXml): readonly ShownColumn[] {
  const { entity } = fetch
  const own = columnsOf(names.root, entity, entity.allAttributes || entity.attributes.length === 0)
  const companions = fetch.distinct === true ? [] : companionsOf(names.root, own)
  const columns = [...own, ...companions, ...linkedColumns(names, entity)]
  return unique(columns)
}

function linkedColumns(names: FetchNames, node: SourceNode): ShownColumn[] {
  return node.links.flatMap((link) => {
    const source = names.links.get(link)
    return source ? [...columnsOf(source, link, link.allAttributes), ...linkedColumns(names, link)] : []
  })
}

function columnsOf(source: FetchSource, { attributes }: SourceNode, isAll: boolean): ShownColumn[] {
  const all = isAll ? [...source.table.columns.values()].filter(isShown).map((column) => shown(source, column)) : []
  return [...all, ...attributes.map((attribute) => compileAttribute(source, attribute))]
}

function compileAttribute(source: FetchSource, attribute: FetchAttribute): ShownColumn {
  const { name, alias, aggregate, groupBy, rowAggregate } = attribute
  const { table, index } = source
  if (aggregate !== undefined || groupBy === true) {
    throw fetchFault.invalidArgument(`The attribute '${name}' is aggregated in a query that is not (aggregate='true').`)
  }
  if (!table.attributes.has(name)) {
    columnOfLabel(table, name) // refuses what is no column at all
    throw notModelled('virtualColumn', name)
  }
  const column = columnNamed(table, name)
  if (rowAggregate === undefined) return shown(source, column, alias)
  return { name: requireAlias(alias), column, index, compute: childCount(source, column) }
}

/** `rowaggregate='CountChildren'`: how many rows have this one as their parent. */
function childCount({ table, index }: FetchSource, column: Column): Getter {
  const property = hierarchyColumn(table)
  if (column.name !== table.key || property === undefined) {
    throw fetchFault.invalidArgument(
      `The rowaggregate 'CountChildren' works on the primary key of a hierarchical table; '${column.attribute}' is none.`,
    )
  }
  return (scope, scan) => {
    const id = scope[index]?.[table.key]
    return id === undefined ? undefined : scan.store.table(table.name).where(property, id).length
  }
}

export function requireAlias(alias: string | undefined): string {
  if (alias !== undefined && alias !== '') return alias
  throw fetchFault.invalidAlias()
}

/** Columns of linked tables go by their attribute behind the alias of the link. */
const shown = ({ index, alias }: FetchSource, column: Column, name?: string): ShownColumn => ({
  name: name ?? (alias === undefined ? column.name : `${alias}.${column.attribute}`),
  column,
  index,
})

/** Money brings its currency, every row its key. */
function companionsOf(root: FetchSource, own: readonly ShownColumn[]): ShownColumn[] {
  const { columns, key } = root.table
  const names = [...(own.some(({ column }) => column.type === 'money') ? ['_transactioncurrencyid_value'] : []), key]
  return names.flatMap((name) => {
    const column = columns.get(name)
    return column ? [shown(root, column)] : []
  })
}

/** A column that is asked for twice is shown once; two of one alias are refused. */
function unique(columns: readonly ShownColumn[]): readonly ShownColumn[] {
  const found = new Map<string, ShownColumn>()
  for (const one of columns) {
    const before = found.get(one.name)
    if (before && (before.column !== one.column || before.index !== one.index)) throw fetchFault.duplicateAlias()
    if (!before) found.set(one.name, one)
  }
  return [...found.values()]
}
