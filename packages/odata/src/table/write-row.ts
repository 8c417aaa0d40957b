import type { EntityReference, KeyReference } from './column.ts'
import type { CardinalityOf, ColumnName, NavigationName, TableShape, TargetOf, WriteOf } from './shape.ts'
import type { UntypedTable } from './untyped-table.ts'

/**
 * What `create` takes: every column that can be written, by logical name; lookups from `table.ref(id)`, or a new row in its
 * place; new rows of collections by navigation property.
 *
 * All columns are members, so that the compiler need not look at each of a wide table: those that cannot be written take
 * nothing but the sentence that says why.
 */
export type CreateRow<S extends TableShape> = {
  readonly [N in keyof S['columns']]?: CreateValueOf<S['columns'][N]> | NewRelated<S, N>
} & NewRows<S> &
  RequiredColumns<S>

/** A row that is created along with the one that looks it up. */
type NewRelated<S extends TableShape, N> = UntypedTable extends S
  ? never
  : N extends NavigationName<S>
    ? CreateRow<TargetOf<S, N>>
    : never

/**
 * Rows that are created along with the new one, all or none: in collections, where `table.ref(id)` adds rows that are there
 * already, and behind lookups to several tables.
 */
type NewRows<S extends TableShape> = UntypedTable extends S
  ? unknown
  : {
      readonly [N in Exclude<NavigationName<S>, ColumnName<S>>]?: 'many' extends CardinalityOf<S, N>
        ? readonly (
            | CreateRow<TargetOf<S, N>>
            | EntityReference<TargetOf<S, N>['logicalName']>
            | KeyReference<TargetOf<S, N>['logicalName']>
          )[]
        : CreateRow<TargetOf<S, N>>
    }

/** What `update` takes: as `create`, but the primary key never changes. */
export type UpdateRow<S extends TableShape> = {
  readonly [N in keyof S['columns']]?: UpdateValueOf<S['columns'][N]>
}

type RequiredColumns<S extends TableShape> = S extends { readonly required: infer Names extends string }
  ? { readonly [N in Names & ColumnName<S>]: NonNullable<CreateValueOf<S['columns'][N]>> }
  : unknown

type CreateValueOf<C> = C extends { readonly updateOnly: true }
  ? 'This column is written on update only.'
  : WrittenValueOf<C>

type UpdateValueOf<C> = C extends { readonly createOnly: true }
  ? 'This column is written on create only.'
  : C extends { readonly kind: 'key' }
    ? 'A primary key never changes.'
    : WrittenValueOf<C>

type WrittenValueOf<C> = C extends { readonly readOnly: true }
  ? 'This column is read-only: the service sets it.'
  : C extends { readonly kind: 'file' }
    ? 'A file is uploaded, not written with the row.'
    : WriteOf<C>
