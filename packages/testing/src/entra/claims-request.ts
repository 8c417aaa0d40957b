import { AadstsError } from './aadsts.ts'

/** The `claims` parameter of a request, as far as the fake acts on it. */
export interface ClaimsRequest {
  /** The token must not be valid before this; seconds since 1970. Continuous access evaluation asks for it. */
  readonly notBefore: number
  /** What the client can do, such as `cp1`: react to claims challenges. */
  readonly capabilities: readonly string[]
}

/**
 * `{"access_token":{"nbf":{"essential":true,"value":"1767600000"},"xms_cc":{"values":["cp1"]}}}`
 *
 * @throws {AadstsError} 9002313 when it is no JSON object.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter
 */
export function readClaimsRequest(text: string | null): ClaimsRequest {
  const accessToken = member(parse(text), 'access_token')
  const notBefore = Number(member(member(accessToken, 'nbf'), 'value') ?? 0)
  const capabilities = member(member(accessToken, 'xms_cc'), 'values')
  return {
    notBefore: Number.isFinite(notBefore) ? notBefore : 0,
    capabilities: Array.isArray(capabilities) ? capabilities.map((one) => String(one).toLowerCase()) : [],
  }
}

function parse(text: string | null): unknown {
  if (text === null || text === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw new AadstsError(9002313)
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
