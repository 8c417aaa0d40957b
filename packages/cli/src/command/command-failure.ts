/** A command that could not be done, in words for the person who gave it. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure'
  /** `usage`: usage error. */
  readonly code: 'usage' | 'failed'

  constructor(code: 'usage' | 'failed', message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
