import { describe, expect, it, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'

const DISCOVERY = 'https://globaldisco.crm.dynamics.com'

/** A token of the person who is signed in to a program of the tenant. */
async function personToken(fake: FakeDynamics, personId: string, resource = DISCOVERY): Promise<string> {
  const { clientId } = fake.addApp({
    publicClient: true,
    applicationUser: false,
    redirectUris: { publicClient: ['http://localhost'] },
  })
  fake.entra.signedInUser = personId
  const base = `${fake.authority}/${fake.tenantId}/oauth2/v2.0`
  const redirect = 'http://localhost'
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirect,
    scope: `${resource}/.default`,
  })
  const { headers } = await fake.fetch(`${base}/authorize?${query}`)
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirect,
    scope: `${resource}/.default`,
    code,
  })
  return tokenIn(await fake.fetch(`${base}/token`, { method: 'POST', body }))
}

async function appToken(fake: FakeDynamics, resource: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: fake.clientId,
    client_secret: fake.clientSecret,
    scope: `${resource}/.default`,
  })
  return tokenIn(await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, { method: 'POST', body }))
}

async function tokenIn(response: Response): Promise<string> {
  const answer = (await response.json()) as { access_token?: string; error_description?: string }
  if (answer.access_token === undefined) throw new Error(answer.error_description)
  return answer.access_token
}

