import { PublicClientApplication } from '@azure/msal-node'
import { setupServer } from 'msw/node'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeApp, type FakeDynamics, type FakeTenant, type FakeUser } from '../src/index.ts'

const FABRIKAM = 'https://fabrikam.crm4.dynamics.com'
const REDIRECT = 'http://localhost'
const SIGNED_IN = 'https://vendor.example/signed-in'

let fake: FakeDynamics
let fabrikam: FakeTenant
let ada: FakeUser
let grace: FakeUser
let program: FakeApp
let single: FakeApp
let web: FakeApp

beforeEach(() => {
  fake = createFakeDynamics()
  fake.entra.deviceCodeInterval = 0
  fabrikam = fake.addTenant({ name: 'Fabrikam' })
  fabrikam.addEnvironment({ url: FABRIKAM, seed: { accounts: [{ name: 'Litware' }] } })
  ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['Basic User'] })
  grace = fabrikam.addUser({
    displayName: 'Grace Hopper',
    roles: ['Basic User'],
    directoryRoles: ['Cloud Application Administrator'],
  })
  const desktop = { applicationUser: false, publicClient: true, redirectUris: { publicClient: [REDIRECT] } }
  program = fake.addApp({ ...desktop, displayName: 'For everybody', signInAudience: 'AzureADMultipleOrgs' })
  single = fake.addApp({ ...desktop, displayName: 'For Contoso' })
  web = fake.addApp({
    displayName: 'Web vendor',
    applicationUser: false,
    signInAudience: 'AzureADMultipleOrgs',
    redirectUris: { web: [SIGNED_IN] },
  })
})

type Json = Readonly<Record<string, any>>

async function post(tenant: string, path: string, form: Readonly<Record<string, string>>) {
  const url = `${fake.authority}/${tenant}/oauth2/v2.0/${path}`
  const response = await fake.fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, json: (await response.json()) as Json }
}

const authorize = (tenant: string, clientId: string, more: Readonly<Record<string, string>> = {}): string =>
  `${fake.authority}/${tenant}/oauth2/v2.0/authorize?${new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: `${FABRIKAM}/user_impersonation offline_access openid`,
    state: 's',
    ...more,
  }).toString()}`

/** What a browser comes back to the app with. */
async function browse(url: string, init?: RequestInit): Promise<Readonly<Record<string, string>>> {
  const response = await fake.fetch(url, init)
  expect(response.status).toBe(302)
  return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams)
}

const claimsOf = (jwt: string): Json => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Json

const whoAmI = (token: string) =>
  fake.fetch(`${FABRIKAM}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${token}` } })

const appIn = (tenant: FakeTenant, { clientId }: Pick<FakeApp, 'clientId'>) =>
  fake.world.tenants.find(({ id }) => id === tenant.tenantId)?.apps.find((app) => app.clientId === clientId)

describe.each(['organizations', 'common', 'fabrikam.onmicrosoft.com'])('people sign in at /%s', (segment) => {
  test('to an app of another tenant, which is part of theirs from then on', async () => {
    expect(appIn(fabrikam, program)).toBeUndefined()
    fake.entra.signedInUser = grace.userPrincipalName
    const { code = '', state } = await browse(authorize(segment, program.clientId))
    expect(state).toBe('s')
    const redeem = { grant_type: 'authorization_code', client_id: program.clientId, code, redirect_uri: REDIRECT }
    const { status, json } = await post(segment, 'token', redeem)
    expect(status).toBe(200)
    expect(claimsOf(json['access_token'])).toMatchObject({
      iss: `https://sts.windows.net/${fabrikam.tenantId}/`,
      tid: fabrikam.tenantId,
      oid: grace.id,
      upn: 'grace.hopper@fabrikam.onmicrosoft.com',
    })
    expect(claimsOf(json['id_token'])).toMatchObject({ iss: `${fake.authority}/${fabrikam.tenantId}/v2.0` })
    expect(await (await whoAmI(json['access_token'])).json()).toMatchObject({ UserId: grace.systemUserId })
    expect(appIn(fabrikam, program)).toMatchObject({
      homeTenantId: fake.tenantId,
      permissions: [{ permission: 'user_impersonation', consent: { user: grace.userPrincipalName } }],
    })
    expect(appIn(fabrikam, program)?.servicePrincipalId).not.toBe(program.servicePrincipalId)
    const renew = {
      grant_type: 'refresh_token',
      client_id: program.clientId,
      refresh_token: json['refresh_token'] as string,
      scope: `${FABRIKAM}/.default`,
    }
    expect(claimsOf((await post(segment, 'token', renew)).json['access_token'])['tid']).toBe(fabrikam.tenantId)
  })

  test('with the code of a device', async () => {
    const begun = await post(segment, 'devicecode', {
      client_id: program.clientId,
      scope: `${FABRIKAM}/user_impersonation`,
    })
    fake.entra.approveDevice(begun.json['user_code'], grace.userPrincipalName)
    const { json } = await post(segment, 'token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: program.clientId,
      device_code: begun.json['device_code'],
    })
    expect(claimsOf(json['access_token'])).toMatchObject({ tid: fabrikam.tenantId, oid: grace.id })
  })

  test('and are asked first, where consent is not given by itself', async () => {
    fake.entra.autoConsent = false
    fake.entra.signedInUser = grace.id
    const silent = await browse(authorize(segment, program.clientId, { prompt: 'none' }))
    expect(silent).toMatchObject({ error: 'invalid_grant', error_subcode: 'consent_required' })
    const page = await fake.fetch(authorize(segment, program.clientId))
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('For everybody asks for:')])
    expect(appIn(fabrikam, program)).toBeUndefined()
    const answer = { user: grace.id, decision: 'accept', consent: 'shown' }
    const { code } = await browse(authorize(segment, program.clientId), {
      method: 'POST',
      body: new URLSearchParams(answer),
    })
    expect(code).toBeDefined()
    expect(appIn(fabrikam, program)).toBeDefined()
  })
})

