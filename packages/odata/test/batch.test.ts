import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  batchContentType,
  BatchError,
  type BatchRequestItem,
  type BatchResponseItem,
  parseBatchRequest,
  parseBatchResponse,
  printBatchRequest,
  printBatchResponse,
  readBatchRequest,
  readBatchResponse,
  streamBatchResponse,
} from '../src/index.ts'
import { arbitraryRequestItems, arbitraryResponseItems } from './arbitrary-batch.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

const BOUNDARY = 'b'

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

async function* pieces<Piece>(texts: readonly Piece[]): AsyncGenerator<Piece> {
  yield* texts
}

const plain = (value: unknown): unknown => structuredClone(value)

describe('reading what was written gives it back', () => {
  test('a request', () => {
    const property = fc.property(arbitraryRequestItems, (items) => {
      const text = printBatchRequest(items, BOUNDARY)
      expect(parseBatchRequest(batchContentType(BOUNDARY), text)).toEqual(plain(items))
    })
    expect(fc.check(property, { numRuns: 1000 }).failed).toBe(false)
  })

  test('a response', () => {
    const property = fc.property(arbitraryResponseItems, (items) => {
      const text = printBatchResponse(items, BOUNDARY)
      expect(parseBatchResponse(batchContentType(BOUNDARY), text)).toEqual(plain(items))
    })
    expect(fc.check(property, { numRuns: 1000 }).failed).toBe(false)
  })

  test('a stream', async () => {
    const property = fc.asyncProperty(arbitraryResponseItems, async (items) => {
      const stream = streamBatchResponse(items, BOUNDARY)
      expect(await allOf(readBatchResponse(batchContentType(BOUNDARY), stream))).toEqual(plain(items))
    })
    expect((await fc.check(property, { numRuns: 200 })).failed).toBe(false)
  })
})

describe('how a body is cut into pieces never matters', () => {
  const items: BatchResponseItem[] = [
    {
      kind: 'response',
      status: 200,
      reason: 'OK',
      headers: [['Content-Type', 'application/json']],
      body: '{"a":"é😀"}\r\n',
    },
    {
      kind: 'changeSet',
      responses: [{ kind: 'response', status: 204, reason: '', headers: [], body: '', contentId: '1' }],
    },
  ]
  const bytes = new TextEncoder().encode(printBatchResponse(items, BOUNDARY))

  test('in two, anywhere', async () => {
    for (let at = 0; at <= bytes.length; at++) {
      const cut = pieces([bytes.slice(0, at), bytes.slice(at)])
      expect(await allOf(readBatchResponse(batchContentType(BOUNDARY), cut))).toEqual(items)
    }
  })

  test('into single bytes', async () => {
    const cut = pieces(Array.from(bytes, (byte) => Uint8Array.of(byte)))
    expect(await allOf(readBatchResponse(batchContentType(BOUNDARY), cut))).toEqual(items)
  })

  test('anyhow, for a request', async () => {
    const property = fc.asyncProperty(
      arbitraryRequestItems,
      fc.array(fc.nat(200), { maxLength: 30 }),
      async (request, sizes) => {
        const all = new TextEncoder().encode(printBatchRequest(request, BOUNDARY))
        const parts: Uint8Array[] = []
        let start = 0
        for (const size of sizes) parts.push(all.slice(start, (start += size)))
        parts.push(all.slice(start))
        expect(await allOf(readBatchRequest(batchContentType(BOUNDARY), pieces(parts)))).toEqual(plain(request))
      },
    )
    expect((await fc.check(property, { numRuns: 300 })).failed).toBe(false)
  })
})

