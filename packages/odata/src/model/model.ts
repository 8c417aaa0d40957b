/**
 * What an environment's tables are: the entity data model of its `$metadata` (OData CSDL 4.0), and, where known, what
 * `EntityDefinitions` adds (labels, options, required levels, targets).
 */
export interface Model {
  /** `Microsoft.Dynamics.CRM` */
  readonly namespace: string
  /** `mscrm` */
  readonly alias?: string
  readonly entityTypes: ReadonlyMap<string, EntityType>
  readonly complexTypes: ReadonlyMap<string, ComplexType>
  readonly enumTypes: ReadonlyMap<string, EnumType>
  /** Overloads of one name stand side by side. */
  readonly operations: ReadonlyMap<string, readonly Operation[]>
  readonly entitySets: ReadonlyMap<string, EntitySet>
  /** Unbound operations that the container offers, by import name. */
  readonly operationImports: ReadonlyMap<string, OperationImport>
  /** By schema name, where `EntityDefinitions` or `RelationshipDefinitions` were read. */
  readonly relationships?: ReadonlyMap<string, Relationship>
  /** Choices that several columns share, by name, where definitions were read. */
  readonly globalOptionSets?: ReadonlyMap<string, OptionSet>
}

/** A text in each language that has it, by language code: 1033 is English, 1041 Japanese. */
export type LocalizedText = ReadonlyMap<number, string>

/** The type of a property, parameter or result: `Edm.String`, or the name of a type of the model without its namespace. */
export interface TypeReference {
  /** `Edm.Guid`, or `account` for `Microsoft.Dynamics.CRM.account`. */
  readonly name: string
  readonly collection: boolean
}

/** An entity type of `$metadata`: a table, or what tables have in common. */
export interface EntityType {
  /** Logical name, `account`. */
  readonly name: string
  /** Name of the base type, `crmbaseentity`; absent on the root. */
  readonly baseType?: string
  readonly abstract: boolean
  readonly openType: boolean
  /** Property names of the primary key; empty where inherited or absent. */
  readonly key: readonly string[]
  readonly alternateKeys: readonly AlternateKey[]
  /** Own properties, without inherited ones. */
  readonly properties: ReadonlyMap<string, Property>
  /** Own navigation properties, without inherited ones. */
  readonly navigationProperties: ReadonlyMap<string, NavigationProperty>
  readonly description?: string
  /** What only `EntityDefinitions` says. */
  readonly table?: TableMetadata
  /**
   * Every attribute that `EntityDefinitions` lists for this table, by logical name: also inherited ones, which may be
   * described otherwise here, and those without a property, such as `statecodename`. Absent where nothing was read; then
   * each {@link Property.attribute} says what is known.
   */
  readonly attributes?: ReadonlyMap<string, AttributeMetadata>
}

/** `OData.Community.Keys.V1.AlternateKeys`, and `EntityKeyMetadata` of `EntityDefinitions(…)/Keys`. */
export interface AlternateKey {
  /** Logical name, `new_accountnumber_key`. */
  readonly name?: string
  /** Property names as they stand in a URL; a lookup as `_x_value`. */
  readonly properties: readonly string[]
  readonly metadataId?: string
  readonly schemaName?: string
  /** In the reader's language. */
  readonly displayName?: string
  readonly displayNames?: LocalizedText
  /** A key can be used once its index is `Active`. */
  readonly indexStatus?: 'Pending' | 'InProgress' | 'Active' | 'Failed'
}

/** A property of an entity or complex type: a column. */
export interface Property {
  readonly name: string
  readonly type: TypeReference
  readonly nullable: boolean
  /** `Org.OData.Core.V1.Computed` */
  readonly computed: boolean
  /** `Org.OData.Core.V1.Permissions` is `Read`. */
  readonly readOnly: boolean
  readonly description?: string
  readonly maxLength?: number
  readonly unicode?: boolean
  readonly scale?: string
  readonly precision?: number
  /** What only `EntityDefinitions` says. */
  readonly attribute?: AttributeMetadata
}

/** A navigation property: what a lookup or a relationship leads to. */
export interface NavigationProperty {
  readonly name: string
  /** Target type; `collection` tells collection-valued from single-valued. */
  readonly type: TypeReference
  readonly nullable: boolean
  /** The other end's navigation property; equal to `name` for N:N. */
  readonly partner?: string
  /** The lookup: `_primarycontactid_value` refers to `contactid`. */
  readonly referentialConstraint?: { readonly property: string; readonly referencedProperty: string }
  readonly containsTarget: boolean
  readonly description?: string
}

