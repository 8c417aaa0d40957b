import { requireRight } from '../access/require-access.ts'
import type { Exchange } from '../exchange.ts'
import { badPayload, methodNotAllowed } from '../fault.ts'
import { type Answer, json, noContent, text } from '../response/answer.ts'
import { rowUrl } from '../response/render-row.ts'
import { isObject } from '../write/payload.ts'
import { updateRow } from '../write/update-row.ts'
import { asksForContent, deleteFile, downloadFile, retrieveFile } from './file-handlers.ts'
import type { PropertyResource } from './resource.ts'

/** `GET {set}(key)/{property}` and `…/$value`; 204 for null. */
export function retrieveProperty(exchange: Exchange, resource: PropertyResource): Answer {
  const { table, row, column } = resource
  requireRight(exchange, 'Read', table, row)
  if (resource.raw && (column.type === 'image' || column.type === 'file')) return downloadFile(exchange, resource)
  if (asksForContent(exchange, resource)) return retrieveFile(exchange, resource)
  const value = row[column.name] ?? null
  if (value === null) return noContent()
  if (resource.raw) return text(String(value))
  const path = rowUrl(exchange, table, row).slice(exchange.root.length + 1)
  return json({ '@odata.context': `${exchange.root}/$metadata#${path}/${column.name}`, value })
}

/** `PUT {set}(key)/{property}` with `{ "value": … }` */
export function replaceProperty(exchange: Exchange, resource: PropertyResource, body: unknown): Answer {
  const { table, column } = resource
  if (!isObject(body) || !('value' in body)) {
    throw badPayload(
      table.set ?? table.name,
      "Microsoft.OData.ODataException: The body of the request has to be an object with the property 'value'.",
    )
  }
  return setProperty(exchange, resource, body['value'], column.type === 'lookup')
}

/** `DELETE {set}(key)/{property}` */
export function clearProperty(exchange: Exchange, resource: PropertyResource): Answer {
  return setProperty(exchange, resource, null, resource.column.type === 'lookup')
}

function setProperty(exchange: Exchange, resource: PropertyResource, value: unknown, isLookup: boolean): Answer {
  if (isLookup || resource.raw) throw methodNotAllowed(exchange.method)
  const { table, row, column } = resource
  if (column.type === 'file') {
    if (value === null) return deleteFile(exchange, resource)
    throw methodNotAllowed(exchange.method)
  }
  updateRow(exchange, table, String(row[table.key]), { [column.name]: value })
  return noContent()
}
