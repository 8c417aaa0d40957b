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
}

/** The type of a property, parameter or result: `Edm.String`, or the name of a type of the model without its namespace. */
export interface TypeReference {
  /** `Edm.Guid`, or `account` for `Microsoft.Dynamics.CRM.account`. */
  readonly name: string
  readonly collection: boolean
}

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
}

/** `OData.Community.Keys.V1.AlternateKeys` */
export interface AlternateKey {
  readonly name?: string
  /** Property names as they stand in a URL; a lookup as `_x_value`. */
  readonly properties: readonly string[]
}

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

export interface EntitySet {
  readonly name: string
  /** Entity type name without namespace. */
  readonly entityType: string
  /** Navigation property (path) to entity set name. */
  readonly navigationPropertyBindings: ReadonlyMap<string, string>
  /** `Org.OData.Capabilities.V1.ChangeTracking` */
  readonly changeTracking: boolean
}

export interface OperationImport {
  readonly name: string
  readonly kind: 'action' | 'function'
  /** Name of the operation without namespace. */
  readonly operation: string
}

/** Members of `EntityMetadata` (`GET EntityDefinitions`). */
export interface TableMetadata {
  readonly schemaName: string
  readonly objectTypeCode?: number
  readonly primaryNameAttribute?: string
  readonly ownershipType: 'UserOwned' | 'OrganizationOwned' | 'BusinessOwned' | 'None'
  readonly displayName?: string
  readonly displayCollectionName?: string
  readonly isActivity?: boolean
}

/** Members of `AttributeMetadata` and its derived types. */
export interface AttributeMetadata {
  /** `primarycontactid` for the property `_primarycontactid_value`. */
  readonly logicalName: string
  readonly schemaName: string
  /** `AttributeTypeCode`, plus `MultiSelectPicklist`, `Image` and `File`, which that enum calls `Virtual`. */
  readonly attributeType: AttributeType
  readonly displayName?: string
  readonly requiredLevel?: 'None' | 'SystemRequired' | 'ApplicationRequired' | 'Recommended'
  readonly maxLength?: number
  readonly precision?: number
  readonly minValue?: number
  readonly maxValue?: number
  /** Value to label, for choices, states and reasons. */
  readonly options?: readonly ChoiceOption[]
  readonly defaultValue?: number | boolean
  /** Logical names of the tables that a lookup may point to. */
  readonly targets?: readonly string[]
  readonly dateTimeBehavior?: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent'
}

export interface ChoiceOption {
  readonly value: number
  readonly label: string
  /** For status reasons: the state they belong to. */
  readonly state?: number
  /** For states: the reason a row gets by default. */
  readonly defaultStatus?: number
}

/** The kind of a column, as `EntityDefinitions(…)/Attributes` names it. */
export type AttributeType =
  | 'BigInt'
  | 'Boolean'
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
