import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import { signalOf } from '../operation/signal-of.ts'
import { withEnd } from '../operation/with-end.ts'
import type { OperationOptions } from '../query/query.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import { checkDefinition, LABEL, NUMBER, OBJECT, WHOLE, YES_OR_NO } from './check-definition.ts'
import type { Members } from './check-definition.ts'
import { DESCRIBED } from './column-body.ts'
import { bodiesFor, CASCADE } from './definition-body.ts'
import { columnPath, nameOf, relationshipPath, tablePath, writtenRelationshipPath } from './definition-path.ts'
import type { DefinitionRequests } from './definition-requests.ts'
import { labelsFor, requiredLevel } from './labels.ts'
import type { Labels } from './labels.ts'
import type { ColumnChanges, Metadata, MetadataOptions, RelationshipChanges, TableChanges } from './metadata.ts'

type DefinitionWrites = Pick<
  Metadata,
  | 'createTable'
  | 'updateTable'
  | 'deleteTable'
  | 'createColumn'
  | 'updateColumn'
  | 'deleteColumn'
  | 'createLookup'
  | 'createManyToMany'
  | 'updateRelationship'
  | 'deleteRelationship'
  | 'createKey'
  | 'deleteKey'
>

/** Writes tables, columns, relationships and keys. */
export function definitionWrites(send: Send, { create, change, remove }: DefinitionRequests): DefinitionWrites {
  return {
    createTable: async (given, options = {}) => create('EntityDefinitions', bodiesFor(options).table(given), options),
    updateTable: async (name: string, changes: TableChanges, options: MetadataOptions = {}) =>
      change(tablePath(name), tableChanges(changes, labelsFor(options)), withEnd(options)),
    deleteTable: async (name: string, options: OperationOptions = {}) => remove(tablePath(name), options),

    createColumn: async (name, column, options = {}) =>
      create(`${tablePath(name)}/Attributes`, bodiesFor(options).column(column), options),
    async updateColumn(name: string, column: string, changes: ColumnChanges, given: MetadataOptions = {}) {
      const changed = columnChanges(changes, labelsFor(given))
      const options = withEnd(given)
      const path = columnPath(name, column)
      const request = { method: 'GET', path: `${path}?$select=AttributeType`, ...signalOf(options) }
      const { body, status } = await send(request)
      const type = isRawRow(body) ? /Microsoft\.Dynamics\.CRM\.\w+$/.exec(String(body['@odata.type']))?.[0] : undefined
      if (type === undefined) throw unreadable(request, status, 'the answer does not tell the type of the column')
      await change(`${path}/${type}`, changed, options)
    },
    deleteColumn: async (name: string, column: string, options: OperationOptions = {}) =>
      remove(columnPath(name, column), options),

    createLookup: async (lookup, options = {}) =>
      create('RelationshipDefinitions', bodiesFor(options).lookup(lookup), options),
    createManyToMany: async (relationship, options = {}) =>
      create('RelationshipDefinitions', bodiesFor(options).manyToMany(relationship), options),
    updateRelationship: async (schemaName: string, changes: RelationshipChanges, options: MetadataOptions = {}) =>
      change(relationshipPath(schemaName), relationshipChanges(changes), withEnd(options), writtenRelationshipPath),
    deleteRelationship: async (schemaName: string, options: OperationOptions = {}) =>
      remove(relationshipPath(schemaName), options),

    createKey: async (name, key, options = {}) =>
      create(`${tablePath(name)}/Keys`, bodiesFor(options).key(key), options),
    deleteKey: async (name: string, key: string, options: OperationOptions = {}) =>
      remove(`${tablePath(name)}/Keys(LogicalName='${nameOf(key)}')`, options),
  }
}

const TABLE: Members<TableChanges> = {
  label: LABEL,
  collectionLabel: LABEL,
  description: LABEL,
  changeTracking: YES_OR_NO,
}

function tableChanges(changes: TableChanges, { label: labelOf }: Labels): object {
  checkDefinition('A change of a table', changes, [], TABLE)
  const { label, collectionLabel, description, changeTracking } = changes
  return {
    ...(label !== undefined && { DisplayName: labelOf(label) }),
    ...(collectionLabel !== undefined && { DisplayCollectionName: labelOf(collectionLabel) }),
    ...(description !== undefined && { Description: labelOf(description) }),
    ...(changeTracking !== undefined && { ChangeTrackingEnabled: changeTracking }),
  }
}

const { schemaName: _fixed, ...CHANGEABLE } = DESCRIBED
const COLUMN: Members<ColumnChanges> = { ...CHANGEABLE, maxLength: WHOLE, min: NUMBER, max: NUMBER }

function columnChanges(changes: ColumnChanges, { label: labelOf }: Labels): object {
  checkDefinition('A change of a column', changes, [], COLUMN)
  const { label, description, required, maxLength, min, max } = changes
  return {
    ...(label !== undefined && { DisplayName: labelOf(label) }),
    ...(description !== undefined && { Description: labelOf(description) }),
    ...(required !== undefined && { RequiredLevel: requiredLevel(required) }),
    ...(maxLength !== undefined && { MaxLength: maxLength }),
    ...(min !== undefined && { MinValue: min }),
    ...(max !== undefined && { MaxValue: max }),
  }
}

const RELATIONSHIP: Members<RelationshipChanges> = { cascade: OBJECT, hierarchical: YES_OR_NO }

/** What is not said of the cascade stays too: its members are those that the relationship has. */
function relationshipChanges(changes: RelationshipChanges): (definition: RawRow) => object {
  checkDefinition('A change of a relationship', changes, [], RELATIONSHIP)
  const { cascade, hierarchical } = changes
  if (cascade !== undefined) checkDefinition('The cascade of a relationship', cascade, [], CASCADE)
  return ({ CascadeConfiguration: before }) => ({
    ...(cascade !== undefined && { CascadeConfiguration: { ...(isRawRow(before) && before), ...cascade } }),
    ...(hierarchical !== undefined && { IsHierarchical: hierarchical }),
  })
}
