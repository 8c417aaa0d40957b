import { createFakeDynamics } from '@dynamics-kit/testing'
import { describe, expect, test } from 'vitest'
import { lookForConsent } from '../src/entra/admin-consent.ts'
import { openDirectory } from '../src/entra/directory.ts'
import { diagnose, gitHubJob, setUp, tearDown } from '../src/index.ts'
import { openForEnvironment } from '../src/plan/open-for-environment.ts'
import { openTenant } from './tenant.ts'

const tenantId = '11111111-1111-4111-8111-111111111111'

/** A token that says no more than its tenant, and which scope it was asked for with. */
function somebody() {
  const scopes: string[] = []
  const claims = Buffer.from(JSON.stringify({ tid: tenantId, roles: [] })).toString('base64url')
  return {
    scopes,
    async getToken(scope: string | string[]) {
      scopes.push(String(scope))
      return { token: `e30.${claims}.x`, expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  }
}

describe('each cloud', () => {
  test.each([
    ['https://graph.microsoft.com', 'https://login.microsoftonline.com'],
    ['https://graph.microsoft.us', 'https://login.microsoftonline.us'],
    ['https://dod-graph.microsoft.us', 'https://login.microsoftonline.us'],
    ['https://microsoftgraph.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn'],
  ])('%s is asked for with its own scope, and consents at %s', async (graphUrl, authority) => {
    const administrator = somebody()
    const directory = await openDirectory({ administrator, graphUrl })
    expect(administrator.scopes).toEqual([`${graphUrl}/.default`])
    const app = { clientId: '22222222-2222-4222-8222-222222222222', servicePrincipalId: undefined }
    const { action } = await lookForConsent(directory, app)
    expect(action).toMatchObject({ outcome: 'refused', allowed: false })
    expect(action.detail).toContain(`at ${authority}/${tenantId}/adminconsent?client_id=${app.clientId}`)
  })

  test('has the authority that its environment names', async () => {
    const directory = await openDirectory(
      { administrator: somebody(), graphUrl: 'https://localhost:8443/graph' },
      { tenantId, authority: 'https://localhost:8443' },
    )
    expect(directory.authority).toBe('https://localhost:8443')
  })
})

test('a host that is not Microsoft’s does not decide where programs send their secret', async () => {
  const fetch = async () =>
    new Response(null, {
      status: 401,
      headers: { 'www-authenticate': `Bearer authorization_uri=https://evil.example/${tenantId}/oauth2/authorize` },
    })
  const { directory } = await openForEnvironment('https://dynamics.contoso.example', {
    administrator: somebody(),
    fetch,
  })
  expect(directory.authority).toBe('https://login.microsoftonline.com')
})

test('an emulator says where to sign in, also by a name below localhost', async () => {
  const fetch = async () =>
    new Response(null, {
      status: 401,
      headers: { 'www-authenticate': `Bearer authorization_uri=https://localhost:8443/${tenantId}/oauth2/authorize` },
    })
  const { directory } = await openForEnvironment('https://crm.localhost:8443', {
    administrator: somebody(),
    graphUrl: 'https://localhost:8443/graph',
    fetch,
  })
  expect(directory.authority).toBe('https://localhost:8443')
})

describe.each([
  ['GCC', 'https://contoso.crm9.dynamics.com', 'api://AzureADTokenExchange'],
  ['GCC High', 'https://contoso.crm.microsoftdynamics.us', 'api://AzureADTokenExchangeUSGov'],
  ['DoD', 'https://contoso.crm.appsplatform.us', 'api://AzureADTokenExchangeUSGov'],
  ['China', 'https://contoso.crm.dynamics.cn', 'api://AzureADTokenExchangeChina'],
])('in %s', (_, url, audience) => {
  test('an app is set up, the doctor finds it healthy, and it is torn down', async () => {
    const tenant = openTenant(createFakeDynamics({ url }))
    await setUp(tenant.options)
    expect(tenant.holdings()).toMatchObject({ applications: 1, users: 1 })
    const { fake, store } = tenant
    const { healthy, first } = await diagnose({ environment: store.kept, fetch: fake.fetch, now: fake.clock.now })
    expect(first).toBeUndefined()
    expect(healthy).toBe(true)
    await tearDown(tenant.options)
    expect(tenant.holdings()).toMatchObject({ applications: 0, users: 0 })
  })

  test('a job without a secret is trusted by the audience of the cloud', async () => {
    const tenant = openTenant(createFakeDynamics({ url }))
    await setUp({ ...tenant.options, credential: gitHubJob({ repository: 'contoso/integration', branch: 'main' }) })
    const application = tenant.fake
      .snapshot()
      .tenant.applications.find(({ displayName }) => displayName === 'Contoso integration')
    expect(application?.federatedIdentityCredentials).toMatchObject([{ audiences: [audience] }])
  })
})
