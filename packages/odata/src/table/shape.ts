import type { Column, EntityReference } from './column.ts'

/**
 * The types of one table: an interface for each table, written by the generator or by hand.
 *
 * Used throughout: `S` a table's shape, `N` a column or navigation property name, `C` a column type.
 */
export interface TableShape {
  readonly entitySet: string
  readonly logicalName: string
  /** Attribute logical name to column type. */
  readonly columns: object
  /** Navigation property to {@link One}, {@link Many} or {@link ManyToMany}; a lookup with one target table goes by its attribute name. */
  readonly navigation: object
  /** Name of an alternate key to the union of its columns: `{ by_number: 'accountnumber' }`. */
  readonly keys?: object
  /** Columns that create must be given, as a union of their names. */
  readonly required?: string
  /** The tables that navigation leads to, shape by logical name. Those that a program does not import are not in it. */
  readonly tables?: object
}

/** A single-valued navigation property. */
export interface One<Target extends string | TableShape> {
  readonly cardinality: 'one'
  /** Logical name of the table, looked up in {@link TableShape.tables}, or its shape. */
  readonly target: Target
}

/** A collection-valued navigation property. */
export interface Many<Target extends string | TableShape> {
  readonly cardinality: 'many'
  readonly target: Target
}

/** A collection-valued navigation property of an N:N relationship, whose pairs stand in a table of their own. */
export interface ManyToMany<Target extends string | TableShape> extends Many<Target> {
  readonly relationship: 'manyToMany'
}

/** Logical name of a column, as `select` takes it. */
export type ColumnName<S extends TableShape> = keyof S['columns'] & string

/** Name of a navigation property, as `expand` takes it. */
export type NavigationName<S extends TableShape> = keyof S['navigation'] & string

/** `one` or `many`. */
export type CardinalityOf<S extends TableShape, N extends NavigationName<S>> = S['navigation'][N] extends {
  readonly cardinality: infer Cardinality
}
  ? Cardinality
  : never

/** The table at the other end of a navigation property. */
export type TargetOf<S extends TableShape, N extends NavigationName<S>> = S['navigation'][N] extends {
  readonly target: infer Target
}
  ? Target extends TableShape
    ? Target
    : Target extends string
      ? TableNamed<S['tables'], Target>
      : never
  : never

type TableNamed<Tables, Name extends string> = Name extends keyof Tables
  ? Tables[Name] extends infer Target extends TableShape
    ? Target
    : never
  : TableNotImported<Name>

/** Stands for a table that the program does not import; the names of its columns say what to do. */
export interface TableNotImported<Name extends string> extends TableShape {
  readonly logicalName: Name
  readonly columns: { readonly [Sentence in `Import the generated table "${Name}" to use its columns.`]: Column }
  readonly navigation: { readonly [Sentence in `Import the generated table "${Name}" to expand from it.`]: One<Name> }
}

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

/** A whole row as it is read: every column, none of its related rows. */
export type Row<S extends TableShape> = { [N in ColumnName<S>]: ReadOf<S['columns'][N]> }

/**
 * An alternate key with its values: `{ accountnumber: 'A-1' }`. All its columns must be there.
 *
 * On the wire: `accounts(accountnumber='A-1')`.
 */
export type AlternateKeyOf<S extends TableShape> = {
  readonly [Name in keyof S['keys']]: {
    readonly [N in S['keys'][Name] & ColumnName<S>]: KeyValueOf<S['columns'][N]>
  }
}[keyof S['keys']]

type KeyValueOf<C> = C extends { readonly kind: 'lookup' }
  ? string | EntityReference
  : C extends { readonly write: infer Write }
    ? Write
    : never

/** Number to label of each choice column. */
export type ChoicesOf<S extends TableShape> = {
  readonly [N in ColumnName<S> as S['columns'][N] extends { readonly options: object } ? N : never]: OptionsOf<
    S['columns'][N]
  >
}

type OptionsOf<C> = C extends { readonly options: infer Options } ? Options : never
