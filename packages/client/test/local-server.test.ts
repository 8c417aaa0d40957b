import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createClient } from '@dynamics-kit/client'
import type { ClientOptions, DynamicsClient } from '@dynamics-kit/client'
import { afterEach, describe, expect, test } from 'vitest'

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => unknown

const WHO = JSON.stringify({ UserId: '1', BusinessUnitId: '2', OrganizationId: '3' })
const JSON_TYPE = { 'Content-Type': 'application/json; odata.metadata=minimal', 'OData-Version': '4.0' }

let server: Server | undefined
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server?.closeAllConnections()
      server?.close(() => resolve())
    }),
)

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/** Several rounds with pauses, in which weak references are cleared. */
async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    gc()
    // oxlint-disable-next-line no-await-in-loop -- the pauses are the point
    await new Promise((resolve) => {
      setTimeout(resolve, 10)
    })
  }
}

/** A client of a real HTTP server on this machine, over the runtime's own `fetch`. */
async function clientOf(
  handle: Handler,
  options: Partial<ClientOptions> = {},
): Promise<{ dynamics: DynamicsClient; count(): number }> {
  let count = 0
  const created = createServer((request, response) => handle(request, response, ++count))
  server = created
  await new Promise<void>((resolve) => {
    created.listen(0, '127.0.0.1', resolve)
  })
  const { port } = created.address() as AddressInfo
  return { dynamics: createClient({ url: `http://127.0.0.1:${port}`, ...options }), count: () => count }
}

describe('over a real connection', () => {
  test('a read is answered, its URL encoded as the service needs it', async () => {
    const urls: (string | undefined)[] = []
    const { dynamics } = await clientOf((request, response) => {
      urls.push(request.url)
      response.writeHead(200, JSON_TYPE).end('{"value":[{"name":"Müller & Söhne"}]}')
    })
    const rows = await dynamics
      .from('accounts')
      .select('name')
      .where((account) => account['name']!.eq("Müller & Söhne #1 + 50% O'B"))
      .all()
    expect(rows).toEqual([{ name: 'Müller & Söhne' }])
    expect(urls).toHaveLength(1)
    expect(urls[0]).toMatch(/^\/api\/data\/v9\.2\/accounts\?\$select=name&\$filter=name%20eq%20/)
    expect(new URLSearchParams(urls[0]?.split('?')[1]).get('$filter')).toBe("name eq 'Müller & Söhne #1 + 50% O''B'")
    expect(urls[0]).toContain('%2B')
  })

  test('a throttled write is sent again with its body', async () => {
    const bodies: string[] = []
    const lengths: (string | undefined)[] = []
    const { dynamics, count } = await clientOf((request, response, index) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        bodies.push(body)
        lengths.push(request.headers['content-length'])
        if (index < 3)
          response
            .writeHead(429, { ...JSON_TYPE, 'Retry-After': '0' })
            .end('{"error":{"code":"0x80072322","message":"x"}}')
        else
          response
            .writeHead(204, {
              'OData-EntityId': `http://127.0.0.1/api/data/v9.2/accounts(7eb682f1-ca75-e511-80d4-00155d2a68d1)`,
            })
            .end()
      })
    })
    expect(await dynamics.create('accounts', { name: 'Contoso' })).toBe('7eb682f1-ca75-e511-80d4-00155d2a68d1')
    expect(bodies).toEqual(['{"name":"Contoso"}', '{"name":"Contoso"}', '{"name":"Contoso"}'])
    expect(lengths).toEqual(['18', '18', '18'])
    expect(count()).toBe(3)
  })

  test('a read whose connection was cut before the answer is sent again', async () => {
    const { dynamics, count } = await clientOf((request, response, index) => {
      if (index === 1) request.socket.destroy()
      else response.writeHead(200, JSON_TYPE).end(WHO)
    })
    expect(await dynamics.whoAmI()).toEqual({ userId: '1', businessUnitId: '2', organizationId: '3' })
    expect(count()).toBe(2)
  })

  test('a write whose connection was cut is not sent again', async () => {
    const { dynamics, count } = await clientOf((request) => request.socket.destroy())
    await expect(dynamics.create('accounts', { name: 'Contoso' })).rejects.toMatchObject({
      code: 'network',
      method: 'POST',
      path: 'accounts',
    })
    expect(count()).toBe(1)
  })

  test('an answer cut in the middle is a network error, and a read is asked for again', async () => {
    const { dynamics, count } = await clientOf(
      (request, response, index) => {
        if (index === 2) return response.writeHead(200, JSON_TYPE).end('{"value":[]}')
        response.writeHead(200, { ...JSON_TYPE, 'Content-Length': '1000' })
        return response.write('{"value":[', () => request.socket.destroy())
      },
      { retry: { limit: 1 } },
    )
    expect(await dynamics.from('accounts').all()).toEqual([])
    expect(count()).toBe(2)
    const creating = dynamics.create('accounts', { name: 'A' }, { return: 'row' })
    await expect(creating).rejects.toMatchObject({ code: 'network', reason: 'connection-lost' })
    expect(count()).toBe(3)
  })

  test('an abort ends the request on the server too', async () => {
    const controller = new AbortController()
    let closed: Promise<unknown> = Promise.resolve()
    const { dynamics } = await clientOf((request) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve))
      controller.abort()
    })
    await expect(dynamics.whoAmI({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
    await closed
  })

  test.each(['before the answer', 'within the answer'])('an abort %s survives a garbage collection', async (when) => {
    const controller = new AbortController()
    let closed: Promise<unknown> = Promise.resolve()
    const { dynamics } = await clientOf(
      (_request, response) => {
        closed = new Promise((resolve) => response.once('close', resolve))
        if (when === 'within the answer') response.writeHead(200, JSON_TYPE).write('{')
        void collectGarbage().then(() => controller.abort())
      },
      { credential: { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) } },
    )
    await expect(dynamics.whoAmI({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
    await closed
  })

  test('the time limit ends an answer that stalls, on the server too', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const { dynamics } = await clientOf(
      (_request, response) => {
        closed = new Promise((resolve) => response.once('close', resolve))
        response.writeHead(200, JSON_TYPE).write('{')
        void collectGarbage()
      },
      { timeout: 200 },
    )
    await expect(dynamics.whoAmI()).rejects.toMatchObject({ code: 'timeout' })
    await closed
  })

  test('a redirect is reported and not followed', async () => {
    const { dynamics, count } = await clientOf((_request, response) =>
      response.writeHead(302, { Location: '/signin' }).end(),
    )
    await expect(dynamics.whoAmI()).rejects.toMatchObject({ code: 'not-dataverse', status: 302 })
    expect(count()).toBe(1)
  })

  test('a closed port says so', async () => {
    const { dynamics } = await clientOf(() => undefined, { retry: { limit: 0 } })
    await new Promise<void>((resolve) => {
      server?.close(() => resolve())
    })
    await expect(dynamics.whoAmI()).rejects.toThrow(/127\.0\.0\.1:\d+ refused the connection/)
  })

  test('a host that does not exist says so', async () => {
    const dynamics = createClient({ url: 'https://contoso.crm4.dynamics.invalid', retry: { limit: 0 } })
    await expect(dynamics.whoAmI()).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/contoso\.crm4\.dynamics\.invalid/),
    })
  })
})
