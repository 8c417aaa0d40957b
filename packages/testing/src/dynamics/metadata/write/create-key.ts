import type { Exchange } from '../../exchange.ts'
import { validation } from '../../fault.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import { defineAlternateKey } from '../../schema/define-alternate-key.ts'
import type { Table } from '../../schema/table.ts'
import { entityId } from '../entity-definition.ts'
import { readBody, requireBody } from './definition-body.ts'
import { requireCustomizer } from './require-customizer.ts'

/** `POST EntityDefinitions(…)/Keys`: a key, whose index is there at once. */
export function createKey(exchange: Exchange, table: Table, given: unknown): Answer {
  requireCustomizer(exchange, 'prvWriteEntity')
  const body = requireBody(given, 'Keys')
  const schemaName = body['SchemaName']
  if (typeof schemaName !== 'string' || !Array.isArray(body['KeyAttributes'])) {
    throw validation('0x80040203', 'An alternate key needs a SchemaName and KeyAttributes.')
  }
  const name = schemaName.toLowerCase()
  const said = readBody([{ ...body, LogicalName: name, '@odata.type': 'EntityKeyMetadata' }], table.name)
    .tables.get(table.name)
    ?.keys.get(name)
  const { keyAttributes = [], ...rest } = said ?? { name }
  const metadataId = exchange.organization.newId()
  defineAlternateKey(
    exchange.organization,
    table,
    { ...rest, name, schemaName, metadataId, indexStatus: 'Active' },
    keyAttributes,
  )
  exchange.organization.history.changed(metadataId)
  return noContent({ 'OData-EntityId': `${exchange.root}/EntityDefinitions(${entityId(table)})/Keys(${metadataId})` })
}
