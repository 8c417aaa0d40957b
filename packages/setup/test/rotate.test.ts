import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientCertificate, clientSecret } from '@dynamics-kit/auth'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { rotate, setUp, type RotateOptions } from '../src/index.ts'
import { wire, type Fault, type Wire } from './fault.ts'
import { openTenant, type Memory, type Tenant } from './tenant.ts'

const hour = 3_600_000
const folder = mkdtempSync(join(tmpdir(), 'rotate-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

let tenant: Tenant
let options: RotateOptions

beforeEach(async () => {
  tenant = openTenant()
  await setUp({ ...tenant.options, credential: { kind: 'secret', days: 20 } })
  tenant.outcomes()
  const { administrator, store, fetch, now, sleep, onProgress } = tenant.options
  options = { administrator, store, fetch, now, sleep, onProgress }
})

const stored = () => tenant.store.kept['AZURE_CLIENT_SECRET'] ?? ''
const hints = (...secrets: string[]) => secrets.map((secret) => secret.slice(0, 3)).toSorted()

describe('a secret', () => {
  test('is replaced, and the old one stays for a day', async () => {
    const { fake, holdings, outcomes } = tenant
    const old = stored()
    expect(await rotate(options)).toMatchObject({ rotated: true, variables: { AZURE_CLIENT_SECRET: stored() } })
    expect(outcomes()).toEqual([
      'kept client secret',
      'created client secret',
      'exists access token',
      'updated settings',
      'kept client secret',
    ])
    expect(stored()).not.toBe(old)
    expect(holdings().secrets.toSorted()).toEqual(hints(old, stored()))

    const second = stored()
    fake.clock.advance(25 * hour)
    await rotate(options)
    expect(holdings().secrets.toSorted()).toEqual(hints(second, stored()))
  })

  test('is not replaced twice within the overlap without the old one staying', async () => {
    const first = stored()
    await rotate(options)
    const second = stored()
    await rotate(options)
    expect(tenant.holdings().secrets.toSorted()).toEqual(hints(first, second, stored()))
  })

  test('is taken away by the same run, when that waits', async () => {
    await rotate({ ...options, overlap: hour, wait: true })
    expect(tenant.holdings().secrets).toEqual(hints(stored()))
  })

  test('is replaced when it expires soon, and not before', async () => {
    const old = stored()
    const soon = { ...options, whenExpiresWithin: 10 }
    expect(await rotate(soon)).toMatchObject({ rotated: false })
    expect(stored()).toBe(old)
    tenant.fake.clock.advance(11 * 24 * hour)
    expect(await rotate(soon)).toMatchObject({ rotated: true })
  })

  test('of somebody else stays', async () => {
    const { fake, administrator, store } = tenant
    const { token } = await administrator.getToken('https://graph.microsoft.com/.default')
    const url = `${fake.graphUrl}/applications(appId='${store.kept['AZURE_CLIENT_ID']}')/addPassword`
    const body = JSON.stringify({ passwordCredential: { displayName: 'by hand' } })
    const answer = await fake.fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body })
    const { hint } = (await answer.json()) as { hint: string }
    await rotate({ ...options, overlap: 0 })
    expect(tenant.holdings().secrets.toSorted()).toEqual([hint, ...hints(stored())].toSorted())
  })

  test('is in use until the new one is taken everywhere', async () => {
    const { fake } = tenant
    const old = stored()
    fake.graph.delay = 10_000
    fake.graph.disagreement = 20_000
    let published = 0
    const save = async (variables: Readonly<Record<string, string>>) => {
      published = fake.clock.now()
      await tenant.store.save(variables)
    }
    const begin = fake.clock.now()
    await rotate({ ...options, store: { ...tenant.store, save } })
    expect(published - begin).toBeGreaterThanOrEqual(10_000)
    expect(stored()).not.toBe(old)
  })

  test('stays stored when Entra never takes the new one', async () => {
    const old = stored()
    tenant.fake.entra.failNext({ aadsts: 7000215 }, 1000)
    await expect(rotate(options)).rejects.toMatchObject({ aadsts: 7000215 })
    expect(stored()).toBe(old)
    tenant.fake.entra.failNext({ aadsts: 7000215 }, 0)
  })

  test.each(['killed-before', 'killed-after'] as const)(
    'is one of at most two after a run that was %s each of its calls, and the stored one always works',
    async (how) => {
      const { fake, store } = tenant
      const fresh = fake.snapshot()
      const before = { ...store.kept }
      const run = async (fault?: Fault): Promise<Wire['calls']> => {
        const line = wire(fake.fetch, fault)
        const save: Memory['save'] = (variables) => line.call('save', () => store.save(variables))
        const ended = rotate({ ...options, store: { ...store, save }, fetch: line.fetch, signal: line.signal })
        await (fault ? ended.catch(() => undefined) : ended)
        return line.calls
      }
      const calls = await run()
      for (const at of calls.keys()) {
        fake.restore(fresh)
        Object.assign(store.kept, before)
        // One world, one run after another.
        // oxlint-disable no-await-in-loop
        await run({ at, how })
        const { AZURE_CLIENT_ID: clientId = '' } = store.kept
        const credential = clientSecret({ ...fake, clientId, clientSecret: stored(), fetch: fake.fetch })
        await credential.getToken(`${fake.url}/.default`)
        fake.clock.advance(25 * hour)
        await run()
        // oxlint-enable no-await-in-loop
        const { secrets } = tenant.holdings()
        expect({ at: calls[at], secrets: secrets.length }).toEqual({ at: calls[at], secrets: 2 })
        expect(secrets).toContain(stored().slice(0, 3))
      }
      expect(calls.length).toBeGreaterThan(12)
    },
    60_000,
  )

  test('is replaced under 200 requests a second, and none of them fails', async () => {
    const { fake, store, administrator } = tenant
    fake.graph.delay = 300
    fake.graph.disagreement = 300
    const { AZURE_CLIENT_ID: clientId = '' } = store.kept
    // What it is signed in with is read for each token request, as from a file that is replaced.
    const program = clientSecret({ ...fake, clientId, clientSecret: () => stored(), fetch: fake.fetch })
    const used = new Set<string>()
    const failures: unknown[] = []
    let requests = 0
    const call = async () => {
      used.add(stored())
      const fresh: object = { forceRefresh: requests++ % 10 === 0 }
      const { token } = await program.getToken(`${fake.url}/.default`, fresh)
      const answer = await fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, {
        headers: { authorization: `Bearer ${token}` },
      })
      if (answer.status !== 200) failures.push(answer.status)
    }
    const running = new Set<Promise<void>>()
    const began = performance.now()
    const elapsed = () => performance.now() - began
    // As many as are due, also when the machine was busy.
    const timer = setInterval(() => {
      while (requests < elapsed() / 5) {
        const one = call().catch((error: unknown) => void failures.push(error))
        running.add(one)
        void one.finally(() => running.delete(one))
      }
    }, 5)
    // Waits are real, and a tenth as long.
    const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds / 10))
    await rotate({ administrator, store, fetch: fake.fetch, sleep, overlap: 500, wait: true })
    await sleep(20_000)
    clearInterval(timer)
    await Promise.all(running)
    console.log(`${requests} requests in ${(elapsed() / 1000).toFixed(1)} s, ${failures.length} failed`)
    expect(failures).toEqual([])
    expect(used.size).toBe(2)
  }, 60_000)
})