function instances(fake: FakeDynamics, token: string, rest = '', host = DISCOVERY): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` }
  return fake.fetch(`${host}/api/discovery/v2.0/Instances${rest}`, { headers })
}

async function rowsOf(response: Response): Promise<readonly Record<string, unknown>[]> {
  expect(response.status).toBe(200)
  return ((await response.json()) as { value: readonly Record<string, unknown>[] }).value
}

/** Three environments; Ada is a user of two of them, and an administrator of one. */
async function contoso() {
  const fake = createFakeDynamics()
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  const europe = fake.addEnvironment({ url: 'https://contoso-eu.crm4.dynamics.com', friendlyName: 'Contoso Europe' })
  const hidden = fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com' })
  const userId = europe.addUser(ada)
  return { fake, ada, europe, hidden, userId, token: await personToken(fake, ada.id) }
}

const names = (rows: readonly Record<string, unknown>[]) => rows.map((row) => row['UniqueName'])

describe('the global discovery service', () => {
  it('lists the environments that a person is a user of', async () => {
    const { fake, europe, token } = await contoso()
    const rows = await rowsOf(await instances(fake, token))
    expect(names(rows)).toEqual(['contoso', 'contoso-eu'])
    expect(rows[1]).toEqual({
      ApiUrl: 'https://contoso-eu.api.crm4.dynamics.com',
      DatacenterId: '00000000-0000-0000-0000-000000000000',
      DatacenterName: null,
      EnvironmentId: expect.any(String),
      FriendlyName: 'Contoso Europe',
      Id: europe.organizationId,
      IsUserSysAdmin: false,
      LastUpdated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      OrganizationType: 0,
      Purpose: null,
      Region: 'EMEA',
      SchemaType: 'Full',
      State: 0,
      StatusMessage: 0,
      TenantId: fake.tenantId,
      TrialExpirationDate: null,
      UniqueName: 'contoso-eu',
      Url: 'https://contoso-eu.crm4.dynamics.com/',
      UrlName: 'contoso-eu',
      Version: expect.stringMatching(/^9\.2\./),
    })
    expect(rows[0]).toMatchObject({ IsUserSysAdmin: true, Region: 'NA' })
  })

  it('takes an environment off the list of whom it disabled', async () => {
    const { fake, europe, userId, token } = await contoso()
    europe.addApplicationUser(fake, { roles: ['System Administrator'] })
    const admin = await appToken(fake, europe.url)
    const disabled = await fake.fetch(`${europe.url}/api/data/v9.2/systemusers(${userId})`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ isdisabled: true }),
    })
    expect(disabled.status).toBe(204)
    expect(names(await rowsOf(await instances(fake, token)))).toEqual(['contoso'])
  })

  it('answers whoever is a user of none with an empty list', async () => {
    const { fake } = await contoso()
    const grace = fake.addUser({ displayName: 'Grace Hopper', systemUser: false })
    expect(await rowsOf(await instances(fake, await personToken(fake, grace.id)))).toEqual([])
  })

  // Documented for people only; what an app really gets is not known.
  it('answers apps with an empty list, application users too', async () => {
    const { fake } = await contoso()
    expect(await rowsOf(await instances(fake, await appToken(fake, DISCOVERY)))).toEqual([])
  })

  it.each([
    ["?$filter=UniqueName eq 'contoso'", ['contoso']],
    ["?$filter=UniqueName eq 'Contoso'", []],
    ["?$filter=startswith(Url,'https://contoso-eu.') and State eq 0", ['contoso-eu']],
    ["?$filter=contains(FriendlyName,'Europe') or IsUserSysAdmin eq true", ['contoso', 'contoso-eu']],
    ["?$filter=not (Region eq 'NA')", ['contoso-eu']],
    ["?$filter=endswith(ApiUrl,'crm4.dynamics.com') and Purpose eq null", ['contoso-eu']],
    ['?$filter=LastUpdated gt 2000-01-01T00:00:00Z and OrganizationType le 0', ['contoso', 'contoso-eu']],
    ["(UniqueName='contoso-eu')", ['contoso-eu']],
  ])('takes %s', async (query, expected) => {
    const { fake, token } = await contoso()
    expect(names(await rowsOf(await instances(fake, token, query)))).toEqual(expected)
  })

  it('answers a key with an array too', async () => {
    const { fake, europe, token } = await contoso()
    const response = await instances(fake, token, `(${europe.organizationId})?$select=Url,FriendlyName`)
    expect(await response.json()).toEqual({
      '@odata.context': `${DISCOVERY}/api/discovery/v2.0/$metadata#Instances(Url,FriendlyName)`,
      value: [{ Url: 'https://contoso-eu.crm4.dynamics.com/', FriendlyName: 'Contoso Europe' }],
    })
  })

  it.each([
    ['?$select=Nonsense', 400],
    ["?$filter=Nonsense eq 'x'", 400],
    ['?$filter=UniqueName eq', 400],
    ['(Nonsense=1)', 400],
    ['/Url', 404],
    ['?$filter=Type eq 0', 501],
    ["?$filter=tolower(UniqueName) eq 'contoso'", 501],
    ['?$top=1', 501],
    ['?$orderby=Url', 501],
    ['?$expand=Users', 501],
    ['?nonsense=1', 501],
  ])('refuses %s with %i', async (query, status) => {
    const { fake, token } = await contoso()
    const response = await instances(fake, token, query)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } })
  })

  it('refuses other versions, sets and methods', async () => {
    const { fake, token } = await contoso()
    const ask = async (path: string, method = 'GET') =>
      (await fake.fetch(DISCOVERY + path, { method, headers: { authorization: `Bearer ${token}` } })).status
    expect(await ask('/api/discovery/v1.0/Instances')).toBe(501)
    expect(await ask('/api/discovery/v2.0/Users')).toBe(404)
    expect(await ask('/')).toBe(404)
    expect(await ask('/api/discovery/v2.0/Instances', 'POST')).toBe(405)
  })

  it('challenges who has no token for it', async () => {
    const { fake, ada, token } = await contoso()
    const forEnvironment = await personToken(fake, ada.id, fake.url)
    for (const refused of ['nonsense', forEnvironment, `${token}x`]) {
      const response = await instances(fake, refused)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id=${DISCOVERY}/`,
      )
    }
  })

  it.each([
    ['https://contoso.crm9.dynamics.com', 'https://globaldisco.crm9.dynamics.com'],
    ['https://contoso.crm.microsoftdynamics.us', 'https://globaldisco.crm.microsoftdynamics.us'],
    ['https://contoso.crm.appsplatform.us', 'https://globaldisco.crm.appsplatform.us'],
    ['https://contoso.crm.dynamics.cn', 'https://globaldisco.crm.dynamics.cn'],
    ['https://crm.contoso.example', DISCOVERY],
  ])('lists %s at %s, and nowhere else', async (url, host) => {
    const fake = createFakeDynamics({ url })
    const ada = fake.addUser({ displayName: 'Ada Lovelace' })
    for (const other of [
      DISCOVERY,
      'https://globaldisco.crm9.dynamics.com',
      'https://globaldisco.crm.microsoftdynamics.us',
      'https://globaldisco.crm.appsplatform.us',
      'https://globaldisco.crm.dynamics.cn',
    ]) {
      const rows = await rowsOf(await instances(fake, await personToken(fake, ada.id, other), '', other))
      expect(rows.map((row) => row['Url'])).toEqual(other === host ? [`${url}/`] : [])
    }
  })
})

describe('another environment', () => {
  const whoAmI = async (fake: FakeDynamics, url: string) => {
    const response = await fake.fetch(`${url}/api/data/v9.2/WhoAmI`, {
      headers: { authorization: `Bearer ${await appToken(fake, url)}` },
    })
    return { status: response.status, ...((await response.json()) as { OrganizationId?: string }) }
  }

  test('has rows and users of its own', async () => {
    const { fake, europe } = await contoso()
    expect((await whoAmI(fake, europe.url)).status).toBe(403)
    europe.addApplicationUser(fake, { roles: ['System Administrator'] })
    for (const url of [europe.url, 'https://contoso-eu.api.crm4.dynamics.com']) {
      expect(await whoAmI(fake, url)).toMatchObject({ status: 200, OrganizationId: europe.organizationId })
    }
    expect((await whoAmI(fake, fake.url)).OrganizationId).not.toBe(europe.organizationId)
  })

  test('keeps its users through a reset, and all of it in a snapshot', async () => {
    const { fake, ada, europe, token } = await contoso()
    europe.addApplicationUser(fake, { roles: ['System Administrator'] })
    fake.reset()
    expect(names(await rowsOf(await instances(fake, token)))).toEqual(['contoso', 'contoso-eu'])
    const next = createFakeDynamics({ snapshot: JSON.parse(JSON.stringify(fake.snapshot())) })
    const rows = await rowsOf(await instances(next, await personToken(next, ada.id)))
    expect(rows).toMatchObject([{}, { Id: europe.organizationId, FriendlyName: 'Contoso Europe' }])
    expect((await whoAmI(next, europe.url)).status).toBe(200)
    next.restore(fake.snapshot())
    expect((await whoAmI(next, europe.url)).status).toBe(200)
  })

  test('is listed, and does not answer, while it is disabled', async () => {
    const fake = createFakeDynamics()
    const ada = fake.addUser({ displayName: 'Ada Lovelace', systemUser: false })
    const { url, addUser } = fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com', isEnabled: false })
    addUser(ada)
    const rows = await rowsOf(await instances(fake, await personToken(fake, ada.id)))
    expect(rows).toMatchObject([{ UniqueName: 'fabrikam', State: 1 }])
    expect((await whoAmI(fake, url)).status).toBe(501)
  })

  test('needs an address that is free, and people of the tenant', () => {
    const fake = createFakeDynamics()
    expect(() => fake.addEnvironment({ url: fake.url })).toThrow(/^url: there is an environment at/)
    expect(() => fake.addEnvironment({ url: 'contoso' })).toThrow(/^url: expected an environment URL/)
    const { addUser } = fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com' })
    expect(() => addUser({ id: crypto.randomUUID() })).toThrow(/^addUser: the tenant has no person/)
  })
})
