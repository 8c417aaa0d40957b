/** Members of definitions that generated code is made of. Labels of all languages come along: nothing can leave some out and keep the reader's. */
const ENTITY = [
  'LogicalName',
  'SchemaName',
  'EntitySetName',
  'PrimaryIdAttribute',
  'DisplayName',
  'Description',
  'Attributes',
  'Keys',
  'ManyToOneRelationships',
]

const ATTRIBUTE = [
  'LogicalName',
  'SchemaName',
  'AttributeOf',
  'AttributeType',
  'AttributeTypeName',
  'AutoNumberFormat',
  'DateTimeBehavior',
  'DefaultFormValue',
  'DefaultValue',
  'Description',
  'DisplayName',
  'IsLogical',
  'IsPrimaryId',
  'IsPrimaryName',
  'IsValidForCreate',
  'IsValidForRead',
  'IsValidForUpdate',
  'OptionSet',
  'RequiredLevel',
  'SourceType',
  'Targets',
]

const RELATIONSHIP = [
  'SchemaName',
  'ReferencedEntity',
  'ReferencedAttribute',
  'ReferencingEntity',
  'ReferencingAttribute',
  'ReferencedEntityNavigationPropertyName',
  'ReferencingEntityNavigationPropertyName',
]

const KEY = ['LogicalName', 'SchemaName', 'KeyAttributes', 'EntityKeyIndexStatus', 'DisplayName']

/** More tables than this are not named one by one: the address would be too long. */
const MOST_NAMED = 20

/**
 * `EntityQueryExpression` for `RetrieveMetadataChanges`: what generated code needs of these tables, or of all.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/query-schema-definitions
 */
export function definitionsQuery(tables: readonly string[] | undefined): object {
  return {
    ...(tables !== undefined && tables.length <= MOST_NAMED && { Criteria: namedAs(tables) }),
    ...names(ENTITY),
    AttributeQuery: names(ATTRIBUTE),
    RelationshipQuery: names(RELATIONSHIP),
    KeyQuery: names(KEY),
  }
}

/** Which id is of which table. */
export const idsQuery: object = names(['LogicalName', 'MetadataId'])

function names(propertyNames: readonly string[]): object {
  return { Properties: { AllProperties: false, PropertyNames: propertyNames } }
}

function namedAs(tables: readonly string[]): object {
  return {
    FilterOperator: 'Or',
    Conditions: tables.map((table) => ({
      PropertyName: 'LogicalName',
      ConditionOperator: 'Equals',
      Value: { Type: 'System.String', Value: table },
    })),
  }
}
