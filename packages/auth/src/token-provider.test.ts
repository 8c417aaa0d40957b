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
  await vi.waitFor(async () => expect(await provider.get('a', 'a')).toMatchObject({ token: 'token 2' }))
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