describe('at a name of no tenant', () => {
  test('the page has the people of all of them, at a tenant’s its own', async () => {
    const text = async (segment: string) => (await fake.fetch(authorize(segment, program.clientId))).text()
    expect(await text('organizations')).toMatch(/Ada Lovelace[\s\S]*Grace Hopper/)
    expect(await text(fabrikam.tenantId)).not.toContain('Ada Lovelace')
  })

  test('the page has the people of the domain that the app hints at', async () => {
    fabrikam.addDomain('fabrikam.com')
    const text = async (hint: string) =>
      (await fake.fetch(authorize('organizations', program.clientId, { domain_hint: hint }))).text()
    expect(await text('fabrikam.com')).toMatch(/Grace Hopper/)
    expect(await text('fabrikam.com')).not.toContain('Ada Lovelace')
    expect(await text('organizations')).toMatch(/Ada Lovelace[\s\S]*Grace Hopper/)
  })

  test.each(['organizations', 'common'])('an app of one tenant is AADSTS50194: /%s', async (segment) => {
    const page = await fake.fetch(authorize(segment, single.clientId))
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('AADSTS50194')])
    const form = { client_id: single.clientId, scope: `${FABRIKAM}/.default` }
    expect((await post(segment, 'devicecode', form)).json['error_codes']).toEqual([50194])
    const redeem = { ...form, grant_type: 'refresh_token', refresh_token: 'none' }
    expect((await post(segment, 'token', redeem)).json['error_codes']).toEqual([50194])
  })

  test('an app that no tenant has is AADSTS700016, and what nobody was given AADSTS70000', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'none', scope: `${FABRIKAM}/.default` }
    const unknown = await post('common', 'devicecode', {
      client_id: crypto.randomUUID(),
      scope: `${FABRIKAM}/.default`,
    })
    expect(unknown.json['error_codes']).toEqual([700016])
    const refused = await post('common', 'token', { ...form, client_id: program.clientId })
    expect(refused.json['error_codes']).toEqual([70000])
  })

  test('an app that is not for personal accounts is not known where those sign in', async () => {
    const { status, json } = await post('consumers', 'devicecode', { client_id: program.clientId, scope: 'openid' })
    expect(status).toBe(401)
    expect(json).toMatchObject({
      error: 'invalid_client',
      error_codes: [70002],
      error_description: expect.stringMatching(
        /^AADSTS70002: The client does not exist or is not enabled for consumers\./,
      ),
    })
  })

  test('personal accounts of an app that is for them are not modelled, which is said', async () => {
    const granted = await post(fake.tenantId, 'token', {
      grant_type: 'client_credentials',
      client_id: fake.clientId,
      client_secret: fake.clientSecret,
      scope: 'https://graph.microsoft.com/.default',
    })
    const made = await fake.fetch(`${fake.graphUrl}/applications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${String(granted.json['access_token'])}`, 'content-type': 'application/json' },
      body: JSON.stringify({ displayName: 'Contoso for all', signInAudience: 'AzureADandPersonalMicrosoftAccount' }),
    })
    const { appId } = (await made.json()) as { appId: string }
    const { status, json } = await post('consumers', 'devicecode', { client_id: appId, scope: 'openid' })
    expect([status, json['error_description']]).toEqual([
      501,
      'The fake does not model personal Microsoft accounts (/consumers).',
    ])
  })

  test('a token is exchanged in the tenant of its person', async () => {
    const api = fake.addApp({
      applicationUser: false,
      publishes: ['access_as_user'],
      adminConsent: true,
      signInAudience: 'AzureADMultipleOrgs',
    })
    fabrikam.addServicePrincipal(api)
    fake.entra.signedInUser = grace.id
    const scope = `api://${api.clientId}/access_as_user`
    const { code = '' } = await browse(authorize('organizations', program.clientId, { scope }))
    const redeem = { grant_type: 'authorization_code', client_id: program.clientId, code, redirect_uri: REDIRECT }
    const { json } = await post('organizations', 'token', redeem)
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      client_id: api.clientId,
      client_secret: api.clientSecret,
      assertion: json['access_token'] as string,
      scope: `${FABRIKAM}/user_impersonation`,
    }
    expect((await post('organizations', 'token', exchange)).json['error_codes']).toEqual([65001])
    await fake.fetch(`${fake.authority}/organizations/adminconsent?client_id=${api.clientId}`)
    const answer = await post('organizations', 'token', exchange)
    expect(claimsOf(answer.json['access_token'])).toMatchObject({ tid: fabrikam.tenantId, oid: grace.id })
  })
})

