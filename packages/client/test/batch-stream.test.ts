import { createClient } from '@dynamics-kit/client'
import type { BatchBuilder, ClientOptions } from '@dynamics-kit/client'
import { parseBatchRequest, printBatchResponse } from '@dynamics-kit/odata'
import type { BatchRequestItem, BatchResponse } from '@dynamics-kit/odata'
import { describe, expect, expectTypeOf, test, vi } from 'vitest'
import { accounts } from './tables/accounts.ts'

const id = (index: number): string => `a0000000-0000-4000-8000-${String(index).padStart(12, '0')}`
const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => id(index))

const row = (index: number): BatchResponse => ({
  kind: 'response',
  status: 200,
  reason: 'OK',
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify({ name: `Account ${index}` }),
})
const refused = (status: number, code: string): BatchResponse => ({
  kind: 'response',
  status,
  reason: '',
  headers: [['Content-Type', 'application/json']],
  body: JSON.stringify({ error: { code, message: 'No.' } }),
})
const done: BatchResponse = { kind: 'response', status: 204, reason: '', headers: [], body: '' }

const created = (index: number): BatchResponse => ({
  ...done,
  headers: [['OData-EntityId', `https://contoso.crm.dynamics.com/api/data/v9.2/contacts(${id(index)})`]],
})

/** What the service writes into the answer of one request. */
interface Pen {
  /** Parts that have arrived as a whole. */
  write(...parts: readonly BatchResponse[]): void
  /** The last of them. */
  end(...parts: readonly BatchResponse[]): void
  /** The last of them, and the end of the text, but not of the connection. */
  writeLast(...parts: readonly BatchResponse[]): void
  breakOff(): void
}

/** A service that answers each batch by the next function, part by part. */
function writingService(
  writes: readonly ((pen: Pen, items: readonly BatchRequestItem[]) => void | Promise<void>)[],
  options: Partial<ClientOptions> = {},
) {
  const asked: (readonly BatchRequestItem[])[] = []
  const cancelled: unknown[] = []
  const dynamics = createClient({
    url: 'contoso.crm.dynamics.com',
    async fetch(request) {
      // Whether a row is there.
      if (request.method === 'GET') return Response.json({ accountid: id(0) })
      const items = parseBatchRequest(request.headers.get('Content-Type') ?? '', await request.text())
      const write = writes[asked.length]
      asked.push(items)
      const encoder = new TextEncoder()
      let isFirst = true
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const print = (parts: readonly BatchResponse[]): string => {
            const text = printBatchResponse(parts, 'b')
            const rest = isFirst ? text : text.replace('--b\r\n', '')
            isFirst = false
            return rest
          }
          void write?.(
            {
              write: (...parts) => controller.enqueue(encoder.encode(print(parts).replace(/--b--\r\n$/, '--b\r\n'))),
              end(...parts) {
                controller.enqueue(encoder.encode(print(parts)))
                controller.close()
              },
              writeLast: (...parts) => controller.enqueue(encoder.encode(print(parts))),
              breakOff: () => controller.error(new TypeError('terminated')),
            },
            items,
          )
        },
        cancel: (reason: unknown) => void cancelled.push(reason),
      })
      return new Response(body, { headers: { 'Content-Type': 'multipart/mixed; boundary=b' } })
    },
    ...options,
  })
  return { dynamics, asked, cancelled }
}

const reads = (count: number) =>
  function* (b: BatchBuilder) {
    for (const each of ids(count)) yield b.retrieve(accounts, each, { select: ['name'] })
  }

async function collected<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const value of values) all.push(value)
  return all
}

const names = (results: readonly { readonly status: string; readonly value?: unknown }[]) =>
  results.map((result) => (result.status === 'succeeded' ? result.value : result.status))

