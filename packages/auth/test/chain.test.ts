import {
  chain,
  clientSecret,
  defaultCredential,
  isAuthError,
  kubernetesWorkloadIdentity,
  type TokenCredential,
} from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test, vi } from 'vitest'

const fake = createFakeDynamics()
const scope = `${fake.url}/.default`
const app = { tenantId: fake.tenantId, clientId: fake.clientId, fetch: fake.fetch }
const cluster = { name: 'cluster', create: () => kubernetesWorkloadIdentity({ environment: {} }) }

test('stays with the first credential that is available', async () => {
  const create = vi.fn(() => kubernetesWorkloadIdentity({ environment: {} }))
  const credential = chain({ name: 'cluster', create }, clientSecret({ ...app, clientSecret: fake.clientSecret }))
  expect(credential.chosen).toBeUndefined()
  await credential.getToken(scope)
  await credential.getToken('https://graph.microsoft.com/.default')
  expect(credential.chosen).toBe('ClientSecretCredential')
  expect(create).toHaveBeenCalledTimes(1)
})

test('lists every credential that was none, and why', async () => {
  class CredentialUnavailableError extends Error {
    override readonly name = 'CredentialUnavailableError'
  }
  const foreign: TokenCredential = {
    getToken: () => Promise.reject(new CredentialUnavailableError('not on this host')),
  }
  const silent: TokenCredential = { getToken: async () => null }
  const error: unknown = await chain(cluster, foreign, silent)
    .getToken(scope)
    .catch((reason: unknown) => reason)
  if (!isAuthError(error)) throw error
  expect(error.code).toBe('chain-exhausted')
  expect(error.attempts?.map(({ credential }) => credential)).toEqual(['cluster', 'credential 2', 'credential 3'])
  expect(error.message).toMatch(/- cluster: .*AZURE_FEDERATED_TOKEN_FILE not set\n- credential 2: not on this host\n/)
})

test('does not sign in as somebody else where a credential is refused', async () => {
  const later = vi.fn(() => clientSecret({ ...app, clientSecret: fake.clientSecret }))
  const outdated = clientSecret({ ...app, clientSecret: 'abc8Q~a-secret-that-was-removed' })
  const credential = chain(cluster, outdated, { name: 'later', create: later })
  await expect(credential.getToken(scope)).rejects.toMatchObject({ code: 'secret-invalid' })
  expect(later).not.toHaveBeenCalled()
})

test('defaultCredential goes from the environment to the managed identity', async () => {
  const contoso = createFakeDynamics()
  contoso.managedIdentity.add({ systemAssigned: true })
  const environment = contoso.managedIdentity.environment('app-service')
  const credential = defaultCredential({ environment, fetch: contoso.fetch })
  await credential.getToken(`${contoso.url}/.default`)
  expect(credential.chosen).toBe('managedIdentity')
})

test('defaultCredential goes past a proxy that answers for the metadata service', async () => {
  vi.stubEnv('PATH', '')
  try {
    const fetch = async () => new Response('<html>proxy</html>', { status: 403 })
    const error: unknown = await defaultCredential({ environment: {}, fetch })
      .getToken(scope)
      .catch((reason: unknown) => reason)
    expect(isAuthError(error) && error.attempts).toMatchObject([
      { credential: 'fromEnvironment' },
      { credential: 'managedIdentity', reason: expect.stringContaining('HTTP 403') },
      { credential: 'azureCli' },
      { credential: 'azureDeveloperCli' },
    ])
  } finally {
    vi.unstubAllEnvs()
  }
})

test('defaultCredential is narrowed by AZURE_TOKEN_CREDENTIALS', async () => {
  const environment = { AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' }
  const error: unknown = await defaultCredential({ environment, fetch: fake.fetch })
    .getToken(scope)
    .catch((reason: unknown) => reason)
  expect(isAuthError(error) && error.attempts).toEqual([
    { credential: 'fromEnvironment', reason: expect.stringContaining('AZURE_TENANT_ID, AZURE_CLIENT_ID not set') },
  ])
})

test.each([
  ['prod', ['fromEnvironment', 'managedIdentity']],
  ['dev', ['azureCli', 'azureDeveloperCli']],
  ['ManagedIdentityCredential', ['managedIdentity']],
  [undefined, ['fromEnvironment', 'managedIdentity', 'azureCli', 'azureDeveloperCli']],
])('defaultCredential tries with AZURE_TOKEN_CREDENTIALS=%s: %j', async (AZURE_TOKEN_CREDENTIALS, names) => {
  vi.stubEnv('PATH', '')
  try {
    const fetch = () => Promise.reject(new Error('no network'))
    const error: unknown = await defaultCredential({ environment: { AZURE_TOKEN_CREDENTIALS }, fetch })
      .getToken(scope)
      .catch((reason: unknown) => reason)
    expect(isAuthError(error) && error.attempts?.map(({ credential }) => credential)).toEqual(names)
  } finally {
    vi.unstubAllEnvs()
  }
})

test('takes a new secret from a file without a restart, asking once more after a refusal', async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs')
  const folder = mkdtempSync('/tmp/contoso-')
  const path = `${folder}/secret`
  try {
    writeFileSync(path, 'abc8Q~a-secret-that-was-removed\n')
    const contoso = createFakeDynamics()
    const credential = clientSecret({
      ...app,
      tenantId: contoso.tenantId,
      clientId: contoso.clientId,
      fetch: contoso.fetch,
      clientSecret: { path },
    })
    await expect(credential.getToken(`${contoso.url}/.default`)).rejects.toMatchObject({ code: 'secret-invalid' })
    expect(contoso.requests).toHaveLength(1)
    writeFileSync(path, contoso.clientSecret)
    expect((await credential.getToken(`${contoso.url}/.default`)).token).not.toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('asks a function for the secret again after a refusal, and only then', async () => {
  const contoso = createFakeDynamics()
  const asked: boolean[] = []
  const credential = clientSecret({
    tenantId: contoso.tenantId,
    clientId: contoso.clientId,
    fetch: contoso.fetch,
    clientSecret: ({ again }) => {
      asked.push(again)
      return again ? contoso.clientSecret : 'abc8Q~a-secret-that-was-removed'
    },
  })
  expect((await credential.getToken(`${contoso.url}/.default`)).token).not.toBe('')
  expect(asked).toEqual([false, true])
  expect(contoso.requests.map(({ status }) => status)).toEqual([401, 200])
})
