// What people meet first when one of the four steps is wrong: each is a typed error whose fix names the step.
import { clientSecret, isAuthError, type ClientSecretOptions } from '@dynamics-kit/auth'
import { createClient, isDynamicsError } from '@dynamics-kit/client'
import { createFakeDynamics, isEmulatorError, type FakeDynamics } from '@dynamics-kit/testing'
import { beforeEach, describe, expect, test } from 'vitest'

const nowhere = '99999999-9999-4999-8999-999999999999'

let fake: FakeDynamics

beforeEach(() => {
  fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
})

function clientAs(options: Partial<ClientSecretOptions> = {}, url = fake.url) {
  return createClient({
    url,
    credential: clientSecret({ ...fake, authority: fake.authority, ...options, fetch: fake.fetch }),
    fetch: fake.fetch,
  })
}

async function failureOf(promise: Promise<unknown>): Promise<Error & { fix?: string }> {
  const outcome = await promise.then(
    () => new Error('it worked'),
    (error: Error) => error,
  )
  if (!isAuthError(outcome) && !isDynamicsError(outcome) && !isEmulatorError(outcome)) throw outcome
  return outcome
}

describe('step 1: the app registration', () => {
  test('a wrong secret', async () => {
    const error = await failureOf(clientAs({ clientSecret: 'Zz08Q~this-secret-was-removed-long-ago-abcd' }).whoAmI())
    expect(error).toMatchObject({ name: 'AuthError', code: 'secret-invalid', aadsts: 7000215, status: 401, step: 1 })
    expect(error.fix).toMatch(/^Step 1 \(app registration\): Create a new client secret/)
  })

  test('an unknown app', async () => {
    const error = await failureOf(clientAs({ clientId: nowhere }).whoAmI())
    expect(error).toMatchObject({ code: 'app-unknown', aadsts: 700016, step: 1 })
    expect(error.fix).toMatch(/^Step 1 \(app registration\): Check the client id/)
  })

  test('an unknown tenant', async () => {
    const error = await failureOf(clientAs({ tenantId: nowhere }).whoAmI())
    expect(error).toMatchObject({ code: 'tenant-unknown', aadsts: 90002, step: 1 })
    expect(error.fix).toMatch(/^Step 1 \(app registration\): Check the tenant id/)
  })
})

describe('step 2: the application user', () => {
  test('no application user', async () => {
    const app = fake.addApp({ applicationUser: false })
    const error = await failureOf(clientAs(app).whoAmI())
    expect(error).toMatchObject({ code: 'not-a-member', status: 403, dataverseCode: '0x80072560', step: 2 })
    expect(error.fix).toMatch(/^Step 2 \(application user\): .*New app user/)
  })

  test('a user without a role, asked who it is', async () => {
    const error = await failureOf(clientAs(fake.addApp()).whoAmI())
    expect(error).toMatchObject({ code: 'no-role', status: 403, dataverseCode: '0x80042f09', step: 2 })
    expect(error.fix).toMatch(/^Step 2 \(application user\): .*role/)
  })

  test('a user without a role, reading a table: the privilege is named', async () => {
    const error = await failureOf(clientAs(fake.addApp()).from('accounts').select('name').all())
    expect(error).toMatchObject({
      name: 'PrivilegeError',
      code: 'privilege',
      status: 403,
      privilege: 'prvReadAccount',
      step: 2,
    })
    expect(error.message).toContain('prvReadAccount')
  })
})

describe('step 3: the token', () => {
  test('an environment of another tenant', async () => {
    const error = await failureOf(clientAs({}, 'https://fabrikam.crm.dynamics.com').whoAmI())
    expect(error).toMatchObject({ code: 'resource-unknown', aadsts: 500011, step: 3 })
    expect(error.fix).toMatch(/^Step 3 \(access token\): Check the environment URL/)
  })

  test('a token for another audience', async () => {
    const credential = clientSecret({ ...fake, fetch: fake.fetch })
    const forGraph = { getToken: () => credential.getToken('https://graph.microsoft.com/.default') }
    const error = await failureOf(createClient({ url: fake.url, credential: forGraph, fetch: fake.fetch }).whoAmI())
    expect(error).toMatchObject({ name: 'UnauthorizedError', code: 'unauthorized', status: 401, step: 3 })
    expect(error.fix).toContain(`Step 3 (access token): Ask for the token with the scope ${fake.url}/.default`)
  })

  test('an authority that cannot be reached', async () => {
    const offline = async () =>
      Promise.reject(
        new TypeError('fetch failed', { cause: Object.assign(new Error('lookup'), { code: 'ENOTFOUND' }) }),
      )
    const credential = clientSecret({ ...fake, fetch: offline, retries: 0 })
    const error = await failureOf(createClient({ url: fake.url, credential, fetch: fake.fetch }).whoAmI())
    expect(error).toMatchObject({ code: 'network', retryable: true, step: 3 })
    expect(error.fix).toMatch(/^Step 3 \(access token\): Check the network and DNS/)
  })
})

describe('step 4: the call', () => {
  test.each([
    [
      'a table',
      () => clientAs().from('acounts').all(),
      'unknown-table',
      404,
      /Resource not found for the segment 'acounts'/,
    ],
    [
      'a column',
      () => clientAs().from('accounts').select('nam').all(),
      'unknown-column',
      400,
      /Could not find a property named 'nam' on type 'Microsoft\.Dynamics\.CRM\.account'/,
    ],
  ])('an unknown name of %s, in the service’s own words', async (_, call, code, status, text) => {
    const error = await failureOf(call())
    expect(error).toMatchObject({
      code,
      status,
      dataverseCode: '0x80060888',
      step: 4,
      message: expect.stringMatching(text) as string,
    })
    expect(error.fix).toMatch(/^Step 4 \(Web API call\): Check the spelling/)
  })

  test('an environment that is not there', async () => {
    const refused = createClient({
      url: 'http://localhost:9',
      retry: { limit: 0 },
      credential: { getToken: async () => ({ token: 'a.b.c', expiresOnTimestamp: Date.now() + 60_000 }) },
    })
    const error = await failureOf(refused.whoAmI())
    expect(error).toMatchObject({ name: 'NetworkError', code: 'network', step: 4 })
    expect(error.fix).toMatch(/^Step 4 \(Web API call\): Check/)
  })

  test('a web site that is no environment', async () => {
    const site = createClient({
      url: 'https://www.contoso.example',
      fetch: async () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } }),
    })
    const error = await failureOf(site.whoAmI())
    expect(error).toMatchObject({ code: 'not-dataverse', step: 4 })
    expect(error.fix).toMatch(/^Step 4 \(Web API call\): Check the environment URL/)
  })

  test.each([
    ['https://make.powerapps.com/environments/x', /environment URL/i],
    ['https://contoso.operations.dynamics.com', /Finance/],
    ['http://contoso.crm.dynamics.com', /https/],
    ['contoso', /contoso/],
  ])('the URL %s is refused before anything is sent', (url, message) => {
    expect(() => createClient({ url })).toThrow(TypeError)
    expect(() => createClient({ url })).toThrow(message)
  })
})

test('a port in use', async () => {
  await using first = await fake.listen({ http: true })
  const error = await failureOf(createFakeDynamics().listen({ http: true, port: first.port }))
  expect(error).toMatchObject({ name: 'EmulatorError', code: 'port-in-use' })
  expect(error.fix).toMatch(/choose another port/)
})
