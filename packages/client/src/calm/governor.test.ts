import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createGovernor } from './governor.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

const never = new AbortController().signal
const headers = (values: Record<string, string> = {}) => new Headers(values)

/** A governor that lets a given number through at once. */
function governorOf(concurrency: number) {
  const governor = createGovernor()
  governor.observe(200, headers({ 'x-ms-dop-hint': String(concurrency) }))
  const entered: string[] = []
  const enter = async (name: string, priority: 'interactive' | 'bulk' = 'interactive', signal = never) => {
    const leave = await governor.enter(signal, priority)
    entered.push(name)
    return leave
  }
  return { governor, entered, enter }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

describe('a governor', () => {
  test('lets as many through as the service recommends', async () => {
    const { governor, entered, enter } = governorOf(2)
    const [leave] = await Promise.all([enter('a'), enter('b')])
    void enter('c')
    await settled()
    expect(entered).toEqual(['a', 'b'])
    expect(governor.limits()).toMatchObject({ inFlight: 2, waiting: 1, concurrency: 2 })
    leave()
    leave()
    await settled()
    expect(entered).toEqual(['a', 'b', 'c'])
    expect(governor.limits()).toMatchObject({ inFlight: 2, waiting: 0 })
  })

  test('holds everybody back for as long as the service asked', async () => {
    const { governor, entered, enter } = governorOf(10)
    const leave = await enter('a')
    governor.observe(429, headers({ 'Retry-After': '7' }))
    leave()
    void enter('b')
    void enter('c')
    expect(governor.limits().pausedMs).toBe(7000)
    await vi.advanceTimersByTimeAsync(6999)
    expect(entered).toEqual(['a'])
    await vi.advanceTimersByTimeAsync(1)
    expect(entered).toEqual(['a', 'b'])
  })

  test('keeps to the longest wait it was asked for', async () => {
    const { governor, entered, enter } = governorOf(10)
    governor.observe(429, headers({ 'Retry-After': '1' }))
    void enter('a')
    governor.observe(429, headers({ 'Retry-After': '5' }))
    governor.observe(429, headers({ 'Retry-After': '2' }))
    await vi.advanceTimersByTimeAsync(4999)
    expect(entered).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(entered).toEqual(['a'])
  })

  test('sends less at once after it was too much, and more again when all is well', async () => {
    const { governor, enter } = governorOf(8)
    const leaves = await Promise.all(Array.from({ length: 8 }, (_, index) => enter(String(index))))
    for (const leave of leaves) {
      governor.observe(429, headers())
      leave()
    }
    const { concurrency } = governor.limits()
    expect(concurrency).toBe(1)
    for (let answer = 0; answer < 7 * 50; answer++) governor.observe(200, headers())
    expect(governor.limits().concurrency).toBe(8)
    for (let answer = 0; answer < 500; answer++) governor.observe(200, headers())
    expect(governor.limits().concurrency).toBe(8)
  })

  test.each([
    ['4', 4],
    ['1', 1],
    ['1000', 52],
    ['0', 32],
    ['many', 32],
  ])('takes the recommendation %s as %i', (hint, concurrency) => {
    const governor = createGovernor()
    governor.observe(200, headers({ 'x-ms-dop-hint': hint }))
    expect(governor.limits().concurrency).toBe(concurrency)
  })

  test('lets interactive requests go first and bulk not starve', async () => {
    const { entered, enter } = governorOf(1)
    const pass = async (name: string, priority: 'interactive' | 'bulk') => {
      const leave = await enter(name, priority)
      await settled()
      leave()
    }
    await Promise.all([
      pass('first', 'interactive'),
      ...[0, 1, 2].map((index) => pass(`bulk ${index}`, 'bulk')),
      ...[0, 1, 2, 3, 4, 5].map((index) => pass(`person ${index}`, 'interactive')),
    ])
    expect(entered).toEqual([
      'first',
      'person 0',
      'person 1',
      'person 2',
      'person 3',
      'bulk 0',
      'person 4',
      'person 5',
      'bulk 1',
      'bulk 2',
    ])
  })

  test('lets go of who was aborted while waiting', async () => {
    const { governor, entered, enter } = governorOf(1)
    const leave = await enter('a')
    const controller = new AbortController()
    const aborted = enter('b', 'interactive', controller.signal)
    void enter('c')
    controller.abort('enough')
    await expect(aborted).rejects.toBe('enough')
    leave()
    await settled()
    expect(entered).toEqual(['a', 'c'])
    await expect(governor.enter(controller.signal, 'bulk')).rejects.toBe('enough')
  })

  test('tells what is left of the window', () => {
    const governor = createGovernor()
    governor.observe(
      200,
      headers({
        'x-ms-ratelimit-burst-remaining-xrm-requests': '5998',
        'x-ms-ratelimit-time-remaining-xrm-requests': '1,189.50',
      }),
    )
    expect(governor.limits()).toEqual({
      inFlight: 0,
      waiting: 0,
      concurrency: 32,
      pausedMs: 0,
      remainingRequests: 5998,
      remainingExecutionMs: 1_189_500,
    })
  })

  test('lets what is sent again go before what is new', async () => {
    const { governor, entered, enter } = governorOf(1)
    const leave = await enter('a')
    void enter('new')
    const again = async () => {
      const left = await governor.enter(never, 'bulk', true)
      entered.push('again')
      left()
    }
    void again()
    leave()
    await settled()
    expect(entered).toEqual(['a', 'again', 'new'])
  })

  test('lets no more through at once than the window has requests left', async () => {
    const { governor, entered, enter } = governorOf(10)
    governor.observe(200, headers({ 'x-ms-ratelimit-burst-remaining-xrm-requests': '2' }))
    for (const name of ['a', 'b', 'c']) void enter(name)
    await settled()
    expect(entered).toEqual(['a', 'b'])
    expect(governor.limits()).toMatchObject({ concurrency: 2, remainingRequests: 2, waiting: 1 })
    governor.observe(200, headers({ 'x-ms-ratelimit-burst-remaining-xrm-requests': '5999' }))
    expect(governor.limits().concurrency).toBe(10)
  })

  test('slows down as the time of execution runs out, and never stops', () => {
    const { governor } = governorOf(10)
    const left = (seconds: string) => {
      governor.observe(200, headers({ 'x-ms-ratelimit-time-remaining-xrm-requests': seconds }))
      return governor.limits().concurrency
    }
    expect(['1,189.50', '60', '30', '6', '0'].map(left)).toEqual([10, 10, 5, 1, 1])
  })
})
