/** A refusal of the admin API: `{"error":{"code":"Forbidden","message":"…"}}`. */
export class PowerPlatformError extends Error {
  override readonly name = 'PowerPlatformError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}
