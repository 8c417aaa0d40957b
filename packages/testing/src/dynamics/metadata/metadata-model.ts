import type { ComplexType, EntitySet, EntityType, EnumType, NavigationProperty, Property } from '@dynamics-kit/odata'
import { type MemberKind, type MetadataType, metadataTypes, nameMemberOf } from './metadata-type.ts'

/** What `$metadata` declares of definitions: their types, the complex ones that functions answer with, and their sets. */
export interface MetadataModel {
  readonly entityTypes: ReadonlyMap<string, EntityType>
  complexTypes(): ReadonlyMap<string, ComplexType>
  enumTypes(): ReadonlyMap<string, EnumType>
  readonly entitySets: ReadonlyMap<string, EntitySet>
}

export function metadataModel(): MetadataModel {
  return {
    entityTypes: new Map([
      ['crmmodelbaseentity', entityType('crmmodelbaseentity', undefined, true)],
      ...metadataTypes().map((type): [string, EntityType] => [type.name, definitionType(type)]),
    ]),
    complexTypes: definitionComplexTypes,
    enumTypes: definitionEnumTypes,
    entitySets: new Map(
      Object.entries(sets).map(([name, type]) => [
        name,
        {
          name,
          entityType: type,
          navigationPropertyBindings: new Map(
            name === 'EntityDefinitions'
              ? ['ManyToManyRelationships', 'ManyToOneRelationships', 'OneToManyRelationships'].map((from) => [
                  from,
                  'RelationshipDefinitions',
                ])
              : [],
          ),
          changeTracking: false,
        },
      ]),
    ),
  }
}

const definitionComplexTypes = (): Map<string, ComplexType> =>
  new Map([
    ...metadataTypes()
      .filter(({ name }) => name !== 'MetadataBase' && name !== 'RelationshipMetadataBase')
      .map((type): [string, ComplexType] => [`Complex${type.name}`, complexDefinitionType(type)]),
    ...Object.entries(complexTypes).map(([name, members]): [string, ComplexType] => [name, complexType(name, members)]),
  ])

const definitionEnumTypes = (): Map<string, EnumType> =>
  new Map(Object.entries(enums).map(([name, members]) => [name, enumType(name, members)]))

const sets = {
  EntityDefinitions: 'EntityMetadata',
  GlobalOptionSetDefinitions: 'OptionSetMetadataBase',
  RelationshipDefinitions: 'RelationshipMetadataBase',
} as const

/** Types that are never there by themselves. */
const abstractTypes: ReadonlySet<string> = new Set(['MetadataBase', 'RelationshipMetadataBase'])

function entityType(name: string, baseType: string | undefined, abstract: boolean): EntityType {
  return {
    name,
    ...(baseType === undefined ? {} : { baseType }),
    abstract,
    openType: false,
    key: [],
    alternateKeys: [],
    properties: new Map(),
    navigationProperties: new Map(),
  }
}

function definitionType(type: MetadataType): EntityType {
  let properties: Map<string, Property> | undefined
  return {
    ...entityType(type.name, type.base ?? 'crmmodelbaseentity', abstractTypes.has(type.name)),
    key: type.base === undefined ? ['MetadataId'] : [],
    alternateKeys: type.base === 'MetadataBase' ? [{ properties: [nameMemberOf(type.name) ?? ''] }] : [],
    // Made when they are first asked for: few programs ask for definitions by these types.
    get properties() {
      return (properties ??= propertiesOf(type))
    },
    navigationProperties: new Map(
      Object.entries(type.navigations).map(([name, { type: target, collection }]): [string, NavigationProperty] => [
        name,
        {
          name,
          type: { name: target, collection },
          nullable: !collection,
          containsTarget: !/^(?:Global|.*Rel)/.test(name),
        },
      ]),
    ),
  }
}

