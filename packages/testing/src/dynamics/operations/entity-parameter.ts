import type { Actor } from '../exchange.ts'
import { badQuery, noSuchRow } from '../fault.ts'
import { isGuid } from '../query/literal-value.ts'
import { isObject } from '../write/payload.ts'
import { resolveReference, type RowReference } from '../write/reference.ts'

const missingKey = () => badQuery('EdmEntityObject passed should have the key property value set.')

/**
 * The row that a parameter names: `{ "@odata.id": "accounts(g)" }`, or `{ "@odata.type": "Microsoft.Dynamics.CRM.account",
 * "accountid": "g" }`. `declared` is the table where the parameter's type says it.
 */
export function entityParameter(actor: Actor, value: unknown, declared?: string): RowReference {
  if (!isObject(value)) throw missingKey()
  if (typeof value['@odata.id'] === 'string') return resolveReference(actor, value['@odata.id'])
  const type = value['@odata.type']
  const name = typeof type === 'string' ? type.replace(/^#?Microsoft\.Dynamics\.CRM\./, '') : declared
  const table = name === undefined ? undefined : actor.scan.schema.table(name)
  if (!table) throw missingKey()
  const id = value[table.key] ?? (table.keyAlias === undefined ? undefined : value[table.keyAlias])
  if (typeof id !== 'string' || !isGuid(id)) throw missingKey()
  const row = actor.organization.store.of(table).get(id.toLowerCase())
  if (!row) throw noSuchRow(table.name, id)
  return { table, id: id.toLowerCase(), row }
}
