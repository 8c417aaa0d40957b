import { decodeJwt, SignJWT, generateKeyPair, exportJWK } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFakeDynamics, type FakeApp, type FakeDynamics } from '../src/index.ts'

const AUDIENCE = 'api://AzureADTokenExchange'

let fake: FakeDynamics
let app: FakeApp

beforeEach(() => {
  fake = createFakeDynamics()
  app = fake.addApp({ roles: ['System Administrator'] })
})

interface Answer {
  readonly status: number
  readonly json: Record<string, unknown>
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const json: unknown = text === '' ? {} : JSON.parse(text)
  return { status: response.status, json: json as Record<string, unknown> }
}

/** The exchange: a token of another issuer in place of the app's own proof. */
async function exchange(assertion: string): Promise<Answer> {
  const body = new URLSearchParams({
    client_id: app.clientId,
    scope: `${fake.url}/.default`,
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  })
  return read(await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, { method: 'POST', body }))
}

async function gitHubToken(environment: Readonly<Record<string, string>>, audience = AUDIENCE): Promise<string> {
  const url = `${environment['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=${encodeURIComponent(audience)}`
  const headers = { authorization: `Bearer ${environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` }
  const { json } = await read(await fake.fetch(url, { headers }))
  return String(json['value'])
}

async function graph(method: string, path: string, body?: unknown, prefer?: string): Promise<Answer> {
  const form = new URLSearchParams({
    client_id: fake.clientId,
    client_secret: fake.clientSecret,
    scope: 'https://graph.microsoft.com/.default',
    grant_type: 'client_credentials',
  })
  const login = `${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`
  const { json } = await read(await fake.fetch(login, { method: 'POST', body: form }))
  const response = await fake.fetch(
    `${fake.graphUrl}/applications(appId='${app.clientId}')/federatedIdentityCredentials${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${String(json['access_token'])}`,
        'content-type': 'application/json',
        ...(prefer === undefined ? {} : { prefer }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
  )
  return read(response)
}

describe('the exchange of a token of another issuer', () => {
  it('gives the app’s token when issuer, subject and audience match', async () => {
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, job)
    const { status, json } = await exchange(await gitHubToken(job.environment))
    expect(status).toBe(200)
    expect(decodeJwt(String(json['access_token']))).toMatchObject({ appid: app.clientId, appidacr: '2', aud: fake.url })
  })

  it.each([
    ['issuer', 700211, { issuer: 'https://token.actions.githubusercontent.com/' }],
    ['subject', 700213, { subject: 'repo:contoso/integration:ref:refs/heads/Main' }],
    ['audience', 700212, { audience: 'api://azureadtokenexchange' }],
  ])('refuses another %s, to the letter', async (_, code, change) => {
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, { ...job, ...change })
    const { status, json } = await exchange(await gitHubToken(job.environment))
    expect({ status, codes: json['error_codes'] }).toEqual({ status: 401, codes: [code] })
  })

  it('refuses a token made out to another audience', async () => {
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, job)
    const { json } = await exchange(await gitHubToken(job.environment, 'https://github.com/contoso'))
    expect(json['error_codes']).toEqual([700212])
  })

  it('refuses every token where the app trusts none', async () => {
    const { environment } = fake.workloadIdentity.gitHubActions()
    expect((await exchange(await gitHubToken(environment))).json['error_codes']).toEqual([70021])
  })

  it('refuses a token that another key signed', async () => {
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, job)
    const { privateKey } = await generateKeyPair('RS256')
    const now = Math.floor(Date.now() / 1000)
    const forged = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(job.issuer)
      .setSubject(job.subject)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + 600)
      .sign(privateKey)
    expect((await exchange(forged)).json['error_codes']).toEqual([50013])
  })

  it('refuses a token that is older than it may be', async () => {
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, job)
    const token = await gitHubToken(job.environment)
    fake.clock.advance(600_000 + 300_000 + 1000)
    expect((await exchange(token)).json['error_codes']).toEqual([700024])
  })

  it('knows the keys of issuers that a test adds', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const issuer = 'https://issuer.fabrikam.example'
    const sign = () =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(issuer)
        .setSubject('fabrikam')
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey)
    fake.addFederatedCredential(app.clientId, { issuer, subject: 'fabrikam' })
    const before = await exchange(await sign())
    expect(before.status).toBe(501)
    expect(before.json['error_description']).toContain('addIssuer')
    const key = await exportJWK(publicKey)
    fake.workloadIdentity.addIssuer({ issuer, jwks: async () => ({ keys: [{ ...key }] }) })
    expect((await exchange(await sign())).status).toBe(200)
  })

  it('takes the token of a managed identity', async () => {
    const identity = fake.managedIdentity.add({ systemAssigned: true })
    fake.addFederatedCredential(app.clientId, identity)
    const { json } = await imds({ resource: AUDIENCE })
    expect((await exchange(String(json['access_token']))).status).toBe(200)
  })

  it('keeps the credentials of the fake’s own API over a reset', async () => {
    const job = fake.workloadIdentity.gitHubActions()
    fake.addFederatedCredential(app.clientId, job)
    fake.reset()
    expect((await exchange(await gitHubToken(job.environment))).status).toBe(200)
  })
})

