import type { TableDefinition } from '@dynamics-kit/odata'
import type { ServiceRequest } from '../http/service-request.ts'
import { rowId } from '../row/row-id.ts'
import { refuseOtherColumns, rowPath } from '../row/row-path.ts'
import { unknownName } from '../row/unknown-name.ts'
import { encodeRow } from '../write/encode-row.ts'

/** A row as a target of a bulk message (27). */
export type Target = Readonly<Record<string, unknown>>

/** Turns a row into a target. @throws TypeError for what the table cannot hold. */
export type EncodeTarget = (row: object) => Target

/** `POST accounts/Microsoft.Dynamics.CRM.CreateMultiple` with `{ "Targets": [ … ] }`. */
export function multipleRequest(
  table: TableDefinition,
  message: 'CreateMultiple' | 'UpdateMultiple' | 'UpsertMultiple',
  targets: readonly Target[],
): ServiceRequest {
  return {
    method: 'POST',
    path: `${table.entitySet}/Microsoft.Dynamics.CRM.${message}`,
    body: { Targets: targets },
  }
}

/** Changes of the row that its primary key names. */
export function updateTarget(table: TableDefinition): EncodeTarget {
  return (row) => {
    const id: unknown = Object.hasOwn(row, table.key) ? Reflect.get(row, table.key) : undefined
    return { ...typeOf(table), ...encodeRow(table, row), [table.key]: rowId(id, `bulk.update: ${table.key}`) }
  }
}

/** By the primary key in the row, or `"@odata.id": "accounts(accountnumber='A-1')"`. */
export function upsertTarget(table: TableDefinition, key: string | readonly string[]): EncodeTarget {
  const names = typeof key === 'string' ? [key] : key
  const unknown = names.find((name) => !Object.hasOwn(table.columns, name))
  if (unknown !== undefined) throw unknownName(table, unknown)
  if (names.length === 1 && names[0] === table.key) return updateTarget(table)
  refuseOtherColumns(table, names)
  return (row) => {
    const values = new Map(Object.entries(row))
    const keyValues = Object.fromEntries(names.map((name) => [name, values.get(name)]))
    for (const name of names) values.delete(name)
    return {
      ...typeOf(table),
      '@odata.id': decodeURIComponent(rowPath(table.entitySet, table, keyValues, 'bulk.upsert', 'body')),
      ...encodeRow(table, Object.fromEntries(values)),
    }
  }
}

/** `"@odata.type": "Microsoft.Dynamics.CRM.account"` */
export function typeOf(table: TableDefinition): Target {
  return { '@odata.type': `Microsoft.Dynamics.CRM.${table.logicalName}` }
}
