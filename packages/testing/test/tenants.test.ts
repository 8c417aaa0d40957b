import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { openJournal } from '../src/journal/open-journal.ts'
import { createFakeDynamics, type FakeDynamics, type FakeTenant, type NewTenantOptions } from '../src/index.ts'

const FABRIKAM = 'https://fabrikam.crm4.dynamics.com'

/** Contoso, which the fake is of, and Fabrikam beside it. */
function twoTenants(options: Parameters<typeof createFakeDynamics>[0] = {}) {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Of Contoso' }] }, ...options })
  const fabrikam = fake.addTenant({ name: 'Fabrikam', domain: 'fabrikam.onmicrosoft.com' })
  const environment = fabrikam.addEnvironment({ url: FABRIKAM, seed: { accounts: [{ name: 'Of Fabrikam' }] } })
  const app = fabrikam.addApp({ displayName: 'Fabrikam integration', roles: ['System Administrator'] })
  return { fake, fabrikam, environment, app }
}

interface TokenAnswer {
  readonly status: number
  readonly token: string
  readonly codes: readonly number[]
  readonly description: string
}

type Secret = { readonly clientId: string; readonly clientSecret: string }

/** Asks a tenant's token endpoint with a secret. */
async function ask(fake: FakeDynamics, tenant: string, app: Secret, scope: string): Promise<TokenAnswer> {
  const response = await fake.fetch(`${fake.authority}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      scope: `${scope}/.default`,
    }),
  })
  const body = (await response.json()) as Record<string, unknown>
  return {
    status: response.status,
    token: String(body['access_token']),
    codes: (body['error_codes'] ?? []) as number[],
    description: String(body['error_description']).split(' Trace ID:')[0] ?? '',
  }
}

const claimsOf = (jwt: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

const get = (fake: FakeDynamics, url: string, token: string): Promise<Response> =>
  fake.fetch(url, { headers: { authorization: `Bearer ${token}` } })

async function json(response: Response): Promise<Readonly<Record<string, never>>> {
  return (await response.json()) as Readonly<Record<string, never>>
}

const namesIn = async (
  fake: FakeDynamics,
  environment: { as: FakeDynamics['as'] },
  who: Parameters<FakeDynamics['as']>[0],
) =>
  (
    await createClient({ ...environment.as(who), fetch: fake.fetch })
      .from('accounts')
      .select('name')
      .all()
  ).map(({ name }) => name)

describe('a further tenant', () => {
  test('has a directory, an administrator, environments and rows of its own', async () => {
    const { fake, fabrikam, environment, app } = twoTenants()
    expect(fabrikam.tenantId).not.toBe(fake.tenantId)
    expect([fake.name, fake.domain, fabrikam.name, fabrikam.domain]).toEqual([
      'Contoso',
      'contoso.onmicrosoft.com',
      'Fabrikam',
      'fabrikam.onmicrosoft.com',
    ])
    expect(await namesIn(fake, environment, app)).toEqual(['Of Fabrikam'])
    expect(await namesIn(fake, environment, fabrikam)).toEqual(['Of Fabrikam'])
    expect(await namesIn(fake, fake, fake)).toEqual(['Of Contoso'])
    expect(() => environment.as(fake)).toThrow(/^as: the tenant has no person or app whom another fake made/)
  })

  test.each(['its id', 'its domain', 'its domain in capitals'])('is signed in to by %s', async (by) => {
    const { fake, fabrikam, app } = twoTenants()
    const names = [fabrikam.tenantId, fabrikam.domain, fabrikam.domain.toUpperCase()]
    const name = names[['its id', 'its domain', 'its domain in capitals'].indexOf(by)] ?? ''
    const { token } = await ask(fake, name, app, FABRIKAM)
    expect(claimsOf(token)).toMatchObject({
      aud: FABRIKAM,
      iss: `https://sts.windows.net/${fabrikam.tenantId}/`,
      tid: fabrikam.tenantId,
      appid: app.clientId,
      oid: app.servicePrincipalId,
    })
    expect((await get(fake, `${FABRIKAM}/api/data/v9.2/WhoAmI`, token)).status).toBe(200)
  })

  test('has discovery documents and keys that name it', async () => {
    const { fake, fabrikam } = twoTenants()
    const at = (path: string) => fake.fetch(`${fake.authority}/${path}`).then(json)
    const issuer = `${fake.authority}/${fabrikam.tenantId}/v2.0`
    expect(await at('fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration')).toMatchObject({
      issuer,
      jwks_uri: `${fake.authority}/${fabrikam.tenantId}/discovery/v2.0/keys`,
      token_endpoint: `${fake.authority}/${fabrikam.tenantId}/oauth2/v2.0/token`,
    })
    expect(await at(`${fabrikam.tenantId}/discovery/v2.0/keys`)).toMatchObject({
      keys: [{ kty: 'RSA', issuer, cloud_instance_name: 'microsoftonline.com' }],
    })
    expect(await at('common/discovery/v2.0/keys')).toMatchObject({
      keys: [{ issuer: `${fake.authority}/{tenantid}/v2.0` }],
    })
  })

  test('needs no environment, and people and apps are then users of none', async () => {
    const fake = createFakeDynamics()
    const fabrikam = fake.addTenant({ name: 'Fabrikam Inc.' })
    expect(fabrikam.domain).toBe('fabrikaminc.onmicrosoft.com')
    expect(fabrikam.addApp().systemUserId).toBeUndefined()
    expect(fabrikam.addUser().systemUserId).toBeUndefined()
    const none =
      'roles: the tenant Fabrikam Inc. has no environment to be a user of; add one with addEnvironment first.'
    expect(() => fabrikam.addApp({ roles: ['Basic User'] })).toThrow(none)
    expect(() => fabrikam.addUser({ systemUser: true })).toThrow(none)
    const later = fabrikam.addEnvironment({ url: FABRIKAM })
    const { systemUserId } = fabrikam.addUser({ displayName: 'Grace Hopper', roles: ['Basic User'] })
    expect((await createClient(later.as('Grace.Hopper')).whoAmI()).userId).toBe(systemUserId)
    expect(fabrikam.environment(FABRIKAM)?.organizationId).toBe(later.organizationId)
    expect(fake.environment(FABRIKAM)).toBeUndefined()
  })

  test.each<[string, NewTenantOptions, RegExp]>([
    ['no name', { name: '' }, /^name: what the organization is called/],
    ['a domain of another', { name: 'F', domain: 'Contoso.onmicrosoft.com' }, /^addTenant: there is a tenant Contoso/],
    ['no domain', { name: 'F', domain: 'fabrikam' }, /^domain: expected one such as fabrikam\.onmicrosoft\.com, got/],
    ['a name without letters', { name: '…' }, /^domain: expected one such as/],
    ['no GUID', { name: 'F', tenantId: 'fabrikam' }, /^tenantId: expected a GUID, got fabrikam/],
    ['a misspelt option', { name: 'F', domian: 'f.com' } as NewTenantOptions, /^domian: is no option of addTenant/],
    ['nothing', undefined as unknown as NewTenantOptions, /^addTenant: takes an object of name/],
  ])('is refused with %s', (_, options, message) => {
    expect(() => createFakeDynamics().addTenant(options)).toThrow(message)
  })

  test('has no client id that another has, and no environment at an address that is taken', () => {
    const { fake, fabrikam, app } = twoTenants()
    expect(() => fake.addApp({ clientId: app.clientId })).toThrow(/^clientId: the tenant already has an app/)
    expect(() => fabrikam.addEnvironment({ url: fake.url })).toThrow(/^url: there is an environment at/)
  })
})

