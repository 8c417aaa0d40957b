import type { PathSegment } from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { methodNotAllowed } from '../../fault.ts'
import { notModelled } from '../../gaps.ts'
import type { Answer } from '../../response/answer.ts'
import type { Column, Table } from '../../schema/table.ts'
import { createCatalog } from '../catalog.ts'
import { findDefinedTable } from '../defined-table.ts'
import { type Definition, nameIn } from '../definition.ts'
import { isA } from '../metadata-type.ts'
import { type MetadataResource, resolveMetadata } from '../metadata-resource.ts'
import { createColumn } from './create-column.ts'
import { createKey } from './create-key.ts'
import { createOptionSet } from './create-option-set.ts'
import { createRelationship } from './create-relationship.ts'
import { createTable } from './create-table.ts'
import { invalid } from './definition-body.ts'
import { removeColumn, removeKey, removeOptionSet, removeRelationship, removeTable } from './remove-definition.ts'
import { replaceColumn } from './replace-column.ts'
import { replaceOptionSet } from './replace-option-set.ts'
import { replaceRelationship } from './replace-relationship.ts'
import { replaceTable } from './replace-table.ts'

/**
 * `POST`, `PUT` and `DELETE` of definitions. They count at once, for rows, `$metadata` and definitions alike; what the real
 * service does in jobs that follow, such as the index of a key, is done here.
 */
export function writeMetadata(exchange: Exchange, segments: readonly PathSegment[], readBody: () => unknown): Answer {
  const resource = resolveMetadata(createCatalog(exchange.organization), segments)
  switch (exchange.method) {
    case 'POST':
      return create(exchange, resource, readBody())
    case 'PUT':
      return replace(exchange, resource, readBody())
    case 'DELETE':
      return remove(exchange, resource)
    default:
      // There is no PATCH of definitions (reference 32.4).
      throw methodNotAllowed(exchange.method)
  }
}

function create(exchange: Exchange, resource: MetadataResource, body: unknown): Answer {
  if (resource.kind !== 'definitions') throw methodNotAllowed('POST')
  switch (resource.path) {
    case 'EntityDefinitions':
      return createTable(exchange, body)
    case 'RelationshipDefinitions':
      return createRelationship(exchange, body)
    case 'GlobalOptionSetDefinitions':
      return createOptionSet(exchange, body)
    default:
      if (resource.declared === 'EntityKeyMetadata')
        return createKey(exchange, tableOf(exchange, resource.parent), body)
      if (isA(resource.declared, 'AttributeMetadata')) {
        return createColumn(exchange, tableOf(exchange, resource.parent), body)
      }
      throw methodNotAllowed('POST')
  }
}

function replace(exchange: Exchange, resource: MetadataResource, body: unknown): Answer {
  if (resource.kind !== 'definition') throw methodNotAllowed('PUT')
  const { item, parent } = resource
  if (isA(item.type, 'EntityMetadata')) return replaceTable(exchange, tableOf(exchange, item), body)
  if (isA(item.type, 'AttributeMetadata')) {
    const table = tableOf(exchange, parent)
    return replaceColumn(exchange, table, columnOf(table, item), body)
  }
  if (isA(item.type, 'RelationshipMetadataBase')) return replaceRelationship(exchange, nameIn(item, 'SchemaName'), body)
  if (isA(item.type, 'OptionSetMetadataBase') && !parent) {
    return replaceOptionSet(exchange, nameIn(item, 'Name'), item.id, body)
  }
  throw notModelled('metadataWrite', `PUT of ${item.type}`)
}

function remove(exchange: Exchange, resource: MetadataResource): Answer {
  if (resource.kind !== 'definition') throw methodNotAllowed('DELETE')
  const { item, parent } = resource
  if (isA(item.type, 'EntityMetadata')) return removeTable(exchange, tableOf(exchange, item))
  if (isA(item.type, 'RelationshipMetadataBase')) return removeRelationship(exchange, nameIn(item, 'SchemaName'))
  if (isA(item.type, 'OptionSetMetadataBase') && !parent) {
    return removeOptionSet(exchange, nameIn(item, 'Name'), item.id)
  }
  const table = tableOf(exchange, parent)
  if (isA(item.type, 'EntityKeyMetadata')) {
    const key = table.alternateKeys.find(({ name }) => name.toLowerCase() === nameIn(item, 'LogicalName'))
    return removeKey(exchange, table, key?.name ?? '', item.id)
  }
  if (isA(item.type, 'AttributeMetadata')) return removeColumn(exchange, table, columnOf(table, item))
  throw methodNotAllowed('DELETE')
}

/** The table that a definition is one of. */
function tableOf({ organization }: Exchange, definition: Definition | undefined): Table {
  const table = definition && findDefinedTable(organization.schema, nameIn(definition, 'LogicalName'))
  if (table) return table
  throw methodNotAllowed('this')
}

function columnOf(table: Table, definition: Definition): Column {
  const name = nameIn(definition, 'LogicalName')
  const column = table.attributes.get(name)
  if (column) return column
  throw invalid(`The column '${name}' goes with another one and has no definition of its own to change.`)
}
