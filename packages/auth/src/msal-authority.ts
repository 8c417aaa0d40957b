/** What msal-node needs to know of an authority so that it discovers nothing. */
export interface MsalAuthority {
  readonly authority: string
  readonly knownAuthorities: string[]
  readonly authorityMetadata: string
}

/**
 * The authority's endpoints, spelled out. msal-node insists on `https:` for the authority's name, which is never contacted;
 * only `token_endpoint` and the other endpoints are, and on a developer's machine those may be `http:`.
 *
 * @param authority Origin, such as `https://login.microsoftonline.com`.
 */
export function msalAuthority(authority: string, tenantId: string): MsalAuthority {
  const { host } = new URL(authority)
  const endpoints = `${authority}/${tenantId}`
  return {
    authority: `https://${host}/${tenantId}`,
    knownAuthorities: [host],
    authorityMetadata: JSON.stringify({
      issuer: `https://${host}/${tenantId}/v2.0`,
      authorization_endpoint: `${endpoints}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${endpoints}/oauth2/v2.0/devicecode`,
      token_endpoint: `${endpoints}/oauth2/v2.0/token`,
      jwks_uri: `${endpoints}/discovery/v2.0/keys`,
    }),
  }
}
