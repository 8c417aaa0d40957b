/** A JWT's header and claims, unverified. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** @returns undefined when the text is no JWT. */
export function decodeToken(text: string): DecodedToken | undefined {
  const [header, claims, signature, more] = text
    .trim()
    .replace(/^Bearer\s+/i, '')
    .split('.')
  if (header === undefined || claims === undefined || signature === undefined || more !== undefined) return undefined
  try {
    return { header: decoded(header), claims: decoded(claims) }
  } catch {
    return undefined
  }
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object')
  return value as Readonly<Record<string, unknown>>
}

/** What a claim of an access token means (Microsoft identity platform, "Access token claims reference"). */
export function meaningOf(claim: string, value: unknown): string {
  if ((claim === 'exp' || claim === 'nbf' || claim === 'iat') && typeof value === 'number')
    return `${meanings[claim]}: ${new Date(value * 1000).toISOString()}`
  if (claim === 'appidacr')
    return `app authentication: ${['none', 'secret', 'certificate or assertion'][Number(value)] ?? '?'}`
  return meanings[claim] ?? ''
}

const meanings: Readonly<Record<string, string>> = {
  aud: 'for which resource',
  iss: 'issued by',
  exp: 'valid until',
  nbf: 'valid from',
  iat: 'issued',
  tid: 'tenant',
  appid: 'client id',
  oid: 'object id of the service principal or user',
  sub: 'subject',
  roles: 'application permissions',
  scp: 'delegated permissions: a person signed in',
  ver: 'version of the token',
  idtyp: 'kind of identity',
  upn: 'user principal name',
}