/** The same members; what navigation properties lead to is inside, and the id is the type's own. */
function complexDefinitionType(type: MetadataType): ComplexType {
  const isRoot = type.base === 'MetadataBase' || type.base === 'RelationshipMetadataBase'
  const properties = propertiesOf(type)
  for (const [name, { type: target, collection }] of Object.entries(type.navigations)) {
    if (name !== 'GlobalOptionSet') properties.set(name, property(name, { name: `Complex${target}`, collection }))
  }
  if (isRoot) {
    properties.set('MetadataId', property('MetadataId', { name: 'Edm.Guid', collection: false }))
    properties.set('HasChanged', property('HasChanged', { name: 'Edm.Boolean', collection: false }))
  }
  if (type.base === 'RelationshipMetadataBase') {
    const base = metadataTypes().find(({ name }) => name === type.base)
    for (const [name, inherited] of base ? propertiesOf(base) : []) properties.set(name, inherited)
  }
  return {
    name: `Complex${type.name}`,
    ...(isRoot ? {} : { baseType: `Complex${type.base}` }),
    abstract: false,
    openType: false,
    properties,
    navigationProperties: new Map(),
  }
}

const propertiesOf = (type: MetadataType): Map<string, Property> =>
  new Map(Object.entries(type.members).map(([name, kind]) => [name, property(name, memberType(type.name, name, kind))]))

const property = (name: string, type: Property['type']): Property => ({
  name,
  type,
  nullable: !type.collection,
  computed: false,
  readOnly: false,
})

/** Numbers that are no 32-bit integers, by the type that has them as bounds. */
const bounds: Readonly<Record<string, string>> = {
  BigIntAttributeMetadata: 'Edm.Int64',
  DecimalAttributeMetadata: 'Edm.Decimal',
  DoubleAttributeMetadata: 'Edm.Double',
  MoneyAttributeMetadata: 'Edm.Double',
}

/** Types of members that are objects or lists. */
const complexMembers: Readonly<Record<string, string>> = {
  AssociatedMenuConfiguration: 'AssociatedMenuConfiguration',
  AttributeTypeName: 'AttributeTypeDisplayName',
  CascadeConfiguration: 'CascadeConfiguration',
  ChildPicklistLogicalNames: 'Collection(Edm.String)',
  DateTimeBehavior: 'DateTimeBehavior',
  Entity1AssociatedMenuConfiguration: 'AssociatedMenuConfiguration',
  Entity2AssociatedMenuConfiguration: 'AssociatedMenuConfiguration',
  FalseOption: 'OptionMetadata',
  FormatName: 'StringFormatName',
  KeyAttributes: 'Collection(Edm.String)',
  Options: 'Collection(OptionMetadata)',
  Privileges: 'Collection(SecurityPrivilegeMetadata)',
  RelationshipAttributes: 'Collection(RelationshipAttribute)',
  RequiredLevel: 'AttributeRequiredLevelManagedProperty',
  Settings: 'Collection(EntitySetting)',
  Targets: 'Collection(Edm.String)',
  TrueOption: 'OptionMetadata',
}

const primitives: Readonly<Record<string, string>> = {
  boolean: 'Edm.Boolean',
  date: 'Edm.DateTimeOffset',
  guid: 'Edm.Guid',
  label: 'Label',
  managed: 'BooleanManagedProperty',
  string: 'Edm.String',
}

function memberType(type: string, name: string, kind: MemberKind): Property['type'] {
  if (typeof kind === 'object' && 'enum' in kind) return { name: kind.enum, collection: false }
  if (kind === 'number') {
    const isBound = name === 'MinValue' || name === 'MaxValue'
    return { name: (isBound ? bounds[type] : undefined) ?? 'Edm.Int32', collection: false }
  }
  return reference(
    typeof kind === 'object' || kind === 'complex' ? (complexMembers[name] ?? '') : (primitives[kind] ?? ''),
  )
}

function reference(text: string): Property['type'] {
  const inner = /^Collection\((.+)\)$/.exec(text)?.[1]
  return { name: inner ?? text, collection: inner !== undefined }
}

function complexType(name: string, members: Readonly<Record<string, string>>): ComplexType {
  const { '': baseType, ...own } = members
  return {
    name,
    ...(baseType === undefined ? {} : { baseType }),
    abstract: false,
    openType: false,
    properties: new Map(Object.entries(own).map(([member, type]) => [member, property(member, reference(type))])),
    navigationProperties: new Map(),
  }
}

const enumType = (name: string, members: Readonly<Record<string, number>>): EnumType => ({
  name,
  isFlags: name === 'DeletedMetadataFilters' || name === 'EntityFilters' || name === 'OwnershipTypes',
  members: new Map(Object.entries(members).map(([member, value]) => [member, String(value)])),
})

