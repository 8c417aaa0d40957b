import type { TableMetadata } from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import type { Table } from '../../schema/table.ts'
import { definedName } from '../defined-table.ts'
import { entityId } from '../entity-definition.ts'
import { invalid, readBody, requireBody } from './definition-body.ts'
import { mergedLabel } from './merged-labels.ts'
import { editModel } from './model-edit.ts'
import { requireCustomizer } from './require-customizer.ts'

/** Members that a table keeps for good. */
const fixed = ['LogicalName', 'SchemaName', 'EntitySetName', 'OwnershipType', 'PrimaryIdAttribute'] as const

/** `PUT EntityDefinitions(…)`: names, description and change tracking of a table, from its whole definition. */
export function replaceTable(exchange: Exchange, table: Table, given: unknown): Answer {
  requireCustomizer(exchange, 'prvWriteEntity')
  const { schema, history } = exchange.organization
  const { Attributes: _attributes, ...body } = requireBody(given, 'EntityDefinitions')
  const before = table.metadata ?? { schemaName: table.name }
  const now: Readonly<Record<(typeof fixed)[number], unknown>> = {
    LogicalName: definedName(table),
    SchemaName: before.schemaName,
    EntitySetName: table.set,
    OwnershipType: table.ownership,
    PrimaryIdAttribute: table.key,
  }
  for (const name of fixed) {
    const sent = body[name]
    if (sent !== undefined && sent !== null && sent !== now[name]) {
      throw invalid(`The ${name} of the table ${definedName(table)} cannot be changed.`)
    }
  }
  const sent = readBody({ ...body, LogicalName: table.name, '@odata.type': 'EntityMetadata' }, table.name).tables.get(
    table.name,
  )
  const merge = exchange.headers.get('mscrm.mergelabels') === 'true'
  const name = mergedLabel(before.displayNames, sent?.displayNames, merge)
  const collection = mergedLabel(before.displayCollectionNames, sent?.displayCollectionNames, merge)
  const description = mergedLabel(before.descriptions, sent?.descriptions, merge)
  const tracking = sent?.changeTrackingEnabled ?? before.changeTrackingEnabled
  const metadata: TableMetadata = {
    ...before,
    ...(name.text === undefined ? {} : { displayName: name.text }),
    ...(name.byLanguage ? { displayNames: name.byLanguage } : {}),
    ...(collection.text === undefined ? {} : { displayCollectionName: collection.text }),
    ...(collection.byLanguage ? { displayCollectionNames: collection.byLanguage } : {}),
    ...(description.text === undefined ? {} : { description: description.text }),
    ...(description.byLanguage ? { descriptions: description.byLanguage } : {}),
    ...(tracking === undefined ? {} : { changeTrackingEnabled: tracking }),
  }
  const edit = editModel(schema.model)
  edit.type(table.name).table = metadata
  const set = edit.entitySets.get(table.set ?? '')
  if (set && tracking !== undefined) edit.entitySets.set(set.name, { ...set, changeTracking: tracking })
  schema.change(edit.build())
  history.changed(entityId(table))
  return noContent()
}
