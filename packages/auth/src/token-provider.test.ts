import { expect, test, vi } from 'vitest'
import { TokenProvider, type FetchedToken } from './token-provider.ts'

const hour = 3_600_000

function setUp(answers: (() => Promise<FetchedToken>)[] = []) {
  let now = 1_000_000
  let count = 0
  const fetchToken = vi.fn(async (_key: string): Promise<FetchedToken> => {
    const answer = answers[count++]
    return answer ? answer() : { token: `token ${count}`, expiresOn: now + hour }
  })
  const provider = new TokenProvider<string>(fetchToken, { now: () => now, random: () => 0 })
  return { provider, fetchToken, pass: (milliseconds: number) => (now += milliseconds) }
}

test('fetches once for a thousand concurrent callers', async () => {
  const { provider, fetchToken } = setUp()
  const tokens = await Promise.all(Array.from({ length: 1000 }, async () => (await provider.get('a', 'a')).token))
  expect(fetchToken).toHaveBeenCalledTimes(1)
  expect(new Set(tokens)).toEqual(new Set(['token 1']))
})

test('answers from the cache without a promise', async () => {
  const { provider } = setUp()
  await provider.get('a', 'a')
  expect(provider.get('a', 'a')).not.toBeInstanceOf(Promise)
})

test('keeps the tokens of two keys apart', async () => {
  const { provider, fetchToken } = setUp()
  await provider.get('a', 'a')
  await provider.get('b', 'b')
  expect(fetchToken.mock.calls).toEqual([['a'], ['b']])
})

test('renews in the background in the last five minutes', async () => {
  const { provider, fetchToken, pass } = setUp()
  await provider.get('a', 'a')
  pass(hour - 299_000)
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'token 1' })
  await vi.waitFor(async () => expect(await provider.get('a', 'a')).toMatchObject({ token: 'token 2' }), {
    timeout: 20_000,
  })
  expect(fetchToken).toHaveBeenCalledTimes(2)
})

test('renews at the time Entra names', async () => {
  const { provider, fetchToken, pass } = setUp([
    async () => ({ token: 'long', expiresOn: 1_000_000 + 24 * hour, refreshOn: 1_000_000 + 12 * hour }),
  ])
  await provider.get('a', 'a')
  pass(12 * hour - 1)
  await provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(1)
  pass(1)
  await provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(2)
})

test('hands out a valid token while renewal fails, trying every five seconds', async () => {
  const down = () => Promise.reject(new Error('down'))
  const { provider, fetchToken, pass } = setUp([
    async () => ({ token: 'old', expiresOn: 1_000_000 + hour }),
    down,
    down,
  ])
  await provider.get('a', 'a')
  pass(hour - 200_000)
  for (let call = 0; call < 20; call++) expect(await provider.get('a', 'a')).toMatchObject({ token: 'old' })
  expect(fetchToken).toHaveBeenCalledTimes(2)
  pass(5_000)
  await provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(3)
})

test('waits for a new token when the old one is about to expire', async () => {
  const { provider, pass } = setUp()
  await provider.get('a', 'a')
  pass(hour - 30_000)
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'token 2' })
})

test('rejects all callers of a failed request and tries again for the next', async () => {
  const { provider, fetchToken } = setUp([() => Promise.reject(new Error('down'))])
  const outcomes = await Promise.allSettled([provider.get('a', 'a'), provider.get('a', 'a')])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'token 2' })
  expect(fetchToken).toHaveBeenCalledTimes(2)
})

test('replaces the cached token on refresh, once for parallel callers', async () => {
  const { provider, fetchToken } = setUp()
  await provider.get('a', 'a')
  await Promise.all([provider.refresh('a', 'a'), provider.refresh('a', 'a')])
  expect(fetchToken).toHaveBeenCalledTimes(2)
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'token 2' })
})

test('keeps no more tokens than it may', async () => {
  const fetchToken = vi.fn(async (key: string): Promise<FetchedToken> => ({ token: key, expiresOn: Date.now() + hour }))
  const provider = new TokenProvider<string>(fetchToken, { maxEntries: 2 })
  for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await provider.get(key, key)
  expect(fetchToken.mock.calls.flat()).toEqual(['a', 'b', 'c', 'a'])
})

test('hands out a token within its margin when no other can be had', async () => {
  const { provider, pass } = setUp([
    async () => ({ token: 'old', expiresOn: 1_000_000 + hour }),
    () => Promise.reject(new Error('down')),
    () => Promise.reject(new Error('down')),
  ])
  await provider.get('a', 'a')
  pass(hour - 10_000)
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'old' })
  pass(10_000)
  await expect(provider.get('a', 'a')).rejects.toThrow('down')
})

