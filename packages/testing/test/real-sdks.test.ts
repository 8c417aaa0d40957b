// Microsoft's own libraries against a world over HTTPS, each in a process that only knows addresses and the certificate authority.
import { fork } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeApp, type FakeManagedIdentity } from '../src/index.ts'
import { loadX509 } from '../src/world/x509.ts'
import type { Given, GraphResult, Result, Told } from './real-sdks-program.ts'

const fake = createFakeDynamics()
const folder = mkdtempSync(join(tmpdir(), 'real-sdks-'))

let app: FakeApp
let identity: FakeManagedIdentity
let adaUserId: string
let results: Readonly<Record<string, Result>>
let graph: GraphResult

beforeAll(async () => {
  await using server = await fake.listen()
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  adaUserId = ada.systemUserId ?? ''
  app = fake.addApp({ roles: ['System Administrator'], graphRoles: ['Application.ReadWrite.All'] })
  const api = fake.addApp({ applicationUser: false, publishes: ['access_as_user'], adminConsent: true })
  const publicClient = fake.addApp({ applicationUser: false, publicClient: true })
  identity = fake.managedIdentity.add({ systemAssigned: true, roles: ['System Administrator'] })
  const certificateFile = join(folder, 'contoso.pem')
  const thumbprintSha256 = await makeCertificate(certificateFile, app.clientId)
  const tokenFile = join(folder, 'token')
  const place = { at: server }
  const gitHub = fake.workloadIdentity.gitHubActions(place)
  const pipelines = fake.workloadIdentity.azurePipelines({ clientId: app.clientId, ...place })
  const pod = fake.workloadIdentity.kubernetes({ clientId: app.clientId, tokenFile, authority: server.authority })
  for (const job of [gitHub, pipelines, pod]) fake.addFederatedCredential(app.clientId, job)
  writeFileSync(tokenFile, await pod.token())
  const given: Given = {
    dynamics: server.url,
    graph: server.graphUrl,
    authority: server.authority,
    tenantId: fake.tenantId,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    certificateFile,
    thumbprintSha256,
    api: { clientId: api.clientId, clientSecret: api.clientSecret },
    publicClientId: publicClient.clientId,
    gitHub: gitHub.environment,
    azurePipelines: pipelines.environment,
    kubernetes: pod.environment,
    managedIdentity: fake.managedIdentity.environment('app-service', place),
  }
  const told = await run(given, server.caFile ?? '', (userCode) => fake.entra.approveDevice(userCode, ada.id))
  results = told.results
  graph = told.graph
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true }))

function run(
  given: Given,
  caFile: string,
  approve: (userCode: string) => void,
): Promise<Extract<Told, { readonly graph: unknown }>> {
  const program = fileURLToPath(new URL('real-sdks-program.ts', import.meta.url))
  const child = fork(program, [JSON.stringify(given)], {
    execArgv: ['--conditions=source'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    let errors = ''
    child.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
    child.on('exit', (code) => reject(new Error(`ended with ${code}: ${errors}`)))
    child.on('message', (message: Told) => ('approve' in message ? approve(message.approve) : resolve(message)))
  })
}

/** Registers a certificate of the app. @returns SHA-256 of it, as msal-node wants it */
async function makeCertificate(file: string, clientId: string): Promise<string> {
  const x509 = await loadX509()
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=contoso',
    notBefore: new Date('2025-01-01T00:00:00Z'),
    notAfter: new Date('2099-01-01T00:00:00Z'),
    keys,
    signingAlgorithm: algorithm,
  })
  const pem = certificate.toString('pem')
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  writeFileSync(file, `${pem}\n${key}\n`)
  await fake.addCertificate(clientId, pem)
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '')
}

describe('an app is who it is to Dynamics with', () => {
  test.each([
    'msal-node, secret',
    'msal-node, certificate',
    'msal-node, assertion of a GitHub job',
    'identity, secret',
    'identity, certificate',
    'identity, workload identity',
    'identity, environment',
    'identity, Azure Pipelines',
  ])('%s', (way) => {
    expect(results[way]).toEqual({ status: 200, appId: app.clientId, userId: app.systemUserId })
  })
})

test.each(['msal-node, managed identity', 'identity, managed identity'])('the machine is itself with %s', (way) => {
  expect(results[way]).toEqual({ status: 200, appId: identity.clientId, userId: identity.systemUserId })
})

test.each(['msal-node, device code', 'msal-node, on behalf of a person'])('a person is herself with %s', (way) => {
  expect(results[way]).toMatchObject({ status: 200, userId: adaUserId })
})

test('step 1 with Microsoft’s client of Graph leaves an app that can sign in', () => {
  expect(graph).toEqual({
    appId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    hasServicePrincipal: true,
    secretWorks: true,
  })
})
