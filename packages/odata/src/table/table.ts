import type { ColumnKind, EntityReference } from './column.ts'

/** The types of one table: an interface per table, written by the generator or by hand. */
export interface TableShape {
  readonly entitySet: string
  readonly logicalName: string
  /** Attribute logical name to column type. */
  readonly columns: object
  /** Navigation property name to {@link One} or {@link Many}. */
  readonly navigation: object
}

/** A single-valued navigation property. */
export interface One<Target extends TableShape> {
  readonly cardinality: 'one'
  readonly target: Target
}

/** A collection-valued navigation property. */
export interface Many<Target extends TableShape> {
  readonly cardinality: 'many'
  readonly target: Target
}

/** What is known of a column at run time. */
export type ColumnDefinition =
  | Exclude<ColumnKind, 'choice' | 'choices' | 'lookup'>
  /** Label to number. */
  | { readonly choice: Readonly<Record<string, number>> }
  | { readonly choices: Readonly<Record<string, number>> }
  /** Target table's logical name to `[navigation property, entity set]`, as `@odata.bind` needs them. */
  | { readonly lookup: Readonly<Record<string, readonly [navigationProperty: string, entitySet: string]>> }

/** What is known of a table at run time. */
export interface TableDefinition {
  /** `accounts`, from metadata: never a guessed plural. */
  readonly entitySet: string
  readonly logicalName: string
  /** Primary key column, `accountid`. */
  readonly key: string
  readonly columns: Readonly<Record<string, ColumnDefinition>>
  /** Target tables, as functions because tables refer to each other. */
  readonly navigation: Readonly<Record<string, NavigationDefinition>>
}

/** Where a navigation property leads: to one row or to many. */
export type NavigationDefinition = { readonly one: () => TableDefinition } | { readonly many: () => TableDefinition }

/** Carries a table's types through a value; never present at run time. */
declare const shape: unique symbol

/** A table as a value: what `from`, `create`, `update` and the others take. */
export interface Table<Shape extends TableShape = TableShape> extends TableDefinition {
  readonly entitySet: Shape['entitySet']
  readonly logicalName: Shape['logicalName']
  /** Names a row, to be put in a lookup: `accounts.ref(id)`. */
  ref(id: string): EntityReference<Shape['logicalName']>
  readonly [shape]?: Shape
}
