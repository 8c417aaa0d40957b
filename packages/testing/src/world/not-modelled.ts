/** Something the real service has and the fake has not. It is answered with 501, never approximated. */
export class NotModelledError extends Error {
  override readonly name = 'NotModelledError'

  /** @param feature What was asked for, in the service's words. */
  constructor(feature: string) {
    super(`The fake does not model ${feature}.`)
  }
}
