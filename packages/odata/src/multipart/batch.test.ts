import { describe, expect, test } from 'vitest'
import {
  batchContentType,
  type BatchErrorCode,
  type BatchOperation,
  parseBatchRequest,
  parseBatchResponse,
  printBatchRequest,
  printBatchResponse,
  readBatchResponse,
  streamBatchRequest,
} from '../index.ts'

const create: BatchOperation = {
  kind: 'operation',
  method: 'POST',
  target: '/api/data/v9.2/accounts',
  headers: [['Content-Type', 'application/json']],
  body: '{"name":"Contoso"}',
  contentId: '1',
}
const read: BatchOperation = {
  kind: 'operation',
  method: 'GET',
  target: '/api/data/v9.2/accounts',
  headers: [],
  body: '',
}

const lines = (...texts: readonly string[]): string => texts.join('\r\n')

describe('a batch request', () => {
  test('is written with CRLF and a line end after the last boundary', () => {
    expect(printBatchRequest([{ kind: 'changeSet', operations: [create] }, read], 'batch_a')).toBe(
      lines(
        '--batch_a',
        'Content-Type: multipart/mixed; boundary="cs1_batch_a"',
        '',
        '--cs1_batch_a',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        'Content-ID: 1',
        '',
        'POST /api/data/v9.2/accounts HTTP/1.1',
        'Content-Type: application/json',
        '',
        '{"name":"Contoso"}',
        '--cs1_batch_a--',
        '--batch_a',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        'GET /api/data/v9.2/accounts HTTP/1.1',
        '',
        '',
        '--batch_a--',
        '',
      ),
    )
  })

  test('is read into operations', () => {
    const items = [{ kind: 'changeSet', operations: [create] } as const, read]
    expect(parseBatchRequest(batchContentType('batch_a'), printBatchRequest(items, 'batch_a'))).toEqual(items)
  })

  test('can be streamed from operations that become known one by one', async () => {
    const operations = async function* () {
      yield create
      yield await Promise.resolve(read)
    }
    const stream = streamBatchRequest(operations(), 'b')
    expect(await new Response(stream).text()).toBe(printBatchRequest([create, read], 'b'))
  })

  test.each<[string, Partial<BatchOperation>]>([
    ['a line break in a header', { headers: [['Prefer', 'a\r\nMSCRM.Evil: 1']] }],
    ['a line break in a name', { headers: [['Pre\nfer', 'a']] }],
    ['a space in the target', { target: '/accounts HTTP/1.1 x' }],
    ['a line break in the target', { target: '/accounts\r\n' }],
    ['a method that is none', { method: 'GET /' }],
    ['neither method nor target', { method: '', target: '' }],
    ['a line break in the id', { contentId: '1\n2' }],
    ['the boundary in the body', { body: 'x\n--b' }],
    ['the boundary at the start of the body', { body: '--b--' }],
  ])('refuses to print %s', (_, change) => {
    expect(() => printBatchRequest([{ ...create, ...change }], 'b')).toThrowError(TypeError)
  })

  test('refuses to print a boundary that is none', () => {
    expect(() => printBatchRequest([], 'a b')).toThrowError(TypeError)
    expect(() => batchContentType('"')).toThrowError(TypeError)
  })
})

const answer = lines('Content-Type: application/http', '', 'HTTP/1.1 204 No Content', 'OData-Version: 4.0', '', '')

