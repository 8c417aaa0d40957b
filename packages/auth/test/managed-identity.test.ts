import { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import { inspect } from 'node:util'
import { decodeAccessToken, isAuthError, managedIdentity } from '@dynamics-kit/auth'
import { createFakeDynamics, type FakeDynamics, type ManagedIdentityHost } from '@dynamics-kit/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ArcMachine } from '../src/managed-identity/azure-arc.ts'
import { managedIdentityOn } from '../src/managed-identity.ts'

let fake: FakeDynamics
beforeEach(() => {
  fake = createFakeDynamics()
})

const scope = () => `${fake.url}/.default`

/** A machine with the Azure Arc agent's key files, and nothing else. */
function arcMachine(files: Readonly<Record<string, string>> = {}, platform = 'linux'): ArcMachine {
  const read = async (path: string) => {
    const content = files[path]
    if (content === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return content
  }
  return { platform, exists: () => false, size: async (path) => (await read(path)).length, read }
}

const keyFile = '/var/opt/azcmagent/tokens/contoso.key'

const hosts: readonly ManagedIdentityHost[] = [
  'imds',
  'app-service',
  'azure-arc',
  'cloud-shell',
  'service-fabric',
  'machine-learning',
]

describe.each(hosts)('on %s', (host) => {
  test('gives the token of the machine’s own identity', async () => {
    const identity = fake.managedIdentity.add({ systemAssigned: true })
    const machine = arcMachine({ [keyFile]: `${fake.managedIdentity.arcKey}\n` })
    const environment = fake.managedIdentity.environment(host)
    const credential = managedIdentityOn(machine, { fetch: fake.fetch, environment })
    const { token, expiresOnTimestamp, refreshAfterTimestamp } = await credential.getToken(scope())
    expect(decodeAccessToken(token)).toMatchObject({ appid: identity.clientId, aud: fake.url })
    const hour = 3_600_000
    expect(expiresOnTimestamp - Date.now()).toBeGreaterThan(23.9 * hour)
    // A token of a day is renewed after half of it.
    expect((refreshAfterTimestamp ?? 0) - Date.now()).toBeLessThan(12 * hour + 1000)
  })
})

describe.each(['imds', 'app-service'] as const)('over HTTP, on %s', (host) => {
  test('chooses among user-assigned identities by each id', async () => {
    fake.managedIdentity.add({ displayName: 'first' })
    const second = fake.managedIdentity.add({ displayName: 'second' })
    await using server = await fake.listen({ http: true })
    const environment = fake.managedIdentity.environment(host, { at: server })
    const { clientId, objectId, resourceId } = second
    for (const choice of [{ clientId }, { objectId }, { resourceId }]) {
      const { token } = await managedIdentity({ ...choice, environment }).getToken(`${server.url}/.default`)
      expect(decodeAccessToken(token).appid).toBe(clientId)
    }
  })
})

test('two credentials of one process share nothing', async () => {
  const first = fake.managedIdentity.add({ displayName: 'first' })
  const second = fake.managedIdentity.add({ displayName: 'second' })
  const environment = fake.managedIdentity.environment('app-service')
  const tokens = await Promise.all(
    [first, second].map(({ clientId }) =>
      managedIdentity({ clientId, environment, fetch: fake.fetch }).getToken(scope()),
    ),
  )
  expect(tokens.map(({ token }) => decodeAccessToken(token).appid)).toEqual([first.clientId, second.clientId])
})

describe('the instance metadata service', () => {
  test('is looked for once, without the header of a real request', async () => {
    fake.managedIdentity.add({ systemAssigned: true })
    const headers: (string | null)[] = []
    const spy = (request: Request) => {
      headers.push(request.headers.get('metadata'))
      return fake.fetch(request)
    }
    const credential = managedIdentity({ environment: {}, fetch: spy })
    await credential.getToken(scope())
    await credential.getToken(scope(), { forceRefresh: true })
    expect(headers).toEqual([null, 'true', 'true'])
  })

  test('that does not answer is given up after the probe', async () => {
    const credential = managedIdentity({
      environment: {},
      probeTimeout: 30,
      fetch: (request) =>
        new Promise((_, reject) =>
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)),
        ),
    })
    await expect(credential.getToken(scope())).rejects.toMatchObject({
      code: 'credential-unavailable',
      message: expect.stringContaining('did not answer within 30 ms'),
    })
  })

  test.each([200, 302, 403, 407])('is not what answers the probe with %i, as a proxy does', async (status) => {
    const headers: (string | null)[] = []
    const credential = managedIdentity({
      environment: {},
      async fetch(request) {
        headers.push(request.headers.get('metadata'))
        return new Response('<html>proxy</html>', { status })
      },
    })
    await expect(credential.getToken(scope())).rejects.toMatchObject({
      code: 'credential-unavailable',
      message: expect.stringContaining(`HTTP ${status}`),
      fix: expect.stringContaining('NO_PROXY'),
    })
    expect(headers).toEqual([null])
  })

  test.each([404, 410, 429, 503])('is asked again after %i', async (status) => {
    fake.managedIdentity.add({ systemAssigned: true })
    let refusals = 1
    const waits: number[] = []
    const credential = managedIdentity({
      environment: {},
      sleep: async (milliseconds) => void waits.push(milliseconds),
      fetch: (request) =>
        request.headers.has('metadata') && refusals-- > 0
          ? Promise.resolve(new Response('', { status }))
          : fake.fetch(request),
    })
    expect((await credential.getToken(scope())).token).not.toBe('')
    // An update of the service takes long, which is documented; the others pass quickly.
    expect(waits.map((wait) => wait >= 10_000)).toEqual([status === 410])
  })
})

