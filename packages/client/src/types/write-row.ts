import type { ColumnName, TableShape, WriteOf } from '@dynamics-kit/odata'

/** What `create` takes: every column that can be written, by logical name; lookups from `table.ref(id)`. */
export type CreateRow<S extends TableShape> = {
  readonly [N in CreateColumn<S> as IsRequired<S['columns'][N]> extends true ? N : never]: WriteOf<S['columns'][N]>
} & {
  readonly [N in CreateColumn<S> as IsRequired<S['columns'][N]> extends true ? never : N]?: WriteOf<S['columns'][N]>
}

/** What `update` takes: as `create`, but the primary key never changes. */
export type UpdateRow<S extends TableShape> = {
  readonly [N in UpdateColumn<S>]?: WriteOf<S['columns'][N]>
}

type CreateColumn<S extends TableShape> = {
  [N in ColumnName<S>]: S['columns'][N] extends NeverWritten | { readonly updateOnly: true } ? never : N
}[ColumnName<S>]

type UpdateColumn<S extends TableShape> = {
  [N in ColumnName<S>]: S['columns'][N] extends NeverWritten | { readonly createOnly: true } | { readonly kind: 'key' }
    ? never
    : N
}[ColumnName<S>]

type NeverWritten = { readonly readOnly: true } | { readonly write: never }

type IsRequired<C> = C extends { readonly requiredOnCreate: true } ? true : false
