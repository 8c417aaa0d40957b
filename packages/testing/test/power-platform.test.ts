import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type DirectoryRole, type FakeApp, type FakeDynamics } from '../src/index.ts'

const root = 'https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform'
const scope = 'https://service.powerapps.com/.default'

type Secret = Pick<FakeApp, 'clientId' | 'clientSecret'>

async function appToken(fake: FakeDynamics, { clientId, clientSecret }: Secret, wanted = scope): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: wanted }
  return tokenIn(
    await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    }),
  )
}

/** A token of a person who signs in to a command-line program. */
async function personToken(fake: FakeDynamics, ...directoryRoles: DirectoryRole[]): Promise<string> {
  const person = fake.addUser({ displayName: 'Ada Lovelace', systemUser: false, directoryRoles })
  fake.entra.signedInUser = person.id
  const redirect = 'http://localhost'
  const { clientId } = fake.addApp({
    publicClient: true,
    applicationUser: false,
    powerPlatformConsent: true,
    redirectUris: { publicClient: [redirect] },
  })
  const base = `${fake.authority}/${fake.tenantId}/oauth2/v2.0`
  const asked = { client_id: clientId, redirect_uri: redirect, scope }
  const { headers } = await fake.fetch(`${base}/authorize?${new URLSearchParams({ ...asked, response_type: 'code' })}`)
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
  const body = new URLSearchParams({ ...asked, grant_type: 'authorization_code', code })
  return tokenIn(await fake.fetch(`${base}/token`, { method: 'POST', body }))
}

async function tokenIn(response: Response): Promise<string> {
  const answer = (await response.json()) as { access_token?: string; error_description?: string }
  if (answer.access_token === undefined) throw new Error(answer.error_description)
  return answer.access_token
}

