import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { get as httpGet } from 'node:http'
import { createServer } from 'node:net'
import { get as httpsGet } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createServerCertificate } from '../src/doors/certificate.ts'
import { openCertificate } from '../src/doors/certificate-store.ts'
import { startServer, type StartedServer } from '../src/doors/server-door.ts'
import type { ListenOptions } from '../src/doors/listen.ts'
import { createEntraHarness } from './entra-harness.ts'

const CONFIGURATION = '/common/v2.0/.well-known/openid-configuration'

const started: StartedServer[] = []
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dynamics-kit-test-'))
})

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()))
  await rm(directory, { recursive: true })
})

async function start(options: ListenOptions = {}): Promise<StartedServer> {
  const server = await startServer(createEntraHarness().engine, options)
  started.push(server)
  return server
}

interface Answer {
  readonly status: number
  readonly text: string
}

function get(url: string, options: { ca?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsGet : httpGet
    send(url, options, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    }).on('error', reject)
  })
}

describe('the HTTPS server', () => {
  it('is trusted by who trusts its authority, at every loopback name', async () => {
    const { origins, ca = '', caFile = '' } = await start()
    expect(await readFile(caFile, 'utf8')).toBe(ca)
    for (const origin of origins.filter((one) => !one.includes('[::1]'))) {
      const { status, text } = await get(origin + CONFIGURATION, { ca })
      expect([status, JSON.parse(text).issuer]).toEqual([200, `${origin}/{tenantid}/v2.0`])
    }
    expect(origins.map((origin) => new URL(origin).hostname)).toEqual(['localhost', '127.0.0.1', '[::1]'])
    await expect(get(origins[0] + CONFIGURATION)).rejects.toThrow(/certificate/)
  })

  it('removes what it wrote when no directory was given', async () => {
    const { caFile = '', close } = await start()
    await close()
    started.length = 0
    await expect(stat(caFile)).rejects.toThrow('ENOENT')
  })

  it('takes URLs longer than Node takes by default', async () => {
    const { origins, ca = '' } = await start()
    const { status } = await get(`${origins[0]}${CONFIGURATION}?x=${'y'.repeat(32_000)}`, { ca })
    expect(status).toBe(200)
  })
})

describe('the HTTP server', () => {
  it('has no certificate', async () => {
    const server = await start({ http: true })
    expect(server).not.toHaveProperty('ca')
    expect((await get(server.origins[0] + CONFIGURATION)).status).toBe(200)
  })

  it('refuses host names that are not its own', async () => {
    const { port } = await start({ http: true, allowedHosts: ['fake.contoso.example'] })
    const status = async (host: string) =>
      (await get(`http://127.0.0.1:${port}${CONFIGURATION}`, { headers: { host } })).status
    expect(await status(`rebound.fabrikam.example:${port}`)).toBe(403)
    expect(await status(`fake.contoso.example:${port}`)).toBe(200)
    expect(await status(`LOCALHOST:${port}`)).toBe(200)
  })

  it('closes connections that are kept alive', async () => {
    const server = await start({ http: true })
    await (await fetch(server.origins[0] + CONFIGURATION)).text()
    const before = Date.now()
    await server.close()
    started.length = 0
    expect(Date.now() - before).toBeLessThan(1000)
    await expect(fetch(server.origins[0] + CONFIGURATION)).rejects.toThrow('fetch failed')
  })
})

describe('a port that cannot be had', () => {
  it('is a typed error that says what to do', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    await expect(start({ port, http: true })).rejects.toMatchObject({
      name: 'EmulatorError',
      code: 'port-in-use',
      message: `Port ${port} on 127.0.0.1 is in use. Stop the program that listens there, choose another port, or pass 0 to take a free one.`,
    })
    await new Promise((resolve) => other.close(resolve))
  })

  it('is told apart from an address that is not here', async () => {
    await expect(start({ host: '192.0.2.1', http: true })).rejects.toMatchObject({ code: 'cannot-listen' })
  })
})

describe('a certificate directory', () => {
  const names = ['localhost', '127.0.0.1', '::1']

  it('gives the same certificate again', async () => {
    const first = await openCertificate(directory, names)
    expect(await openCertificate(directory, names)).toEqual(first)
  })

  it('keeps the private key for its owner', async () => {
    await openCertificate(directory, names)
    expect((await stat(join(directory, 'localhost-key.pem'))).mode & 0o777).toBe(0o600)
  })

  it('holds a server certificate for every name, signed by its authority', async () => {
    const { ca, certificate } = await openCertificate(directory, names)
    const server = new X509Certificate(certificate)
    const authority = new X509Certificate(ca)
    expect([server.checkIssued(authority), server.verify(authority.publicKey), server.ca, authority.ca]).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(server.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
    expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBeLessThan(399 * 86_400_000)
  })

  it.each(['ca.pem', 'localhost.pem', 'localhost-key.pem'])('is renewed when %s is damaged', async (file) => {
    const first = await openCertificate(directory, names)
    await writeFile(join(directory, file), 'damaged')
    expect((await openCertificate(directory, names)).ca).not.toBe(first.ca)
  })

  it('made anew for another name, it keeps the names and the trust of the one before', async () => {
    const first = await openCertificate(directory, names)
    const second = await openCertificate(directory, [...names, 'dynamics'])
    expect(second.certificate).not.toBe(first.certificate)
    expect(second.ca.endsWith(first.ca)).toBe(true)
    expect(second.ca).not.toBe(first.ca)
    expect(new X509Certificate(second.certificate).verify(new X509Certificate(second.ca).publicKey)).toBe(true)
    expect(await readFile(second.caFile, 'utf8')).toBe(second.ca)
    expect(await openCertificate(directory, names)).toEqual(second)

    const third = await openCertificate(directory, ['fabrikam'])
    expect(new X509Certificate(third.certificate).checkHost('dynamics')).toBe('dynamics')
    const years = 3 * 365 * 24 * 60 * 60 * 1000
    const fourth = await openCertificate(directory, names, Date.now() + years)
    expect(fourth.ca.match(/BEGIN/g)).toHaveLength(1)
  })

  it('is renewed when the key belongs to another certificate', async () => {
    const first = await openCertificate(directory, names)
    await writeFile(join(directory, 'localhost-key.pem'), (await createServerCertificate(names)).privateKey)
    expect((await openCertificate(directory, names)).ca).not.toBe(first.ca)
  })

  it('is renewed when a name is missing', async () => {
    const first = await openCertificate(directory, names)
    const second = await openCertificate(directory, [...names, 'fake.contoso.example'])
    expect(second.ca).not.toBe(first.ca)
    expect(await openCertificate(directory, names)).toEqual(second)
  })

  it('is renewed when it is about to expire', async () => {
    const first = await openCertificate(directory, names)
    const inAYear = Date.now() + 397 * 86_400_000
    expect((await openCertificate(directory, names, inAYear)).ca).not.toBe(first.ca)
  })
})

it('leaves Reflect as it was', async () => {
  await createServerCertificate(['localhost'])
  expect('getMetadata' in Reflect).toBe(false)
})