test('a person of another tenant is AADSTS50034 at a tenant, and a code of one is unknown in the other', async () => {
  const form = new URLSearchParams({ user: ada.id, decision: 'accept' })
  const page = await fake.fetch(authorize(fabrikam.tenantId, program.clientId), { method: 'POST', body: form })
  expect(await page.text()).toContain('AADSTS50034')
  fake.entra.signedInUser = grace.id
  const { code = '' } = await browse(authorize(fabrikam.tenantId, program.clientId))
  const redeem = { grant_type: 'authorization_code', client_id: program.clientId, code, redirect_uri: REDIRECT }
  expect((await post(fake.tenantId, 'token', redeem)).json['error_codes']).toEqual([70000])
  const elsewhere = await fake.fetch(authorize(fabrikam.tenantId, single.clientId))
  expect(await elsewhere.text()).toContain(`'${single.clientId}' was not found in the directory 'Fabrikam'`)
})

describe('the consent of an administrator', () => {
  const consent = (segment: string, app: Pick<FakeApp, 'clientId'>, more: Readonly<Record<string, string>> = {}) =>
    `${fake.authority}/${segment}?${new URLSearchParams({ client_id: app.clientId, state: '12345', ...more }).toString()}`
  const accept = (user: FakeUser, decision = 'accept'): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams({ user: user.id, decision }),
  })
  const tokenOf = async (app: FakeApp) => {
    const form = { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret }
    const { status, json } = await post(fabrikam.tenantId, 'token', { ...form, scope: `${FABRIKAM}/.default` })
    return [status, ...((json['error_codes'] ?? []) as number[])]
  }

  test.each(['fabrikam.onmicrosoft.com', 'organizations'])('brings an app into their tenant: /%s', async (segment) => {
    expect(await tokenOf(web)).toEqual([401, 7000229])
    const page = await fake.fetch(consent(`${segment}/adminconsent`, web, { redirect_uri: SIGNED_IN }))
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Dataverse: user_impersonation')])
    expect(appIn(fabrikam, web)).toBeUndefined()
    const back = await browse(consent(`${segment}/adminconsent`, web, { redirect_uri: SIGNED_IN }), accept(grace))
    expect(back).toEqual({ admin_consent: 'True', tenant: fabrikam.tenantId, state: '12345' })
    expect(appIn(fabrikam, web)?.permissions).toEqual([
      { resource: 'Dataverse', permission: 'user_impersonation', kind: 'delegated', consent: 'everybody' },
    ])
    expect(await tokenOf(web)).toEqual([200])
    // Once more changes nothing.
    await browse(consent(`${segment}/adminconsent`, web, { redirect_uri: SIGNED_IN }), accept(grace))
    expect(appIn(fabrikam, web)?.permissions).toHaveLength(1)
  })

  test('names permissions at the newer endpoint, and tells them', async () => {
    const scope = 'https://graph.microsoft.com/User.Read'
    const query = { redirect_uri: SIGNED_IN, scope }
    const url = consent('fabrikam.onmicrosoft.com/v2.0/adminconsent', web, query)
    expect(await browse(url, accept(grace))).toEqual({
      admin_consent: 'True',
      tenant: fabrikam.tenantId,
      scope,
      state: '12345',
    })
    expect(appIn(fabrikam, web)?.permissions).toMatchObject([{ permission: 'User.Read', consent: 'everybody' }])
    const missing = await fake.fetch(consent('organizations/v2.0/adminconsent', web))
    expect([missing.status, await missing.text()]).toEqual([400, expect.stringContaining('AADSTS900144')])
    const wrong = consent('organizations/v2.0/adminconsent', web, { scope: 'https://graph.microsoft.com/Fly' })
    expect(await (await fake.fetch(wrong)).text()).toContain('AADSTS650053')
  })

  test('is nobody else’s, and may be refused', async () => {
    const nobody = fabrikam.addUser({ displayName: 'Nobody Much' })
    const url = consent('organizations/adminconsent', web, { redirect_uri: SIGNED_IN })
    const page = await fake.fetch(url, accept(nobody))
    expect(await page.text()).toContain('AADSTS90094')
    expect(await browse(url, accept(grace, 'cancel'))).toMatchObject({ error: 'permission_denied', state: '12345' })
    const newer = consent('organizations/v2.0/adminconsent', web, { redirect_uri: SIGNED_IN, scope: 'openid' })
    expect(await browse(newer, accept(grace, 'cancel'))).toMatchObject({
      admin_consent: 'True',
      error: 'consent_required',
    })
    expect(appIn(fabrikam, web)).toBeUndefined()
  })

  test('is for application permissions of Graph that of a Privileged Role Administrator', async () => {
    const { token } = await fake.connection.credential.getToken('https://graph.microsoft.com/.default')
    const graph = '00000003-0000-0000-c000-000000000000'
    const role = { id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }
    await fake.fetch(`${fake.graphUrl}/applications(appId='${web.clientId}')`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ requiredResourceAccess: [{ resourceAppId: graph, resourceAccess: [role] }] }),
    })
    const url = consent('organizations/adminconsent', web, { redirect_uri: SIGNED_IN })
    expect(await (await fake.fetch(url, accept(grace))).text()).toContain('AADSTS90094')
    const privileged = fabrikam.addUser({ displayName: 'P', directoryRoles: ['Privileged Role Administrator'] })
    await browse(url, accept(privileged))
    expect(appIn(fabrikam, web)?.permissions).toMatchObject([{ permission: 'User.Read.All', kind: 'application' }])
  })

  test('passes without a page for an administrator who is signed in', async () => {
    fake.entra.signedInUser = grace.userPrincipalName
    expect(await browse(consent('organizations/adminconsent', web))).toMatchObject({ tenant: fabrikam.tenantId })
  })

  test('never leads to an address that is not registered, and ends on its page where none is', async () => {
    const url = consent('organizations/adminconsent', web, { redirect_uri: 'https://attacker.example' })
    const refused = await fake.fetch(url, accept(grace))
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('AADSTS50011')])
    const bare = fake.addApp({ signInAudience: 'AzureADMultipleOrgs' })
    const done = await fake.fetch(consent('organizations/adminconsent', bare), accept(grace))
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('AADSTS500113')])
    expect(appIn(fabrikam, bare)).toBeDefined()
    const foreign = await fake.fetch(consent(`${fabrikam.tenantId}/adminconsent`, single))
    expect([foreign.status, await foreign.text()]).toEqual([400, expect.stringContaining('AADSTS700016')])
  })
})

