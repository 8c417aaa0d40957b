/** Shared by every copy of this package, so that a row keeps its ETag from one to another. */
const ETAG: unique symbol = Symbol.for('@dynamics-kit/client/etag') as never

/** Remembers a row's ETag where neither `JSON.stringify` nor spreading nor printing sees it. */
export function setEtag(row: object, etag: string): void {
  Object.defineProperty(row, ETAG, { value: etag })
}

/**
 * The ETag a row was read with, `W/"502186"`; `undefined` when the service gave none. Copies of a row do not have it.
 *
 * @example
 * ```ts
 * import { createClient, etagOf } from '@dynamics-kit/client'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
 * const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
 * const account = await dynamics.retrieve('accounts', id, { select: ['name'] })
 * console.log(etagOf(account))
 * await dynamics.update('accounts', id, { name: 'New' }, { ifMatch: account }) // 412 if somebody was faster
 * ```
 */
export function etagOf(row: object): string | undefined {
  const etag: unknown = (row as { readonly [ETAG]?: unknown })[ETAG]
  return typeof etag === 'string' ? etag : undefined
}
