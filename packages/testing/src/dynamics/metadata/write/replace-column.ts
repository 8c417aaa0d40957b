import type { AttributeMetadata } from '@dynamics-kit/odata'
import { secureColumn } from '../../access/column-security.ts'
import type { Exchange } from '../../exchange.ts'
import { notModelled } from '../../gaps.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import type { Column, Table } from '../../schema/table.ts'
import { attributeId } from '../attribute-definition.ts'
import { definedName } from '../defined-table.ts'
import { addColumn } from './add-column.ts'
import { invalid, readBody, requireBody } from './definition-body.ts'
import { mergedLabel } from './merged-labels.ts'
import { editModel } from './model-edit.ts'
import { requireCustomizer } from './require-customizer.ts'

/** Facts of a column that can be changed. */
const changeable = [
  'requiredLevel',
  'maxLength',
  'minValue',
  'maxValue',
  'precision',
  'format',
  'defaultValue',
  'autoNumberFormat',
  'maxSizeInKB',
] as const

/** `PUT EntityDefinitions(…)/Attributes(…)`, with or without a cast: the whole definition of a column. */
export function replaceColumn(exchange: Exchange, table: Table, column: Column, given: unknown): Answer {
  requireCustomizer(exchange, 'prvWriteAttribute')
  const { schema, history } = exchange.organization
  const body = requireBody(given, 'Attributes')
  const name = column.attribute
  const sent = readBody([{ ...body, LogicalName: body['LogicalName'] ?? name }], table.name)
    .tables.get(table.name)
    ?.attributes.get(name)
  if (!sent) throw invalid(`The LogicalName of the column '${name}' cannot be changed.`)
  const edit = editModel(schema.model)
  const property = edit.type(table.name).properties.get(column.name)
  if (!property) throw notModelled('metadataWrite', `the definition of '${name}', which ${table.name} inherits`)
  const before: AttributeMetadata = column.metadata ?? {
    logicalName: name,
    schemaName: name,
    attributeType: column.attributeType,
  }
  checkFixed(before, sent)
  const merge = exchange.headers.get('mscrm.mergelabels') === 'true'
  const label = mergedLabel(before.displayNames, sent.displayNames, merge)
  const description = mergedLabel(before.descriptions, sent.descriptions, merge)
  const metadataId = before.metadataId ?? attributeId(definedName(table), name)
  const changed = Object.fromEntries(
    changeable.flatMap((fact) => (sent[fact] === undefined ? [] : [[fact, sent[fact]] as const])),
  )
  const isSecured = typeof body['IsSecured'] === 'boolean' ? body['IsSecured'] : before.isSecured === true
  const { isSecured: _was, ...unsecured } = before
  const attribute: AttributeMetadata = {
    ...unsecured,
    ...(isSecured ? { isSecured } : {}),
    ...changed,
    metadataId,
    ...(label.text === undefined ? {} : { displayName: label.text }),
    ...(label.byLanguage ? { displayNames: label.byLanguage } : {}),
    ...(description.text === undefined ? {} : { description: description.text }),
    ...(description.byLanguage ? { descriptions: description.byLanguage } : {}),
  }
  addColumn(edit, table.name, {
    ...property,
    ...(attribute.maxLength === undefined ? {} : { maxLength: attribute.maxLength }),
    attribute,
  })
  schema.change(edit.build())
  secureColumn(exchange, table.name, name, isSecured)
  history.changed(metadataId)
  return noContent()
}

const values = (options: AttributeMetadata['options']): string => (options ?? []).map(({ value }) => value).join()

function checkFixed(before: AttributeMetadata, sent: Partial<AttributeMetadata>): void {
  const { logicalName } = before
  if (sent.schemaName !== undefined && sent.schemaName !== before.schemaName) {
    throw invalid(`The SchemaName of the column '${logicalName}' cannot be changed.`)
  }
  if (sent.attributeType !== undefined && sent.attributeType !== before.attributeType) {
    throw invalid(`The AttributeType of the column '${logicalName}' cannot be changed.`)
  }
  if (sent.options && values(sent.options) !== values(before.options)) {
    throw notModelled('metadataWrite', `the options of '${logicalName}' through its definition`)
  }
}
