/** The `WWW-Authenticate: Bearer` answer to a missing or refused token. Member names are lower case. */
export type Challenge = ReadonlyMap<string, string>

/**
 * Reads a Bearer challenge. Dataverse writes its values unquoted, continuous access evaluation writes them quoted; both
 * are read (RFC 6750, 3). `undefined` when there is no Bearer challenge.
 */
export function parseChallenge(header: string | null): Challenge | undefined {
  const match = header === null ? null : /^\s*Bearer(?:\s+|$)/i.exec(header)
  if (header === null || match === null) return undefined
  const members = new Map<string, string>()
  const member = /\s*([a-z_-]+)\s*=\s*(?:"([^"]*)"|([^,]*))\s*(?:,|$)/giy
  member.lastIndex = match[0].length
  for (let found = member.exec(header); found !== null; found = member.exec(header)) {
    members.set((found[1] ?? '').toLowerCase(), found[2] ?? (found[3] ?? '').trim())
  }
  return members
}

/** The claims that an `insufficient_claims` challenge asks for, as JSON text; base64 of either alphabet, padded or not. */
export function claimsOf(challenge: Challenge | undefined): string | undefined {
  const claims = challenge?.get('error') === 'insufficient_claims' ? challenge.get('claims') : undefined
  if (claims === undefined) return undefined
  try {
    const bytes = atob(claims.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
    return new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
  } catch {
    return undefined
  }
}
