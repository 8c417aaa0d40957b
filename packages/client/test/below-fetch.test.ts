import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { createClient } from '@dynamics-kit/client'
import type { ClientOptions } from '@dynamics-kit/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

/** Where Node.js keeps what carries every `fetch`. */
const DISPATCHER: unique symbol = Symbol.for('undici.globalDispatcher.1') as never

interface Dispatcher {
  dispatch(options: object, handler: object): boolean
}

const world = globalThis as typeof globalThis & { [DISPATCHER]: Dispatcher }
const JSON_TYPE = { 'Content-Type': 'application/json; odata.metadata=minimal', 'OData-Version': '4.0' }
const ROWS = '{"value":[{"name":"Müller & Söhne"}]}'

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

let server: Server
let handle: Handler
let asked = 0

beforeEach(async () => {
  asked = 0
  handle = (_request, response) => response.writeHead(200, JSON_TYPE).end(ROWS)
  server = createServer((request, response) => {
    asked++
    handle(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
)

/** A client that has come to know what is below `fetch`, and how often `fetch` itself was called since. */
async function clientBelow(options: Partial<ClientOptions> = {}) {
  const { port } = server.address() as AddressInfo
  const dynamics = createClient({ url: `http://127.0.0.1:${port}`, retry: { limit: 0 }, ...options })
  const read = () => dynamics.from('accounts').select('name').all()
  const { dispatch } = await dispatcher()
  const dispatched = vi.spyOn(world[DISPATCHER], 'dispatch')
  await vi.waitFor(async () => {
    await read()
    const own = dispatched.mock.calls.filter(([request]) => 'headers' in request && isPlain(request.headers))
    expect(own.length).toBeGreaterThan(0)
  })
  dispatched.mockRestore()
  expect(world[DISPATCHER].dispatch).toBe(dispatch)
  asked = 0
  return { dynamics, read }
}

/** `fetch` gives its headers as a list of its own; this package gives an object. */
function isPlain(headers: unknown): boolean {
  return typeof headers === 'object' && headers !== null && 'odata-maxversion' in headers
}

async function dispatcher(): Promise<Dispatcher> {
  const { port } = server.address() as AddressInfo
  await fetch(`http://127.0.0.1:${port}`)
  return world[DISPATCHER]
}

describe('below the fetch of Node.js', () => {
  test('the same request leaves, with its body', async () => {
    const { dynamics } = await clientBelow()
    const bodies: string[] = []
    const headers: IncomingMessage['headers'][] = []
    handle = (request, response) => {
      headers.push(request.headers)
      request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()))
      request.on('end', () =>
        response.writeHead(204, { 'OData-EntityId': 'x/accounts(7eb682f1-ca75-e511-80d4-00155d2a68d1)' }).end(),
      )
    }
    await dynamics.create('accounts', { name: 'Müller & Söhne' })
    expect(bodies).toEqual(['{"name":"Müller & Söhne"}'])
    expect(headers[0]).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': '27',
      'odata-version': '4.0',
      'odata-maxversion': '4.0',
    })
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('%s is undone', async (coding, compress) => {
    const { read } = await clientBelow()
    handle = ({ headers }, response) => {
      expect(headers['accept-encoding']).toContain(coding)
      response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': coding }).end(compress(ROWS))
    }
    expect(await read()).toEqual([{ name: 'Müller & Söhne' }])
  })

  test('a body that is not what its coding says is a network error', async () => {
    const { read } = await clientBelow()
    handle = (_request, response) => response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }).end(ROWS)
    await expect(read()).rejects.toMatchObject({ code: 'network' })
  })

  test('an answer in many pieces comes whole', async () => {
    const { read } = await clientBelow()
    handle = async (_request, response) => {
      response.writeHead(200, JSON_TYPE)
      for (const byte of Buffer.from(ROWS)) {
        response.write(Buffer.of(byte))
        // oxlint-disable-next-line no-await-in-loop -- piece by piece
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      response.end()
    }
    expect(await read()).toEqual([{ name: 'Müller & Söhne' }])
  })

  test('an answer cut in the middle is a lost connection', async () => {
    const { read } = await clientBelow()
    handle = ({ socket }, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'Content-Length': '1000' })
      response.write('{"value":[', () => socket.destroy())
    }
    await expect(read()).rejects.toMatchObject({ code: 'network', reason: 'connection-lost' })
  })

  test('a connection that breaks before the answer is a lost connection', async () => {
    const { read } = await clientBelow()
    handle = ({ socket }) => socket.destroy()
    await expect(read()).rejects.toMatchObject({ code: 'network', reason: 'connection-lost' })
  })

  test('the time limit ends the request on the server too', async () => {
    const { read } = await clientBelow({ timeout: 60 })
    const closed = new Promise((resolve) => {
      handle = ({ socket }) => socket.once('close', resolve)
    })
    await expect(read()).rejects.toMatchObject({ code: 'timeout' })
    await closed
  })

  test('an abort ends the request on the server too, before and within the answer', async () => {
    const { dynamics } = await clientBelow()
    for (const begins of [false, true]) {
      const controller = new AbortController()
      const closed = new Promise((resolve) => {
        handle = ({ socket }, response) => {
          socket.once('close', resolve)
          if (begins) response.writeHead(200, JSON_TYPE).write('{')
          setTimeout(() => controller.abort(), 20)
        }
      })
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(dynamics.whoAmI({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
      // oxlint-disable-next-line no-await-in-loop
      await closed
    }
  })

  test('several headers of a name are told as one', async () => {
    const { dynamics } = await clientBelow()
    handle = (_request, response) =>
      response.writeHead(200, { ...JSON_TYPE, 'Set-Cookie': ['a=1', 'b=2'], REQ_ID: 'r1' }).end('{}')
    const { headers } = await dynamics.request('GET', 'WhoAmI()')
    expect(headers).toBeInstanceOf(Headers)
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(headers.get('req_id')).toBe('r1')
  })

  test('a dispatcher of the program carries the request', async () => {
    const { read } = await clientBelow()
    const own = world[DISPATCHER]
    let carried = 0
    world[DISPATCHER] = {
      dispatch(options, handler) {
        carried++
        return own.dispatch(options, handler)
      },
    }
    try {
      await read()
      expect(carried).toBe(1)
    } finally {
      world[DISPATCHER] = own
    }
  })

  test('a fetch that was replaced is called', async () => {
    const { read } = await clientBelow()
    vi.stubGlobal('fetch', async () => Response.json({ value: [{ name: 'stubbed' }] }))
    try {
      expect(await read()).toEqual([{ name: 'stubbed' }])
      expect(asked).toBe(0)
    } finally {
      vi.unstubAllGlobals()
    }
  })

  test('middleware is given a standard Response', async () => {
    const seen: unknown[] = []
    const { read } = await clientBelow({
      middleware: [
        async (request, next) => {
          const response = await next(request)
          seen.push(
            response instanceof Response,
            await response.clone().text(),
            response.headers.get('content-encoding'),
          )
          return response
        },
      ],
    })
    seen.length = 0
    handle = (_request, response) =>
      response.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }).end(gzipSync(ROWS))
    expect(await read()).toEqual([{ name: 'Müller & Söhne' }])
    expect(seen).toEqual([true, ROWS, null])
  })
})
