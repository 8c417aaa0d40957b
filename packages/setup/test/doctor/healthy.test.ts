import { clientSecret, gitHubActions, managedIdentity } from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { describe, expect, test } from 'vitest'
import { diagnose, type Diagnosis } from '../../src/index.ts'
import { selfSigned } from './self-signed.ts'
import { createWorld, type World } from './world.ts'

const verdicts = ({ findings }: Diagnosis): readonly string[] => [...new Set(findings.map(({ verdict }) => verdict))]

/** Checks that did not pass. The fake has no Date header in process, so the clock cannot be compared there. */
const notPassed = ({ findings }: Diagnosis): readonly string[] =>
  findings.filter(({ check, verdict }) => verdict !== 'passed' && check !== 'clock').map(({ check }) => check)

const everything = ({ administrator }: World) => ({ administrator, tables: { account: ['read', 'write'] } as const })

describe('a healthy world gives no warning', () => {
  test('with a secret', async () => {
    using world = await createWorld()
    expect(notPassed(await world.diagnose(everything(world)))).toEqual([])
  })

  test('without administrator and tables, which are asked for', async () => {
    using world = await createWorld()
    const diagnosis = await world.diagnose()
    expect(verdicts(diagnosis)).toEqual(['passed', 'skipped'])
    expect(diagnosis.findings.filter((finding) => finding.verdict === 'skipped').map(({ reason }) => reason)).toEqual([
      'No answer had a Date header to compare with',
      'The tables that the program works with were not named',
      'Needs an administrator',
      'Needs an administrator',
    ])
  })

  test('with a certificate', async () => {
    using world = await createWorld()
    const made = selfSigned(Date.now(), Date.now() + 90 * 86_400_000)
    await world.fake.addCertificate(world.app.clientId, made.certificate)
    world.variables['AZURE_CLIENT_CERTIFICATE_PATH'] = world.file('contoso.pem', made.pem)
    delete world.variables['AZURE_CLIENT_SECRET']
    const diagnosis = await world.diagnose(everything(world))
    expect(notPassed(diagnosis)).toEqual([])
    expect(diagnosis.findings.find(({ check }) => check === 'certificate')).toMatchObject({
      evidence: expect.stringMatching(/^Thumbprint [0-9A-F]{40}, expires \d{4}-\d\d-\d\d, in (89|90) days$/) as string,
    })
  })

  test('as a pod of a cluster', async () => {
    using world = await createWorld()
    const { fake, app, variables } = world
    const pod = fake.workloadIdentity.kubernetes({ clientId: app.clientId, tokenFile: world.file('token', '') })
    world.file('token', await pod.token())
    fake.addFederatedCredential(app.clientId, pod)
    delete variables['AZURE_CLIENT_SECRET']
    Object.assign(variables, pod.environment)
    expect(notPassed(await world.diagnose(everything(world)))).toEqual([])
  })

  test('as a job of GitHub Actions', async () => {
    using world = await createWorld()
    const { fake, app } = world
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, job)
    const credential = gitHubActions({
      ...fake,
      clientId: app.clientId,
      environment: job.environment,
      fetch: fake.fetch,
    })
    expect(notPassed(await world.diagnose({ ...everything(world), credential }))).toEqual([])
  })

  test('with a managed identity', async () => {
    using world = await createWorld()
    const { fake } = world
    fake.managedIdentity.add({ systemAssigned: true, roles: ['Basic User'] })
    const environment = fake.managedIdentity.environment('app-service')
    const credential = managedIdentity({ environment, fetch: fake.fetch })
    const diagnosis = await world.diagnose({ credential, tables: { account: ['read'] } })
    expect(verdicts(diagnosis)).toEqual(['passed', 'skipped'])
    expect(diagnosis.healthy).toBe(true)
  })

  test('when tokens have to be asked for anew', async () => {
    using world = await createWorld()
    world.fake.entra.challengeTokens()
    expect((await world.diagnose()).first).toBeUndefined()
  })
})