/** A structured type without a key: what functions and actions answer. */
export interface ComplexType {
  readonly name: string
  readonly baseType?: string
  readonly abstract: boolean
  readonly openType: boolean
  readonly properties: ReadonlyMap<string, Property>
  readonly navigationProperties: ReadonlyMap<string, NavigationProperty>
  readonly description?: string
}

/** An enumeration, as parameters of operations and definitions have them. */
export interface EnumType {
  readonly name: string
  readonly isFlags: boolean
  /** Values are decimal text: they may exceed what a number holds. */
  readonly members: ReadonlyMap<string, string>
}

/** An action or function. */
export interface Operation {
  readonly kind: 'action' | 'function'
  readonly name: string
  readonly isBound: boolean
  readonly isComposable: boolean
  readonly parameters: readonly Parameter[]
  readonly returnType?: TypeReference & { readonly nullable: boolean }
  readonly description?: string
}

/** One parameter of an action or function; the first of a bound one is what it is bound to. */
export interface Parameter {
  readonly name: string
  readonly type: TypeReference
  readonly nullable: boolean
  readonly optional: boolean
}

/** An entity set of the service: the name of a table in URLs. */
export interface EntitySet {
  readonly name: string
  /** Entity type name without namespace. */
  readonly entityType: string
  /** Navigation property (path) to entity set name. */
  readonly navigationPropertyBindings: ReadonlyMap<string, string>
  /** `Org.OData.Capabilities.V1.ChangeTracking` */
  readonly changeTracking: boolean
}

/** An unbound operation, as it is reached from the service root. */
export interface OperationImport {
  readonly name: string
  readonly kind: 'action' | 'function'
  /** Name of the operation without namespace. */
  readonly operation: string
}

/** Members of `EntityMetadata` (`GET EntityDefinitions`). */
export interface TableMetadata {
  /** The same in every environment for a table that comes with the platform. */
  readonly metadataId?: string
  readonly schemaName: string
  readonly objectTypeCode?: number
  readonly primaryIdAttribute?: string
  readonly primaryNameAttribute?: string
  readonly primaryImageAttribute?: string
  readonly ownershipType?: OwnershipType
  /** In the reader's language. */
  readonly displayName?: string
  readonly displayNames?: LocalizedText
  readonly displayCollectionName?: string
  readonly displayCollectionNames?: LocalizedText
  readonly description?: string
  readonly descriptions?: LocalizedText
  readonly logicalCollectionName?: string
  readonly isActivity?: boolean
  /** Holds the pairs of an N:N relationship. */
  readonly isIntersect?: boolean
  readonly isCustomEntity?: boolean
  readonly isManaged?: boolean
  readonly isOptimisticConcurrencyEnabled?: boolean
  readonly changeTrackingEnabled?: boolean
  readonly tableType?: 'Standard' | 'Elastic' | 'Virtual'
}

/** The `OwnershipTypes` enum. */
export type OwnershipType =
  | 'None'
  | 'UserOwned'
  | 'TeamOwned'
  | 'BusinessOwned'
  | 'OrganizationOwned'
  | 'BusinessParented'

/** Members of `AttributeMetadata` and its derived types. */
export interface AttributeMetadata {
  /** `primarycontactid` for the property `_primarycontactid_value`. */
  readonly logicalName: string
  readonly schemaName: string
  readonly metadataId?: string
  /** `AttributeTypeCode`, plus `MultiSelectPicklist`, `Image` and `File`, which that enum calls `Virtual`. */
  readonly attributeType: AttributeType
  /** In the reader's language. */
  readonly displayName?: string
  readonly displayNames?: LocalizedText
  readonly description?: string
  readonly descriptions?: LocalizedText
  readonly requiredLevel?: RequiredLevel
  readonly isPrimaryId?: boolean
  readonly isPrimaryName?: boolean
  readonly isCustomAttribute?: boolean
  /** Kept in another table than the rest of the row, or computed. */
  readonly isLogical?: boolean
  /** Only those whose column security profile lets them read and set it. */
  readonly isSecured?: boolean
  readonly isValidForCreate?: boolean
  readonly isValidForRead?: boolean
  readonly isValidForUpdate?: boolean
  /** The attribute that this one belongs to: `primarycontactidname` is one of `primarycontactid`. */
  readonly attributeOf?: string
  /** Where values come from; absent is not known. `formula` is a Power Fx column. */
  readonly sourceType?: 'simple' | 'calculated' | 'rollup' | 'formula'
  readonly maxLength?: number
  readonly precision?: number
  readonly minValue?: number
  readonly maxValue?: number
  /** `FormatName` or `Format`: `Email`, `Url`, `Phone`, `TextArea`, `DateOnly`, `Duration`, …; the type decides which can be. */
  readonly format?: string
  readonly autoNumberFormat?: string
  /** Value to label, for choices, states and reasons. */
  readonly options?: readonly ChoiceOption[]
  /** Name of the option set that {@link options} come from, shared or not. */
  readonly optionSetName?: string
  /** Whether other columns share the option set: it is one of {@link Model.globalOptionSets} then. */
  readonly isGlobalOptionSet?: boolean
  readonly defaultValue?: number | boolean
  /** Logical names of the tables that a lookup may point to. */
  readonly targets?: readonly string[]
  readonly dateTimeBehavior?: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent'
  /** Of files and images. */
  readonly maxSizeInKB?: number
  readonly isPrimaryImage?: boolean
}

