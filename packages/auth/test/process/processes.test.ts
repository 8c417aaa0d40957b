import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUnavailable, startPostgres } from '../store/postgres-server.ts'
import { redisUnavailable, startRedis } from '../store/redis-server.ts'
import { hireCrew, type Crew } from './in-world.ts'
import { onDisk, type StoreHome } from './store-home.ts'

async function onRedis(): Promise<StoreHome> {
  const { port, close } = await startRedis()
  return { place: { kind: 'redis', url: `redis://127.0.0.1:${port}` }, close }
}

async function onPostgres(): Promise<StoreHome> {
  const { port, close } = await startPostgres()
  return { place: { kind: 'postgres', url: `postgresql://postgres@127.0.0.1:${port}/postgres` }, close }
}

const stores: [string, () => Promise<StoreHome>, string | undefined][] = [
  ['files', () => onDisk((folder) => ({ kind: 'file', directory: join(folder, 'tokens') })), undefined],
  ['SQLite', () => onDisk((folder) => ({ kind: 'sqlite', file: join(folder, 'tokens.sqlite') })), undefined],
  ['Redis', onRedis, redisUnavailable],
  ['PostgreSQL', onPostgres, postgresUnavailable],
]

const compileCache = mkdtempSync(join(tmpdir(), 'dynamics-kit-compiled-'))
afterAll(() => rmSync(compileCache, { recursive: true, force: true }))

describe('processes that share a store', { timeout: 60_000 }, () => {
  describe.each(stores)('over %s', (_name, open, unavailable) => {
    describe.skipIf(unavailable !== undefined)(`${unavailable ?? 'here'}`, () => {
      let home: StoreHome
      let crew: Crew

      beforeAll(async () => {
        home = await open()
        crew = hireCrew(home.place, compileCache)
      }, 60_000)
      afterAll(async () => {
        await crew?.close()
        await home?.close()
      })

      test.each([2, 8])('%i that miss a token at once ask for one', (count) =>
        crew.inWorld(async ({ endpoint, members }) => {
          const all = await members(count)
          const deliveries = await Promise.all(all.map((member) => member.getToken()))
          expect(deliveries.map(({ token, error, warnings }) => ({ token, error, warnings }))).toEqual(
            Array.from({ length: count }, () => ({ token: 'token-1', error: undefined, warnings: [] })),
          )
          expect(endpoint.requests).toBe(1)
        }),
      )

      test('renew a token in the background once', () =>
        crew.inWorld(async ({ endpoint, members }) => {
          endpoint.answers = [{ expires_in: 3_600 }, { expires_in: 7_200 }]
          const all = await members(8)
          const ask = (ahead: number) =>
            Promise.all(all.map(async (member) => (await member.getToken({ ahead })).token))
          expect(await ask(0)).toEqual(Array(8).fill('token-1'))
          const lastMinutes = 56 * 60_000
          expect(await ask(lastMinutes)).toEqual(Array(8).fill('token-1'))
          await expect.poll(() => ask(lastMinutes), { timeout: 30_000 }).toEqual(Array(8).fill('token-2'))
          expect(endpoint.requests).toBe(2)
        }))

      test('need neither Entra nor msal-node while a token is valid', () =>
        crew.inWorld(async ({ endpoint, members, newcomer }) => {
          const [first] = await members(1)
          expect(await first?.getToken()).toMatchObject({ token: 'token-1', msalIsLoaded: true })
          const second = await newcomer()
          expect(await second.getToken()).toMatchObject({ token: 'token-1', msalIsLoaded: false })
          expect(endpoint.requests).toBe(1)
        }))

      test('start with the token of the last forced renewal', () =>
        crew.inWorld(async ({ members }) => {
          const [first, second] = await members(2)
          await first?.getToken()
          expect(await first?.getToken({ forceRefresh: true })).toMatchObject({ token: 'token-2' })
          expect(await second?.getToken()).toMatchObject({ token: 'token-2' })
        }))

      // The lease is a tenth of what the credential asks for; without its end the survivor would go on alone, with no lock.
      test('wait for one that died no longer than its lease of 15 seconds', () =>
        crew.inWorld(async ({ endpoint, members, newcomer }) => {
          const [survivor] = await members(1)
          const victim = await newcomer()
          endpoint.delay = 60_000
          victim.getToken({ shortenLeases: 10 }).catch(() => undefined)
          await expect.poll(() => endpoint.requests, { timeout: 30_000 }).toBe(1)
          endpoint.delay = 0
          const waiting = survivor?.getToken({ shortenLeases: 10 })
          await victim.kill()
          expect(await waiting).toMatchObject({ token: 'token-2', warnings: [], leases: [15_000] })
        }))
    })
  })
})