describe('tenants keep to themselves', () => {
  test('an unknown one is AADSTS90002', async () => {
    const { fake, app } = twoTenants()
    const { status, codes } = await ask(fake, 'litware.onmicrosoft.com', app, FABRIKAM)
    expect([status, codes]).toEqual([400, [90002]])
  })

  test('an app of one is AADSTS700016 in the other, by the name of the directory', async () => {
    const { fake, app } = twoTenants()
    const { status, codes, description } = await ask(fake, fake.tenantId, app, fake.url)
    expect([status, codes]).toEqual([400, [700016]])
    expect(description).toContain(`'${app.clientId}' was not found in the directory 'Contoso'`)
  })

  test('an environment of one is AADSTS500011 in the other', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const { codes, description } = await ask(fake, fabrikam.tenantId, app, fake.url)
    expect(codes).toEqual([500011])
    expect(description).toContain(`${fake.url} was not found in the tenant named Fabrikam`)
  })

  test('an environment takes no token of the other, and tells where its own are', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const { token } = await ask(fake, fabrikam.tenantId, app, FABRIKAM)
    const refused = await get(fake, `${fake.url}/api/data/v9.2/WhoAmI`, token)
    expect(refused.status).toBe(401)
    const own = `authorization_uri=https://login.microsoftonline.com/${fake.tenantId}/oauth2/authorize, resource_id=${fake.url}/`
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error=invalid_token, error_description=Error during token validation!, ${own}`,
    )
    const unasked = await fake.fetch(`${FABRIKAM}/api/data/v9.2/`)
    expect(unasked.headers.get('www-authenticate')).toBe(
      `Bearer authorization_uri=https://login.microsoftonline.com/${fabrikam.tenantId}/oauth2/authorize, resource_id=${FABRIKAM}/`,
    )
  })

  test('Graph serves the directory of the token', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const at = async (tenant: FakeTenant, path: string) => {
      const { token } = await ask(fake, tenant.tenantId, tenant, 'https://graph.microsoft.com')
      return get(fake, `${fake.graphUrl}/${path}`, token)
    }
    expect(await json(await at(fabrikam, 'organization?$select=id,displayName'))).toMatchObject({
      value: [{ id: fabrikam.tenantId, displayName: 'Fabrikam' }],
    })
    expect((await at(fabrikam, `applications(appId='${app.clientId}')`)).status).toBe(200)
    expect((await at(fake, `applications(appId='${app.clientId}')`)).status).toBe(404)
    expect((await at(fake, `servicePrincipals(appId='${app.clientId}')`)).status).toBe(404)
  })

  test('the admin API of Power Platform lists the environments of the token', async () => {
    const { fake, fabrikam } = twoTenants()
    const api = 'https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform'
    const { token } = await ask(fake, fabrikam.tenantId, fabrikam, 'https://service.powerapps.com')
    expect((await get(fake, `${api}/scopes/admin/environments?api-version=2021-04-01`, token)).status).toBe(403)
  })
})

