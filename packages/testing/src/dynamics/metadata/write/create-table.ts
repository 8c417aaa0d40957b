import type { EntityType, TableMetadata } from '@dynamics-kit/odata'
import { secureColumn } from '../../access/column-security.ts'
import type { Exchange } from '../../exchange.ts'
import { foundTablePrivileges } from '../../found-organization.ts'
import { notModelled } from '../../gaps.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import type { TableSource } from '../../schema/table-source.ts'
import { optionId } from '../option-set-definition.ts'
import { addWantedColumn } from './create-column.ts'
import { editModel } from './model-edit.ts'
import { invalid, type JsonBody, readBody, requireBody, requireSchemaName } from './definition-body.ts'
import { readColumn, withOptionValues } from './read-column.ts'
import { requireCustomizer } from './require-customizer.ts'
import { addSystemColumns } from './system-columns.ts'

/** Object type codes of custom tables begin here. */
const firstCustomCode = 10_000

/** `POST EntityDefinitions`: a table with its columns; rows and `$metadata` have it at once. */
export function createTable(exchange: Exchange, given: unknown): Answer {
  requireCustomizer(exchange, 'prvCreateEntity')
  const { schema, history, newId } = exchange.organization
  const body = requireBody(given, 'EntityDefinitions')
  const schemaName = requireSchemaName(body, 'A table')
  const name = schemaName.toLowerCase()
  const { model } = schema
  if (model.entityTypes.has(name)) {
    throw invalid(`An entity with the specified name ${name} already exists. Specify a unique name.`)
  }
  if (body['IsActivity'] === true) throw notModelled('metadataWrite', 'tables of activities')
  const { Attributes: columns, ...rest } = body
  const said = readBody({ ...rest, LogicalName: name, '@odata.type': 'EntityMetadata' }, name).tables.get(name)
  const bodies = requireColumns(columns)
  const ownership = said?.ownershipType
  if (ownership !== 'UserOwned' && ownership !== 'OrganizationOwned') {
    throw invalid('The OwnershipType of a table has to be UserOwned or OrganizationOwned.')
  }
  if (said?.displayName === undefined || said.displayCollectionName === undefined) {
    throw invalid('A table needs a DisplayName and a DisplayCollectionName.')
  }
  const set = said.entitySetName ?? collectionName(name)
  if (model.entitySets.has(set)) throw invalid(`The EntitySetName '${set}' is that of another table.`)
  const wanted = bodies.map((column) => readColumn(model, name, withOptionValues(column), newId))
  const { logicalName: _name, entitySetName: _set, attributes: _attributes, keys: _keys, ...labels } = said
  const table: TableMetadata = {
    ...labels,
    metadataId: newId(),
    schemaName,
    ownershipType: ownership,
    logicalCollectionName: set,
    objectTypeCode: nextCode(model.entityTypes.values()),
    primaryIdAttribute: `${name}id`,
    primaryNameAttribute: wanted.find(({ attribute }) => attribute.isPrimaryName)?.attribute.logicalName ?? '',
    isActivity: false,
    isCustomEntity: true,
    isManaged: false,
    changeTrackingEnabled: said.changeTrackingEnabled === true,
  }
  const edit = editModel(model)
  edit.addType({
    name,
    ...(model.entityTypes.has('crmbaseentity') ? { baseType: 'crmbaseentity' } : {}),
    abstract: false,
    openType: false,
    key: [`${name}id`],
    alternateKeys: [],
    properties: new Map(),
    navigationProperties: new Map(),
    table,
  })
  edit.entitySets.set(set, {
    name: set,
    entityType: name,
    navigationPropertyBindings: new Map(),
    changeTracking: table.changeTrackingEnabled === true,
  })
  const source: TableSource = { name, schemaName, ownership, label: said.displayName, columns: {} }
  addSystemColumns(edit, source, newId)
  for (const column of wanted) {
    requireNewColumn(edit.type(name), column.attribute.logicalName)
    addWantedColumn(edit, source, column, newId)
  }
  schema.change(edit.build())
  foundTablePrivileges(exchange, name)
  for (const { attribute } of wanted) {
    if (attribute.isSecured) secureColumn(exchange, name, attribute.logicalName, true)
  }
  history.changed(table.metadataId ?? '')
  for (const { attribute } of edit.type(name).properties.values()) {
    history.changed(attribute?.metadataId ?? '')
    const optionSet = attribute?.optionSetName ?? `${name}_${attribute?.logicalName ?? ''}`
    for (const { value } of attribute?.options ?? []) history.changed(optionId(optionSet, value))
  }
  return noContent({ 'OData-EntityId': `${exchange.root}/EntityDefinitions(${table.metadataId})` })
}

/** The columns of a new table, one of which is text with `IsPrimaryName`. */
function requireColumns(columns: unknown): readonly JsonBody[] {
  const given = (Array.isArray(columns) ? columns : []).map((column: unknown) => requireBody(column, 'Attributes'))
  const [primary, ...others] = given.filter((column) => column['IsPrimaryName'] === true)
  if (primary && others.length === 0 && String(primary['@odata.type']).endsWith('StringAttributeMetadata')) return given
  throw invalid('The Attributes of a new table have to hold exactly one StringAttributeMetadata with IsPrimaryName.')
}

function requireNewColumn({ name, properties }: Pick<EntityType, 'name' | 'properties'>, column: string): void {
  for (const { attribute } of properties.values()) {
    if (attribute?.logicalName !== column) continue
    throw invalid(`Attribute with name ${column} already exists for entity ${name}. Specify a unique name.`)
  }
}

function nextCode(types: Iterable<EntityType>): number {
  let highest = firstCustomCode - 1
  for (const { table } of types) highest = Math.max(highest, table?.objectTypeCode ?? 0)
  return highest < firstCustomCode ? firstCustomCode : highest + 1
}

/** `new_bankaccounts`; as English makes plurals. */
function collectionName(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}
