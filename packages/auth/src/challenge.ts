/** What a resource says, to a request without a token, about where tokens for it come from. */
export interface BearerChallenge {
  /** `https://login.microsoftonline.com/{tenant}/oauth2/authorize` */
  readonly authorizationUri: string | undefined
  readonly resourceId: string | undefined
}

/**
 * Reads `WWW-Authenticate: Bearer authorization_uri=…, resource_id=…`, whose values Dataverse leaves unquoted.
 *
 * @returns undefined when the header is no Bearer challenge.
 */
export function parseChallenge(header: string | undefined): BearerChallenge | undefined {
  const members = /^\s*Bearer\s+(.*)$/is.exec(header ?? '')?.[1]
  if (members === undefined) return undefined
  const found = new Map<string, string>()
  for (const [, name = '', quoted, plain = ''] of members.matchAll(/([\w-]+)\s*=\s*(?:"([^"]*)"|([^,]*))/g)) {
    found.set(name.toLowerCase(), (quoted ?? plain).trim())
  }
  return { authorizationUri: found.get('authorization_uri'), resourceId: found.get('resource_id') }
}

/** An authority and a tenant in an `authorization_uri`. */
export interface SignInAddress {
  /** Origin. */
  readonly authority: string
  /** Undefined where the address names none: `common`. */
  readonly tenant: string | undefined
  /** AD FS, the sign-in of Dynamics on premises. */
  readonly isAdfs: boolean
}

export function parseAuthorizationUri(uri: string): SignInAddress | undefined {
  if (!URL.canParse(uri)) return undefined
  const url = new URL(uri)
  const first = url.pathname.split('/').find(Boolean) ?? ''
  const shared = /^(common|organizations|consumers)?$/i.test(first)
  return { authority: url.origin, tenant: shared ? undefined : first, isAdfs: first.toLowerCase() === 'adfs' }
}
