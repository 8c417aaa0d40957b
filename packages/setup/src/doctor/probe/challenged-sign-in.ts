/** Where an environment says that it signs in. */
export interface ChallengedSignIn {
  /** Origin of the authority. */
  readonly authority: string
  /** Tenant id; absent where the challenge says `common`. */
  readonly tenantId?: string
  /** AD FS: Dynamics on premises. */
  readonly isAdfs: boolean
}

/**
 * Reads the challenge of a request without a token, whose values Dataverse leaves unquoted:
 * `Bearer authorization_uri=https://login.microsoftonline.com/{tenant}/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/`
 */
export function challengedSignIn(header: string | null): ChallengedSignIn | undefined {
  const uri = /^\s*Bearer\b.*?\bauthorization_uri\s*=\s*"?([^",\s]+)/is.exec(header ?? '')?.[1]
  if (uri === undefined || !URL.canParse(uri)) return undefined
  const { origin, pathname } = new URL(uri)
  const first = pathname.split('/').find(Boolean) ?? ''
  const isAdfs = first.toLowerCase() === 'adfs'
  const shared = isAdfs || /^(common|organizations|consumers)?$/i.test(first)
  return { authority: origin, isAdfs, ...(!shared && { tenantId: first.toLowerCase() }) }
}