test('renews no sooner than Entra allows', async () => {
  const throttled = Object.assign(new Error('throttled'), { retryAfterMs: 60_000 })
  const { provider, fetchToken, pass } = setUp([
    async () => ({ token: 'old', expiresOn: 1_000_000 + hour }),
    () => Promise.reject(throttled),
  ])
  await provider.get('a', 'a')
  pass(hour - 200_000)
  await provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(2)
  await new Promise((resolve) => setImmediate(resolve))
  pass(59_999)
  await provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(2)
  pass(1)
  await provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(3)
})

test('asks anew for a forced renewal, after the question on its way', async () => {
  const { promise, resolve } = Promise.withResolvers<FetchedToken>()
  const { provider, fetchToken } = setUp([() => promise])
  const ordinary = provider.get('a', 'a')
  const forced = provider.refresh('a', 'a')
  const later = provider.get('a', 'a')
  expect(fetchToken).toHaveBeenCalledTimes(1)
  resolve({ token: 'refused', expiresOn: 1_000_000 + hour })
  expect(await ordinary).toMatchObject({ token: 'refused' })
  expect(await forced).toMatchObject({ token: 'token 2' })
  expect(await later).toMatchObject({ token: 'token 2' })
  expect(fetchToken).toHaveBeenCalledTimes(2)
})

test('asks once per claims, one after the other', async () => {
  let atOnce = 0
  let most = 0
  const fetchToken = vi.fn(async (key: string): Promise<FetchedToken> => {
    most = Math.max(most, ++atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    atOnce--
    return { token: key, expiresOn: Date.now() + hour }
  })
  const provider = new TokenProvider<string>(fetchToken)
  const tokens = await Promise.all([
    provider.refresh('a', 'first', '{"x":1,"y":2}'),
    provider.refresh('a', 'same', '{ "y": 2, "x": 1 }'),
    provider.refresh('a', 'second', '{"x":2}'),
  ])
  expect(tokens.map(({ token }) => token)).toEqual(['first', 'first', 'second'])
  expect(most).toBe(1)
  expect(provider.get('a', 'a')).toMatchObject({ token: 'second' })
})

test('does not fail a caller for the claims of another', async () => {
  const refused = Promise.withResolvers<FetchedToken>()
  const { provider, fetchToken } = setUp([() => refused.promise])
  const withClaims = provider.refresh('a', 'a', '{"x":1}')
  const without = [provider.get('a', 'a'), provider.get('a', 'a')]
  refused.reject(new Error('interaction required'))
  await expect(withClaims).rejects.toThrow('interaction required')
  expect(await Promise.all(without)).toMatchObject([{ token: 'token 2' }, { token: 'token 2' }])
  expect(fetchToken).toHaveBeenCalledTimes(2)
})

test('renews in another way than it fetches, where there is one', async () => {
  let now = 1_000_000
  const token = async (name: string): Promise<FetchedToken> => ({ token: name, expiresOn: now + hour })
  const provider = new TokenProvider<string>(
    () => token('fetched'),
    { now: () => now, random: () => 0 },
    undefined,
    () => token('renewed'),
  )
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'fetched' })
  now += hour - 200_000
  expect(provider.get('a', 'a')).toMatchObject({ token: 'fetched' })
  await vi.waitFor(() => expect(provider.get('a', 'a')).toMatchObject({ token: 'renewed' }), { timeout: 20_000 })
  now += hour
  expect(await provider.get('a', 'a')).toMatchObject({ token: 'fetched' })
})

test('forgets the token used longest ago, not the one fetched longest ago', async () => {
  const fetchToken = vi.fn(async (key: string): Promise<FetchedToken> => ({ token: key, expiresOn: Date.now() + hour }))
  const provider = new TokenProvider<string>(fetchToken, { maxEntries: 2 })
  for (const key of ['a', 'b', 'a', 'c', 'a']) await provider.get(key, key)
  expect(fetchToken.mock.calls.flat()).toEqual(['a', 'b', 'c'])
})

test('never asks twice at once, even with more keys in flight than it keeps', async () => {
  const fetchToken = vi.fn(async (key: string): Promise<FetchedToken> => {
    await new Promise((resolve) => setImmediate(resolve))
    return { token: key, expiresOn: Date.now() + hour }
  })
  const provider = new TokenProvider<string>(fetchToken, { maxEntries: 1 })
  await Promise.all(['a', 'b', 'c', 'a', 'b', 'c'].map((key) => provider.get(key, key)))
  expect(fetchToken).toHaveBeenCalledTimes(3)
})

test('rejects when fetching throws before it returns a promise', async () => {
  let calls = 0
  const provider = new TokenProvider<string>(() => {
    calls++
    throw new TypeError('authority: unknown')
  })
  await expect(provider.get('a', 'a')).rejects.toThrow('authority: unknown')
  await expect(provider.get('a', 'a')).rejects.toThrow('authority: unknown')
  expect(calls).toBe(2)
})
