import type { PathSegment } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { Fault, validation } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { type Answer, noContent } from '../response/answer.ts'
import { defineAlternateKey } from '../schema/define-alternate-key.ts'
import { isObject } from '../write/payload.ts'

/** `POST EntityDefinitions(LogicalName='account')/Keys`: the one metadata request there is so far. */
export function handleDefinitions(
  exchange: Exchange,
  segments: readonly PathSegment[],
  readBody: () => unknown,
): Answer {
  const [set, keys] = segments
  const isKeyCreation = exchange.method === 'POST' && set?.name === 'EntityDefinitions' && keys?.name === 'Keys'
  if (!isKeyCreation || segments.length !== 2)
    throw notModelled(exchange.method === 'GET' ? 'metadata' : 'metadataWrite')
  const body = readBody()
  const argument = set.arguments?.[0]
  if (argument?.name !== 'LogicalName' || argument.value.kind !== 'literal')
    throw notModelled('metadata', 'MetadataId as key')
  const name = String(argument.value.value)
  const table = exchange.organization.schema.table(name)
  if (!table) throw new Fault(404, '0x80060888', `Could not find an entity with name ${name}.`)
  const properties = isObject(body) ? body['KeyAttributes'] : undefined
  const schemaName = isObject(body) ? body['SchemaName'] : undefined
  if (!Array.isArray(properties) || typeof schemaName !== 'string') {
    throw validation('0x80040203', 'An alternate key needs a SchemaName and KeyAttributes.')
  }
  defineAlternateKey(exchange.organization, table, { name: schemaName.toLowerCase() }, properties.map(String))
  const id = exchange.organization.world.newId()
  return noContent({ 'OData-EntityId': `${exchange.root}/EntityDefinitions(LogicalName='${name}')/Keys(${id})` })
}