describe('a stream of operations', () => {
  test('gives each result as its part arrives, before the answer has ended', async () => {
    let end: (() => void) | undefined
    const { dynamics } = writingService([
      (pen) => {
        pen.write(row(0))
        end = () => pen.end(row(1))
      },
    ])
    const results = dynamics.batchStream(reads(2))
    expectTypeOf(results.next).returns.resolves.toHaveProperty('done')
    expect(await results.next()).toEqual({
      done: false,
      value: { index: 0, status: 'succeeded', value: { name: 'Account 0' } },
    })
    expect(end).toBeDefined()
    end?.()
    expect((await results.next()).value).toMatchObject({ index: 1, value: { name: 'Account 1' } })
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })

  test('asks for operations as they go into requests, and holds few at once', async () => {
    let given = 0
    const all = (pen: Pen, items: readonly BatchRequestItem[]) => pen.end(...items.map((_, index) => row(index)))
    const { dynamics, asked } = writingService([all, all, all])
    const results = dynamics.batchStream(async function* (b) {
      for (const each of ids(2500)) {
        given++
        yield b.retrieve(accounts, each, { select: ['name'] })
      }
    })
    await results.next()
    // One more shows that the request is full.
    expect([asked.length, given]).toEqual([1, 1001])
    let count = 1
    for await (const { index } of results) expect(index).toBe(count++)
    expect(count).toBe(2500)
    expect(asked.map(({ length }) => length)).toEqual([1000, 1000, 500])
  })

  test('ends after the request in which an operation failed', async () => {
    let given = 0
    const { dynamics, asked } = writingService([(pen) => pen.end(row(0), refused(404, '0x80040217'))])
    const results = await collected(
      dynamics.batchStream(function* (b) {
        for (const each of ids(5000)) {
          given++
          yield b.retrieve(accounts, each, { select: ['name'] })
        }
      }),
    )
    expect(results.slice(0, 3)).toMatchObject([
      { index: 0, status: 'succeeded' },
      { index: 1, status: 'failed', error: { code: 'not-found' } },
      { index: 2, status: 'skipped' },
    ])
    expect([results.length, asked.length, given]).toEqual([1000, 1, 1001])
  })

  test('asks again for what is left when an answer of reads breaks off', async () => {
    vi.useFakeTimers()
    try {
      const { dynamics, asked } = writingService([
        (pen) => {
          pen.write(row(0), row(1))
          setTimeout(() => pen.breakOff(), 1000)
        },
        (pen) => pen.end(row(2), row(3)),
      ])
      const all = collected(dynamics.batchStream(reads(4)))
      await vi.runAllTimersAsync()
      expect(names(await all)).toEqual([0, 1, 2, 3].map((index) => ({ name: `Account ${index}` })))
      expect(asked.map((items) => items.length)).toEqual([4, 2])
    } finally {
      vi.useRealTimers()
    }
  })

  test('gives what arrived before an answer of creates broke off, and then its error', async () => {
    let breakOff: (() => void) | undefined
    const { dynamics, asked } = writingService([
      (pen) => {
        pen.write(done)
        breakOff = () => pen.breakOff()
      },
    ])
    const results = dynamics.batchStream((b) => [b.create('contacts', {}), b.create('contacts', {})])
    // What has no id in its answer cannot be read as created.
    expect((await results.next()).value).toMatchObject({ index: 0, status: 'failed' })
    breakOff?.()
    await expect(results.next()).rejects.toMatchObject({ code: 'network' })
    expect(asked).toHaveLength(1)
  })

  test('asks for nothing again when the answer of a batch breaks off behind the failure that ended it', async () => {
    vi.useFakeTimers()
    try {
      const { dynamics, asked } = writingService([
        (pen) => {
          pen.writeLast(done, refused(404, '0x80040217'))
          setTimeout(() => pen.breakOff(), 1000)
        },
        (pen, items) => pen.end(...items.map(() => done)),
      ])
      const updates = dynamics.batchStream((b) => ids(4).map((each) => b.update(accounts, each, {})))
      const statuses = collected(updates).then((results) => results.map(({ status }) => status))
      await vi.runAllTimersAsync()
      expect(await statuses).toEqual(['succeeded', 'failed', 'skipped', 'skipped'])
      expect(asked).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test('gives all results of creates when only the end of their answer is lost', async () => {
    vi.useFakeTimers()
    try {
      const { dynamics, asked } = writingService([
        (pen) => {
          pen.writeLast(created(0), created(1))
          setTimeout(() => pen.breakOff(), 1000)
        },
      ])
      const all = collected(dynamics.batchStream((b) => [b.create('contacts', {}), b.create('contacts', {})]))
      await vi.runAllTimersAsync()
      expect(await all).toMatchObject([{ value: id(0) }, { value: id(1) }])
      expect(asked).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test('asks for the rest of a batch that goes on after failures when its answer breaks off at one', async () => {
    vi.useFakeTimers()
    try {
      const { dynamics, asked } = writingService([
        (pen) => {
          pen.write(done, refused(404, '0x80040217'))
          setTimeout(() => pen.breakOff(), 1000)
        },
        (pen) => pen.end(done, done),
      ])
      const updates = dynamics.batchStream((b) => ids(4).map((each) => b.update(accounts, each, {})), {
        continueOnError: true,
      })
      const statuses = collected(updates).then((results) => results.map(({ status }) => status))
      await vi.runAllTimersAsync()
      expect(await statuses).toEqual(['succeeded', 'failed', 'succeeded', 'succeeded'])
      expect(asked.map((items) => items.length)).toEqual([4, 2])
    } finally {
      vi.useRealTimers()
    }
  })

  test('ends its request when the loop is left', async () => {
    const { dynamics, cancelled } = writingService([(pen) => pen.write(row(0), row(1))])
    for await (const { index } of dynamics.batchStream(reads(3))) {
      expect(index).toBe(0)
      break
    }
    expect(cancelled).toHaveLength(1)
  })

  test('goes through middleware part by part', async () => {
    let end: (() => void) | undefined
    const { dynamics } = writingService(
      [
        (pen) => {
          pen.write(row(0))
          end = () => pen.end(row(1))
        },
      ],
      { middleware: [(request, next) => next(request)] },
    )
    const results = dynamics.batchStream(reads(2))
    expect((await results.next()).value).toMatchObject({ index: 0 })
    end?.()
    expect(await collected(results)).toHaveLength(1)
  })

  test('ends its wait for a part when it is aborted', async () => {
    const { dynamics } = writingService([(pen) => pen.write(row(0))])
    const controller = new AbortController()
    const results = dynamics.batchStream(reads(2), { signal: controller.signal })
    await results.next()
    setTimeout(() => controller.abort(), 10)
    await expect(results.next()).rejects.toMatchObject({ code: 'aborted' })
  })

  test('takes nothing but operations of its builder', async () => {
    const { dynamics, asked } = writingService([])
    const wrong = dynamics.batchStream as (build: () => unknown) => AsyncGenerator
    await expect(wrong(() => 5).next()).rejects.toThrow(/^The function given to batchStream must give an iterable/)
    await expect(wrong(() => [5]).next()).rejects.toThrow(/^The function given to batchStream must give what/)
    expect(asked).toEqual([])
  })
})

describe('a batch', () => {
  test('whose repeat finds what a lost attempt has done asks for the rest by itself', async () => {
    vi.useFakeTimers()
    try {
      const { dynamics, asked } = writingService([
        (pen) => pen.breakOff(),
        // The first row is there; a service that stops at it has not looked at the second.
        (pen) => pen.end(refused(412, '0x80040237')),
        (pen) => pen.end(refused(412, '0x80040237')),
      ])
      const made = dynamics
        .with({ clientIds: true })
        .batch((b) => [b.create(accounts, { name: 'A' }), b.create(accounts, { name: 'B' })])
      await vi.runAllTimersAsync()
      expect((await made).map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
      expect(asked.map((items) => items.length)).toEqual([2, 2, 1])
    } finally {
      vi.useRealTimers()
    }
  })

  test('with an answer that is cut off is unreadable', async () => {
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      fetch: async () =>
        new Response('--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', {
          headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
        }),
    })
    await expect(dynamics.batch((b) => [b.whoAmI()])).rejects.toMatchObject({ code: 'unreadable-response' })
  })
})