test.each([
  ['no identity', 0, 'credential-unavailable', /Identity not found/],
  ['several identities and no choice', 2, 'credential-unavailable', /Multiple user assigned identities exist/],
])('says so with %s', async (_, count, code, message) => {
  for (let index = 0; index < count; index++) fake.managedIdentity.add({ displayName: `machine-${index}` })
  const error: unknown = await managedIdentity({ environment: {}, fetch: fake.fetch })
    .getToken(scope())
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code, status: 400 })
  expect(isAuthError(error) && error.message).toMatch(message)
})

test('explains a resource that the tenant does not have', async () => {
  fake.managedIdentity.add({ systemAssigned: true })
  const credential = managedIdentity({ environment: {}, fetch: fake.fetch })
  await expect(credential.getToken('https://fabrikam.crm.dynamics.com/.default')).rejects.toMatchObject({
    code: 'resource-unknown',
    aadsts: 500011,
  })
})

test('recognizes a proxy that answers for the machine', async () => {
  const environment = fake.managedIdentity.environment('app-service')
  const credential = managedIdentity({
    environment,
    fetch: async () => new Response('<html>proxy</html>', { status: 403 }),
  })
  await expect(credential.getToken(scope())).rejects.toMatchObject({ code: 'response-unreadable', status: 403 })
})

describe('an identity endpoint over plain HTTP', () => {
  const at = (endpoint: string) => {
    const asked: string[] = []
    const credential = managedIdentity({
      environment: { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: 'h' },
      async fetch(request) {
        asked.push(new URL(request.url).origin)
        return Response.json({ access_token: 'a.b.c', expires_on: `${Math.floor(Date.now() / 1000) + 3600}` })
      },
    })
    return { asked, credential }
  }

  test.each([
    ['Linux', 'http://169.254.129.2:8081'],
    ['a Windows container', 'http://172.16.1.3:8081'],
    ['Windows', 'http://127.0.0.1:41741'],
    ['Container Apps', 'http://localhost:42356'],
  ])('is asked where App Service puts it on %s', async (_, origin) => {
    const { asked, credential } = at(`${origin}/msi/token`)
    expect((await credential.getToken(scope())).token).toBe('a.b.c')
    expect(asked).toEqual([origin])
  })

  test.each([
    'http://contoso.example',
    'http://169.254.129.2.contoso.example',
    'http://172.32.0.1',
    'http://11.0.0.1',
    'ftp://169.254.129.2',
  ])('is sent nothing at %s', async (origin) => {
    const { asked, credential } = at(`${origin}/msi/token`)
    await expect(credential.getToken(scope())).rejects.toThrow(
      /^managedIdentity: the identity endpoint .* must be https:/,
    )
    expect(asked).toEqual([])
  })
})