test('msal-node signs in people of two tenants at /organizations, and keeps their tokens apart', async () => {
  const server = setupServer(...fake.handlers)
  server.listen({ onUnhandledFrame: 'error' })
  try {
    const auth = { clientId: program.clientId, authority: `${fake.authority}/organizations` }
    const application = new PublicClientApplication({ auth })
    const signIn = async (who: FakeUser, environment: string) =>
      application.acquireTokenByDeviceCode({
        scopes: [`${environment}/user_impersonation`],
        deviceCodeCallback: ({ userCode }) => fake.entra.approveDevice(userCode, who.id),
      })
    const [first, second] = [await signIn(ada, fake.url), await signIn(grace, FABRIKAM)]
    expect([first?.tenantId, second?.tenantId]).toEqual([fake.tenantId, fabrikam.tenantId])
    expect((await application.getTokenCache().getAllAccounts()).map(({ username }) => username)).toEqual([
      ada.userPrincipalName,
      grace.userPrincipalName,
    ])
    const silent = async (account: NonNullable<typeof first>['account'], environment: string) => {
      if (!account) throw new Error('nobody signed in')
      const scopes = [`${environment}/user_impersonation`]
      const { accessToken } = await application.acquireTokenSilent({ account, scopes, forceRefresh: true })
      const answer = await fetch(`${environment}/api/data/v9.2/WhoAmI`, {
        headers: { authorization: `Bearer ${accessToken}` },
      })
      return ((await answer.json()) as Json)['UserId'] as unknown
    }
    expect(await silent(first?.account ?? null, fake.url)).toBe(ada.systemUserId)
    expect(await silent(second?.account ?? null, FABRIKAM)).toBe(grace.systemUserId)
  } finally {
    server.close()
  }
})
