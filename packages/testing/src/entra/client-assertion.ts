import { base64url, compactVerify, decodeJwt, decodeProtectedHeader, importX509 } from 'jose'
import type { Application, KeyCredential } from '../world/directory.ts'
import { AadstsError } from './aadsts.ts'
import { checkFederatedAssertion, type FederationContext } from './federated-assertion.ts'

/** Seconds that a caller's clock may be off. */
const CLOCK_SKEW = 300

/** Algorithms Entra takes: PS256 with `x5t#S256` as documented, RS256 with `x5t` from older libraries. */
const ALGORITHMS: ReadonlySet<string> = new Set(['PS256', 'RS256'])

export interface AssertionCheck {
  readonly application: Application
  /** Seconds since 1970. */
  readonly now: number
  /** What may stand as `aud`: the token endpoints and the issuers of the tenant. */
  readonly audiences: readonly string[]
  /** Tells the tokens of other issuers. */
  readonly federation: FederationContext
}

/**
 * Checks a JWT signed with a certificate of the application, or the token of another issuer that the application trusts.
 *
 * **Shape**: header `{alg:"PS256","x5t#S256":"…"}`, claims `{aud:"<token endpoint>",iss:"<client id>",sub:"<client id>",exp,nbf,jti}`.
 *
 * @throws {AadstsError} 50027, 700021, 700023, 700024, 700027; for another issuer see {@link checkFederatedAssertion}.
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export async function checkClientAssertion(assertion: string, check: AssertionCheck): Promise<void> {
  const { header, claims } = decode(assertion)
  if (claims.iss?.startsWith('https:')) {
    checkTimes(claims, check.now)
    return checkFederatedAssertion({ assertion, claims }, check.application, check.federation)
  }
  const { appId, keyCredentials = [] } = check.application
  if (claims.iss?.toLowerCase() !== appId || claims.sub?.toLowerCase() !== appId) throw new AadstsError(700021)
  if (typeof claims.aud !== 'string' || !check.audiences.includes(claims.aud)) throw new AadstsError(700023)
  checkTimes(claims, check.now)

  const thumbprint = header['x5t#S256'] ?? header.x5t ?? header.kid
  const credential = await findCertificate(keyCredentials, header['x5t#S256'], header.x5t ?? header.kid)
  if (!credential) {
    throw new AadstsError(700027, {
      value: ` [Reason - The key was not found. Thumbprint of key used by client: '${String(thumbprint)}']`,
    })
  }
  if (Date.parse(credential.endDateTime) <= check.now * 1000) {
    throw new AadstsError(700027, {
      value: ' [Reason - The key used is expired.]',
    })
  }
  await checkSignature(assertion, credential, header.alg ?? '')
}

function decode(assertion: string) {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) }
  } catch {
    throw new AadstsError(50027, { value: 'The client assertion is not a signed JWT.' })
  }
}

function checkTimes({ exp, nbf }: { exp?: number; nbf?: number }, now: number): void {
  const tooLate = exp === undefined || now >= exp + CLOCK_SKEW
  const tooEarly = nbf !== undefined && now < nbf - CLOCK_SKEW
  if (!tooLate && !tooEarly) return
  throw new AadstsError(700024, {
    value: `Current time: ${spell(now)}, assertion valid from ${spell(nbf)}, expiry time of assertion ${spell(exp)}.`,
  })
}

function spell(seconds: number | undefined): string {
  return seconds === undefined ? 'never' : new Date(seconds * 1000).toISOString()
}

async function findCertificate(
  credentials: readonly KeyCredential[],
  sha256: unknown,
  sha1: unknown,
): Promise<KeyCredential | undefined> {
  for (const credential of credentials) {
    const der = Uint8Array.from(atob(credential.key), (character) => character.codePointAt(0) ?? 0)
    const [algorithm, wanted] = sha256 === undefined ? (['SHA-1', sha1] as const) : (['SHA-256', sha256] as const)
    const digest = new Uint8Array(await crypto.subtle.digest(algorithm, der))
    if (base64url.encode(digest) === wanted) return credential
  }
  return undefined
}

async function checkSignature(assertion: string, { key }: KeyCredential, algorithm: string): Promise<void> {
  if (!ALGORITHMS.has(algorithm))
    throw new AadstsError(50027, { value: `The algorithm ${algorithm} is not supported.` })
  try {
    const publicKey = await importX509(`-----BEGIN CERTIFICATE-----\n${key}\n-----END CERTIFICATE-----`, algorithm)
    await compactVerify(assertion, publicKey, { algorithms: [algorithm] })
  } catch {
    throw new AadstsError(700027)
  }
}
