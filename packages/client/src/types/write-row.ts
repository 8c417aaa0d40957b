import type { TableShape } from '@dynamics-kit/odata'
import type { WriteOf } from './shape.ts'

/** What `create` takes: every column that can be written, by logical name; lookups from `table.ref(id)`. */
export type CreateRow<S extends TableShape> = {
  readonly [N in keyof S['columns'] as S['columns'][N] extends { readonly write: never } ? never : N]?: WriteOf<
    S['columns'][N]
  >
}

/** What `update` takes: as `create`, but the primary key never changes. */
export type UpdateRow<S extends TableShape> = {
  readonly [
    N in keyof S['columns'] as S['columns'][N] extends { readonly write: never } | { readonly kind: 'key' } ? never : N
  ]?: WriteOf<S['columns'][N]>
}
