import { createClient } from '@dynamics-kit/client'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failure, json } from './recorded-fetch.ts'
import { loadParts } from './load-parts.ts'

beforeAll(loadParts)

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A service that takes `most` requests at once, each for 100 ms, and refuses more as Dataverse does. */
function busyService(most: number, retryAfter: string) {
  const service = { now: 0, peak: 0, refused: 0, served: 0, early: 0, openAt: 0 }
  const dynamics = createClient({
    url: 'contoso.crm.dynamics.com',
    retry: { limit: 20 },
    async fetch() {
      if (Date.now() < service.openAt) service.early++
      service.peak = Math.max(service.peak, ++service.now)
      const tooMany = service.now > most
      await new Promise((resolve) => setTimeout(resolve, tooMany ? 1 : 100))
      service.now--
      if (!tooMany) {
        service.served++
        return json({ value: [] })
      }
      service.refused++
      service.openAt = Date.now() + Number(retryAfter) * 1000
      return failure(429, '0x80072326', 'x', { 'Retry-After': retryAfter })
    },
  })
  return { dynamics, service }
}

const readMany = (dynamics: ReturnType<typeof createClient>, count: number) =>
  Promise.all(Array.from({ length: count }, () => dynamics.from('accounts').top(1).all()))

describe('a client of a busy service', () => {
  test('never has more requests on their way than it thinks the service takes', async () => {
    const { dynamics, service } = busyService(1000, '1')
    const all = readMany(dynamics, 200)
    await vi.advanceTimersByTimeAsync(50)
    expect(dynamics.limits).toMatchObject({ inFlight: 32, waiting: 168, concurrency: 32, pausedMs: 0 })
    await vi.runAllTimersAsync()
    await all
    expect(service).toMatchObject({ peak: 32, served: 200, refused: 0 })
    expect(dynamics.limits).toMatchObject({ inFlight: 0, waiting: 0 })
  })

  test('learns from one burst of refusals, sends nothing before its time, and loses nothing', async () => {
    const { dynamics, service } = busyService(5, '2')
    const all = readMany(dynamics, 200)
    await vi.advanceTimersByTimeAsync(10)
    expect(dynamics.limits.pausedMs).toBeGreaterThan(1900)
    await vi.runAllTimersAsync()
    expect(await all).toHaveLength(200)
    expect(service.served).toBe(200)
    expect(service.early).toBe(0)
    // The first burst has 27 too many; afterwards it tries carefully.
    expect(service.refused).toBeLessThan(40)
  })

  test('sends nothing for a wait that is longer than it may be', async () => {
    let sent = 0
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      retry: { maxDelay: 10_000 },
      fetch() {
        sent++
        return Promise.resolve(failure(429, '0x80072322', 'x', { 'Retry-After': '60' }))
      },
    })
    await expect(dynamics.whoAmI()).rejects.toMatchObject({ code: 'throttled', retryAfterMs: 60_000 })
    await expect(dynamics.whoAmI()).rejects.toMatchObject({
      code: 'throttled',
      retryAfterMs: 60_000,
      message: 'GET WhoAmI() failed: the service asked to wait 60 s, which are not over; nothing was sent.',
    })
    expect(sent).toBe(1)
  })

  test('keeps the limits of each user apart', async () => {
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      retry: { limit: 0 },
      fetch: (request) =>
        Promise.resolve(
          request.headers.has('CallerObjectId')
            ? failure(429, '0x80072322', 'x', { 'Retry-After': '60' })
            : json({ value: [] }),
        ),
    })
    const other = dynamics.as({ objectId: '25a17064-1ae7-e611-80f4-e0071b661f01' })
    await expect(other.from('accounts').all()).rejects.toMatchObject({ code: 'throttled' })
    expect(other.limits.pausedMs).toBe(60_000)
    expect(dynamics.limits.pausedMs).toBe(0)
    expect(await dynamics.from('accounts').all()).toEqual([])
  })

  test('lets an abort win while waiting for its turn', async () => {
    const { dynamics } = busyService(1000, '1')
    const all = readMany(dynamics, 40)
    const controller = new AbortController()
    const late = dynamics.from('accounts').all({ signal: controller.signal })
    setTimeout(() => controller.abort(), 1)
    const outcome = expect.objectContaining({ code: 'aborted' })
    const [settledLate] = await Promise.all([Promise.allSettled([late]), vi.advanceTimersByTimeAsync(1)])
    expect(settledLate).toEqual([{ status: 'rejected', reason: outcome }])
    await vi.runAllTimersAsync()
    await all
  })
})
