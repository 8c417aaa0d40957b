import type { AttributeType, ChoiceOption, OwnershipType } from '@dynamics-kit/odata'

/** One table of the built-in schema, as compact as it can be said. */
export interface TableSource {
  /** Logical name, `account`. */
  readonly name: string
  /** Entity set, `accounts`; absent on types that have none, such as `crmbaseentity`. */
  readonly set?: string
  readonly schemaName: string
  /** The id of its definition, the same in every environment. */
  readonly metadataId?: string
  /** Base type; `crmbaseentity` unless said otherwise, `null` on the root. */
  readonly base?: string | null
  readonly abstract?: boolean
  readonly openType?: boolean
  /** Primary key; absent where it is inherited. */
  readonly key?: string
  /** Column whose value names a row to people. */
  readonly primaryName?: string
  readonly objectTypeCode?: number
  readonly ownership: OwnershipType
  readonly label?: string
  readonly collectionLabel?: string
  readonly isActivity?: boolean
  readonly changeTracking?: boolean
  readonly isCustom?: boolean
  /** `Standard` unless said otherwise. */
  readonly tableType?: 'Elastic'
  readonly alternateKeys?: readonly {
    readonly name: string
    readonly schemaName: string
    readonly properties: readonly string[]
  }[]
  /** By attribute logical name. */
  readonly columns: Readonly<Record<string, ColumnSource>>
  /** N:N relationships, said once, on either side. */
  readonly manyToMany?: readonly ManyToManySource[]
}

interface ManyToManySource {
  /** Navigation property, the same on both sides. */
  readonly name: string
  readonly target: string
}

/** One column of a {@link TableSource}. */
export interface ColumnSource {
  readonly type: AttributeType
  /** What people read, where it is not what the column is called elsewhere. */
  readonly label?: string
  readonly required?: 'SystemRequired' | 'ApplicationRequired' | 'Recommended'
  readonly maxLength?: number
  readonly min?: number
  readonly max?: number
  readonly precision?: number
  readonly options?: readonly ChoiceOption[]
  readonly default?: number | boolean
  readonly dateTimeBehavior?: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent'
  /** `FormatName` or `Format`, where it is not the one that columns of this kind and name have. */
  readonly format?: string
  /** Name of the option set, where other columns share it. */
  readonly globalOptionSet?: string
  /** How values are numbered that nobody gives: `CAS-{SEQNUM:5}-{RANDSTRING:6}`. */
  readonly autoNumber?: string
  /** Taken on create alone. */
  readonly createOnly?: boolean
  /** `Org.OData.Core.V1.Permissions` is `Read`: set by the service alone. */
  readonly readOnly?: boolean
  /** Computed from other columns. */
  readonly computed?: boolean
  /** Where a lookup may point. */
  readonly targets?: readonly LookupTarget[]
}

export interface LookupTarget {
  readonly table: string
  /** Navigation property on this side: by default the column name where there is one target, `{column}_{table}` otherwise; empty for none. */
  readonly as?: string
  /** Collection-valued navigation property on the other side. */
  readonly partner?: string
}
