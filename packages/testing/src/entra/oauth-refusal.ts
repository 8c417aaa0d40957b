/** A refusal that has no AADSTS number: an `error` of an OAuth specification alone, with status 400. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal'
  readonly error: 'authorization_declined' | 'slow_down'

  constructor(error: OAuthRefusal['error'], description: string) {
    super(description)
    this.error = error
  }
}
