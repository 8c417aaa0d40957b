import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeyvPostgres } from './keyv-postgres.ts'
import KeyvRedis from '@keyv/redis'
import KeyvValkey from '@keyv/valkey'
import { Keyv } from 'keyv'
import { expect, test } from 'vitest'
import { fileTokenStore, keyvTokenStore, sealedTokenStore, type TokenStore } from '../../src/index.ts'
import { describeTokenStore, type StoreUnderTest } from './describe-token-store.ts'
import { postgresUnavailable, startPostgres } from './postgres-server.ts'
import { redisUnavailable, startRedis } from './redis-server.ts'
import { SqliteAdapter } from './sqlite-adapter.ts'

/** Two Keyvs over one place, as two processes have them. */
function keyvUnderTest(connect: () => Keyv, close: () => Promise<unknown>): StoreUnderTest {
  const keyv = connect()
  const all = [keyv]
  return {
    open(key) {
      const own = connect()
      all.push(own)
      return keyvTokenStore(own, { key })
    },
    peek: (name) => keyv.get<string>(name),
    poke: async (name, text) => void (await keyv.set(name, text, 3_600_000)),
    async close() {
      await Promise.all(all.map((each) => each.disconnect()))
      await close()
    },
  }
}

// Making a key of a passphrase is slow on purpose, so it is done for each way into the package, not for each place behind it.
test.each<[string, (key: string, texts: Map<string, string>, folder: string) => TokenStore]>([
  ['keyvTokenStore', (key, texts) => keyvTokenStore(new Keyv(texts), { key })],
  ['fileTokenStore', (key, _, directory) => fileTokenStore({ directory, key })],
])('%s shares by a passphrase', { timeout: 60_000 }, async (_, open) => {
  const [texts, folder] = [new Map<string, string>(), temporaryFolder()]
  const [one, same, other] = ['correct horse battery staple', 'correct horse battery staple', 'ab'.repeat(32)].map(
    (key) => open(key, texts, folder),
  )
  const now = Date.now()
  await one?.set('name', { token: 'a.b.c', expiresOn: now + 3_600_000, storedOn: now }, 3_600_000)
  expect(await same?.get('name')).toMatchObject({ token: 'a.b.c' })
  expect(await other?.get('name')).toBeUndefined()
  rmSync(folder, { recursive: true })
})

const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'dynamics-kit-store-'))

describeTokenStore('sealedTokenStore over a Map', async () => {
  const texts = new Map<string, string>()
  const locks = new Map<string, { until: number }>()
  return {
    open: (key) =>
      sealedTokenStore(
        {
          get: async (name) => texts.get(name),
          set: async (name, text) => void texts.set(name, text),
          delete: async (name) => void texts.delete(name),
          async acquire(name, leaseMs) {
            if ((locks.get(name)?.until ?? 0) > Date.now()) return undefined
            const lock = { until: Date.now() + leaseMs }
            locks.set(name, lock)
            return async () => void (locks.get(name) === lock && locks.delete(name))
          },
        },
        { key },
      ),
    peek: async (name) => texts.get(name),
    poke: async (name, text) => void texts.set(name, text),
  }
})

describeTokenStore('fileTokenStore', async () => {
  const folder = temporaryFolder()
  const directory = join(folder, 'tokens')
  return {
    open: (key) => fileTokenStore({ directory, key }),
    peek: async (name) => readFileSync(join(directory, `${name}.token`), 'utf8'),
    poke: async (name, text) => writeFileSync(join(directory, `${name}.token`), text),
    close: async () => rmSync(folder, { recursive: true }),
  }
})

describeTokenStore('keyvTokenStore in memory', async () => {
  const texts = new Map()
  return keyvUnderTest(
    () => new Keyv(texts),
    async () => undefined,
  )
})

describeTokenStore('keyvTokenStore over SQLite', async () => {
  const folder = temporaryFolder()
  return keyvUnderTest(
    () => new Keyv(new SqliteAdapter(join(folder, 'tokens.sqlite'))),
    async () => rmSync(folder, { recursive: true }),
  )
})

describeTokenStore(
  'keyvTokenStore over Redis',
  async () => {
    const server = await startRedis()
    return keyvUnderTest(() => new Keyv(new KeyvRedis(`redis://127.0.0.1:${server.port}`)), server.close)
  },
  { unavailable: redisUnavailable },
)

describeTokenStore(
  'keyvTokenStore over Redis in a namespace',
  async () => {
    const server = await startRedis()
    const url = `redis://127.0.0.1:${server.port}`
    return keyvUnderTest(() => new Keyv(new KeyvRedis(url), { namespace: 'contoso' }), server.close)
  },
  { unavailable: redisUnavailable },
)

describeTokenStore(
  'keyvTokenStore over the client of Valkey',
  async () => {
    const server = await startRedis()
    return keyvUnderTest(() => new Keyv(new KeyvValkey(`redis://127.0.0.1:${server.port}`)), server.close)
  },
  { unavailable: redisUnavailable },
)

describeTokenStore(
  'keyvTokenStore over PostgreSQL',
  async () => {
    const server = await startPostgres()
    const uri = `postgresql://postgres@127.0.0.1:${server.port}/postgres`
    return keyvUnderTest(() => new Keyv(new KeyvPostgres({ uri })), server.close)
  },
  { unavailable: postgresUnavailable },
)
