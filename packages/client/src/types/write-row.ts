import type { ColumnName, TableShape, WriteOf } from '@dynamics-kit/odata'

/**
 * What `create` takes: every column that can be written, by logical name; lookups from `table.ref(id)`.
 *
 * All columns are members, so that the compiler need not look at each of a wide table: those that cannot be written take
 * nothing but the sentence that says why.
 */
export type CreateRow<S extends TableShape> = {
  readonly [N in keyof S['columns']]?: CreateValueOf<S['columns'][N]>
} & RequiredColumns<S>

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
