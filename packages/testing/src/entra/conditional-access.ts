import { AadstsError } from './aadsts.ts'

/**
 * A Conditional Access policy for people: `mfa` lets only sign-ins with multi-factor authentication pass, `block` none. The
 * sign-in pages of the fake do the second factor by themselves; what was signed in before has to sign in again.
 */
export interface ConditionalAccess {
  readonly grant: 'mfa' | 'block'
  /** Default: a fixed GUID. It stands in the `claims` of the refusal. */
  readonly policyId?: string
}

/** @throws {TypeError} for what is no policy */
export function checkPolicy(value: unknown): void {
  if (value === undefined) return
  const grant: unknown = Object(value).grant
  if (grant !== 'mfa' && grant !== 'block')
    throw new TypeError("conditionalAccess: takes { grant: 'mfa' } or { grant: 'block' }, or undefined for no policy")
}

const DEFAULT_POLICY = 'c0a5acce-55c0-4d17-9f2b-0a11c0ffee00'

/**
 * Refuses a token that the policy does not allow.
 *
 * @throws {AadstsError} 50076 or 53003, with `claims` such as
 *   `{"access_token":{"capolids":{"essential":true,"values":["{policy}"]}}}`.
 */
export function enforcePolicy(
  policy: ConditionalAccess | undefined,
  signIn: { readonly mfa: boolean },
  resource: string,
): void {
  if (policy === undefined || (policy.grant === 'mfa' && signIn.mfa)) return
  const claims = {
    access_token: { capolids: { essential: true, values: [policy.policyId ?? DEFAULT_POLICY] } },
  }
  throw new AadstsError(policy.grant === 'mfa' ? 50076 : 53003, { resource }, claims)
}