describe('an app of several tenants', () => {
  const install = (fake: FakeDynamics, token: string, clientId: string) =>
    fake.fetch(`${fake.graphUrl}/servicePrincipals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ appId: clientId }),
    })

  test('is AADSTS7000229 where it has no service principal, and in one that Graph makes it is itself', async () => {
    const { fake, fabrikam, environment } = twoTenants()
    const vendor = fake.addApp({ applicationUser: false, signInAudience: 'AzureADMultipleOrgs' })
    const missing = await ask(fake, fabrikam.tenantId, vendor, FABRIKAM)
    expect([missing.status, missing.codes]).toEqual([401, [7000229]])
    expect(missing.description).toContain(`is missing service principal in the tenant ${fabrikam.tenantId}`)

    const graph = await ask(fake, fabrikam.tenantId, fabrikam, 'https://graph.microsoft.com')
    const made = await install(fake, graph.token, vendor.clientId)
    expect(made.status).toBe(201)
    const { id } = await json(made)
    const { token } = await ask(fake, fabrikam.tenantId, vendor, FABRIKAM)
    expect(claimsOf(token)).toMatchObject({ tid: fabrikam.tenantId, appid: vendor.clientId, oid: id })
    expect(id).not.toBe(vendor.servicePrincipalId)

    // Step 2 is still to do.
    expect((await get(fake, `${FABRIKAM}/api/data/v9.2/WhoAmI`, token)).status).toBe(403)
    environment.addApplicationUser(vendor, { roles: ['Basic User'] })
    expect((await get(fake, `${FABRIKAM}/api/data/v9.2/WhoAmI`, token)).status).toBe(200)
  })

  test('has a wrong secret told before a missing service principal', async () => {
    const { fake, fabrikam } = twoTenants()
    const { clientId } = fake.addApp({ signInAudience: 'AzureADMultipleOrgs' })
    const answer = await ask(fake, fabrikam.tenantId, { clientId, clientSecret: 'wrong' }, FABRIKAM)
    expect(answer.codes).toEqual([7000215])
  })

  test('is there without a request, too, and an app of one tenant is not', async () => {
    const { fake, fabrikam } = twoTenants()
    const vendor = fake.addApp({ signInAudience: 'AzureADMultipleOrgs' })
    const there = fabrikam.addServicePrincipal(vendor, { roles: ['Basic User'] })
    const { token } = await ask(fake, fabrikam.tenantId, vendor, FABRIKAM)
    const me = await json(await get(fake, `${FABRIKAM}/api/data/v9.2/WhoAmI`, token))
    expect(me['UserId']).toBe(there.systemUserId)
    expect(() => fabrikam.addServicePrincipal(vendor)).toThrow(/Fabrikam has one of Contoso app already/)
    const single = fake.addApp()
    expect(() => fabrikam.addServicePrincipal(single)).toThrow(/Contoso app is an app of Contoso alone/)
    expect(() => fabrikam.addServicePrincipal({ clientId: 'nobody' })).toThrow(/no tenant has an app nobody/)
    const graph = await ask(fake, fabrikam.tenantId, fabrikam, 'https://graph.microsoft.com')
    const refused = await install(fake, graph.token, single.clientId)
    expect(await json(refused)).toMatchObject({ error: { details: [{ code: 'NoBackingApplicationObject' }] } })
    expect(() => fake.addApp({ signInAudience: 'everybody' as 'AzureADMyOrg' })).toThrow(/^signInAudience: takes/)
  })

  test('is signed in to with federated credentials in every tenant', async () => {
    const { fake, fabrikam } = twoTenants()
    const vendor = fabrikam.addApp({ signInAudience: 'AzureADMultipleOrgs', roles: ['Basic User'] })
    const job = fake.workloadIdentity.gitHubActions()
    fabrikam.addFederatedCredential(vendor.clientId, job)
    const pod = fake.workloadIdentity.kubernetes({ clientId: vendor.clientId, tokenFile: '/tmp/token' })
    expect(pod.environment['AZURE_TENANT_ID']).toBe(fabrikam.tenantId)
    const asked = await fake.fetch(
      `${job.environment['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=api%3A%2F%2FAzureADTokenExchange`,
      { headers: { authorization: `Bearer ${job.environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` } },
    )
    const { value } = await json(asked)
    const answer = await fake.fetch(`${fake.authority}/${fabrikam.domain}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: vendor.clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: value ?? '',
        scope: `${FABRIKAM}/.default`,
      }),
    })
    expect(answer.status).toBe(200)
  })
})

describe('with further tenants', () => {
  const whoAmI = (fake: FakeDynamics, token: string) => get(fake, `${FABRIKAM}/api/data/v9.2/WhoAmI`, token)
  const count = async (fake: FakeDynamics, token: string) =>
    (await get(fake, `${FABRIKAM}/api/data/v9.2/accounts/$count`, token)).text()
  const add = (fake: FakeDynamics, token: string) =>
    fake.fetch(`${FABRIKAM}/api/data/v9.2/accounts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{"name":"Litware"}',
    })

  test('a fork has them, and neither sees what the other does', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const { token } = await ask(fake, fabrikam.tenantId, app, FABRIKAM)
    const fork = fake.fork()
    await add(fork, token)
    expect([await count(fork, token), await count(fake, token)]).toEqual(['2', '1'])
    const its = fork.tenant('fabrikam.onmicrosoft.com')
    expect(its).toMatchObject({ tenantId: fabrikam.tenantId, clientSecret: fabrikam.clientSecret })
    const late = its?.addApp({ roles: ['Basic User'] }) ?? app
    expect((await ask(fork, fabrikam.tenantId, late, FABRIKAM)).status).toBe(200)
    expect((await ask(fake, fabrikam.tenantId, late, FABRIKAM)).codes).toEqual([700016])
    fork.addTenant({ name: 'Litware' })
    expect([fork.world.tenants.length, fake.world.tenants.length]).toEqual([3, 2])
    expect(fake.tenant('litware.onmicrosoft.com')).toBeUndefined()
    fork.clock.advance(7_200_000)
    expect([(await whoAmI(fork, token)).status, (await whoAmI(fake, token)).status]).toEqual([401, 200])
  })

  test('a reset brings each back as it was made', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const ada = fabrikam.addUser({ displayName: 'Ada Lovelace', roles: ['Basic User'] })
    const { token } = await ask(fake, fabrikam.tenantId, app, FABRIKAM)
    const before = await json(await whoAmI(fake, token))
    await add(fake, token)
    const graph = await ask(fake, fabrikam.tenantId, fabrikam, 'https://graph.microsoft.com')
    const address = `${fake.graphUrl}/applications(appId='${app.clientId}')`
    const gone = await fake.fetch(address, { method: 'DELETE', headers: { authorization: `Bearer ${graph.token}` } })
    expect(gone.status).toBe(204)
    expect((await ask(fake, fabrikam.tenantId, app, FABRIKAM)).codes).toEqual([700016])
    fake.reset()
    expect(await count(fake, token)).toBe('1')
    expect(await json(await whoAmI(fake, token))).toEqual(before)
    expect((await ask(fake, fabrikam.tenantId, app, FABRIKAM)).status).toBe(200)
    const me = await createClient(fabrikam.environment(FABRIKAM)?.as('ada.lovelace') ?? fake.connection).whoAmI()
    expect(me.userId).toBe(ada.systemUserId)
    expect(fake.requests).not.toEqual([])
  })

  test('a snapshot is plain JSON that another fake goes on from', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const { token } = await ask(fake, fabrikam.tenantId, app, FABRIKAM)
    await add(fake, token)
    const snapshot = JSON.parse(JSON.stringify(fake.snapshot())) as ReturnType<FakeDynamics['snapshot']>
    const again = createFakeDynamics({ snapshot })
    const answer = await ask(again, 'fabrikam.onmicrosoft.com', app, FABRIKAM)
    expect(await count(again, answer.token)).toBe('2')
    expect(await json(await whoAmI(again, answer.token))).toEqual(await json(await whoAmI(fake, token)))
    expect(again.tenant(fabrikam.tenantId)).toMatchObject({
      name: 'Fabrikam',
      clientId: fabrikam.clientId,
      clientSecret: fabrikam.clientSecret,
    })
    expect((await ask(again, fabrikam.domain, fabrikam, 'https://graph.microsoft.com')).status).toBe(200)
    expect(again.world.tenants).toEqual(fake.world.tenants)
    await add(fake, token)
    fake.restore(snapshot)
    expect(await count(fake, token)).toBe('2')
    // The administrator of what was restored may write rows, too.
    expect((await again.create('accounts', { name: 'Adventure Works' })).id).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('a journal keeps them, and what happens in them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenants-'))
    try {
      const first = openJournal(folder)
      const { fake, fabrikam, app } = twoTenants({ journal: first })
      const { token } = await ask(fake, fabrikam.tenantId, app, FABRIKAM)
      const before = await json(await whoAmI(fake, token))
      await add(fake, token)
      const graph = await ask(fake, fabrikam.tenantId, fabrikam, 'https://graph.microsoft.com')
      const made = await fake.fetch(`${fake.graphUrl}/applications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${graph.token}`, 'content-type': 'application/json' },
        body: '{"displayName":"Made in Fabrikam","signInAudience":"AzureADMyOrg"}',
      })
      expect(made.status).toBe(201)
      const { world } = fake
      first.close()
      using second = openJournal(folder)
      const again = createFakeDynamics({ journal: second })
      expect(again.world.tenants).toEqual(world.tenants)
      const answer = await ask(again, 'fabrikam.onmicrosoft.com', app, FABRIKAM)
      expect(await json(await whoAmI(again, answer.token))).toEqual(before)
      expect(await count(again, answer.token)).toBe('2')
      expect(again.tenant(fabrikam.tenantId)?.environment(FABRIKAM)).toBeDefined()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a journal has what was added before anybody asked', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenants-'))
    try {
      const first = openJournal(folder)
      const { fake, fabrikam, environment } = twoTenants({ journal: first })
      environment.addUser(fabrikam.addUser({ displayName: 'Ada Lovelace', systemUser: false }), {
        roles: ['Basic User'],
      })
      const { world } = fake
      first.close()
      using second = openJournal(folder)
      expect(createFakeDynamics({ journal: second }).world.tenants).toEqual(world.tenants)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('requests are logged for all of them, and latency and faults of the clock hold', async () => {
    const { fake, fabrikam, app } = twoTenants()
    const { token } = await ask(fake, fabrikam.tenantId, app, FABRIKAM)
    await add(fake, token)
    expect(
      fake.requests.map(({ service, method, url, status }) => [service, method, new URL(url).host, status]),
    ).toEqual([
      ['entra', 'POST', 'login.microsoftonline.com', 200],
      ['dynamics', 'POST', 'fabrikam.crm4.dynamics.com', 204],
    ])
    expect(JSON.stringify(fake.requests)).not.toContain(app.clientSecret)
    fake.clock.advance(3_600_000)
    expect((await whoAmI(fake, token)).status).toBe(401)
  })

  test('a national cloud holds for all of them', async () => {
    const url = 'https://contoso.crm.microsoftdynamics.us'
    const fake = createFakeDynamics({ url })
    const fabrikam = fake.addTenant({ name: 'Fabrikam' })
    const its = fabrikam.addEnvironment({ url: 'https://fabrikam.crm.microsoftdynamics.us' })
    expect(fabrikam.domain).toBe('fabrikam.onmicrosoft.us')
    const { token } = await ask(fake, fabrikam.domain, fabrikam, its.url)
    expect((await get(fake, `${its.url}/api/data/v9.2/WhoAmI`, token)).status).toBe(200)
    const refused = await fake.fetch(`${its.url}/api/data/v9.2/WhoAmI`)
    expect(refused.headers.get('www-authenticate')).toContain(`https://login.microsoftonline.us/${fabrikam.tenantId}/`)
    const elsewhere = await fake.fetch(
      `https://login.microsoftonline.com/${fabrikam.domain}/v2.0/.well-known/openid-configuration`,
    )
    expect(elsewhere.status).toBe(400)
  })

  test('each environment listens at a port of its own, and signs in to its tenant', async () => {
    const { fake, fabrikam, environment, app } = twoTenants()
    await using server = await environment.listen({ http: true })
    await using own = await fake.listen({ http: true })
    expect(server.tokenEndpoint).toBe(`${server.url}/${fabrikam.tenantId}/oauth2/v2.0/token`)
    const form = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret }
    const tokenFor = (url: string) =>
      fetch(server.tokenEndpoint, { method: 'POST', body: new URLSearchParams({ ...form, scope: `${url}/.default` }) })
    const { access_token: token } = await json(await tokenFor(server.url))
    const read = (url: string) =>
      fetch(`${url}/api/data/v9.2/accounts?$select=name`, { headers: { authorization: `Bearer ${String(token)}` } })
    expect(await json(await read(server.url))).toMatchObject({ value: [{ name: 'Of Fabrikam' }] })
    const refused = await read(own.url)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer error=invalid_token, error_description=Error during token validation!, authorization_uri=${own.url}/${fake.tenantId}/oauth2/authorize, resource_id=${own.url}/`,
    ])
    expect(await json(await tokenFor(own.url))).toMatchObject({ error_codes: [500011] })
  })
})

describe('the world', () => {
  test('is told as plain JSON without secrets', async () => {
    const { fake, fabrikam, app } = twoTenants({
      users: { ada: { displayName: 'Ada Lovelace', roles: ['Basic User'] } },
    })
    fabrikam.addUser({
      displayName: 'Grace Hopper',
      directoryRoles: ['Application Administrator'],
      password: 'p4ssw0rd',
    })
    const asks = fake.addApp({
      displayName: 'Asks',
      applicationUser: false,
      adminConsent: true,
      graphScopes: ['User.Read'],
      graphRoles: ['User.Read.All'],
      signInAudience: 'AzureADMultipleOrgs',
    })
    fake.addFederatedCredential(asks.clientId, { issuer: 'https://ci.contoso.example', subject: 'main', name: 'ci' })
    fabrikam.addServicePrincipal(asks)
    const { world } = fake
    const text = JSON.stringify(world)
    expect(JSON.parse(text)).toEqual(world)
    const secrets = [...JSON.stringify(fake.snapshot()).matchAll(/"(?:clientSecret|secretText|password)":"([^"]+)"/g)]
      .map(([, secret = '']) => secret)
      .concat(fake.managedIdentity.environment('app-service')['IDENTITY_HEADER'] ?? [], fake.managedIdentity.arcKey)
    expect(secrets).toEqual(
      expect.arrayContaining([fake.clientSecret, app.clientSecret, asks.clientSecret, 'p4ssw0rd']),
    )
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(world.tenants.map(({ id, name, domain }) => [id, name, domain])).toEqual([
      [fake.tenantId, 'Contoso', 'contoso.onmicrosoft.com'],
      [fabrikam.tenantId, 'Fabrikam', 'fabrikam.onmicrosoft.com'],
    ])
    const [contoso, other] = world.tenants
    expect(contoso?.apps.find(({ name }) => name === 'Asks')).toMatchObject({
      clientId: asks.clientId,
      kind: 'application',
      homeTenantId: fake.tenantId,
      signInAudience: 'AzureADMultipleOrgs',
      servicePrincipalId: asks.servicePrincipalId,
      credentials: [
        { kind: 'secret', hint: asks.clientSecret.slice(0, 3) },
        { kind: 'federated', name: 'ci', issuer: 'https://ci.contoso.example', subject: 'main' },
      ],
      permissions: [
        { resource: 'Microsoft Graph', permission: 'User.Read.All', kind: 'application', consent: 'everybody' },
        { resource: 'Dataverse', permission: 'user_impersonation', kind: 'delegated', consent: 'everybody' },
        { resource: 'Microsoft Graph', permission: 'User.Read', kind: 'delegated', consent: 'everybody' },
      ],
    })
    const there = other?.apps.find(({ name }) => name === 'Asks')
    expect(there).toMatchObject({ homeTenantId: fake.tenantId, credentials: [], permissions: [] })
    expect(there).not.toHaveProperty('applicationId')
    expect(other?.users).toMatchObject([
      {
        name: 'Grace Hopper',
        userPrincipalName: 'grace.hopper@fabrikam.onmicrosoft.com',
        directoryRoles: ['Application Administrator'],
      },
    ])
    expect(contoso?.environments).toMatchObject([
      {
        url: fake.url,
        users: [
          {
            name: '# Contoso administrator',
            clientId: fake.clientId,
            roles: ['System Administrator'],
            isDisabled: false,
          },
          {
            name: 'Ada Lovelace',
            userPrincipalName: 'ada@contoso.onmicrosoft.com',
            businessUnit: 'contoso',
            roles: ['Basic User'],
          },
        ],
      },
    ])
    expect(other?.environments[0]?.users.map(({ name }) => name)).toEqual([
      '# Asks',
      '# Fabrikam administrator',
      '# Fabrikam integration',
      'Grace Hopper',
    ])
  })
})

describe('a domain besides the first', () => {
  test('stands for the tenant in addresses, in people’s names, and is told by Graph and the world', async () => {
    const { fake, fabrikam, app } = twoTenants()
    expect((await ask(fake, 'fabrikam.com', app, FABRIKAM)).codes).toEqual([90002])
    fabrikam.addDomain('Fabrikam.com')
    expect(claimsOf((await ask(fake, 'fabrikam.com', app, FABRIKAM)).token)).toMatchObject({ tid: fabrikam.tenantId })
    const found = await json(await fake.fetch(`${fake.authority}/fabrikam.com/v2.0/.well-known/openid-configuration`))
    expect(found['issuer']).toBe(`${fake.authority}/${fabrikam.tenantId}/v2.0`)

    const grace = fabrikam.addUser({ userPrincipalName: 'grace@fabrikam.com', roles: ['Basic User'] })
    expect((await fabrikam.environment(FABRIKAM)?.as('grace@fabrikam.com'))?.url).toBe(FABRIKAM)
    expect(fake.tenant('FABRIKAM.COM')?.tenantId).toBe(fabrikam.tenantId)
    expect(fake.world.tenants[1]).toMatchObject({
      domain: 'fabrikam.onmicrosoft.com',
      otherDomains: ['fabrikam.com'],
      users: [{ userPrincipalName: grace.userPrincipalName }],
    })
    const { token } = await ask(fake, fabrikam.tenantId, fabrikam, 'https://graph.microsoft.com')
    const { value } = await json(await get(fake, `${fake.graphUrl}/organization`, token))
    expect(value?.[0]?.['verifiedDomains']).toMatchObject([
      { name: 'fabrikam.onmicrosoft.com', isInitial: true, isDefault: true },
      { name: 'fabrikam.com', isInitial: false, isDefault: false },
    ])
  })

  test('stays through a reset, a fork and a snapshot', () => {
    const { fake } = twoTenants()
    fake.addDomain('contoso.com')
    fake.reset()
    const saved = createFakeDynamics({ snapshot: fake.snapshot() })
    for (const one of [fake, fake.fork(), saved]) expect(one.tenant('contoso.com')?.tenantId).toBe(fake.tenantId)
  })

  test('is of one tenant, and its fork’s later ones are not the tenant’s', () => {
    const { fake, fabrikam } = twoTenants()
    const fork = fake.fork()
    fork.addDomain('contoso.com')
    expect(fake.tenant('contoso.com')).toBeUndefined()
    expect(() => fabrikam.addDomain('contoso.onmicrosoft.com')).toThrow(
      'addDomain: contoso.onmicrosoft.com is a domain of Contoso already.',
    )
    expect(() => fabrikam.addDomain('Fabrikam Ltd')).toThrow('addDomain: expected one such as fabrikam.com')
  })
})
