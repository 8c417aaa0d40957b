import { clientSecret, fromConnectionString } from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { describe, expect, test } from 'vitest'

const url = 'https://crm.contoso.example'

function world() {
  const fake = createFakeDynamics({ url })
  const bodies: string[] = []
  const fetch = async (request: Request) => {
    bodies.push(await request.clone().text())
    return fake.fetch(request)
  }
  const app = { tenantId: fake.tenantId, clientId: fake.clientId, clientSecret: fake.clientSecret, fetch }
  return { fake, app, bodies, paths: () => fake.requests.map((request) => new URL(request.url).pathname) }
}

test('a host of a Microsoft cloud costs exactly one request', async () => {
  const fake = createFakeDynamics()
  const { tenantId, clientId, clientSecret: secret } = fake
  await clientSecret({ tenantId, clientId, clientSecret: secret, fetch: fake.fetch }).getToken(`${fake.url}/.default`)
  expect(fake.requests.map(({ service, method }) => `${method} ${service}`)).toEqual(['POST entra'])
})

test('another host is asked once where it signs in', async () => {
  const { fake, app, paths } = world()
  const credential = clientSecret(app)
  await credential.getToken(`${url}/.default`)
  await credential.getToken(`${url}/.default`, { forceRefresh: true })
  const token = `/${fake.tenantId}/oauth2/v2.0/token`
  expect(paths()).toEqual(['/api/data/v9.2/', token, token])
})

test('a tenant given by its domain is looked up before a secret is sent', async () => {
  const { app, paths } = world()
  await clientSecret({ ...app, tenantId: 'contoso.onmicrosoft.com' }).getToken(`${url}/.default`)
  expect(paths()).toEqual([
    '/api/data/v9.2/',
    '/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
    '/contoso.onmicrosoft.com/oauth2/v2.0/token',
  ])
})

test.each(['99999999-9999-4999-8999-999999999999', 'fabrikam.onmicrosoft.com'])(
  'a secret of the tenant %s is not sent for an environment of another',
  async (tenantId) => {
    const { fake, app, bodies } = world()
    await expect(clientSecret({ ...app, tenantId }).getToken(`${url}/.default`)).rejects.toMatchObject({
      code: 'tenant-mismatch',
      message: expect.stringContaining(fake.tenantId),
    })
    expect(bodies.join('')).toBe('')
  },
)

