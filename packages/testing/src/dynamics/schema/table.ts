import type {
  AttributeMetadata,
  AttributeType,
  ChoiceOption,
  EntityType,
  OwnershipType,
  Property,
  TableMetadata,
} from '@dynamics-kit/odata'

/** A table as the engine works with it: its type's own and inherited members, resolved once. */
export interface Table {
  /** Logical name, `account`. */
  readonly name: string
  /** `accounts`; absent on types without an entity set. */
  readonly set: string | undefined
  readonly type: EntityType
  /** What is known of its definition. */
  readonly metadata: TableMetadata | undefined
  /** `Microsoft.Dynamics.CRM.account` */
  readonly qualifiedName: string
  /** Primary key, `accountid`. */
  readonly key: string
  /** The key under the name of a base type: `ownerid` on users and teams. Such a table's key cannot be named in a URL. */
  readonly keyAlias: string | undefined
  readonly primaryName: string | undefined
  readonly objectTypeCode: number | undefined
  readonly ownership: OwnershipType
  readonly displayName: string
  readonly isActivity: boolean
  /** By property name: `name`, `_primarycontactid_value`. */
  readonly columns: ReadonlyMap<string, Column>
  /** Columns by attribute logical name: `primarycontactid`. */
  readonly attributes: ReadonlyMap<string, Column>
  readonly navigations: ReadonlyMap<string, Navigation>
  /** Tables whose rows count as rows of this one: itself, or what derives from an abstract type. */
  readonly concrete: readonly string[]
  readonly alternateKeys: readonly AlternateKeyDefinition[]
  /** Holds the pairs of an N:N relationship: rows come and go through `$ref` alone. */
  readonly isIntersect: boolean
  readonly picked: PickedColumns
}

/** Columns that every read or write of a row has to look at, picked once. */
export interface PickedColumns {
  readonly defaults: readonly { readonly name: string; readonly value: number | boolean }[]
  /** Those that a row cannot be without. */
  readonly required: readonly Column[]
  readonly images: readonly Column[]
  /** What whole addresses are made of: `address1_`. */
  readonly addressPrefixes: readonly string[]
  /** Amounts in the row's currency. */
  readonly amounts: readonly { readonly name: string; readonly base: string | undefined }[]
  /** Those that only profiles of column security open. */
  readonly secured: readonly Column[]
  /** Those that are numbered where nobody gives a value. */
  readonly numbered: readonly Column[]
}

export interface AlternateKeyDefinition {
  readonly name: string
  /** Property names as they stand in a URL. */
  readonly properties: readonly string[]
}

/** What a column holds, in as many kinds as the engine tells apart. */
export type ColumnType =
  | 'text'
  | 'memo'
  | 'integer'
  | 'bigInt'
  | 'decimal'
  | 'money'
  | 'double'
  | 'boolean'
  | 'dateTime'
  | 'dateOnly'
  | 'choice'
  | 'choices'
  | 'lookup'
  | 'guid'
  | 'image'
  | 'file'
  | 'other'

export interface Column {
  /** Property name: `_primarycontactid_value`. */
  readonly name: string
  /** Attribute logical name: `primarycontactid`. */
  readonly attribute: string
  readonly attributeType: AttributeType
  readonly type: ColumnType
  readonly edmType: string
  readonly property: Property
  /** What is known of its definition. */
  readonly metadata: AttributeMetadata | undefined
  readonly readOnly: boolean
  readonly required: boolean
  readonly maxLength: number | undefined
  readonly minValue: number | undefined
  readonly maxValue: number | undefined
  readonly precision: number | undefined
  /** Known options; absent where a `$metadata` alone is known. */
  readonly options: ReadonlyMap<number, ChoiceOption> | undefined
  readonly defaultValue: number | boolean | undefined
  /** Target table to the navigation property that sets this lookup. */
  readonly targets: ReadonlyMap<string, string>
}

export type Navigation = LookupNavigation | CollectionNavigation | ManyNavigation | UnmodelledNavigation

/** Single-valued. */
export interface LookupNavigation {
  readonly kind: 'lookup'
  readonly name: string
  /** Declared target: may be a base type, such as `principal`. */
  readonly target: string
  /** `_primarycontactid_value` */
  readonly property: string
}

/** The many side of a lookup. */
export interface CollectionNavigation {
  readonly kind: 'collection'
  readonly name: string
  /** Table that has the lookup. */
  readonly target: string
  /** The lookup on {@link target}. */
  readonly property: string
  /** The lookup's navigation property. */
  readonly partner: string
}

/** N:N: pairs of keys in an intersect table. */
export interface ManyNavigation {
  readonly kind: 'many'
  readonly name: string
  readonly target: string
  readonly intersect: string
  /** Column of the intersect table with this side's key. */
  readonly near: string
  /** Column of the intersect table with the other side's key. */
  readonly far: string
}

/** A navigation property whose other end the schema does not tell. */
interface UnmodelledNavigation {
  readonly kind: 'unmodelled'
  readonly name: string
  readonly target: string
}
