/** A refusal of the discovery service: `{"error":{"code":"","message":"…"}}`. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
