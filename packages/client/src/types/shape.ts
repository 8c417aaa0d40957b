import type {
  AlternateKeyOf,
  CardinalityOf,
  EntityReference,
  KeyReference,
  NavigationName,
  Table,
  TableShape,
  UntypedTable,
} from '@dynamics-kit/odata'

/** A table as a value, or the name of its entity set. */
export type TableOrName<S extends TableShape> = Table<S> | string

/** Resolves mapped and intersected types, so that a hover shows a plain object. */
export type Flatten<T> = { [Name in keyof T]: T[Name] } & {}

/** A row of a given table, named by its id, by a reference, or by an alternate key: `{ accountnumber: 'A-1' }`. */
export type RowId<S extends TableShape> =
  | string
  | EntityReference<S['logicalName']>
  | KeyReference<S['logicalName']>
  | AlternateKeyOf<S>

/** A row at the other end of a navigation property: a reference, or with names only `{ entitySet: 'contacts', id }`. */
export type RelatedRow<S extends TableShape> = UntypedTable extends S
  ? EntityReference | { readonly entitySet: string; readonly id: string }
  : EntityReference<S['logicalName']>

/** Refuses a navigation property that leads to one row, with a sentence in the place of a type. */
export type LeadsToMany<S extends TableShape, N extends NavigationName<S>> =
  'many' extends CardinalityOf<S, N> ? unknown : 'This leads to one row: use retrieveRelated.'

/** Refuses a navigation property that leads to many rows, with a sentence in the place of a type. */
export type LeadsToOne<S extends TableShape, N extends NavigationName<S>> =
  'one' extends CardinalityOf<S, N> ? unknown : 'This leads to many rows: use fromRelated.'
