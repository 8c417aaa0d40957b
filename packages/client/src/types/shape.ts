import type { Column, ColumnKind, EntityReference, TableShape, Table } from '@dynamics-kit/odata'

/** Used throughout: `S` a table's shape, `N` a column or navigation property name, `C` a column type. */

/** Logical name of a column, as `select` takes it. */
export type ColumnName<S extends TableShape> = keyof S['columns'] & string

/** Name of a navigation property, as `expand` takes it. */
export type NavigationName<S extends TableShape> = keyof S['navigation'] & string

/** The table at the other end of a navigation property. */
export type TargetOf<S extends TableShape, N extends NavigationName<S>> = S['navigation'][N] extends {
  readonly target: infer Target extends TableShape
}
  ? Target
  : never

/** `one` or `many`. */
export type CardinalityOf<S extends TableShape, N extends NavigationName<S>> = S['navigation'][N] extends {
  readonly cardinality: infer Cardinality
}
  ? Cardinality
  : never

/** What a row holds: `null` is possible for every column but the primary key and those marked `NotNull`. */
export type ReadOf<C> = C extends { readonly notNull: true; readonly read: infer Read }
  ? Read
  : C extends { readonly kind: 'key'; readonly read: infer Read }
    ? Read
    : C extends { readonly read: infer Read }
      ? Read | null
      : never

/** What create and update take; `null` clears the column. */
export type WriteOf<C> = C extends { readonly notNull: true; readonly write: infer Write }
  ? Write
  : C extends { readonly write: infer Write }
    ? Write | null
    : never

/** The shape of a table known by name only: any column, any navigation property, values as they come. */
export interface UntypedTable extends TableShape {
  readonly entitySet: string
  readonly logicalName: string
  readonly columns: Readonly<Record<string, Column<ColumnKind, unknown, unknown>>>
  readonly navigation: Readonly<Record<string, UntypedNavigation>>
}

/** One row or many: without metadata only the answer tells. */
export interface UntypedNavigation {
  readonly cardinality: 'one' | 'many'
  readonly target: UntypedTable
}

/** A table as a value, or the name of its entity set. */
export type TableOrName<S extends TableShape> = Table<S> | string

/** Resolves mapped and intersected types, so that a hover shows a plain object. */
export type Flatten<T> = { [Name in keyof T]: T[Name] } & {}

/** A row of a given table, named by its id or by a reference. */
export type RowId<S extends TableShape> = string | EntityReference<S['logicalName']>
