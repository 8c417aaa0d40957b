import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  azurePipelines,
  clientAssertion,
  decodeAccessToken,
  fromEnvironment,
  gitHubActions,
  kubernetesWorkloadIdentity,
  managedIdentity,
} from '@dynamics-kit/auth'
import { createFakeDynamics, type FakeApp, type FakeDynamics } from '@dynamics-kit/testing'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'contoso-'))
const tokenFile = join(folder, 'token')
afterAll(() => rmSync(folder, { recursive: true }))

let fake: FakeDynamics
let app: FakeApp
let ids: { tenantId: string; clientId: string; fetch: FakeDynamics['fetch'] }

beforeEach(() => {
  fake = createFakeDynamics()
  app = fake.addApp()
  ids = { tenantId: fake.tenantId, clientId: app.clientId, fetch: fake.fetch }
})

const scope = () => `${fake.url}/.default`
const asked = (service: string) => fake.requests.filter((request) => request.service === service).length

describe('gitHubActions', () => {
  test('exchanges the job’s token, asked for once per token request', async () => {
    const job = fake.workloadIdentity.gitHubActions({ environment: 'production' })
    fake.addFederatedCredential(app.clientId, job)
    const credential = gitHubActions({ ...ids, environment: job.environment })
    const { token } = await credential.getToken(scope())
    expect(decodeAccessToken(token)).toMatchObject({ appid: app.clientId, appidacr: '2' })
    for (let call = 0; call < 5; call++) await credential.getToken(scope())
    expect([asked('identity'), asked('entra')]).toEqual([1, 1])
    await credential.getToken(scope(), { forceRefresh: true })
    expect([asked('identity'), asked('entra')]).toEqual([2, 2])
  })

  test.each([
    ['federation-mismatch', 70021, undefined],
    ['federation-mismatch', 700211, { issuer: 'https://token.actions.githubusercontent.com/contoso' }],
    ['federation-mismatch', 700213, { subject: 'repo:contoso/integration:pull_request' }],
    ['federation-mismatch', 700212, { audience: 'api://AzureADTokenExchangeUSGov' }],
  ])('explains %s (AADSTS%i)', async (code, aadsts, change) => {
    const job = fake.workloadIdentity.gitHubActions()
    if (change) fake.addFederatedCredential(app.clientId, { ...job, ...change })
    await expect(gitHubActions({ ...ids, environment: job.environment }).getToken(scope())).rejects.toMatchObject({
      code,
      aadsts,
      step: 1,
    })
  })

  test('says what GitHub said when it refuses', async () => {
    const { environment } = fake.workloadIdentity.gitHubActions()
    const stale = { ...environment, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-a-job-that-ended' }
    const error: unknown = await gitHubActions({ ...ids, environment: stale })
      .getToken(scope())
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'rejected', status: 401 })
    expect(String(error)).not.toContain('of-a-job-that-ended')
  })
})

test('azurePipelines exchanges the token of the service connection', async () => {
  const job = fake.workloadIdentity.azurePipelines({ clientId: app.clientId })
  fake.addFederatedCredential(app.clientId, job)
  const credential = azurePipelines({ fetch: fake.fetch, environment: job.environment })
  expect(decodeAccessToken((await credential.getToken(scope())).token).appid).toBe(app.clientId)
})

test('azurePipelines recognizes the sign-in page that a wrong access token gets', async () => {
  const job = fake.workloadIdentity.azurePipelines({ clientId: app.clientId })
  const credential = azurePipelines({ fetch: fake.fetch, environment: job.environment, accessToken: 'wrong' })
  await expect(credential.getToken(scope())).rejects.toMatchObject({ code: 'response-unreadable', status: 203 })
})

describe('kubernetesWorkloadIdentity', () => {
  test('reads the token file for every exchange', async () => {
    const pod = fake.workloadIdentity.kubernetes({ clientId: app.clientId, tokenFile })
    fake.addFederatedCredential(app.clientId, pod)
    const credential = kubernetesWorkloadIdentity({ fetch: fake.fetch, environment: pod.environment })
    writeFileSync(tokenFile, 'not yet')
    await expect(credential.getToken(scope())).rejects.toMatchObject({ code: 'assertion-invalid' })
    writeFileSync(tokenFile, `${await pod.token()}\n`)
    expect((await credential.getToken(scope())).token).not.toBe('')
    rmSync(tokenFile)
    await expect(credential.getToken(scope(), { forceRefresh: true })).rejects.toMatchObject({
      code: 'credential-unavailable',
    })
  })

  test('is found by fromEnvironment, over HTTP too', async () => {
    await using server = await fake.listen({ http: true })
    const pod = fake.workloadIdentity.kubernetes({ clientId: app.clientId, tokenFile, authority: server.authority })
    fake.addFederatedCredential(app.clientId, pod)
    writeFileSync(tokenFile, await pod.token())
    const { token } = await fromEnvironment(pod.environment).getToken(`${server.url}/.default`)
    expect(decodeAccessToken(token).appid).toBe(app.clientId)
  })
})

describe('clientAssertion', () => {
  test('lets errors of getAssertion through as they are', async () => {
    const mine = new RangeError('the vault is closed')
    const credential = clientAssertion({ ...ids, getAssertion: () => Promise.reject(mine) })
    await expect(credential.getToken(scope())).rejects.toBe(mine)
    expect(asked('entra')).toBe(0)
  })

  test('tells getAssertion the audience of the cloud', async () => {
    const audiences: string[] = []
    const getAssertion = ({ audience }: { audience: string }) => {
      audiences.push(audience)
      return ''
    }
    for (const authority of [undefined, 'https://login.microsoftonline.us', 'login.partner.microsoftonline.cn']) {
      const options = { ...ids, getAssertion, ...(authority !== undefined && { authority }) }
      await expect(clientAssertion(options).getToken(scope())).rejects.toMatchObject({ code: 'assertion-invalid' })
    }
    expect(audiences).toEqual([
      'api://AzureADTokenExchange',
      'api://AzureADTokenExchangeUSGov',
      'api://AzureADTokenExchangeChina',
    ])
  })

  test.each([
    ['https://contoso.crm9.dynamics.com', 'api://AzureADTokenExchange'],
    ['https://contoso.crm.microsoftdynamics.us', 'api://AzureADTokenExchangeUSGov'],
    ['https://contoso.crm.appsplatform.us', 'api://AzureADTokenExchangeUSGov'],
    ['https://contoso.crm.dynamics.cn', 'api://AzureADTokenExchangeChina'],
  ])('tells getAssertion the audience of the cloud of %s', async (environment, audience) => {
    const audiences: string[] = []
    const machine = {
      getToken: async (scopes: string | string[]) => {
        audiences.push(String(scopes))
        return null
      },
    }
    const credential = clientAssertion({ ...ids, getAssertion: machine })
    await expect(credential.getToken(`${environment}/.default`)).rejects.toMatchObject({ code: 'assertion-invalid' })
    expect(audiences).toEqual([`${audience}/.default`])
  })

  test('takes a managed identity as the proof of an app', async () => {
    const identity = fake.managedIdentity.add({ systemAssigned: true, applicationUser: false })
    fake.addFederatedCredential(app.clientId, identity)
    const environment = fake.managedIdentity.environment('app-service')
    const machine = managedIdentity({ fetch: fake.fetch, environment })
    const { token } = await clientAssertion({ ...ids, getAssertion: machine }).getToken(scope())
    expect(decodeAccessToken(token).appid).toBe(app.clientId)
  })
})
