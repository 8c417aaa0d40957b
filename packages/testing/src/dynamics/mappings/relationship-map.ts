import { stableId } from '../access/stable-id.ts'
import type { Actor } from '../exchange.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { findMap } from './mapped-body.ts'

/** A one-to-many relationship maps the key of one table to the lookup of the other. */
interface MappedRelationship {
  readonly source: string
  readonly key: string
  readonly target: string
  readonly lookup: string
}

/** Makes the map that comes with a relationship, in that of its tables. */
export function mapRelationship(actor: Actor, { source, key, target, lookup }: MappedRelationship): void {
  const map = findMap(actor, source, target)?.['entitymapid'] ?? insertMap(actor, source, target)
  insertPair(actor, String(map), key, lookup, true)
}

/** @returns its id */
export function insertMap(actor: Actor, source: string, target: string): string {
  const id = stableId(`entitymap:${source}.${target}`)
  insertSystemRow(actor, 'entitymap', { sourceentityname: source, targetentityname: target }, id)
  return id
}

export function insertPair(actor: Actor, map: string, source: string, target: string, isSystem: boolean): void {
  insertSystemRow(
    actor,
    'attributemap',
    {
      sourceattributename: source,
      targetattributename: target,
      issystem: isSystem,
      _entitymapid_value: map,
      '_entitymapid_value@type': 'entitymap',
    },
    stableId(`attributemap:${map}.${source}.${target}`),
  )
}

/** Takes the maps away of a column that goes, or of a table. */
export function dropMaps({ organization: { store } }: Actor, table: string, column?: string): void {
  for (const map of store.table('entitymap').rows()) {
    const id = String(map['entitymapid'])
    const isSource = map['sourceentityname'] === table
    const isTarget = map['targetentityname'] === table
    if (!isSource && !isTarget) continue
    for (const pair of store.table('attributemap').where('_entitymapid_value', id)) {
      const isOf =
        column === undefined ||
        (isSource && pair['sourceattributename'] === column) ||
        (isTarget && pair['targetattributename'] === column)
      if (isOf) store.remove('attributemap', String(pair['attributemapid']))
    }
    if (column === undefined) store.remove('entitymap', id)
  }
}