describe('a challenge is not believed', () => {
  const answering = (challenge: string, status = 401) => ({
    tenantId: 'contoso.onmicrosoft.com',
    clientId: '22222222-2222-2222-2222-222222222222',
    clientSecret: 'not-a-real-secret',
    retries: 0,
    fetch: async (request: Request) => {
      expect(request.method).toBe('GET')
      return new Response(null, { status, headers: { 'www-authenticate': challenge } })
    },
  })

  test.each([
    [
      'AD FS',
      'Bearer authorization_uri=https://sts.contoso.example/adfs/oauth2/authorize',
      'authority-unknown',
      /on premises/,
    ],
    [
      'an unknown authority',
      'Bearer authorization_uri=https://login.fabrikam.example/x/oauth2/authorize',
      'authority-unknown',
      /no authority of Microsoft/,
    ],
    [
      'itself as authority',
      `Bearer authorization_uri=${url}/x/oauth2/authorize`,
      'authority-unknown',
      /no authority of Microsoft/,
    ],
    [
      'plain HTTP',
      'Bearer authorization_uri=http://login.microsoftonline.com/x/oauth2/authorize',
      'authority-unknown',
      /no authority/,
    ],
    [
      'a name that only looks right',
      'Bearer authorization_uri=https://login.microsoftonline.com.fabrikam.example/x',
      'authority-unknown',
      /no authority/,
    ],
    ['no address', 'Bearer realm=""', 'resource-unknown', /HTTP 401/],
    ['another scheme', 'Basic realm="contoso"', 'resource-unknown', /HTTP 401/],
  ])('that names %s', async (_, challenge, code, message) => {
    await expect(clientSecret(answering(challenge)).getToken(`${url}/.default`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  test.each([200, 403, 404, 503])('with status %i', async (status) => {
    const challenge = 'Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize'
    await expect(clientSecret(answering(challenge, status)).getToken(`${url}/.default`)).rejects.toMatchObject({
      code: 'resource-unknown',
      status,
    })
  })
})

test('an emulator on this machine may be its own authority', async () => {
  const fake = createFakeDynamics()
  await using server = await fake.listen({ http: true })
  const { tenantId, clientId, clientSecret: secret } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret })
  expect((await credential.getToken(`${server.url}/.default`)).token).not.toBe('')
})

describe('fromConnectionString', () => {
  const id = '22222222-2222-2222-2222-222222222222'

  test('finds the tenant by the environment', async () => {
    const fake = createFakeDynamics()
    const text = `authtype = ClientSecret ; Service Uri="${fake.url}/XRMServices/2011";AppId=${fake.clientId};Secret='${fake.clientSecret}';RequireNewInstance=true;LoginPrompt=Never;`
    const { url: found, credential } = fromConnectionString(text, { fetch: fake.fetch })
    expect(found).toBe(fake.url)
    await Promise.all(Array.from({ length: 100 }, () => credential.getToken(`${found}/.default`)))
    expect(fake.requests.map(({ service, status }) => `${service} ${status}`)).toEqual(['dynamics 401', 'entra 200'])
  })

  test('lets a caller give up while the environment is asked', async () => {
    const text = `AuthType=ClientSecret;Url=https://contoso.crm.dynamics.com;ClientId=${id};ClientSecret=not-a-real-secret`
    const { credential } = fromConnectionString(text, { fetch: () => new Promise(() => undefined) })
    const controller = new AbortController()
    const asked = credential.getToken('https://contoso.crm.dynamics.com/.default', { abortSignal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })

  test('asks nobody when the tenant is given', async () => {
    const fake = createFakeDynamics()
    const text = `AuthType=ClientSecret;Url=${fake.url};ClientId=${fake.clientId};ClientSecret=${fake.clientSecret}`
    const { credential } = fromConnectionString(text, { fetch: fake.fetch, tenantId: fake.tenantId })
    await credential.getToken(`${fake.url}/.default`)
    expect(fake.requests).toHaveLength(1)
  })

  test.each([
    ['', /^Url: is missing/],
    ['Url=contoso;AuthType=ClientSecret', /^Url: "contoso" is no URL/],
    ['Url=http://contoso.crm.dynamics.com', /^Url: must be https:/],
    ['Url=https://a.crm.dynamics.com', /^ClientId: is missing/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id}`, /^AuthType: is missing/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=ClientSecret`, /^ClientSecret: is missing/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=ClientSecret;Secret=${id}`, /^ClientSecret: is a GUID/],
    [
      `Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=Certificate;Thumbprint=AB`,
      /^Thumbprint: .* option certificate/,
    ],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=OAuth`, /^AuthType: "OAuth" is not supported: a person/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=Office365`, /^AuthType: "Office365" is not supported/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=AD`, /on premises/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=IFD`, /on premises/],
    [`Url=https://a.crm.dynamics.com;ClientId=${id};AuthType=Magic`, /^AuthType: "Magic" is unknown/],
    [
      'AuthType=Office365;Url=https://a.crm.dynamics.com;UserName=a;Password=b',
      /^AuthType: "Office365" is not supported/,
    ],
    ['AuthType=AD;Url=http://contoso/contoso;Domain=CONTOSO;UserName=a;Password=b', /^AuthType: "AD" .* on premises/],
    ['Url=https://a.crm.dynamics.com;Uri=x', /"Uri" is no key/],
    ['Url=https://a.crm.dynamics.com;Server=https://b.crm.dynamics.com', /Server is given twice/],
    ['Url=https://a.crm.dynamics.com;nonsense', /part 2 is not name=value/],
  ])('refuses %j', (text, message) => {
    expect(() => fromConnectionString(text)).toThrow(TypeError)
    expect(() => fromConnectionString(text)).toThrow(message)
  })

  test('keeps the secret out of what it says', () => {
    const secret = 'abc8Q~not-a-real-secret'
    for (const text of [`ClientSecret=${secret};${secret}`, `Secret=${secret};ClientSecret=${secret}`]) {
      expect(() => fromConnectionString(text)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      )
    }
  })
})