/** The `AttributeRequiredLevel` enum. */
export type RequiredLevel = 'None' | 'SystemRequired' | 'ApplicationRequired' | 'Recommended'

/** One option of a choice. */
export interface ChoiceOption {
  readonly value: number
  /** In the reader's language; empty where it has none. */
  readonly label: string
  readonly labels?: LocalizedText
  readonly description?: string
  /** For status reasons: the state they belong to. */
  readonly state?: number
  /** For states: the reason a row gets by default. */
  readonly defaultStatus?: number
  /** For states: the name that stays when labels change, `Active`. */
  readonly invariantName?: string
  /** `#0000ff`: what forms and charts show it in. */
  readonly color?: string
  /** A value that another system knows the option by. */
  readonly externalValue?: string
}

/** `OptionSetMetadata` or `BooleanOptionSetMetadata`: the options of a choice. */
export interface OptionSet {
  readonly name: string
  readonly metadataId?: string
  readonly type?: 'Picklist' | 'State' | 'Status' | 'Boolean'
  readonly isGlobal?: boolean
  readonly displayName?: string
  readonly displayNames?: LocalizedText
  readonly description?: string
  readonly descriptions?: LocalizedText
  /** Absent where the definition was read without them. */
  readonly options?: readonly ChoiceOption[]
}

/** How two tables belong together. */
export type Relationship = OneToManyRelationship | ManyToManyRelationship

/** `OneToManyRelationshipMetadata`: a lookup, and the collection on its other side. */
export interface OneToManyRelationship {
  readonly kind: 'oneToMany'
  readonly schemaName: string
  readonly metadataId?: string
  /** Table on the one side, and its key. */
  readonly referencedEntity: string
  readonly referencedAttribute?: string
  /** Table on the many side, and its lookup. */
  readonly referencingEntity: string
  readonly referencingAttribute?: string
  /** The collection on the one side. */
  readonly referencedEntityNavigationPropertyName?: string
  /** The lookup's navigation property. */
  readonly referencingEntityNavigationPropertyName?: string
  readonly isHierarchical?: boolean
  readonly isCustomRelationship?: boolean
  /** What an action on the one row does to the many: `{ Delete: 'RemoveLink', Assign: 'NoCascade' }`. */
  readonly cascade?: Readonly<Record<string, string>>
}

/** `ManyToManyRelationshipMetadata` */
export interface ManyToManyRelationship {
  readonly kind: 'manyToMany'
  readonly schemaName: string
  readonly metadataId?: string
  readonly entity1LogicalName: string
  readonly entity2LogicalName: string
  readonly entity1NavigationPropertyName?: string
  readonly entity2NavigationPropertyName?: string
  /** Table that holds the pairs, and its columns. */
  readonly intersectEntityName?: string
  readonly entity1IntersectAttribute?: string
  readonly entity2IntersectAttribute?: string
  readonly isCustomRelationship?: boolean
}

/** The kind of a column, as `EntityDefinitions(…)/Attributes` names it. */
export type AttributeType =
  | 'BigInt'
  | 'Boolean'
  | 'CalendarRules'
  | 'Customer'
  | 'DateTime'
  | 'Decimal'
  | 'Double'
  | 'EntityName'
  | 'File'
  | 'Image'
  | 'Integer'
  | 'Lookup'
  | 'ManagedProperty'
  | 'Memo'
  | 'Money'
  | 'MultiSelectPicklist'
  | 'Owner'
  | 'PartyList'
  | 'Picklist'
  | 'State'
  | 'Status'
  | 'String'
  | 'Uniqueidentifier'
  | 'Virtual'
