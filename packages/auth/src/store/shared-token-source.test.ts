import { expect, test, vi } from 'vitest'
import { TokenProvider, type FetchedToken } from '../token-provider.ts'
import type { StoredToken, TokenStore } from './token-store.ts'

const start = Date.UTC(2026, 0, 1)
const minute = 60_000
const hour = 60 * minute

/** A store in memory that others can look into. */
function memoryStore() {
  const tokens = new Map<string, StoredToken>()
  const locked = new Set<string>()
  const calls: string[] = []
  const store: TokenStore = {
    get: async (key) => (calls.push('get'), tokens.get(key)),
    set: async (key, token) => (calls.push('set'), void tokens.set(key, token)),
    delete: async (key) => void tokens.delete(key),
    async acquire(key) {
      calls.push('acquire')
      if (locked.has(key)) return undefined
      locked.add(key)
      return async () => void (calls.push('release'), locked.delete(key))
    },
  }
  return { store, tokens, locked, calls }
}

/** A process with its own clock, `ahead` of the others. */
function makeProcess(store: TokenStore, time: { now: number }, name: string, ahead = 0) {
  let count = 0
  const now = () => time.now + ahead
  const fetchToken = vi.fn(async (): Promise<FetchedToken> => ({
    token: `${name} ${++count}`,
    expiresOn: now() + hour,
  }))
  const options = { store, now, random: () => 0, sleep: async () => undefined, onWarning: () => undefined }
  return { fetchToken, provider: new TokenProvider<string>(fetchToken, options, (key) => `store ${key}`) }
}

test('reads, locks, reads again, writes, releases', async () => {
  const { store, calls } = memoryStore()
  const { provider } = makeProcess(store, { now: start }, 'one')
  await provider.get('a', 'a')
  expect(calls).toEqual(['get', 'acquire', 'get', 'set', 'release'])
})

test('asks the store once, then its own memory', async () => {
  const { store, calls } = memoryStore()
  const time = { now: start }
  await makeProcess(store, time, 'one').provider.get('a', 'a')
  const two = makeProcess(store, time, 'two')
  calls.length = 0
  for (let call = 0; call < 100; call++) expect(await two.provider.get('a', 'a')).toMatchObject({ token: 'one 1' })
  expect(calls).toEqual(['get'])
  expect(two.fetchToken).not.toHaveBeenCalled()
})

test('does not take a stored token in its last minute', async () => {
  const { store } = memoryStore()
  const time = { now: start }
  await makeProcess(store, time, 'one').provider.get('a', 'a')
  time.now += hour - minute
  expect(await makeProcess(store, time, 'two').provider.get('a', 'a')).toMatchObject({ token: 'two 1' })
})

test('renews once for processes that come to the same time', async () => {
  const { store } = memoryStore()
  const time = { now: start }
  const [one, two] = [makeProcess(store, time, 'one'), makeProcess(store, time, 'two')]
  await one.provider.get('a', 'a')
  await two.provider.get('a', 'a')
  time.now += hour - 4 * minute
  expect([one.provider.get('a', 'a'), two.provider.get('a', 'a')]).toMatchObject([
    { token: 'one 1' },
    { token: 'one 1' },
  ])
  await vi.waitFor(async () => {
    const [mine, others] = await Promise.all([one.provider.get('a', 'a'), two.provider.get('a', 'a')])
    expect(mine.token).not.toBe('one 1')
    expect(others.token).toBe(mine.token)
  })
  expect(one.fetchToken.mock.calls.length + two.fetchToken.mock.calls.length).toBe(2)
})

test.each([
  ['ahead', 10 * minute],
  ['behind', -10 * minute],
])('outlives a writer whose clock is %s', async (_name, ahead) => {
  const { store } = memoryStore()
  const time = { now: start }
  await makeProcess(store, time, 'writer', ahead).provider.get('a', 'a')
  const reader = makeProcess(store, time, 'reader')
  expect(await reader.provider.get('a', 'a')).toMatchObject({ token: 'writer 1' })
  time.now += hour - 25_000
  // Really valid for 25 seconds more: within the margin, whatever the writer's clock said.
  expect(await reader.provider.get('a', 'a')).toMatchObject({ token: 'reader 1' })
})

test('passes over store and memory for a forced renewal and for claims, and replaces both', async () => {
  const { store, tokens, calls } = memoryStore()
  const one = makeProcess(store, { now: start }, 'one')
  await one.provider.get('a', 'a')
  calls.length = 0
  expect(await one.provider.refresh('a', 'a')).toMatchObject({ token: 'one 2' })
  expect(await one.provider.refresh('a', 'a', '{"access_token":{}}')).toMatchObject({ token: 'one 3' })
  expect(calls).toEqual(['set', 'set'])
  expect(tokens.get('store a')?.token).toBe('one 3')
  expect(one.provider.get('a', 'a')).toMatchObject({ token: 'one 3' })
})

test('goes on without a lock that is never given back', async () => {
  const { store, locked } = memoryStore()
  locked.add('store a')
  expect(await makeProcess(store, { now: start }, 'one').provider.get('a', 'a')).toMatchObject({ token: 'one 1' })
})

test('gives the lock back when no token can be had', async () => {
  const { store, locked } = memoryStore()
  const { provider, fetchToken } = makeProcess(store, { now: start }, 'one')
  fetchToken.mockRejectedValueOnce(new Error('down'))
  await expect(provider.get('a', 'a')).rejects.toThrow('down')
  expect(locked.size).toBe(0)
})

test('takes what somebody else stored while its own request failed', async () => {
  const { store, tokens } = memoryStore()
  const { provider, fetchToken } = makeProcess(store, { now: start }, 'one')
  fetchToken.mockImplementationOnce(async () => {
    tokens.set('store a', { token: 'of another', expiresOn: start + hour, storedOn: start })
    throw new Error('down')
  })
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'of another' })
})

test('works with a store that is down as without one', async () => {
  const down = () => Promise.reject(new Error('down'))
  const store: TokenStore = { get: down, set: down, delete: down, acquire: down }
  const { provider, fetchToken } = makeProcess(store, { now: start }, 'one')
  const tokens = await Promise.all(Array.from({ length: 50 }, async () => (await provider.get('a', 'a')).token))
  expect(new Set(tokens)).toEqual(new Set(['one 1']))
  expect(fetchToken).toHaveBeenCalledTimes(1)
})

test('refuses a store without names for its tokens', () => {
  const { store } = memoryStore()
  expect(() => new TokenProvider(async () => ({ token: 'a', expiresOn: 1 }), { store })).toThrow(/^store: /)
})
