import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Clock } from '../world/clock.ts'
import type { TokenIssuer } from '../world/world.ts'

/** Seconds that tokens of build services and clusters live in the fake. */
const LIFETIME = 600

/** An issuer of the fake's own, which can sign. */
export interface SigningIssuer extends TokenIssuer {
  /** A token for `subject`, valid from now for ten minutes. */
  sign(subject: string, audience: string, claims?: Readonly<Record<string, unknown>>): Promise<string>
  /** The same issuer with the same key, by another clock. */
  fork(clock: Clock): SigningIssuer
}

/** An issuer with one key, made when it is first needed. */
export function createTokenIssuer(issuer: string, clock: Clock): SigningIssuer {
  let made: ReturnType<typeof createKey> | undefined
  return issuerOf(issuer, clock, () => (made ??= createKey()))
}

function issuerOf(issuer: string, clock: Clock, key: () => ReturnType<typeof createKey>): SigningIssuer {
  return {
    issuer,
    fork: (its) => issuerOf(issuer, its, key),
    jwks: async () => ({ keys: [(await key()).jwk] }),
    async sign(subject, audience, claims = {}) {
      const now = Math.floor(clock.now() / 1000)
      const { privateKey, jwk } = await key()
      return new SignJWT({ ...claims, jti: crypto.randomUUID() })
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: String(jwk['kid']) })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + LIFETIME)
        .sign(privateKey)
    },
  }
}

async function createKey() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048 })
  const jwk = { ...(await exportJWK(publicKey)), kid: crypto.randomUUID(), use: 'sig', alg: 'RS256' }
  return { privateKey, jwk }
}
