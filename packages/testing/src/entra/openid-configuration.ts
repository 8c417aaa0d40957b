import { type Cloud, cloudOfAuthority } from '../world/cloud.ts'
import type { Tenant } from '../world/directory.ts'
import type { EndpointVersion } from './token-endpoint.ts'

/**
 * The OpenID Connect discovery document. Its URLs start with the authority the caller used; msal-node refuses a document
 * whose issuer has another origin. For `common` and `organizations` the issuer holds `{tenantid}` literally.
 *
 * @param tenant A tenant, or the shared name the caller used.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export function openidConfiguration(
  authority: string,
  tenant: Tenant | string,
  version: EndpointVersion,
): Record<string, unknown> {
  const { tokenIssuer, graph, hosts }: Cloud = typeof tenant === 'string' ? cloudOfAuthority(authority) : tenant.cloud
  const segment = typeof tenant === 'string' ? tenant : tenant.id
  const issuerTenant = issuerTenantOf(tenant)
  const v2 = version === 'v2'
  const oauth = `${authority}/${segment}/oauth2${v2 ? '/v2.0' : ''}`
  return {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: v2 ? `${authority}/${segment}/discovery/v2.0/keys` : `${authority}/common/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: v2
      ? ['code', 'id_token', 'code id_token', 'id_token token']
      : ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    scopes_supported: v2 ? ['openid', 'profile', 'email', 'offline_access'] : ['openid'],
    issuer: v2 ? `${authority}/${issuerTenant}/v2.0` : `${tokenIssuer}/${issuerTenant}/`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: v2 ? `${graph}/oidc/userinfo` : `${authority}/${segment}/openid/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: [
      'sub',
      'iss',
      'cloud_instance_name',
      'cloud_instance_host_name',
      'cloud_graph_host_name',
      'msgraph_host',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    kerberos_endpoint: `${authority}/${segment}/kerberos`,
    tenant_region_scope: typeof tenant === 'string' ? null : 'EU',
    cloud_instance_name: hosts.instance,
    cloud_graph_host_name: hosts.graph,
    msgraph_host: new URL(graph).host,
    rbac_url: hosts.rbac,
  }
}

/** With a shared name the issuer is open. */
const issuerTenantOf = (tenant: Tenant | string): string => (typeof tenant === 'string' ? '{tenantid}' : tenant.id)

/**
 * The keys that tokens of a tenant are signed with. All tenants have the same ones; the v2.0 document says of each which issuer a token
 * has to be of.
 */
export function keySet(
  { keys }: { readonly keys: readonly Readonly<Record<string, unknown>>[] },
  authority: string,
  tenant: Tenant | string,
  version: EndpointVersion,
): Record<string, unknown> {
  if (version === 'v1') return { keys }
  const { hosts }: Cloud = typeof tenant === 'string' ? cloudOfAuthority(authority) : tenant.cloud
  const issuer = `${authority}/${issuerTenantOf(tenant)}/v2.0`
  return { keys: keys.map((key) => ({ ...key, cloud_instance_name: hosts.instance, issuer })) }
}