describe('a batch response', () => {
  test('is read with an error in a change set or in its place', () => {
    const error = lines(
      'Content-Type: application/http',
      'Content-ID: 2',
      '',
      'HTTP/1.1 400 Bad Request',
      '',
      '{"error":{}}',
    )
    const changeSet = lines('Content-Type: multipart/mixed;boundary=c', '', '--c', error, '--c--')
    const body = lines('--b', changeSet, '--b', error, '--b--', '')
    const response = {
      kind: 'response',
      status: 400,
      reason: 'Bad Request',
      headers: [],
      body: '{"error":{}}',
      contentId: '2',
    }
    expect(parseBatchResponse('multipart/mixed; boundary=b', body)).toEqual([
      { kind: 'changeSet', responses: [response] },
      response,
    ])
  })

  test.each([
    ['lone line feeds', `--b\n${answer.replaceAll('\r', '')}\n--b--\n`],
    ['no line end at the end', lines('--b', answer, '--b--')],
    ['text before and after', lines('HTTP/1.1 200 OK', 'Server: x', '', '--b', answer, '--b--', 'more', '--b', 'text')],
    ['spaces after a boundary', lines('--b  ', answer, '--b-- ', '')],
    ['a header over two lines', lines('--b', answer.replace('4.0', '\r\n 4.0'), '--b--')],
  ])('is read with %s', (_, body) => {
    expect(parseBatchResponse('Multipart/Mixed; charset=utf-8; Boundary="b"', body)).toEqual([
      { kind: 'response', status: 204, reason: 'No Content', headers: [['OData-Version', '4.0']], body: '' },
    ])
  })

  test('may have lines that look like a boundary', () => {
    const body = 'a\r\n --b\r\n--bc\r\n--b--c\r\nx --b--\r\n'
    const text = lines('--b', 'Content-Type: application/http', '', 'HTTP/1.1 200 OK', '', body, '--b--')
    expect(parseBatchResponse('multipart/mixed; boundary=b', text)).toMatchObject([{ body }])
  })

  test.each<[string, string, string, BatchErrorCode]>([
    ['no multipart', 'application/json', '{}', 'missingBoundary'],
    ['no boundary', 'multipart/mixed', '--b--', 'missingBoundary'],
    ['another boundary', 'multipart/mixed; boundary=c', '--b--', 'noParts'],
    ['an empty body', 'multipart/mixed; boundary=b', '', 'noParts'],
    ['a body that is cut off', 'multipart/mixed; boundary=b', lines('--b', answer), 'unexpectedEnd'],
    [
      'a part of another kind',
      'multipart/mixed; boundary=b',
      '--b\nContent-Type: text/plain\n\nx\n--b--',
      'invalidPart',
    ],
    ['a header that is none', 'multipart/mixed; boundary=b', '--b\nHello\n\nx\n--b--', 'invalidHeader'],
    [
      'no status line',
      'multipart/mixed; boundary=b',
      '--b\nContent-Type: application/http\n\nOK\n--b--',
      'invalidStartLine',
    ],
    [
      'a change set in a change set',
      'multipart/mixed; boundary=b',
      '--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: multipart/mixed; boundary=d\n\n--d--\n--c--\n--b--',
      'nestedChangeSet',
    ],
  ])('is refused: %s', (_, contentType, body, code) => {
    expect(() => parseBatchResponse(contentType, body)).toThrowError(
      expect.objectContaining({ name: 'BatchError', code }),
    )
  })

  test('gives each answer as soon as it has arrived', async () => {
    const responses = [1, 2].map((id) => ({
      kind: 'response' as const,
      status: 200,
      reason: 'OK',
      headers: [],
      body: `{"id":${id}}`,
    }))
    const text = printBatchResponse(responses, 'b')
    const half = text.indexOf('{"id":2}')
    let arrived = 0
    const pieces = async function* () {
      for (const piece of [text.slice(0, half), text.slice(half)]) {
        arrived++
        yield piece
      }
    }
    const seen: [number, unknown][] = []
    for await (const item of readBatchResponse(batchContentType('b'), pieces())) seen.push([arrived, item])
    expect(seen).toEqual([
      [1, responses[0]],
      [2, responses[1]],
    ])
  })

  test('gives what arrived before it was cut off', async () => {
    const text = lines('--b', answer, '--b', answer)
    const generator = readBatchResponse('multipart/mixed; boundary=b', new Response(text).body ?? pieceless())
    expect((await generator.next()).value).toMatchObject({ status: 204 })
    await expect(generator.next()).rejects.toMatchObject({ code: 'unexpectedEnd' })
  })

  test('cancels the body when it is left early', async () => {
    let reason: unknown = 'not cancelled'
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(lines('--b', answer, '--b', ''))),
      cancel: (value: unknown) => {
        reason = value
      },
    })
    for await (const item of readBatchResponse('multipart/mixed; boundary=b', body)) {
      expect(item).toMatchObject({ status: 204 })
      break
    }
    expect(reason).toBeUndefined()
  })
})

async function* pieceless(): AsyncGenerator<string> {}
