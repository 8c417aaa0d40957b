import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUnavailable, startPostgres } from '../store/postgres-server.ts'
import { redisUnavailable, startRedis } from '../store/redis-server.ts'
import { inWorld } from './in-world.ts'
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

describe('processes that share a store', { timeout: 60_000 }, () => {
  describe.each(stores)('over %s', (_name, open, unavailable) => {
    describe.skipIf(unavailable !== undefined)(`${unavailable ?? 'here'}`, () => {
      let home: StoreHome

      beforeAll(async () => {
        home = await open()
      }, 60_000)
      afterAll(() => home?.close())

      test.each([2, 8])('%i that miss a token at once ask for one', (count) =>
        inWorld(home.place, async ({ endpoint, start }) => {
          const all = await start(count)
          const deliveries = await Promise.all(all.map((worker) => worker.getToken()))
          expect(deliveries.map(({ token, error, warnings }) => ({ token, error, warnings }))).toEqual(
            Array.from({ length: count }, () => ({ token: 'token-1', error: undefined, warnings: [] })),
          )
          expect(endpoint.requests).toBe(1)
        }),
      )

      test('renew a token in the background once', () =>
        inWorld(home.place, async ({ endpoint, start }) => {
          endpoint.answers = [{ expires_in: 3_600 }, { expires_in: 7_200 }]
          const all = await start(8)
          const ask = (ahead: number) =>
            Promise.all(all.map(async (worker) => (await worker.getToken({ ahead })).token))
          expect(await ask(0)).toEqual(Array(8).fill('token-1'))
          const lastMinutes = 56 * 60_000
          expect(await ask(lastMinutes)).toEqual(Array(8).fill('token-1'))
          await expect.poll(() => ask(lastMinutes), { timeout: 30_000 }).toEqual(Array(8).fill('token-2'))
          expect(endpoint.requests).toBe(2)
        }))

      test('need neither Entra nor msal-node while a token is valid', () =>
        inWorld(home.place, async ({ endpoint, start }) => {
          const [first] = await start(1)
          expect(await first?.getToken()).toMatchObject({ token: 'token-1', msalIsLoaded: true })
          const [second] = await start(1)
          expect(await second?.getToken()).toMatchObject({ token: 'token-1', msalIsLoaded: false })
          expect(endpoint.requests).toBe(1)
        }))

      test('start with the token of the last forced renewal', () =>
        inWorld(home.place, async ({ start }) => {
          const [first] = await start(1)
          await first?.getToken()
          expect(await first?.getToken({ forceRefresh: true })).toMatchObject({ token: 'token-2' })
          const [second] = await start(1)
          expect(await second?.getToken()).toMatchObject({ token: 'token-2' })
        }))
    })
  })
})