describe('workloads', () => {
  it('GitHub names the environment in place of the branch', () => {
    expect(fake.workloadIdentity.gitHubActions({ environment: 'Production:V1' }).subject).toBe(
      'repo:contoso/integration:environment:Production%3AV1',
    )
    expect(fake.workloadIdentity.gitHubActions({ environment: 'production' }).subject).toBe(
      'repo:contoso/integration:environment:production',
    )
  })

  it('GitHub has the ids of newer repositories in the subject, and apart in the claims', async () => {
    const repository = 'contoso@1234/integration@5678'
    const job = fake.workloadIdentity.gitHubActions({ repository })
    expect(job.subject).toBe('repo:contoso@1234/integration@5678:ref:refs/heads/main')
    expect(decodeJwt(await gitHubToken(job.environment))).toMatchObject({
      sub: job.subject,
      repository: 'contoso/integration',
      repository_owner: 'contoso',
      repository_owner_id: '1234',
      repository_id: '5678',
    })
    for (const wrong of ['contoso@1234/integration', 'integration', 'contoso/integration@x']) {
      expect(() => fake.workloadIdentity.gitHubActions({ repository: wrong })).toThrow(/^repository: takes owner\/name/)
    }
  })

  it('GitHub refuses who is not a running job', async () => {
    const { environment } = fake.workloadIdentity.gitHubActions()
    const answer = await fake.fetch(environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '', {
      headers: { authorization: 'Bearer no' },
    })
    expect(answer.status).toBe(401)
  })

  it('Azure Pipelines gives the token of its service connection', async () => {
    const job = fake.workloadIdentity.azurePipelines({ clientId: app.clientId })
    fake.addFederatedCredential(app.clientId, job)
    const ask = (connection: string) =>
      fake.fetch(`${job.environment['SYSTEM_OIDCREQUESTURI']}?api-version=7.1&serviceConnectionId=${connection}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${job.environment['SYSTEM_ACCESSTOKEN']}` },
      })
    const { json } = await read(await ask(job.environment['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'] ?? ''))
    expect((await exchange(String(json['oidcToken']))).status).toBe(200)
    expect((await ask('another')).status).toBe(404)
  })

  it('a pod has a token of its cluster', async () => {
    const pod = fake.workloadIdentity.kubernetes({ clientId: app.clientId, tokenFile: '/tmp/token' })
    fake.addFederatedCredential(app.clientId, pod)
    expect(pod.subject).toBe('system:serviceaccount:default:integration')
    expect((await exchange(await pod.token())).status).toBe(200)
    expect((await exchange(await pod.token('https://kubernetes.default.svc'))).json['error_codes']).toEqual([700212])
  })

  it.each(['gitHubActions', 'azurePipelines', 'kubernetes'] as const)('%s publishes its keys', async (kind) => {
    const options = { clientId: app.clientId, tokenFile: '/tmp/token' }
    const { issuer } = fake.workloadIdentity[kind](options)
    const base = issuer.replace(/\/$/, '')
    const { json } = await read(await fake.fetch(`${base}/.well-known/openid-configuration`))
    expect(json['issuer']).toBe(issuer)
    const keys = await read(await fake.fetch(String(json['jwks_uri'])))
    expect(keys.json['keys']).toHaveLength(1)
  })
})