describe('a certificate', () => {
  test('is replaced in its file, and the old one stays for a day', async () => {
    const path = join(folder, 'contoso.pem')
    const { fake, holdings, store } = tenant
    await setUp({ ...tenant.options, credential: { kind: 'certificate', path }, store, overwrite: true })
    expect(store.kept).not.toHaveProperty('AZURE_CLIENT_SECRET')
    const old = readFileSync(path, 'utf8')
    const program = clientCertificate({
      ...fake,
      clientId: store.kept['AZURE_CLIENT_ID'] ?? '',
      certificate: { path },
      fetch: fake.fetch,
    })
    await program.getToken(`${fake.url}/.default`)
    expect(await rotate({ ...options, sleep: async () => undefined })).toMatchObject({ rotated: true, variables: {} })
    expect(readFileSync(path, 'utf8')).not.toBe(old)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(holdings().certificates).toBe(2)
    const fresh: object = { forceRefresh: true }
    await program.getToken(`${fake.url}/.default`, fresh)
    await rotate({ ...options, overlap: 0, whenExpiresWithin: 1, sleep: async () => undefined })
    expect(holdings().certificates).toBe(1)
    await program.getToken(`${fake.url}/.default`, fresh)
  }, 60_000)
})

const empty: RotateOptions['store'] = { name: 'empty', save: async () => undefined }

test.each([
  [{ store: empty }, /^url: is missing/],
  [{ store: empty, url: 'https://contoso.crm.dynamics.com' }, /^clientId: is missing/],
  [{ overlap: -1 }, /^overlap: give milliseconds/],
])('without what it needs it says so: %#', async (more, message) => {
  await expect(rotate({ ...options, ...more })).rejects.toThrow(message)
})
