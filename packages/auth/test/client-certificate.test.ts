import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { clientCertificate, decodeAccessToken, type CertificateInput } from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encryptedPem, makeCertificate, pfxOf } from './support/certificates.ts'

const made = makeCertificate()
const fake = createFakeDynamics()
const app = { tenantId: fake.tenantId, clientId: fake.clientId, fetch: fake.fetch }
const scope = `${fake.url}/.default`
const folder = mkdtempSync(join(tmpdir(), 'contoso-'))

beforeAll(() => fake.addCertificate(fake.clientId, made.certificate))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('signs in with', () => {
  const inputs: readonly (readonly [string, () => CertificateInput])[] = [
    ['PEM text, key first', () => made.pem],
    ['PEM text, certificate first, with CRLF', () => `${made.certificate}${made.privateKey}`.replaceAll('\n', '\r\n')],
    ['an encrypted PEM', () => ({ pem: encryptedPem(made, 'open sesame'), password: 'open sesame' })],
    ['a PEM file', () => ({ path: file('a.pem', made.pem) })],
    ['PFX bytes', () => ({ pfx: pfxOf(made, 'open sesame'), password: 'open sesame' })],
    ['PFX bytes of an old program', () => ({ pfx: pfxOf(made, 'open sesame', '3des'), password: 'open sesame' })],
    ['PFX as base64', () => ({ pfx: Buffer.from(pfxOf(made, 'x')).toString('base64'), password: 'x' })],
    ['a PFX file without password', () => ({ path: file('a.pfx', pfxOf(made, '')) })],
  ]
  test.each(inputs)('%s', async (_, input) => {
    const { token } = await clientCertificate({ ...app, certificate: input() }).getToken(scope)
    expect(decodeAccessToken(token)).toMatchObject({ appid: fake.clientId, appidacr: '2' })
  })

  test('a PFX file that OpenSSL wrote', async ({ skip }) => {
    // A program of the system, not of a package.
    const tool = 'openssl'
    const pem = file('openssl.pem', made.pem)
    const path = join(folder, 'openssl.pfx')
    try {
      execFileSync(tool, ['pkcs12', '-export', '-in', pem, '-out', path, '-passout', 'pass:contoso'])
    } catch {
      skip('openssl is not installed')
    }
    const credential = clientCertificate({ ...app, certificate: { path, password: 'contoso' } })
    expect((await credential.getToken(scope)).token).not.toBe('')
  })
})

test('signs with PS256 and sends the chain when told to', async () => {
  const assertions: string[] = []
  const spy = async (request: Request) => {
    assertions.push(new URLSearchParams(await request.clone().text()).get('client_assertion') ?? '')
    return fake.fetch(request)
  }
  await clientCertificate({ ...app, fetch: spy, certificate: made.pem }).getToken(scope)
  await clientCertificate({ ...app, fetch: spy, certificate: made.pem, sendCertificateChain: true }).getToken(scope)
  const headers = assertions.map((text): unknown =>
    JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()),
  )
  expect(headers[0]).toMatchObject({ alg: 'PS256', 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) })
  expect(headers[0]).not.toHaveProperty('x5c')
  expect(headers[1]).toMatchObject({ x5c: [made.certificate.replaceAll(/-----[^-]+-----|\s/g, '')] })
})

test('works over HTTP, where the authority is on this machine', async () => {
  await using server = await fake.listen({ http: true })
  const credential = clientCertificate({
    tenantId: fake.tenantId,
    clientId: fake.clientId,
    authority: server.authority,
    certificate: made.pem,
  })
  expect((await credential.getToken(`${server.url}/.default`)).token).not.toBe('')
})

describe('refuses at once', () => {
  const other = makeCertificate()
  const soon = new Date(Date.now() + 86_400_000)
  const past = new Date(Date.now() - 86_400_000)
  const ec = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const inputs: readonly (readonly [string, () => CertificateInput, RegExp])[] = [
    ['nothing', () => '', /^certificate: is missing/],
    ['a key alone', () => made.privateKey, /^certificate: holds no certificate/],
    ['a certificate alone', () => made.certificate, /^certificate: holds no private key/],
    ['another’s key', () => `${other.privateKey}${made.certificate}`, /^certificate: the private key is not/],
    ['an elliptic key', () => `${ec.privateKey}${made.certificate}`, /^certificate: the private key is not/],
    ['an encrypted key without password', () => encryptedPem(made, 'a'), /^certificate: its private key is encrypted/],
    ['a wrong password', () => ({ pem: encryptedPem(made, 'a'), password: 'b' }), /does not open with the password/],
    ['a PFX with a wrong password', () => ({ pfx: pfxOf(made, 'a'), password: 'b' }), /is no PFX file that opens/],
    ['what is no PFX', () => ({ pfx: new Uint8Array([1, 2, 3]) }), /is no PFX file that opens/],
    [
      'a file that is not there',
      () => ({ path: join(folder, 'missing.pem') }),
      /^certificate\.path: .* cannot be read/,
    ],
    [
      'an expired one',
      () => makeCertificate({ notBefore: past, notAfter: past }).pem,
      /^certificate: expired on \d{4}-/,
    ],
    ['one of tomorrow', () => makeCertificate({ notBefore: soon }).pem, /^certificate: is not valid before \d{4}-/],
  ]
  test.each(inputs)('%s', (_, input, message) => {
    const make = () => clientCertificate({ ...app, certificate: input() })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
  })
})

test('names the certificate that Entra does not know, and never shows the key', async () => {
  const unknown = makeCertificate()
  const credential = clientCertificate({ ...app, certificate: unknown.pem })
  const error: unknown = await credential.getToken(scope).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'certificate-unknown', aadsts: 700027 })
  for (const value of [error, credential]) {
    expect(inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value)).not.toMatch(/PRIVATE KEY|eyJ/)
  }
})

describe('takes a new certificate without a restart', () => {
  test('from a file that was replaced', async () => {
    const old = makeCertificate()
    const path = file('rotating.pem', old.pem)
    const credential = clientCertificate({ ...app, certificate: { path } })
    await expect(credential.getToken(scope)).rejects.toMatchObject({ code: 'certificate-unknown' })
    writeFileSync(path, made.pem)
    expect((await credential.getToken(scope)).token).not.toBe('')
  })

  test('from a function, asked once more after a refusal', async () => {
    const old = makeCertificate()
    const asked: boolean[] = []
    const credential = clientCertificate({
      ...app,
      certificate: ({ again }) => {
        asked.push(again)
        return again ? made.pem : old.pem
      },
    })
    expect((await credential.getToken(scope)).token).not.toBe('')
    expect(asked).toEqual([false, true])
  })
})
