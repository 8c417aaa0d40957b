import type { Actor } from '../../exchange.ts'
import { methodNotAllowed, validation } from '../../fault.ts'
import type { Column } from '../../schema/table.ts'
import type { Value } from '../../store/row.ts'
import type { TableRule } from './table-rule.ts'

/** Maps of tables come and go with relationships alone. */
export const entityMapRule: TableRule = {
  prepare() {
    throw methodNotAllowed('POST')
  },
  deleting() {
    throw methodNotAllowed('DELETE')
  },
}

const invalid = (message: string) => validation('0x80040203', message)

/**
 * Columns that are mapped have to be alike, and each is the target of one map.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/customize-entity-attribute-mappings
 */
export const attributeMapRule: TableRule = {
  prepare(actor, { id, cells, before }) {
    if (before?.['issystem'] === true) throw invalid('A map that belongs to a relationship cannot be changed.')
    const { store } = actor.organization
    const map = store.table('entitymap').get(String(cells['_entitymapid_value']))
    if (!map) throw invalid('An attributemap needs the entitymap that it is of.')
    const from = column(actor, map['sourceentityname'], cells['sourceattributename'])
    const into = column(actor, map['targetentityname'], cells['targetattributename'])
    requireAlike(from, into)
    const others = store.table('attributemap').where('_entitymapid_value', map['entitymapid'] ?? null)
    if (others.some((other) => other['attributemapid'] !== id && other['targetattributename'] === into.attribute))
      throw invalid(`The column '${into.attribute}' is the target of another map.`)
  },
  deleting(_actor, _id, row) {
    if (row['issystem'] === true) throw invalid('A map that belongs to a relationship cannot be deleted.')
  },
}

function column(actor: Actor, table: Value | undefined, name: Value | undefined): Column {
  const found = actor.scan.schema.table(String(table))?.attributes.get(String(name))
  if (!found) throw invalid(`There is no column '${String(name)}' in the table '${String(table)}'.`)
  if (/^address\d_addressid$/.test(found.attribute)) throw invalid('Ids of addresses cannot be mapped.')
  if (found.attributeType === 'PartyList') throw invalid('Party lists cannot be mapped.')
  return found
}

function requireAlike(from: Column, into: Column): void {
  const names = `'${from.attribute}' and '${into.attribute}'`
  const isKey = from.attributeType === 'Uniqueidentifier' && into.type === 'lookup'
  if (from.type !== into.type && !isKey) throw invalid(`The types of ${names} are not the same.`)
  if (into.readOnly) throw invalid(`Nobody can enter a value for '${into.attribute}'.`)
  if (from.maxLength !== undefined && into.maxLength !== undefined && into.maxLength < from.maxLength)
    throw invalid(`The column '${into.attribute}' is shorter than '${from.attribute}'.`)
  const format = from.metadata?.format
  if (format !== undefined && into.metadata?.format !== undefined && into.metadata.format !== format)
    throw invalid(`The formats of ${names} are not the same.`)
}