describe('federated credentials in Graph', () => {
  const credential = {
    name: 'main',
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:contoso/integration:ref:refs/heads/main',
    audiences: [AUDIENCE],
  }

  it('are created, read by id and by name, changed, listed and deleted', async () => {
    const created = await graph('POST', '', { ...credential, description: 'CI' })
    expect(created.status).toBe(201)
    expect(created.json).toMatchObject({ ...credential, description: 'CI' })
    expect((await graph('GET', `/${String(created.json['id'])}`)).json).toMatchObject(credential)
    expect((await graph('PATCH', "(name='main')", { subject: 'repo:contoso/integration:pull_request' })).status).toBe(
      204,
    )
    expect((await graph('GET', "(name='main')")).json['subject']).toBe('repo:contoso/integration:pull_request')
    expect((await graph('GET', '')).json['value']).toHaveLength(1)
    expect((await graph('DELETE', `/${String(created.json['id'])}`)).status).toBe(204)
    expect((await graph('GET', '')).json['value']).toEqual([])
  })

  it('are upserted by name', async () => {
    const { name, ...body } = credential
    expect((await graph('PATCH', `(name='${name}')`, body)).status).toBe(404)
    expect((await graph('PATCH', `(name='${name}')`, body, 'create-if-missing')).status).toBe(201)
    expect((await graph('PATCH', `(name='${name}')`, body, 'create-if-missing')).status).toBe(204)
    expect((await graph('GET', `(name='${name}')`)).json).toMatchObject(credential)
  })

  it.each([
    ['a name of 121 characters', { name: 'a'.repeat(121) }, 400, 'Request_BadRequest'],
    ['a name that no URL takes', { name: 'a b' }, 400, 'Request_BadRequest'],
    ['an issuer that is no URL', { issuer: 'github' }, 400, 'Request_BadRequest'],
    ['a subject of 601 characters', { subject: 'a'.repeat(601) }, 400, 'Request_BadRequest'],
    ['a wildcard', { subject: 'repo:contoso/*' }, 400, 'Request_BadRequest'],
    ['no audience', { audiences: [] }, 400, 'Request_BadRequest'],
    ['two audiences', { audiences: ['a', 'b'] }, 400, 'Request_BadRequest'],
    ['an expression', { claimsMatchingExpression: {} }, 501, 'NotImplemented'],
  ])('are refused with %s', async (_, change, status, code) => {
    const answer = await graph('POST', '', { ...credential, ...change })
    expect(answer.status).toBe(status)
    expect(answer.json['error']).toMatchObject({ code })
  })

  it('are refused twice by name or by issuer and subject, and after twenty', async () => {
    await graph('POST', '', credential)
    const sameName = await graph('POST', '', { ...credential, subject: 'other' })
    expect([sameName.status, JSON.stringify(sameName.json)]).toEqual([400, expect.stringContaining('already exists')])
    const samePair = await graph('POST', '', { ...credential, name: 'other' })
    expect([samePair.status, samePair.json['error']]).toMatchObject([
      409,
      { code: 'Request_MultipleObjectsWithSameKeyValue' },
    ])
    for (let index = 1; index < 20; index++) {
      expect((await graph('POST', '', { ...credential, name: `n${index}`, subject: `s${index}` })).status).toBe(201)
    }
    expect((await graph('POST', '', { ...credential, name: 'n20', subject: 's20' })).status).toBe(400)
  })

  it('take their time to be seen by Entra', async () => {
    fake.graph.delay = 60_000
    const job = fake.workloadIdentity.gitHubActions()
    await graph('POST', '', { ...credential, subject: job.subject })
    const token = await gitHubToken(job.environment)
    expect((await exchange(token)).json['error_codes']).toEqual([70021])
    fake.clock.advance(60_000)
    expect((await exchange(token)).status).toBe(200)
  })
})

