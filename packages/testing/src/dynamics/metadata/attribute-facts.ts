import type { AttributeMetadata } from '@dynamics-kit/odata'
import type { Schema } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'

/** A column as its definition says it; `hasProperty` tells whether rows have a value of that name. */
export interface AttributeFacts extends AttributeMetadata {
  readonly hasProperty: boolean
  /** Whether it came with the platform. */
  readonly isManaged: boolean
}

/** All attributes of a table: those of its rows, and those that say the names of what these refer to. */
export function attributeFacts(schema: Schema, table: Table): readonly AttributeFacts[] {
  const defined = table.type.attributes
  const own = [...table.columns.values()].map((column) => factsOfColumn(table, column))
  const names = new Set(own.map(({ logicalName }) => logicalName))
  const others = defined
    ? [...defined.values()].map(factsWithoutProperty)
    : own.flatMap((facts) => companions(schema, facts))
  return [...own, ...others.filter(({ logicalName }) => !names.has(logicalName))].toSorted((left, right) =>
    left.logicalName < right.logicalName ? -1 : 1,
  )
}

const isManaged = ({ isCustomAttribute }: AttributeMetadata): boolean => isCustomAttribute !== true

function factsWithoutProperty(attribute: AttributeMetadata): AttributeFacts {
  return { ...attribute, hasProperty: false, isManaged: isManaged(attribute) }
}

function factsOfColumn(table: Table, column: Column): AttributeFacts {
  const { metadata, property } = column
  const facts: AttributeMetadata = {
    schemaName: column.attribute,
    isPrimaryId: column.attribute === table.key || column.attribute === table.keyAlias,
    isPrimaryName: column.attribute === table.primaryName,
    isValidForCreate: !column.readOnly,
    isValidForRead: true,
    isValidForUpdate: !column.readOnly && column.attribute !== table.key,
    ...(column.maxLength === undefined ? {} : { maxLength: column.maxLength }),
    ...(column.precision === undefined ? {} : { precision: column.precision }),
    ...(column.options ? { options: [...column.options.values()] } : {}),
    ...(column.targets.size === 0 ? {} : { targets: [...column.targets.keys()] }),
    ...(column.type === 'dateOnly' ? { dateTimeBehavior: 'DateOnly' } : {}),
    ...(column.type === 'dateTime' ? { dateTimeBehavior: 'UserLocal' } : {}),
    ...(property.description === undefined ? {} : { description: property.description }),
    ...metadata,
    logicalName: column.attribute,
    attributeType: column.attributeType,
  }
  const of = partOf(table, column)
  return { ...facts, ...(of === undefined ? {} : { attributeOf: of }), hasProperty: true, isManaged: isManaged(facts) }
}

/** `entityimage`, `entityimage_url` and `entityimage_timestamp` are parts of `entityimageid`. */
function partOf(table: Table, { attribute, metadata }: Column): string | undefined {
  if (metadata?.attributeOf !== undefined) return metadata.attributeOf
  const image = attribute.replace(/_(?:url|timestamp)$/, '')
  const id = `${image}id`
  const isPart = table.attributes.get(image)?.type === 'image' && table.attributes.has(id)
  return isPart ? id : undefined
}

/** Tables with a name in the phonetic alphabet too, by their yomi columns. */
const hasYomiName = (schema: Schema, target: string): boolean =>
  [...(schema.table(target)?.attributes.keys() ?? [])].some((name) => /^yomi(?:full)?name$/.test(name))

const virtualNames: ReadonlySet<string> = new Set(['Boolean', 'Picklist', 'State', 'Status', 'MultiSelectPicklist'])

/** `statecodename`; `primarycontactidname` and `primarycontactidyominame`; `owneridtype`. */
function companions(schema: Schema, of: AttributeFacts): readonly AttributeFacts[] {
  const { attributeType: type, logicalName, targets = [] } = of
  const companion = (suffix: string, extra: Pick<AttributeMetadata, 'attributeType'> & Partial<AttributeMetadata>) => ({
    logicalName: logicalName + suffix.toLowerCase(),
    schemaName: of.schemaName + suffix,
    attributeOf: logicalName,
    isLogical: true,
    isValidForCreate: false,
    isValidForRead: true,
    isValidForUpdate: false,
    isCustomAttribute: of.isCustomAttribute === true,
    requiredLevel: 'None' as const,
    hasProperty: false,
    isManaged: of.isManaged,
    ...extra,
  })
  const text = { attributeType: 'String', maxLength: 100, format: 'Text' } as const
  if (virtualNames.has(type) || (type === 'EntityName' && of.attributeOf === undefined)) {
    return [companion('Name', { attributeType: 'Virtual' })]
  }
  if (type !== 'Lookup' && type !== 'Customer' && type !== 'Owner') return []
  if (logicalName === 'owninguser' || logicalName === 'owningteam') return []
  return [
    companion('Name', text),
    ...(targets.some((target) => hasYomiName(schema, target)) || type === 'Owner' ? [companion('YomiName', text)] : []),
    ...(type === 'Lookup' ? [] : [companion('Type', { attributeType: 'EntityName', isLogical: false })]),
  ]
}
