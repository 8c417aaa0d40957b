/** Why a token store could not be used. */
export type TokenStoreErrorCode = 'unavailable' | 'timeout' | 'directory-unsafe' | 'key-file-unsafe'

const brand = Symbol.for('@dynamics-kit/auth.TokenStoreError')

/**
 * A token store did not do its work. It never reaches a caller of `getToken`, who gets a token of the process's own
 * instead; it is what `onWarning` hears. The message holds nothing a store's driver said, which may repeat passwords or keys;
 * the driver's error is the `cause`.
 */
export class TokenStoreError extends Error {
  override readonly name: string = 'TokenStoreError'
  readonly code: TokenStoreErrorCode

  constructor(message: string, code: TokenStoreErrorCode, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether `value` is a {@link TokenStoreError}, also one of another copy of this package. */
export function isTokenStoreError(value: unknown): value is TokenStoreError {
  return value instanceof Error && brand in value
}
