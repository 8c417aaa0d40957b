/** Why a text is no paging cookie. */
export type PagingCookieErrorCode =
  /** Not well-formed XML, or nested too deeply. */
  | 'invalidXml'
  /** XML, but no `<cookie>` with what it needs. */
  | 'invalidCookie'

/** A paging cookie that cannot be read. Cookies hold values of rows, so the message holds nothing of it. */
export class PagingCookieError extends Error {
  readonly code: PagingCookieErrorCode

  constructor(code: PagingCookieErrorCode, problem: string) {
    super(`The paging cookie cannot be read: ${problem}.`)
    this.name = 'PagingCookieError'
    this.code = code
  }
}

/** Tells whether an error is a {@link PagingCookieError}, also one of another copy of this package. */
export function isPagingCookieError(error: unknown): error is PagingCookieError {
  return error instanceof Error && error.name === 'PagingCookieError'
}
