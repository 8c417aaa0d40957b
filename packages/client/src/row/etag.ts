/** Gives the object it was given as `this`, so that a class can put a private field on it. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only constructors choose their `this`
class Given {
  constructor(row: object) {
    // oxlint-disable-next-line no-constructor-return -- the point of it
    return row
  }
}

/**
 * Puts an ETag on a plain row, where neither `JSON.stringify` nor spreading nor printing sees it. A private field costs a
 * tenth of a property that is hidden by `defineProperty`, and a page has thousands of rows.
 */
class Tagged extends Given {
  readonly #etag: string

  constructor(row: object, etag: string) {
    super(row)
    this.#etag = etag
  }

  static etagOf(row: object): string | undefined {
    return #etag in row ? row.#etag : undefined
  }
}

/** Remembers a row's ETag. Once for each row. */
export function setEtag(row: object, etag: string): void {
  // The new object is the row.
  // oxlint-disable-next-line no-new
  new Tagged(row, etag)
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
  return Tagged.etagOf(row)
}