async function ask(fake: FakeDynamics, token: string, method: string, path: string, body?: unknown) {
  const response = await fake.fetch(`${root}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, json: (text === '' ? undefined : JSON.parse(text)) as never }
}

const environments = 'scopes/admin/environments?api-version=2021-04-01'

async function environmentId(fake: FakeDynamics, token: string): Promise<string> {
  const { json } = await ask(fake, token, 'GET', environments)
  return (json as { value: { name: string }[] }).value[0]?.name ?? ''
}

async function whoAmI(fake: FakeDynamics, app: Secret): Promise<number> {
  const token = await appToken(fake, app, `${fake.url}/.default`)
  const { status } = await fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return status
}

describe('the admin API of Power Platform', () => {
  test('makes an app an application user of an environment where nobody knows it', async () => {
    const fake = createFakeDynamics()
    const app = fake.addApp({ applicationUser: false })
    expect(await whoAmI(fake, app)).toBe(403)
    const token = await personToken(fake, 'Power Platform Administrator')
    const id = await environmentId(fake, token)
    const add = () =>
      ask(fake, token, 'POST', `scopes/admin/environments/${id}/addAppUser?api-version=2020-10-01`, {
        servicePrincipalAppId: app.clientId,
      })
    expect([(await add()).status, (await add()).status]).toEqual([200, 200])
    expect(await whoAmI(fake, app)).toBe(200)
    fake.reset()
    expect(await whoAmI(fake, app)).toBe(403)
  })

  test('lists environments with their addresses', async () => {
    const fake = createFakeDynamics()
    fake.addEnvironment({ url: 'https://fabrikam.crm4.dynamics.com' })
    const { json } = await ask(fake, await personToken(fake, 'Dynamics 365 Administrator'), 'GET', environments)
    expect(json).toMatchObject({
      value: [
        { properties: { linkedEnvironmentMetadata: { instanceUrl: 'https://contoso.crm.dynamics.com/' } } },
        {
          name: expect.any(String),
          properties: {
            displayName: 'fabrikam',
            linkedEnvironmentMetadata: {
              domainName: 'fabrikam',
              instanceUrl: 'https://fabrikam.crm4.dynamics.com/',
              instanceApiUrl: 'https://fabrikam.api.crm4.dynamics.com',
              hostNameSuffix: 'crm4.dynamics.com',
            },
          },
        },
      ],
    })
  })

  test('an app may ask once an administrator has registered it, and cannot register itself', async () => {
    const fake = createFakeDynamics()
    const robot = fake.addApp({ displayName: 'Contoso pipeline', applicationUser: false })
    const itself = await appToken(fake, robot)
    const registration = `adminApplications/${robot.clientId}?api-version=2020-10-01`
    const refused = await ask(fake, itself, 'GET', environments)
    expect(refused.status).toBe(403)
    expect(refused.json).toMatchObject({
      error: {
        code: 'Forbidden',
        message: expect.stringContaining(`for application ${robot.clientId} does not have permission`),
      },
    })
    expect((await ask(fake, itself, 'PUT', registration)).status).toBe(403)
    const administrator = await personToken(fake, 'Global Administrator')
    expect(await ask(fake, administrator, 'PUT', registration)).toEqual({
      status: 200,
      json: { applicationId: robot.clientId },
    })
    expect((await ask(fake, itself, 'GET', environments)).status).toBe(200)
    const fork = fake.fork()
    expect((await ask(fork, administrator, 'DELETE', registration)).status).toBe(200)
    expect((await ask(fork, itself, 'GET', environments)).status).toBe(403)
    expect((await ask(fake, itself, 'GET', environments)).status).toBe(200)
    const later = createFakeDynamics({ snapshot: fake.snapshot() })
    expect((await ask(later, await appToken(later, robot), 'GET', environments)).status).toBe(200)
  })

  test('where the fake listens it tells the addresses that environments answer at', async () => {
    const fake = createFakeDynamics()
    const sales = fake.addEnvironment({ url: 'https://sales.crm.dynamics.com', friendlyName: 'Sales' })
    const quiet = fake.addEnvironment({ url: 'https://quiet.crm.dynamics.com', friendlyName: 'Quiet' })
    const token = await personToken(fake, 'Power Platform Administrator')
    const listed = async (origin: string, where: typeof fetch) => {
      const answer = await where(`${origin}/providers/Microsoft.BusinessAppPlatform/${environments}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const { value } = (await answer.json()) as {
        value: { properties: { linkedEnvironmentMetadata: { instanceUrl: string } } }[]
      }
      return value.map(({ properties }) => properties.linkedEnvironmentMetadata.instanceUrl)
    }
    await using first = await fake.listen({ http: true })
    await using second = await sales.listen({ http: true })
    for (const { url } of [first, second]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await listed(url, fetch)).toEqual([`${first.url}/`, `${second.url}/`, `${quiet.url}/`])
    }
    expect(await listed('https://api.bap.microsoft.com', fake.fetch)).toEqual([
      `${fake.url}/`,
      `${sales.url}/`,
      `${quiet.url}/`,
    ])
  })

  test('a person without a role that administers it is refused', async () => {
    const fake = createFakeDynamics()
    expect((await ask(fake, await personToken(fake, 'Application Administrator'), 'GET', environments)).status).toBe(
      403,
    )
  })

  test('takes a while for the user to be there, where that is wanted', async () => {
    const fake = createFakeDynamics()
    fake.powerPlatform.delay = 30_000
    const app = fake.addApp({ applicationUser: false })
    const token = await personToken(fake, 'Power Platform Administrator')
    const path = `scopes/admin/environments/${await environmentId(fake, token)}/addAppUser?api-version=2020-10-01`
    await ask(fake, token, 'POST', path, { servicePrincipalAppId: app.clientId })
    expect(await whoAmI(fake, app)).toBe(403)
    fake.clock.advance(30_000)
    await Promise.resolve()
    expect(await whoAmI(fake, app)).toBe(200)
  })

  test('a user who is still to come does not come to a fresh world', async () => {
    const fake = createFakeDynamics()
    fake.powerPlatform.delay = 30_000
    const app = fake.addApp({ applicationUser: false })
    const token = await personToken(fake, 'Power Platform Administrator')
    const path = `scopes/admin/environments/${await environmentId(fake, token)}/addAppUser?api-version=2020-10-01`
    await ask(fake, token, 'POST', path, { servicePrincipalAppId: app.clientId })
    fake.reset()
    fake.clock.advance(30_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(await whoAmI(fake, app)).toBe(403)
  })

  test('an app that is gone before its user would be there has none, and nothing breaks', async () => {
    const fake = createFakeDynamics()
    fake.powerPlatform.delay = 30_000
    const app = fake.addApp({ applicationUser: false })
    const token = await personToken(fake, 'Power Platform Administrator')
    const path = `scopes/admin/environments/${await environmentId(fake, token)}/addAppUser?api-version=2020-10-01`
    await ask(fake, token, 'POST', path, { servicePrincipalAppId: app.clientId })
    const graph = await appToken(fake, fake, 'https://graph.microsoft.com/.default')
    const gone = await fake.fetch(`${fake.graphUrl}/servicePrincipals/${app.servicePrincipalId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${graph}` },
    })
    expect(gone.status).toBe(204)
    fake.clock.advance(30_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(fake.rows('systemusers').some((row) => row['applicationid'] === app.clientId)).toBe(false)
  })

  test.each([
    [
      'without servicePrincipalAppId',
      'addAppUser?api-version=2020-10-01',
      { applicationId: 'x' },
      400,
      'MissingServicePrincipalAppId',
    ],
    ['without a version', 'addAppUser', {}, 400, 'MissingApiVersionParameter'],
    ['for what the fake does not model', 'copy?api-version=2020-10-01', {}, 501, 'NotModelled'],
  ])('is told %s', async (_, action, body, status, code) => {
    const fake = createFakeDynamics()
    const token = await personToken(fake, 'Power Platform Administrator')
    const id = await environmentId(fake, token)
    const answer = await ask(fake, token, 'POST', `scopes/admin/environments/${id}/${action}`, body)
    expect(answer).toMatchObject({ status, json: { error: { code } } })
  })

  test('takes no token of another API, and knows no environment of another tenant', async () => {
    const fake = createFakeDynamics()
    const wrong = await appToken(fake, fake, `${fake.url}/.default`)
    expect((await ask(fake, wrong, 'GET', environments)).status).toBe(401)
    const token = await personToken(fake, 'Power Platform Administrator')
    expect(await ask(fake, token, 'GET', 'scopes/admin/environments/none?api-version=2021-04-01')).toMatchObject({
      status: 404,
      json: { error: { code: 'EnvironmentNotFound' } },
    })
  })
})