test('Azure Arc repeats its key in no error', async () => {
  const key = 'a-key-of-the-agent-0123456789'
  const credential = managedIdentityOn(arcMachine({ [keyFile]: key }), {
    environment: fake.managedIdentity.environment('azure-arc'),
    fetch: async ({ headers }) =>
      headers.has('authorization')
        ? Response.json({ error: 'denied', error_description: `${key} is not known` }, { status: 403 })
        : new Response(null, { status: 401, headers: { 'www-authenticate': `Basic realm=${keyFile}` } }),
  })
  const failure: unknown = await credential.getToken(scope()).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'rejected', message: expect.stringContaining('*** is not known') })
  expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(key)
})

describe('Azure Arc', () => {
  test.each([
    ['a file elsewhere', 'Basic realm=/etc/shadow.key'],
    ['a way out of the folder', 'Basic realm=/var/opt/azcmagent/tokens/../../../../etc/passwd.key'],
    ['another kind of file', 'Basic realm=/var/opt/azcmagent/tokens/contoso.pem'],
    ['a folder below', 'Basic realm=/var/opt/azcmagent/tokens/x/contoso.key'],
    ['no file', 'Basic realm='],
    ['another scheme', 'Bearer realm=/var/opt/azcmagent/tokens/contoso.key'],
  ])('does not read %s', async (_, challenge) => {
    const reads: string[] = []
    const note = async (path: string) => {
      reads.push(path)
      return 'x'
    }
    const machine: ArcMachine = {
      platform: 'linux',
      exists: () => false,
      size: async (path) => (await note(path)).length,
      read: note,
    }
    const environment = fake.managedIdentity.environment('azure-arc')
    const credential = managedIdentityOn(machine, {
      environment,
      fetch: async () => new Response(null, { status: 401, headers: { 'www-authenticate': challenge } }),
    })
    await expect(credential.getToken(scope())).rejects.toMatchObject({ code: 'credential-unavailable' })
    expect(reads).toEqual([])
  })

  test('does not take a key file of more than 4096 bytes, or one it may not read', async () => {
    const environment = fake.managedIdentity.environment('azure-arc')
    for (const files of [{ [keyFile]: 'x'.repeat(4097) }, {}]) {
      const credential = managedIdentityOn(arcMachine(files), { environment, fetch: fake.fetch })
      await expect(credential.getToken(scope())).rejects.toMatchObject({ code: 'credential-unavailable' })
    }
  })
})

describe('Service Fabric', () => {
  async function thumbprintOf(port: number): Promise<string> {
    const socket = connect({ host: 'localhost', port, rejectUnauthorized: false })
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    const certificate = new X509Certificate(socket.getPeerCertificate().raw)
    socket.destroy()
    return certificate.fingerprint.replaceAll(':', '')
  }

  test('is trusted by its thumbprint alone', async () => {
    const identity = fake.managedIdentity.add({ systemAssigned: true })
    await using server = await fake.listen()
    const serverThumbprint = await thumbprintOf(server.port)
    const environment = fake.managedIdentity.environment('service-fabric', { at: server, serverThumbprint })
    const { token } = await managedIdentity({ environment }).getToken(`${server.url}/.default`)
    expect(decodeAccessToken(token).appid).toBe(identity.clientId)
  })

  test('with another certificate gets no request', async () => {
    await using server = await fake.listen()
    const environment = fake.managedIdentity.environment('service-fabric', {
      at: server,
      serverThumbprint: 'ab'.repeat(20),
    })
    const credential = managedIdentity({ environment, retries: 0 })
    await expect(credential.getToken(`${server.url}/.default`)).rejects.toThrow(/IDENTITY_SERVER_THUMBPRINT/)
    expect(fake.requests).toEqual([])
  })
})

test.each([
  ['clientID', 'clientId'],
  ['client_id', 'clientId'],
  ['managedIdentityClientId', 'clientId'],
  ['userAssignedIdentityObjectId', 'objectId'],
  ['resourceID', 'resourceId'],
])('an identity given as %s is not taken for the machine’s own', (name, right) => {
  const misspelt = { environment: {}, [name]: '22222222-2222-4222-8222-222222222222' }
  expect(() => managedIdentity(misspelt)).toThrow(`${name}: is no option of managedIdentity; the name is ${right}`)
})
