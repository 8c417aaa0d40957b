import { checkDefinition, LABEL, NAMES, OBJECT, oneOf, OPTIONS, TEXT, WHOLE, YES_OR_NO } from './check-definition.ts'
import type { Members } from './check-definition.ts'
import { columnBody, DESCRIBED } from './column-body.ts'
import { labelsFor } from './labels.ts'
import type { MetadataOptions } from './metadata.ts'
import type { Cascade, NewChoice, NewColumn, NewKey, NewLookup, NewManyToMany, NewTable } from './new-definition.ts'

const TYPE = 'Microsoft.Dynamics.CRM.'

/** Definitions as the service takes them (32.4 to 32.6). */
export interface DefinitionBodies {
  table(table: NewTable): object
  column(column: NewColumn): object
  lookup(lookup: NewLookup): object
  manyToMany(relationship: NewManyToMany): object
  key(key: NewKey): object
  choice(choice: NewChoice): object
}

export function bodiesFor(options: MetadataOptions): DefinitionBodies {
  const labels = labelsFor(options)
  const { label, described, option } = labels
  const column = (made: NewColumn): object => columnBody(labels, made)
  return {
    column,
    table(table) {
      checkDefinition('A table', table, ['schemaName', 'label', 'collectionLabel', 'primaryColumn'], TABLE)
      checkDefinition('The primary column of a table', table.primaryColumn, ['schemaName', 'label'], PRIMARY)
      return {
        '@odata.type': `${TYPE}EntityMetadata`,
        SchemaName: table.schemaName,
        DisplayName: label(table.label),
        DisplayCollectionName: label(table.collectionLabel),
        ...(table.description !== undefined && { Description: label(table.description) }),
        OwnershipType: table.ownership === 'organization' ? 'OrganizationOwned' : 'UserOwned',
        IsActivity: false,
        HasNotes: table.hasNotes ?? false,
        HasActivities: table.hasActivities ?? false,
        ...(table.changeTracking !== undefined && { ChangeTrackingEnabled: table.changeTracking }),
        ...(table.tableType !== undefined && { TableType: table.tableType }),
        Attributes: [
          {
            ...column({ maxLength: 100, ...table.primaryColumn, type: 'text' }),
            AttributeType: 'String',
            AttributeTypeName: { Value: 'StringType' },
            IsPrimaryName: true,
          },
        ],
      }
    },
    lookup(given) {
      checkDefinition('A lookup', given, ['schemaName', 'from', 'to', 'column'], LOOKUP)
      checkDefinition('The column of a lookup', given.column, ['schemaName', 'label'], DESCRIBED)
      const { schemaName, from, to, column: lookup, cascade = {} } = given
      checkDefinition('The cascade of a lookup', cascade, [], CASCADE)
      return {
        '@odata.type': `${TYPE}OneToManyRelationshipMetadata`,
        SchemaName: schemaName,
        ReferencedEntity: to,
        ReferencingEntity: from,
        CascadeConfiguration: { ...NO_CASCADE, ...cascade },
        Lookup: {
          '@odata.type': `${TYPE}LookupAttributeMetadata`,
          AttributeType: 'Lookup',
          AttributeTypeName: { Value: 'LookupType' },
          ...described(lookup),
        },
      }
    },
    manyToMany(given) {
      checkDefinition('A relationship', given, ['schemaName', 'tables'], MANY_TO_MANY)
      const {
        schemaName,
        tables: [one, other],
        intersectTable = schemaName.toLowerCase(),
      } = given
      return {
        '@odata.type': `${TYPE}ManyToManyRelationshipMetadata`,
        SchemaName: schemaName,
        Entity1LogicalName: one,
        Entity2LogicalName: other,
        IntersectEntityName: intersectTable,
      }
    },
    key(key) {
      checkDefinition('An alternate key', key, ['schemaName', 'label', 'columns'], KEY)
      return { SchemaName: key.schemaName, DisplayName: label(key.label), KeyAttributes: key.columns }
    },
    choice(choice) {
      checkDefinition('A choice', choice, ['name', 'label', 'options'], CHOICE)
      const { name, label: text, description } = choice
      return {
        '@odata.type': `${TYPE}OptionSetMetadata`,
        Name: name,
        DisplayName: label(text),
        ...(description !== undefined && { Description: label(description) }),
        OptionSetType: 'Picklist',
        IsGlobal: true,
        Options: choice.options.map((item) => option(item)),
      }
    },
  }
}

const NO_CASCADE = {
  Assign: 'NoCascade',
  Delete: 'RemoveLink',
  Merge: 'NoCascade',
  Reparent: 'NoCascade',
  Share: 'NoCascade',
  Unshare: 'NoCascade',
} as const

const TABLE: Members<NewTable> = {
  schemaName: TEXT,
  label: LABEL,
  collectionLabel: LABEL,
  description: LABEL,
  ownership: oneOf('user', 'organization'),
  primaryColumn: OBJECT,
  hasNotes: YES_OR_NO,
  hasActivities: YES_OR_NO,
  changeTracking: YES_OR_NO,
  tableType: oneOf('Standard', 'Elastic'),
}

const { description: _none, ...UNDESCRIBED } = DESCRIBED
const PRIMARY: Members<NewTable['primaryColumn']> = { ...UNDESCRIBED, maxLength: WHOLE }

const LOOKUP: Members<NewLookup> = { schemaName: TEXT, from: TEXT, to: TEXT, column: OBJECT, cascade: OBJECT }

const BEHAVIOR = oneOf('NoCascade', 'Cascade', 'Active', 'UserOwned', 'RemoveLink', 'Restrict')
/** What each part of a cascade takes. */
export const CASCADE: Members<Cascade> = {
  Assign: BEHAVIOR,
  Delete: BEHAVIOR,
  Merge: BEHAVIOR,
  Reparent: BEHAVIOR,
  Share: BEHAVIOR,
  Unshare: BEHAVIOR,
}

const MANY_TO_MANY: Members<NewManyToMany> = {
  schemaName: TEXT,
  tables: { what: 'the logical names of two tables', is: (tables) => NAMES.is(tables) && Object(tables).length === 2 },
  intersectTable: TEXT,
}

const KEY: Members<NewKey> = { schemaName: TEXT, label: LABEL, columns: NAMES }

const CHOICE: Members<NewChoice> = { name: TEXT, label: LABEL, description: LABEL, options: OPTIONS }
