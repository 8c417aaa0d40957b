import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TokenStore } from '../../src/index.ts'

/** A store under test, and what its texts look like from outside. */
export interface StoreUnderTest {
  /** A store over the same place; each call is as good as another process. */
  open(key: string): TokenStore
  /** The text that is kept under a key, past the store. */
  peek(name: string): Promise<string | undefined>
  poke(name: string, text: string): Promise<void>
  close?(): Promise<void>
}

const hour = 3_600_000
const key = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='
const otherKey = 'OTg3NjU0MzIxMDk4NzY1NDMyMTA5ODc2NTQzMjEwOTg='

function aToken(token = 'a.b.c') {
  return { token, expiresOn: Date.now() + hour, storedOn: Date.now() }
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** What every token store promises. `unavailable` says why it cannot be tried on this machine. */
export function describeTokenStore(
  name: string,
  make: () => Promise<StoreUnderTest>,
  { unavailable }: { unavailable?: string | undefined } = {},
): void {
  const title = unavailable === undefined ? name : `${name} (skipped: ${unavailable})`
  describe.skipIf(unavailable !== undefined)(`${title}`, () => {
    let place: StoreUnderTest
    let store: TokenStore
    let other: TokenStore
    let count = 0
    /** A name that no other test uses. */
    const fresh = () => `dynamics-kit-token-${++count}`

    beforeAll(async () => {
      place = await make()
      store = place.open(key)
      other = place.open(key)
    }, 60_000)
    afterAll(() => place?.close?.())

    test('gives what another process wrote', async () => {
      const [at, token] = [fresh(), { ...aToken(), refreshOn: Date.now() + hour / 2 }]
      await store.set(at, token, hour)
      expect(await other.get(at)).toEqual(token)
    })

    test('has nothing under a key that was never written', async () => {
      expect(await store.get(fresh())).toBeUndefined()
    })

    test('replaces a token', async () => {
      const at = fresh()
      await store.set(at, aToken('old'), hour)
      await other.set(at, aToken('new'), hour)
      expect(await store.get(at)).toMatchObject({ token: 'new' })
    })

    test('forgets a deleted token, and deletes what is not there', async () => {
      const at = fresh()
      await store.set(at, aToken(), hour)
      await store.delete(at)
      await store.delete(at)
      expect(await other.get(at)).toBeUndefined()
    })

    test('keeps a long token whole', async () => {
      const [at, token] = [fresh(), aToken(`x.${'é'.repeat(10_000)}.y`)]
      await store.set(at, token, hour)
      expect(await other.get(at)).toEqual(token)
    })

    test('keeps nothing readable', async () => {
      const at = fresh()
      await store.set(at, aToken('header.payload.signature'), hour)
      const text = await place.peek(at)
      expect(text).toMatch(/^dk1\.[\w-]{60,}$/)
      expect(Buffer.from(text?.slice(4) ?? '', 'base64url').toString('latin1')).not.toContain('payload')
    })

    test('writes the same token differently each time', async () => {
      const [at, token] = [fresh(), aToken()]
      await store.set(at, token, hour)
      const first = await place.peek(at)
      await store.set(at, token, hour)
      expect(await place.peek(at)).not.toBe(first)
    })

    test.each<[string, (text: string) => string]>([
      ['cut short', (text) => text.slice(0, 40)],
      ['empty', () => ''],
      ['of another format', () => '{"token":"planted","expiresOn":99999999999999}'],
      ['of another version', (text) => text.replace('dk1.', 'dk9.')],
      ['changed in its last byte', (text) => text.slice(0, -1) + (text.endsWith('A') ? 'Q' : 'A')],
      ['changed in its IV', (text) => text.replace(/^dk1\../, (start) => (start.endsWith('A') ? 'dk1.B' : 'dk1.A'))],
    ])('takes an entry for absent that is %s, and replaces it', async (_name, damage) => {
      const at = fresh()
      await store.set(at, aToken(), hour)
      await place.poke(at, damage((await place.peek(at)) ?? ''))
      expect(await store.get(at)).toBeUndefined()
      await store.set(at, aToken('again'), hour)
      expect(await store.get(at)).toMatchObject({ token: 'again' })
    })

    test('takes an entry for absent that was moved from another key', async () => {
      const [from, to] = [fresh(), fresh()]
      await store.set(from, aToken(), hour)
      await place.poke(to, (await place.peek(from)) ?? '')
      expect(await store.get(to)).toBeUndefined()
      expect(await store.get(from)).toBeDefined()
    })

    test('takes an entry for absent that another encryption key made', async () => {
      const at = fresh()
      await place.open(otherKey).set(at, aToken(), hour)
      expect(await store.get(at)).toBeUndefined()
    })

    test('gives whole tokens while they are replaced', async () => {
      const at = fresh()
      await store.set(at, aToken('0'), hour)
      const writer = { done: false }
      const writing = (async () => {
        for (let round = 1; round <= 40; round++) await store.set(at, aToken(`${round}`.repeat(1000)), hour)
        writer.done = true
      })()
      while (!writer.done) expect(await other.get(at)).toBeDefined()
      await writing
    })

    test('gives a lock to one of many', async () => {
      const at = fresh()
      const locks = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 ? store : other).acquire?.(at, 5_000)),
      )
      expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1)
    })

    test('keeps the locks of two keys apart', async () => {
      expect(await store.acquire?.(fresh(), 5_000)).toBeDefined()
      expect(await store.acquire?.(fresh(), 5_000)).toBeDefined()
    })

    test('gives a lock again once it is released', async () => {
      const at = fresh()
      const release = await store.acquire?.(at, 5_000)
      expect(await other.acquire?.(at, 5_000)).toBeUndefined()
      await release?.()
      expect(await other.acquire?.(at, 5_000)).toBeDefined()
    })

    test('gives a lock to one of many when the lease of a crashed holder is over', async () => {
      const at = fresh()
      expect(await store.acquire?.(at, 300)).toBeDefined()
      expect(await other.acquire?.(at, 300)).toBeUndefined()
      await sleep(400)
      const locks = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 ? store : other).acquire?.(at, 5_000)),
      )
      expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1)
    })

    test('does not take the lock from the next holder when a late one releases', async () => {
      const at = fresh()
      const late = await store.acquire?.(at, 200)
      await sleep(300)
      expect(await other.acquire?.(at, 5_000)).toBeDefined()
      await late?.()
      expect(await store.acquire?.(at, 5_000)).toBeUndefined()
    })
  })
}
