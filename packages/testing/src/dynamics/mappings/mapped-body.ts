import { maskRow } from '../access/column-security.ts'
import type { Actor } from '../exchange.ts'
import type { Column, Table } from '../schema/table.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import type { RowReference } from '../write/reference.ts'

/** The map of a pair of tables. */
export const findMap = ({ organization }: Actor, source: string, target: string): Row | undefined =>
  organization.store
    .table('entitymap')
    .where('sourceentityname', source)
    .find((map) => map['targetentityname'] === target)

/**
 * What a new row of a table begins with when it is made from another row: mapped columns that have a value, as a create takes them.
 *
 * @param takes Which columns of the target.
 */
export function mappedBody(
  actor: Actor,
  source: RowReference,
  target: Table,
  takes: (column: Column) => boolean,
): Record<string, unknown> {
  const map = findMap(actor, source.table.name, target.name)
  if (!map) return {}
  const row = maskRow(actor.scan, source.table, source.row)
  const pairs = actor.organization.store.table('attributemap').where('_entitymapid_value', map['entitymapid'] ?? null)
  const body: Record<string, unknown> = {}
  for (const pair of pairs) {
    const from = source.table.attributes.get(String(pair['sourceattributename']))
    const into = target.attributes.get(String(pair['targetattributename']))
    if (!from || !into || !takes(into)) continue
    const value = row[from.name] ?? null
    if (value === null) continue
    if (into.type !== 'lookup') body[into.name] = value
    else {
      const table = from.type === 'lookup' ? row[lookupTypeOf(from.name)] : source.table.name
      Object.assign(body, bound(actor, into, String(table), String(value)))
    }
  }
  return body
}

function bound(actor: Actor, into: Column, name: string, id: string): Readonly<Record<string, string>> {
  const table = actor.scan.schema.table(name)
  const navigation =
    into.targets.get(name) ??
    [...into.targets].find(([target]) => actor.scan.schema.table(target)?.concrete.includes(name))?.[1]
  return navigation === undefined || table?.set === undefined
    ? {}
    : { [`${navigation}@odata.bind`]: `${table.set}(${id})` }
}
