/** Why nothing came back. */
export type Unreached = 'dns' | 'tls' | 'proxy' | 'connection'

/** The first system error code down the chain of causes: `ENOTFOUND`, `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`. */
export function systemCode(failure: unknown): string | undefined {
  let at = failure
  for (let depth = 0; depth < 8 && typeof at === 'object' && at !== null; depth++) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(at.code)) return at.code
    at = 'cause' in at ? at.cause : undefined
  }
  return undefined
}

export function unreachedBy(code: string | undefined): Unreached {
  if (code === undefined) return 'connection'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'dns'
  // A proxy that refuses to open a tunnel ends the request so.
  if (code === 'UND_ERR_ABORTED' || code === 'ERR_PROXY_TUNNEL') return 'proxy'
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|^EPROTO$|HOSTNAME_MISMATCH/.test(code)) return 'tls'
  return 'connection'
}
