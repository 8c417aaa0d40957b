import type { AttributeMetadata } from '@dynamics-kit/odata'
import { secureColumn } from '../../access/column-security.ts'
import type { Exchange } from '../../exchange.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import type { Table } from '../../schema/table.ts'
import type { TableSource } from '../../schema/table-source.ts'
import { entityId } from '../entity-definition.ts'
import { optionId } from '../option-set-definition.ts'
import { addColumn, propertyOf } from './add-column.ts'
import { invalid, requireBody } from './definition-body.ts'
import { editModel, type ModelEdit } from './model-edit.ts'
import { readColumn, type WantedColumn, withOptionValues } from './read-column.ts'
import { requireCustomizer } from './require-customizer.ts'
import { addCurrencyColumns } from './system-columns.ts'

/** `POST EntityDefinitions(…)/Attributes`: a column, with those that come with it. */
export function createColumn(exchange: Exchange, table: Table, given: unknown): Answer {
  requireCustomizer(exchange, 'prvCreateAttribute')
  const { schema, history, newId } = exchange.organization
  const body = withOptionValues(requireBody(given, 'Attributes'))
  const wanted = readColumn(schema.model, table.name, body, newId)
  const { attribute } = wanted
  if (table.attributes.has(attribute.logicalName)) {
    throw invalid(
      `Attribute with name ${attribute.logicalName} already exists for entity ${table.name}. Specify a unique name.`,
    )
  }
  const edit = editModel(schema.model)
  const schemaName = table.metadata?.schemaName ?? table.name
  const source = { name: table.name, schemaName, ownership: table.ownership, columns: {} }
  for (const added of addWantedColumn(edit, source, wanted, newId)) {
    history.changed(added.metadataId ?? '')
    const { optionSetName = '', options = [] } = added
    for (const { value } of options) history.changed(optionId(optionSetName, value))
  }
  schema.change(edit.build())
  if (attribute.isSecured) secureColumn(exchange, table.name, attribute.logicalName, true)
  return noContent({
    'OData-EntityId': `${exchange.root}/EntityDefinitions(${entityId(table)})/Attributes(${attribute.metadataId})`,
  })
}

/** Puts a column into a table, with those that come with it. All of them but those of a currency are given back. */
export function addWantedColumn(
  edit: ModelEdit,
  table: TableSource,
  wanted: WantedColumn,
  newId: () => string,
): readonly AttributeMetadata[] {
  const added = [wanted, ...companionsOf(wanted, newId)]
  for (const { attribute, edmType } of added) addColumn(edit, table.name, propertyOf(attribute, edmType))
  if (wanted.attribute.attributeType === 'Money') addCurrencyColumns(edit, table, newId)
  return added.map(({ attribute }) => attribute)
}

/** Money is kept in the base currency too; a file has a name, an image an address and a time. */
function companionsOf({ attribute, edmType }: WantedColumn, newId: () => string): readonly WantedColumn[] {
  const readOnly = { isValidForCreate: false, isValidForRead: true, isValidForUpdate: false } as const
  const { logicalName, schemaName } = attribute
  const companion = (suffix: string, extra: Pick<AttributeMetadata, 'attributeType'> & Partial<AttributeMetadata>) => ({
    logicalName: logicalName + suffix.toLowerCase(),
    schemaName: schemaName + suffix,
    metadataId: newId(),
    isCustomAttribute: true,
    isPrimaryId: false,
    isPrimaryName: false,
    requiredLevel: 'None' as const,
    ...readOnly,
    ...extra,
  })
  switch (attribute.attributeType) {
    case 'Money': {
      const { displayName, precision, minValue, maxValue } = attribute
      const base = companion('_Base', {
        attributeType: 'Money',
        ...(displayName === undefined ? {} : { displayName: `${displayName} (Base)` }),
        ...(precision === undefined ? {} : { precision }),
        ...(minValue === undefined ? {} : { minValue }),
        ...(maxValue === undefined ? {} : { maxValue }),
      })
      return [{ attribute: base, edmType }]
    }
    case 'File': {
      const name = companion('_Name', {
        attributeType: 'String',
        maxLength: 255,
        format: 'Text',
        attributeOf: logicalName,
      })
      return [{ attribute: name, edmType: 'Edm.String' }]
    }
    case 'Image': {
      const attributeOf = `${logicalName}id`
      return [
        { attribute: companion('Id', { attributeType: 'Uniqueidentifier' }), edmType: 'Edm.Guid' },
        {
          attribute: companion('_Timestamp', { attributeType: 'BigInt', attributeOf }),
          edmType: 'Edm.Int64',
        },
        {
          attribute: companion('_URL', { attributeType: 'String', maxLength: 200, format: 'Url', attributeOf }),
          edmType: 'Edm.String',
        },
      ]
    }
    default:
      return []
  }
}
