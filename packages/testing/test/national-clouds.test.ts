import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'

const clouds = [
  {
    name: 'GCC',
    url: 'https://contoso.crm9.dynamics.com',
    authority: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    issuer: 'https://sts.windows.net',
    domain: 'contoso.onmicrosoft.com',
    powerPlatform: ['https://gov.api.bap.microsoft.us', 'https://service.powerapps.us'],
    foreign: 'https://login.microsoftonline.us',
  },
  {
    name: 'GCC High',
    url: 'https://contoso.crm.microsoftdynamics.us',
    authority: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    issuer: 'https://sts.windows.net',
    domain: 'contoso.onmicrosoft.us',
    powerPlatform: ['https://high.api.bap.microsoft.us', 'https://high.service.apps.appsplatform.us'],
    foreign: 'https://login.microsoftonline.com',
  },
  {
    name: 'DoD',
    url: 'https://contoso.crm.appsplatform.us',
    authority: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    issuer: 'https://sts.windows.net',
    domain: 'contoso.onmicrosoft.us',
    powerPlatform: ['https://api.bap.appsplatform.us', 'https://service.apps.appsplatform.us'],
    foreign: 'https://login.microsoftonline.com',
  },
  {
    name: 'China',
    url: 'https://contoso.crm.dynamics.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    issuer: 'https://sts.chinacloudapi.cn',
    domain: 'contoso.partner.onmschina.cn',
    powerPlatform: ['https://api.bap.partner.microsoftonline.cn', 'https://service.powerapps.cn'],
    foreign: 'https://login.microsoftonline.com',
  },
] as const

async function token(fake: FakeDynamics, authority: string, resource: string) {
  const response = await fake.fetch(`${authority}/${fake.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: fake.clientId,
      client_secret: fake.clientSecret,
      scope: `${resource}/.default`,
    }),
  })
  return (await response.json()) as { readonly access_token: string; readonly error_codes?: readonly number[] }
}

const claimsOf = (jwt: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

describe.each(clouds)('$name', ({ url, authority, graph, issuer, domain, powerPlatform, foreign }) => {
  const fake = createFakeDynamics({ url })
  const get = (address: string, bearer: string) =>
    fake.fetch(address, { headers: { authorization: `Bearer ${bearer}` } })

  test('signs in at its own Entra, and its tokens are those of its issuer', async () => {
    expect([fake.authority, fake.graphUrl]).toEqual([authority, `${graph}/v1.0`])
    const { access_token: bearer } = await token(fake, authority, url)
    expect(claimsOf(bearer)).toMatchObject({ aud: url, iss: `${issuer}/${fake.tenantId}/` })
    expect((await get(`${url}/api/data/v9.2/WhoAmI`, bearer)).status).toBe(200)
    const refused = await fake.fetch(`${url}/api/data/v9.2/WhoAmI`)
    expect(refused.headers.get('www-authenticate')).toContain(`authorization_uri=${authority}/${fake.tenantId}/`)
    const configuration = await fake.fetch(`${authority}/${domain}/.well-known/openid-configuration`)
    expect(await configuration.json()).toMatchObject({
      issuer: `${issuer}/${fake.tenantId}/`,
      msgraph_host: new URL(graph).host,
    })
  })

  test('says so to whoever names no tenant', async () => {
    const configuration = await fake.fetch(`${authority}/common/.well-known/openid-configuration`)
    expect(await configuration.json()).toMatchObject({
      issuer: `${issuer}/{tenantid}/`,
      cloud_instance_name: new URL(authority).host.slice('login.'.length),
    })
  })

  test('has a Graph and an admin API of its own', async () => {
    const { access_token: bearer } = await token(fake, authority, graph)
    const organization = await get(`${graph}/v1.0/organization?$select=verifiedDomains`, bearer)
    expect(await organization.json()).toMatchObject({ value: [{ verifiedDomains: [{ name: domain }] }] })
    const [api, audience] = powerPlatform
    const admin = await token(fake, authority, audience)
    const address = `${api}/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments?api-version=2021-04-01`
    // The token is understood; the app is none that an administrator registered.
    expect((await get(address, admin.access_token)).status).toBe(403)
  })

  test('is unknown to the Entra of another cloud', async () => {
    expect((await token(fake, foreign, url)).error_codes).toEqual([90002])
    const configuration = await fake.fetch(`${foreign}/${fake.tenantId}/v2.0/.well-known/openid-configuration`)
    expect(configuration.status).toBe(400)
  })
})