const query = { Criteria: 'MetadataFilterExpression', Properties: 'MetadataPropertiesExpression' }
const option = {
  Value: 'Edm.Int32',
  Label: 'Label',
  Description: 'Label',
  Color: 'Edm.String',
  IsManaged: 'Edm.Boolean',
  ExternalValue: 'Edm.String',
  ParentValues: 'Collection(Edm.Int32)',
  Tag: 'Edm.String',
  IsHidden: 'Edm.Boolean',
  MetadataId: 'Edm.Guid',
  HasChanged: 'Edm.Boolean',
}

/** Members by name; the type that one derives from under the empty name. */
const complexTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AssociatedMenuConfiguration: {
    Behavior: 'AssociatedMenuBehavior',
    Group: 'AssociatedMenuGroup',
    Label: 'Label',
    Order: 'Edm.Int32',
    IsCustomizable: 'Edm.Boolean',
    Icon: 'Edm.String',
    ViewId: 'Edm.Guid',
    AvailableOffline: 'Edm.Boolean',
    MenuId: 'Edm.String',
    QueryApi: 'Edm.String',
  },
  AttributeQueryExpression: query,
  AttributeRequiredLevelManagedProperty: {
    Value: 'AttributeRequiredLevel',
    CanBeChanged: 'Edm.Boolean',
    ManagedPropertyLogicalName: 'Edm.String',
  },
  AttributeTypeDisplayName: { Value: 'Edm.String' },
  BooleanManagedProperty: {
    Value: 'Edm.Boolean',
    CanBeChanged: 'Edm.Boolean',
    ManagedPropertyLogicalName: 'Edm.String',
  },
  CascadeConfiguration: {
    Assign: 'CascadeType',
    Delete: 'CascadeType',
    Archive: 'CascadeType',
    Merge: 'CascadeType',
    Reparent: 'CascadeType',
    Share: 'CascadeType',
    Unshare: 'CascadeType',
    RollupView: 'CascadeType',
  },
  DateTimeBehavior: { Value: 'Edm.String' },
  DeletedMetadataCollection: {
    Count: 'Edm.Int32',
    IsReadOnly: 'Edm.Boolean',
    Keys: 'Collection(DeletedMetadataFilters)',
    Values: 'Collection(GuidCollection)',
  },
  EntityKeyQueryExpression: query,
  EntityQueryExpression: {
    LabelQuery: 'LabelQueryExpression',
    AttributeQuery: 'AttributeQueryExpression',
    RelationshipQuery: 'RelationshipQueryExpression',
    KeyQuery: 'EntityKeyQueryExpression',
    ...query,
  },
  EntitySetting: { Name: 'Edm.String', Value: 'Object' },
  GuidCollection: { Items: 'Collection(Edm.Guid)' },
  Label: { LocalizedLabels: 'Collection(LocalizedLabel)', UserLocalizedLabel: 'LocalizedLabel' },
  LabelQueryExpression: { FilterLanguages: 'Collection(Edm.Int32)', MissingLabelBehavior: 'Edm.Int32' },
  LocalizedLabel: {
    Label: 'Edm.String',
    LanguageCode: 'Edm.Int32',
    IsManaged: 'Edm.Boolean',
    MetadataId: 'Edm.Guid',
    HasChanged: 'Edm.Boolean',
  },
  MetadataConditionExpression: {
    PropertyName: 'Edm.String',
    ConditionOperator: 'MetadataConditionOperator',
    Value: 'Object',
  },
  MetadataFilterExpression: {
    Conditions: 'Collection(MetadataConditionExpression)',
    FilterOperator: 'LogicalOperator',
    Filters: 'Collection(MetadataFilterExpression)',
  },
  MetadataPropertiesExpression: { AllProperties: 'Edm.Boolean', PropertyNames: 'Collection(Edm.String)' },
  Object: { Type: 'Edm.String', Value: 'Edm.String' },
  OptionMetadata: option,
  RelationshipAttribute: { ReferencedAttribute: 'Edm.String', ReferencingAttribute: 'Edm.String' },
  RelationshipQueryExpression: query,
  RetrieveAllEntitiesResponse: { EntityMetadata: 'Collection(ComplexEntityMetadata)', Timestamp: 'Edm.String' },
  RetrieveEntityResponse: { EntityMetadata: 'ComplexEntityMetadata' },
  RetrieveMetadataChangesResponse: {
    ServerVersionStamp: 'Edm.String',
    DeletedMetadata: 'DeletedMetadataCollection',
    EntityMetadata: 'Collection(ComplexEntityMetadata)',
  },
  RetrieveTimestampResponse: { Timestamp: 'Edm.String' },
  SecurityPrivilegeMetadata: {
    CanBeBasic: 'Edm.Boolean',
    CanBeDeep: 'Edm.Boolean',
    CanBeGlobal: 'Edm.Boolean',
    CanBeLocal: 'Edm.Boolean',
    CanBeEntityReference: 'Edm.Boolean',
    CanBeParentEntityReference: 'Edm.Boolean',
    CanBeRecordFilter: 'Edm.Boolean',
    Name: 'Edm.String',
    PrivilegeId: 'Edm.Guid',
    PrivilegeType: 'PrivilegeType',
  },
  StateOptionMetadata: { '': 'OptionMetadata', DefaultStatus: 'Edm.Int32', InvariantName: 'Edm.String' },
  StatusOptionMetadata: { '': 'OptionMetadata', State: 'Edm.Int32', TransitionData: 'Edm.String' },
  StringFormatName: { Value: 'Edm.String' },
}

