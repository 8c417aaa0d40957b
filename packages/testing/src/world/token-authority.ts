import { compactVerify, CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { Clock } from './clock.ts'
import type { Tenant } from './directory.ts'
import type { AccessTokenClaims, TokenAuthority, TokenVerdict } from './world.ts'

/** Verified tokens kept, so that a busy client costs one signature check per token. The oldest leaves first. */
const REMEMBERED_TOKENS = 500

/**
 * A token authority with an RSA-2048 key, made when it is first needed: creating a world stays instant.
 *
 * Times are checked without tolerance, so that a test that moves the clock to the second sees what it expects. The real
 * services allow about five minutes.
 */
export function createTokenAuthority(clock: Clock, tenants: ReadonlyMap<string, Tenant>): TokenAuthority {
  return authorityOf({ keys: [lazyKey()], remembered: new Map() }, clock, tenants)
}

/** What an authority shares with its forks, until its keys are rotated. */
interface SharedKeys {
  /** All that are published; the first one signs. */
  readonly keys: readonly [LazyKey, ...LazyKey[]]
  /** Tokens whose signature was checked, wherever that was. */
  readonly remembered: Map<string, AccessTokenClaims>
}

/** Made when it is first needed. */
type LazyKey = () => Promise<SigningKey>

function lazyKey(): LazyKey {
  let key: Promise<SigningKey> | undefined
  return () => (key ??= createSigningKey())
}

function authorityOf(shared: SharedKeys, clock: Clock, tenants: ReadonlyMap<string, Tenant>): TokenAuthority {
  let { keys, remembered } = shared
  return {
    fork: (itsClock, itsTenants) => authorityOf({ keys, remembered }, itsClock, itsTenants),

    rotate({ retire }) {
      keys = retire ? [lazyKey()] : [lazyKey(), ...keys]
      if (retire) remembered = new Map()
    },

    async jwks() {
      const published = await Promise.all(keys.map((key) => key()))
      return { keys: published.map(({ publicJwk }) => publicJwk) }
    },

    async sign(claims) {
      const [key] = keys
      const { privateKey, kid } = await key()
      // Entra's keys carry the certificate's thumbprint as `kid` and repeat it as `x5t`.
      return new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', x5t: kid, kid })
        .sign(privateKey)
    },

    async verify(token) {
      let claims = remembered.get(token)
      if (!claims) {
        const outcome = await checkSignature(token, await Promise.all(keys.map((key) => key())))
        if ('valid' in outcome) return outcome
        claims = outcome.claims
        remember(token, claims)
      }
      return checkClaims(claims, clock.now() / 1000, tenants)
    },
  }

  function remember(token: string, claims: AccessTokenClaims): void {
    remembered.set(token, claims)
    if (remembered.size > REMEMBERED_TOKENS) remembered.delete(remembered.keys().next().value ?? token)
  }
}

interface SigningKey {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: Record<string, unknown>
  readonly kid: string
}

async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048 })
  const jwk = await exportJWK(publicKey)
  const kid = await thumbprint(jwk.n ?? '')
  return { privateKey, publicKey, kid, publicJwk: { kty: jwk.kty, use: 'sig', kid, x5t: kid, n: jwk.n, e: jwk.e } }
}

/** 27 characters, the length of Entra's key ids. There is no certificate behind the key, so it is the modulus's hash. */
async function thumbprint(modulus: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-1', new TextEncoder().encode(modulus)))
  return btoa(String.fromCodePoint(...hash))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '')
}

async function checkSignature(
  token: string,
  keys: readonly SigningKey[],
): Promise<{ claims: AccessTokenClaims } | Extract<TokenVerdict, { valid: false }>> {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { valid: false, reason: 'malformed' }
  try {
    const { payload } = await compactVerify(token, ({ kid }) => publicKeyOf(keys, kid), { algorithms: ['RS256'] })
    const claims: unknown = JSON.parse(new TextDecoder().decode(payload))
    return isAccessTokenClaims(claims) ? { claims } : { valid: false, reason: 'malformed' }
  } catch {
    return { valid: false, reason: 'signature' }
  }
}

/** @throws Error for a key that is not published */
function publicKeyOf(keys: readonly SigningKey[], kid: string | undefined): CryptoKey {
  const key = keys.find((one) => one.kid === kid)
  if (!key) throw new Error(`There is no key ${kid}.`)
  return key.publicKey
}

function isAccessTokenClaims(value: unknown): value is AccessTokenClaims {
  if (typeof value !== 'object' || value === null) return false
  const claims = value as Record<string, unknown>
  return (
    ['aud', 'iss', 'tid', 'appid', 'oid'].every((name) => typeof claims[name] === 'string') &&
    typeof claims['exp'] === 'number' &&
    typeof claims['nbf'] === 'number'
  )
}

function checkClaims(
  claims: AccessTokenClaims,
  nowSeconds: number,
  tenants: ReadonlyMap<string, Tenant>,
): TokenVerdict {
  const tenant = tenants.get(claims.tid)
  if (!tenant || claims.iss !== `${tenant.cloud.tokenIssuer}/${claims.tid}/`) {
    return { valid: false, reason: 'issuer' }
  }
  if (nowSeconds >= claims.exp) return { valid: false, reason: 'expired' }
  if (nowSeconds < claims.nbf) return { valid: false, reason: 'notYetValid' }
  return { valid: true, claims }
}
