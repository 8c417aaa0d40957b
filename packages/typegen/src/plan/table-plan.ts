import type { ChoiceOption, ColumnKind } from '@dynamics-kit/odata'

/** All that is to be said of a table, with every question settled: printing it asks nothing more. */
export interface TablePlan {
  readonly logicalName: string
  readonly entitySet: string
  /** Primary key column, `accountid`. */
  readonly key: string
  readonly names: TableNames
  /** For a doc comment. */
  readonly doc: string | undefined
  /** The primary key first, then by name. */
  readonly columns: readonly ColumnPlan[]
  /** By name. */
  readonly keys: readonly KeyPlan[]
  /** By name. */
  readonly navigation: readonly NavigationPlan[]
}

export interface TableNames {
  /** Without extension: `accounts`. */
  readonly file: string
  /** The table as a value: `accounts`. */
  readonly value: string
  /** Its shape: `AccountTable`. */
  readonly shape: string
  /** A row: `Account`. */
  readonly row: string
}

export interface ColumnPlan {
  /** Logical name; of a lookup the attribute's. */
  readonly name: string
  readonly kind: ColumnKind
  /** From the inside out. */
  readonly marks: readonly ColumnMark[]
  /** Create must be given it. */
  readonly isRequired: boolean
  readonly doc: string | undefined
  /** Of choices. */
  readonly choice?: ChoicePlan
  /** Of lookups, by table. */
  readonly targets?: readonly LookupTarget[]
}

export type ColumnMark = 'ReadOnly' | 'CreateOnly' | 'UpdateOnly' | 'NotNull'

/** Options, by value; `global` is the name of the option set that they come from, where columns share it. */
export interface ChoicePlan {
  readonly options: readonly ChoiceOption[]
  readonly global?: string
}

/** A table that a lookup may point to, and the navigation property that is bound for it. */
export interface LookupTarget {
  readonly table: string
  readonly property: string
}

export interface KeyPlan {
  readonly name: string
  /** In the order of the key. */
  readonly columns: readonly string[]
}

export interface NavigationPlan {
  /** As `expand` takes it. */
  readonly name: string
  readonly cardinality: 'one' | 'many'
  readonly target: string
  /** Of N:N relationships: the table of the pairs. */
  readonly intersect?: string
  /** A lookup column says it already, so that the schema's facts need not. */
  readonly ofLookup: boolean
}
