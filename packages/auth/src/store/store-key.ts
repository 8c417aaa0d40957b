import { builtin } from '../builtin.ts'

/**
 * The name of a token outside of the process: `dynamics-kit-token-` and the SHA-256 of all that decides which token it is,
 * in hexadecimal. A file system and every database take it, and whoever lists the keys learns no tenant, client or
 * environment from them.
 *
 * @param identity Kind of credential, authority, tenant, client, user; whatever the credential has of them.
 * @param scope The resource. Claims of a challenge are no part: their answer replaces the token.
 */
export function storeKey(identity: readonly string[], scope: string): string {
  // JSON keeps the parts apart, whatever they hold.
  const text = JSON.stringify([identity.map(oneSpelling), scope])
  return `dynamics-kit-token-${builtin('node:crypto').createHash('sha256').update(text).digest('hex')}`
}

/** Ids and domains are the same in any case; URLs and paths may not be. */
function oneSpelling(part: string): string {
  return /^[\w.-]+$/.test(part) ? part.toLowerCase() : part
}