describe('a body that is wrong', () => {
  test('gives items or a typed error', () => {
    const PIECES = ['', '--b', '--b--', '\r\n', '\n', ':', ' ', 'HTTP/1.1 ', 'multipart/mixed; boundary=b', '\0', '"']
    const change = fc.record({ at: fc.nat(), cut: fc.nat(9), piece: fc.constantFrom(...PIECES) })
    const counts = { accepted: 0, refused: 0 }
    const property = fc.property(
      arbitraryResponseItems,
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (items, changes) => {
        let text = printBatchResponse(items, BOUNDARY)
        for (const { at, cut, piece } of changes) {
          const offset = at % (text.length + 1)
          text = text.slice(0, offset) + piece + text.slice(offset + cut)
        }
        try {
          parseBatchResponse(batchContentType(BOUNDARY), text)
          counts.accepted++
        } catch (error) {
          if (!(error instanceof BatchError)) throw error
          counts.refused++
        }
      },
    )
    expect(fc.check(property, { numRuns: 10_000 }).failed).toBe(false)
    expect(counts.accepted).toBeGreaterThan(1000)
    expect(counts.refused).toBeGreaterThan(1000)
  }, 60_000)

  test.each([
    ['one long line', 'x'.repeat(3_000_000)],
    ['lines that are nearly boundaries', '--bb\r\n'.repeat(500_000)],
    ['line ends', '\r\n'.repeat(1_500_000)],
    ['carriage returns', '\r'.repeat(3_000_000)],
    ['dashes', '-'.repeat(3_000_000)],
  ])(
    'may be millions of characters long: %s',
    (_, content) => {
      const text = `--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n${content}\r\n--b--`
      expect(parseBatchResponse(batchContentType('b'), text)).toMatchObject([{ body: content }])
    },
    60_000,
  )

  test('is read in linear time when it comes in many small pieces', async () => {
    const start = '--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'
    const many = pieces([start, ...Array.from({ length: 200_000 }, () => 'abcde'), '\r\n--b--'])
    const [item] = await allOf(readBatchResponse(batchContentType('b'), many))
    expect(item).toMatchObject({ body: 'abcde'.repeat(200_000) })
  }, 60_000)
})

const index = sharedData('batch/index.tsv')

/** What the documentation's bodies hold: in order, the status or method of each, with the members of change sets in brackets. */
const CONTENTS: Readonly<Record<string, string>> = {
  '01-request.http': '[POST 1,POST 2],GET',
  '02-response.http': '[204 1,204 2],200',
  '03-request.http': 'GET',
  '04-request.http': '[POST 1,POST 2,POST 3]',
  '05-response.http': '[204 1,204 2,204 3]',
  '06-request.http': '[POST 1,PUT 2]',
  '07-response.http': '[204 1,204 2]',
  '08-request.http': '[POST 1,POST 2,PUT 3]',
  '09-response.http': '[204 1,204 2,204 3]',
  '10-request.http': '[POST 1,POST 2,PATCH 3]',
  '11-response.http': '[204 1,204 2,204 3]',
  '12-request.http': 'GET',
  '13-response.http': '200',
}

describe.skipIf(!index)(`real batches${index ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`, () => {
  const folder = sharedData('batch/') ?? '.'

  test('are all here', () => {
    const files = index ? readdirSync(folder).filter((file) => file.endsWith('.http')) : []
    expect(files.toSorted()).toEqual(Object.keys(CONTENTS))
  })

  test.each(Object.entries(CONTENTS))('are read: %s', (file, contents) => {
    // The placeholder of the service root has a space inside, and none in front of it in some.
    const text = readFileSync(`${folder}/${file}`, 'utf8').replaceAll(
      / ?\[Organization URI\]/gu,
      ' https://contoso.crm.dynamics.com',
    )
    const contentType = `multipart/mixed; boundary=${/^--(\S+)/mu.exec(text)?.[1]}`
    const items = file.includes('request')
      ? parseBatchRequest(contentType, text)
      : parseBatchResponse(contentType, text)
    expect(items.map((item) => summaryOf(item)).join(',')).toBe(contents)
  })
})

function summaryOf(item: BatchRequestItem | BatchResponseItem): string {
  if (item.kind === 'changeSet') {
    const members = 'operations' in item ? item.operations : item.responses
    return `[${members.map((member) => summaryOf(member)).join(',')}]`
  }
  const what = item.kind === 'operation' ? item.method : item.status
  return item.contentId === undefined ? String(what) : `${what} ${item.contentId}`
}
