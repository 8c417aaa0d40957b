import { inspect } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { importKeyBytes, type SealingKey } from './encryption-key.ts'
import { guardedStore } from './guarded-store.ts'
import { sealTokens } from './sealed-token-store.ts'
import { TokenStoreError } from './token-store-error.ts'
import type { StoredToken, TokenStore } from './token-store.ts'

const token: StoredToken = { token: 'a.b.c', expiresOn: 2_000_000, storedOn: 1_000_000 }

function setUp(options: { timeout?: number } = {}) {
  let now = 1_000_000
  const state: { failure: unknown; hangs: boolean } = { failure: undefined, hangs: false }
  const calls: string[] = []
  const answer = async <Value>(call: string, value: Value): Promise<Value> => {
    calls.push(call)
    if (state.hangs) await new Promise(() => undefined)
    if (state.failure !== undefined) throw state.failure
    return value
  }
  const store: TokenStore = {
    get: () => answer('get', token),
    set: () => answer('set', undefined),
    delete: () => answer('delete', undefined),
    acquire: () => answer('acquire', async () => undefined),
  }
  const warnings: TokenStoreError[] = []
  const onWarning = (warning: TokenStoreError) => void warnings.push(warning)
  const guarded = guardedStore(store, { now: () => now, onWarning, ...options })
  return { guarded, state, calls, warnings, pass: (milliseconds: number) => (now += milliseconds) }
}

afterEach(() => {
  vi.restoreAllMocks()
})

test('takes a store that is down for empty, with one warning', async () => {
  const { guarded, state, warnings } = setUp()
  state.failure = Object.assign(new Error('connect redis://user:password@10.0.0.1'), { code: 'ECONNREFUSED' })
  expect(await guarded.get('a')).toBeUndefined()
  expect(await guarded.acquire('a', 1_000)).toBe('none')
  await guarded.set('a', token, 1_000)
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([
    ['unavailable', 'Tokens are not shared for now, each process gets its own: the token store failed (ECONNREFUSED)'],
  ])
  expect(warnings[0]?.cause).toBe(state.failure)
})

test('leaves a store that is down alone for longer and longer', async () => {
  const { guarded, state, calls, pass } = setUp()
  state.failure = new Error('down')
  for (let second = 0; second < 120; second++) {
    await guarded.get('a')
    pass(1_000)
  }
  // After 0, 1, 3, 7, 15, 31 seconds, then every 30.
  expect(calls).toHaveLength(8)
})

test('gives a lock back that it got too late', async () => {
  const gate = Promise.withResolvers<void>()
  const release = vi.fn(async () => undefined)
  const store: TokenStore = {
    get: async () => undefined,
    set: async () => undefined,
    delete: async () => undefined,
    acquire: async () => {
      await gate.promise
      return release
    },
  }
  const guarded = guardedStore(store, { now: Date.now, timeout: 10, onWarning: () => undefined })
  expect(await guarded.acquire('a', 15_000)).toBe('none')
  expect(release).not.toHaveBeenCalled()
  gate.resolve()
  await vi.waitFor(() => expect(release).toHaveBeenCalledOnce(), { timeout: 20_000 })
})

test('does not take a key that is slow to make for a store that hangs', async () => {
  const made = Promise.withResolvers<SealingKey>()
  const texts = { get: async () => undefined, set: async () => undefined, delete: async () => undefined }
  const store = sealTokens(
    texts,
    () => made.promise,
    () => made.promise,
  )
  const warnings: TokenStoreError[] = []
  const guarded = guardedStore(store, { now: Date.now, timeout: 300, onWarning: (warning) => warnings.push(warning) })
  const written = guarded.set('a', token, 1_000)
  await new Promise((resolve) => setTimeout(resolve, 400))
  made.resolve(await importKeyBytes(new Uint8Array(32)))
  await written
  expect(warnings).toEqual([])
})

test('comes back by itself', async () => {
  const { guarded, state, pass } = setUp()
  state.failure = new Error('down')
  await guarded.get('a')
  state.failure = undefined
  expect(await guarded.get('a')).toBeUndefined()
  pass(1_000)
  expect(await guarded.get('a')).toEqual(token)
})

test('warns of the next outage, but not every minute', async () => {
  const { guarded, state, warnings, pass } = setUp()
  for (let outage = 0; outage < 20; outage++) {
    state.failure = new Error('down')
    await guarded.get('a')
    state.failure = undefined
    pass(60_000)
    await guarded.get('a')
  }
  expect(warnings).toHaveLength(2)
})

test('waits for a hanging store only so long', async () => {
  const { guarded, state, warnings } = setUp({ timeout: 20 })
  state.hangs = true
  expect(await guarded.get('a')).toBeUndefined()
  expect(warnings.map(({ code }) => code)).toEqual(['timeout'])
})

test('tells a lock that is taken from a store without locks', async () => {
  const bare = { get: async () => undefined, set: async () => undefined, delete: async () => undefined }
  expect(await guardedStore(bare, { now: () => 0 }).acquire('a', 1)).toBe('none')
  const taken = { ...bare, acquire: async () => undefined }
  expect(await guardedStore(taken, { now: () => 0 }).acquire('a', 1)).toBe('taken')
})

test('says it as a warning of the process by default', async () => {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const down: TokenStore = {
    get: () => Promise.reject(new Error('secret detail')),
    set: async () => undefined,
    delete: async () => undefined,
  }
  await guardedStore(down, { now: () => 0 }).get('a')
  expect(emit).toHaveBeenCalledTimes(1)
  expect(emit.mock.calls[0]?.[1]).toEqual({ type: 'TokenStoreWarning', code: 'unavailable' })
  expect(inspect(emit.mock.calls)).not.toContain('secret detail')
})

test('outlives a listener that throws', async () => {
  const down: TokenStore = {
    get: () => Promise.reject(new Error('down')),
    set: async () => undefined,
    delete: async () => undefined,
  }
  const onWarning = () => {
    throw new Error('the listener fails')
  }
  expect(await guardedStore(down, { now: () => 0, onWarning }).get('a')).toBeUndefined()
})