async function imds(
  parameters: Record<string, string>,
  headers: Record<string, string> = { Metadata: 'true' },
): Promise<Answer> {
  const query = new URLSearchParams({ 'api-version': '2018-02-01', ...parameters })
  return read(
    await fake.fetch(`http://169.254.169.254/metadata/identity/oauth2/token?${query.toString()}`, { headers }),
  )
}

describe('managed identity', () => {
  const ask = (parameters: Record<string, string> = {}) => imds({ resource: fake.url, ...parameters })

  it('gives the machine’s own identity, with its numbers as text', async () => {
    const identity = fake.managedIdentity.add({ systemAssigned: true })
    const { status, json } = await ask()
    expect(status).toBe(200)
    expect(json).toMatchObject({
      client_id: identity.clientId,
      expires_in: '86399',
      resource: fake.url,
      token_type: 'Bearer',
    })
    expect(decodeJwt(String(json['access_token']))).toMatchObject({ appid: identity.clientId, oid: identity.objectId })
  })

  it('lets the identity into Dynamics as the application user it is', async () => {
    fake.managedIdentity.add({ systemAssigned: true, roles: ['System Administrator'] })
    const { json } = await ask()
    const headers = { authorization: `Bearer ${String(json['access_token'])}` }
    expect((await fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers })).status).toBe(200)
    fake.reset()
    expect((await fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers })).status).toBe(200)
  })

  it.each(['client_id', 'object_id', 'msi_res_id'] as const)('chooses by %s', async (name) => {
    fake.managedIdentity.add({ displayName: 'first' })
    const second = fake.managedIdentity.add({ displayName: 'second' })
    const value = { client_id: second.clientId, object_id: second.objectId, msi_res_id: second.resourceId }[name]
    expect((await ask({ [name]: value })).json['client_id']).toBe(second.clientId)
  })

  it('refuses as documented', async () => {
    expect((await ask()).json).toEqual({ error: 'invalid_request', error_description: 'Identity not found' })
    fake.managedIdentity.add({ displayName: 'first' })
    fake.managedIdentity.add({ displayName: 'second' })
    expect((await ask()).json['error_description']).toMatch(/^Multiple user assigned identities exist/)
    expect((await imds({ resource: fake.url }, {})).json['error']).toBe('bad_request_102')
    expect((await ask({ client_id: app.clientId })).json['error_description']).toBe('Identity not found')
    const wrong = await imds({ resource: 'https://fabrikam.crm.dynamics.com', client_id: '' })
    expect(wrong.status).toBe(400)
  })

  it('is there again in a fake that begins with a snapshot', async () => {
    const identity = fake.managedIdentity.add({ systemAssigned: true })
    fake = createFakeDynamics({ snapshot: fake.snapshot() })
    expect((await ask()).json['client_id']).toBe(identity.clientId)
  })

  it('is served to programs of any language', async () => {
    fake.managedIdentity.add({ systemAssigned: true })
    await using server = await fake.listen({ http: true })
    const variables = fake.managedIdentity.environment('app-service', { at: server })
    const url = `${variables['IDENTITY_ENDPOINT']}?api-version=2019-08-01&resource=${encodeURIComponent(server.url)}`
    const response = await fetch(url, { headers: { 'X-IDENTITY-HEADER': variables['IDENTITY_HEADER'] ?? '' } })
    const { json } = await read(response)
    expect(Object.keys(json).toSorted()).toEqual(['access_token', 'client_id', 'expires_on', 'resource', 'token_type'])
    expect((await fetch(url)).status).toBe(401)
  })
})
