import { columnBody } from './column-body.ts'
import { labelsFor } from './labels.ts'
import { needed } from './needed.ts'
import type { MetadataOptions } from './metadata.ts'
import type { NewChoice, NewColumn, NewKey, NewLookup, NewManyToMany, NewTable } from './new-definition.ts'

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
      needed('A table', table, ['schemaName', 'label', 'collectionLabel', 'primaryColumn'])
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
      needed('A lookup', given, ['schemaName', 'from', 'to', 'column'])
      needed('The column of a lookup', given.column, ['schemaName', 'label'])
      const { schemaName, from, to, column: lookup, cascade = {} } = given
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
      needed('A relationship', given, ['schemaName', 'tables'])
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
      needed('An alternate key', key, ['schemaName', 'label', 'columns'])
      return { SchemaName: key.schemaName, DisplayName: label(key.label), KeyAttributes: key.columns }
    },
    choice(choice) {
      needed('A choice', choice, ['name', 'label', 'options'])
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