const counted = (...names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, index) => [name, index]))

const enums: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AssociatedMenuBehavior: counted('UseCollectionName', 'UseLabel', 'DoNotDisplay'),
  AssociatedMenuGroup: counted('Details', 'Sales', 'Service', 'Marketing'),
  AttributeRequiredLevel: counted('None', 'SystemRequired', 'ApplicationRequired', 'Recommended'),
  AttributeTypeCode: counted(
    'Boolean',
    'Customer',
    'DateTime',
    'Decimal',
    'Double',
    'Integer',
    'Lookup',
    'Memo',
    'Money',
    'Owner',
    'PartyList',
    'Picklist',
    'State',
    'Status',
    'String',
    'Uniqueidentifier',
    'CalendarRules',
    'Virtual',
    'BigInt',
    'ManagedProperty',
    'EntityName',
  ),
  CascadeType: counted('NoCascade', 'Cascade', 'Active', 'UserOwned', 'RemoveLink', 'Restrict'),
  DateTimeFormat: counted('DateOnly', 'DateAndTime'),
  DeletedMetadataFilters: { Default: 1, Attribute: 2, Relationship: 4, Label: 8, OptionSet: 16, All: 31 },
  EntityFilters: { Entity: 1, Attributes: 2, Privileges: 4, Relationships: 8, All: 15 },
  EntityKeyIndexStatus: counted('Pending', 'InProgress', 'Active', 'Failed'),
  ImeMode: counted('Auto', 'Inactive', 'Active', 'Disabled'),
  IntegerFormat: counted('None', 'Duration', 'TimeZone', 'Language', 'Locale'),
  LogicalOperator: counted('And', 'Or'),
  LookupFormat: counted('None', 'Connection', 'Regarding', 'Text'),
  MetadataConditionOperator: counted('Equals', 'NotEquals', 'In', 'NotIn', 'GreaterThan', 'LessThan'),
  OptionSetType: counted('Picklist', 'State', 'Status', 'Boolean'),
  OwnershipTypes: {
    None: 0,
    UserOwned: 1,
    TeamOwned: 2,
    BusinessOwned: 4,
    OrganizationOwned: 8,
    BusinessParented: 16,
  },
  PrivilegeType: counted('None', 'Create', 'Read', 'Write', 'Delete', 'Assign', 'Share', 'Append', 'AppendTo'),
  RelationshipType: counted('OneToManyRelationship', 'ManyToManyRelationship'),
  SecurityTypes: { None: 0, Append: 1, ParentChild: 2, Pointer: 4, Inheritance: 8 },
  StringFormat: counted('Email', 'Text', 'TextArea', 'Url', 'TickerSymbol', 'PhoneticGuide', 'VersionNumber', 'Phone'),
}
