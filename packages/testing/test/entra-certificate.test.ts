import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { decodeJwt, SignJWT } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKeyCredential } from '../src/world/key-credential.ts'
import { loadX509 } from '../src/world/x509.ts'
import { createEntraHarness, LOGIN, ORG, type EntraHarness } from './entra-harness.ts'

interface Certificate {
  readonly pem: string
  readonly privateKey: string
}

/** An RSA certificate signed by itself, as a developer makes one for an app. */
async function createCertificate(notAfter: string): Promise<Certificate> {
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
    notAfter: new Date(notAfter),
    keys,
    signingAlgorithm: algorithm,
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { pem: certificate.toString('pem'), privateKey: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') }
}

let valid: Certificate
let expired: Certificate
let stranger: Certificate
let harness: EntraHarness

beforeAll(async () => {
  valid = await createCertificate('2099-01-01T00:00:00Z')
  expired = await createCertificate('2025-06-01T00:00:00Z')
  stranger = await createCertificate('2099-01-01T00:00:00Z')
})

beforeEach(async () => {
  harness = createEntraHarness()
  harness.app.keyCredentials = [
    await createKeyCredential(harness.world, valid.pem),
    await createKeyCredential(harness.world, expired.pem),
  ]
})

interface AssertionOptions {
  readonly certificate?: Certificate
  readonly signWith?: Certificate
  readonly alg?: 'PS256' | 'RS256'
  readonly claims?: Record<string, unknown>
}

async function assertion({
  certificate = valid,
  signWith = certificate,
  alg = 'PS256',
  claims = {},
}: AssertionOptions = {}) {
  const now = harness.clock.now() / 1000
  const digest = (algorithm: string) =>
    createHash(algorithm).update(new X509Certificate(certificate.pem).raw).digest('base64url')
  const thumbprint = alg === 'PS256' ? { 'x5t#S256': digest('sha256') } : { x5t: digest('sha1') }
  return new SignJWT({
    aud: `${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`,
    iss: harness.app.appId,
    sub: harness.app.appId,
    jti: crypto.randomUUID(),
    nbf: now,
    iat: now,
    exp: now + 600,
    ...claims,
  })
    .setProtectedHeader({ alg, typ: 'JWT', ...thumbprint })
    .sign(createPrivateKey(signWith.privateKey))
}

async function post(clientAssertion: string, fields: Record<string, string> = {}) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: harness.app.appId,
    scope: `${ORG}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: clientAssertion,
    ...fields,
  })
  const response = await harness.fetch(`${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`, { method: 'POST', body })
  return { status: response.status, json: (await response.json()) as Record<string, any> }
}

describe('a token for a certificate', () => {
  it.each(['PS256', 'RS256'] as const)('is issued for an assertion signed with %s', async (alg) => {
    const { json, status } = await post(await assertion({ alg }))
    expect(status).toBe(200)
    expect(decodeJwt(json['access_token'])).toMatchObject({ appid: harness.app.appId, appidacr: '2', aud: ORG })
  })

  it('is issued to msal-node', async () => {
    // msal-node signs by the machine's clock.
    harness.clock.advance(Date.now() - harness.clock.now())
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: harness.app.appId,
        authority: `${LOGIN}/${harness.tenant.id}`,
        clientCertificate: {
          thumbprintSha256: new X509Certificate(valid.pem).fingerprint256.replaceAll(':', ''),
          privateKey: valid.privateKey,
        },
      },
      system: {
        networkClient: {
          sendGetRequestAsync: () => Promise.reject(new Error('no discovery expected')),
          async sendPostRequestAsync<Body>(url: string, options?: { headers?: Record<string, string>; body?: string }) {
            const { headers = {}, body = '' } = options ?? {}
            const response = await harness.fetch(url, { method: 'POST', headers, body })
            return { status: response.status, headers: {}, body: (await response.json()) as Body }
          },
        },
      },
    })
    const result = await application.acquireTokenByClientCredential({ scopes: [`${ORG}/.default`] })
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({ appidacr: '2' })
  })
})

describe('what is refused of an assertion', () => {
  const now = () => harness.clock.now() / 1000
  it.each([
    ['a certificate that is not registered', 700027, 401, () => ({ certificate: stranger })],
    ['another key than the certificate says', 700027, 401, () => ({ signWith: stranger })],
    ['an expired certificate', 700027, 401, () => ({ certificate: expired })],
    ['another audience', 700023, 401, () => ({ claims: { aud: `${LOGIN}/common/oauth2/v2.0/token` } })],
    ['another issuer', 700021, 401, () => ({ claims: { iss: 'x' } })],
    ['another subject', 700021, 401, () => ({ claims: { sub: 'x' } })],
    ['an assertion that expired', 700024, 401, () => ({ claims: { nbf: now() - 1200, exp: now() - 600 } })],
    ['an assertion from the future', 700024, 401, () => ({ claims: { nbf: now() + 600, exp: now() + 1200 } })],
  ])('%s', async (_, code, status, options: () => AssertionOptions) => {
    const answer = await post(await assertion(options()))
    expect([answer.status, answer.json['error'], answer.json['error_codes']]).toEqual([
      status,
      'invalid_client',
      [code],
    ])
  })

  it('garbage', async () => {
    expect((await post('garbage')).json).toMatchObject({ error: 'invalid_request', error_codes: [50027] })
  })

  it('another assertion type', async () => {
    const answer = await post(await assertion(), { client_assertion_type: 'saml' })
    expect(answer.json['error_codes']).toEqual([900144])
  })

  it('the token of another issuer, where the app trusts none', async () => {
    const answer = await post(await assertion({ claims: { iss: 'https://token.actions.githubusercontent.com' } }))
    expect(answer.status).toBe(401)
    expect(answer.json['error_codes']).toEqual([70021])
  })
})