describe('what a diagnosis costs and keeps to itself', () => {
  test('one token, and the environment is asked before it', async () => {
    using world = await createWorld()
    const before = world.fake.requests.length
    await world.diagnose()
    const asked = world.fake.requests
      .slice(before)
      .map(({ service, method, status }) => `${service} ${method} ${status}`)
    expect(asked).toEqual([
      'dynamics GET 401',
      'entra GET 200',
      'entra POST 200',
      'dynamics GET 200',
      'dynamics GET 200',
    ])
  })

  test('the administrator is asked for nothing that is not looked at', async () => {
    using world = await createWorld()
    world.variables['AZURE_CLIENT_ID'] = 'not an id'
    let asked = false
    const getToken = async () => {
      asked = true
      return null
    }
    await world.diagnose({ administrator: { getToken } })
    expect(asked).toBe(false)
  })

  test('an administrator without rights is told apart from a broken app', async () => {
    using world = await createWorld()
    const nobody = world.fake.addApp({ applicationUser: false })
    const administrator = clientSecret({ ...world.fake, ...nobody, fetch: world.fake.fetch })
    const diagnosis = await world.diagnose({ administrator })
    expect(diagnosis.healthy).toBe(true)
    expect(diagnosis.findings.filter(({ step, verdict }) => step === 1 && verdict === 'skipped')).toMatchObject([
      { check: 'registration', reason: expect.stringContaining('Authorization_RequestDenied') as string },
      { check: 'secret-expiry', reason: expect.stringContaining('Authorization_RequestDenied') as string },
    ])
  })

  test.each(['DYNAMICS_URL', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_AUTHORITY_HOST', 'HTTPS_PROXY'])(
    'a secret in %s stays out of it',
    async (name) => {
      using world = await createWorld()
      const secret = world.app.clientSecret
      const environment = { ...world.variables, [name]: secret }
      expect(JSON.stringify(await world.diagnose({ environment }))).not.toContain(secret)
    },
  )

  test('findings come one by one, and are plain JSON', async () => {
    using world = await createWorld()
    const seen: unknown[] = []
    const diagnosis = await world.diagnose({ onFinding: (finding) => seen.push(finding) })
    expect(seen).toEqual(diagnosis.findings)
    expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis)
  })

  test('an abort ends it, with the reason of the signal', async () => {
    using world = await createWorld()
    const controller = new AbortController()
    const reason = new Error('enough')
    const running = world.diagnose({
      signal: controller.signal,
      onFinding: ({ check }) => check === 'tenant' && controller.abort(reason),
    })
    await expect(running).rejects.toBe(reason)
  })
})

describe('on real connections', () => {
  test('a certificate that nobody vouches for', async () => {
    const fake = createFakeDynamics()
    await using server = await fake.listen()
    const environment = settingsOf(fake, server.url)
    const { first } = await diagnose({ environment })
    expect(first).toMatchObject({ check: 'tls', cause: 'certificate-untrusted' })
  })

  test('a port where nobody listens', async () => {
    const fake = createFakeDynamics()
    const { first } = await diagnose({ environment: settingsOf(fake, 'http://localhost:9') })
    expect(first).toMatchObject({ check: 'connection', cause: 'connection-refused' })
  })

  test('a service that never answers', async () => {
    const { createServer } = await import('node:net')
    const server = createServer(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const environment = settingsOf(createFakeDynamics(), `http://127.0.0.1:${port}`)
    const { first } = await diagnose({ environment, timeout: 200 })
    expect(first).toMatchObject({ check: 'connection', cause: 'timeout' })
    server.close()
  })

  test('a name that is nobody’s', async () => {
    const environment = settingsOf(createFakeDynamics(), 'https://contoso.invalid')
    const { first } = await diagnose({ environment })
    expect(first).toMatchObject({ check: 'dns', cause: 'dns' })
  })

  test.each([
    [-600_000, 'failed', /(599|600|601) s behind/],
    [600_000, 'failed', /(600|599|601) s ahead/],
    [120_000, 'warning', /1\d\d s ahead/],
  ])('a clock that is %i ms off', async (off, verdict, evidence) => {
    const fake = createFakeDynamics()
    await using server = await fake.listen({ http: true })
    const app = fake.addApp({ roles: ['Basic User'] })
    const environment = {
      ...settingsOf(fake, server.url),
      AZURE_CLIENT_ID: app.clientId,
      AZURE_CLIENT_SECRET: app.clientSecret,
    }
    const wrong = await diagnose({ environment, now: () => Date.now() + off })
    expect(wrong.first).toMatchObject({ check: 'clock', cause: 'clock-wrong', verdict })
    expect(wrong.first?.evidence).toMatch(evidence)
    const right = await diagnose({ environment })
    expect(right.first).toBeUndefined()
    expect(right.findings.find(({ check }) => check === 'clock')).toMatchObject({ verdict: 'passed' })
  })
})

function settingsOf(fake: ReturnType<typeof createFakeDynamics>, url: string): Record<string, string> {
  return {
    DYNAMICS_URL: url,
    AZURE_TENANT_ID: fake.tenantId,
    AZURE_CLIENT_ID: fake.clientId,
    AZURE_CLIENT_SECRET: fake.clientSecret,
    ...(url.startsWith('http:') && { AZURE_AUTHORITY_HOST: url }),
  }
}
