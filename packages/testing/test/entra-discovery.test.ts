import { beforeEach, describe, expect, it } from 'vitest'
import { createEntraHarness, LOGIN, type EntraHarness } from './entra-harness.ts'

let harness: EntraHarness
beforeEach(() => {
  harness = createEntraHarness()
})

async function get(path: string, authority = LOGIN) {
  const response = await harness.fetch(`${authority}${path}`)
  return { status: response.status, json: (await response.json()) as Record<string, any> }
}

describe('the OpenID configuration', () => {
  it('turns a domain into a tenant id', async () => {
    const { json } = await get('/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration')
    expect(json).toMatchObject({
      issuer: `${LOGIN}/${harness.tenant.id}/v2.0`,
      token_endpoint: `${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`,
      jwks_uri: `${LOGIN}/${harness.tenant.id}/discovery/v2.0/keys`,
      tenant_region_scope: 'EU',
    })
  })

  it('has the older endpoints and issuer without /v2.0', async () => {
    const { json } = await get(`/${harness.tenant.id}/.well-known/openid-configuration`)
    expect(json).toMatchObject({
      issuer: `https://sts.windows.net/${harness.tenant.id}/`,
      token_endpoint: `${LOGIN}/${harness.tenant.id}/oauth2/token`,
      jwks_uri: `${LOGIN}/common/discovery/keys`,
    })
  })

  it.each(['common', 'organizations'])('leaves the tenant open for %s', async (shared) => {
    const { json } = await get(`/${shared}/v2.0/.well-known/openid-configuration`)
    expect(json).toMatchObject({
      issuer: `${LOGIN}/{tenantid}/v2.0`,
      token_endpoint: `${LOGIN}/${shared}/oauth2/v2.0/token`,
    })
  })

  it('has the origin it was reached by', async () => {
    const { json } = await get('/common/v2.0/.well-known/openid-configuration', 'https://login.windows.net')
    expect(json['issuer']).toBe('https://login.windows.net/{tenantid}/v2.0')
  })

  it.each([
    ['fabrikam.onmicrosoft.com', 90002, 'invalid_tenant'],
    ['nonsense', 900023, 'invalid_request'],
  ])('refuses tenant %s with AADSTS%i', async (tenant, code, error) => {
    const { status, json } = await get(`/${tenant}/v2.0/.well-known/openid-configuration`)
    expect(status).toBe(400)
    expect(json).toMatchObject({ error, error_codes: [code] })
  })
})

describe('instance discovery', () => {
  const path = (endpoint: string) =>
    `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(endpoint)}`

  it('knows the hosts of every cloud', async () => {
    const { json } = await get(path('https://login.windows.net/contoso.onmicrosoft.com/oauth2/v2.0/authorize'))
    expect(json['tenant_discovery_endpoint']).toBe(
      'https://login.windows.net/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
    )
    expect(json['metadata'][0]).toEqual({
      preferred_network: 'login.microsoftonline.com',
      preferred_cache: 'login.windows.net',
      aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    })
    expect(json['metadata']).toHaveLength(5)
  })

  it('refuses a host that is not its own', async () => {
    const { status, json } = await get(path('https://login.fabrikam.example/x/oauth2/v2.0/authorize'))
    expect(status).toBe(400)
    expect(json).toMatchObject({ error: 'invalid_instance', error_codes: [50049] })
  })
})

describe('other endpoints', () => {
  it('are named when the fake does not model them', async () => {
    const { status, json } = await get(`/${harness.tenant.id}/oauth2/v2.0/logout?client_id=x`)
    expect(status).toBe(501)
    expect(json['error_description']).toBe('The fake does not model /oauth2/v2.0/logout.')
  })

  it('are 404 when Entra has none', async () => {
    expect((await harness.fetch(`${LOGIN}/nothing/here`)).status).toBe(404)
  })
})
