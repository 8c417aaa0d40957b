import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { GraphClient } from './graph-client.ts'

const token = 'not.a.token-but-secret'

/** A client whose answers come from a script; the last one repeats. */
function clientWith(answers: readonly (() => Response | Promise<Response>)[], signal?: AbortSignal) {
  let sent = 0
  const graph = new GraphClient({
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    fetch: async () => (answers[Math.min(sent++, answers.length - 1)] as () => Response | Promise<Response>)(),
    ...(signal && { signal }),
  })
  return { graph, sent: () => sent }
}

const found = () => Response.json({ id: '1' })
const refused =
  (status: number, code = 'X', retryAfter = '0') =>
  () =>
    Response.json({ error: { code, message: 'Not now.' } }, { status, headers: { 'retry-after': retryAfter } })
const offline = () =>
  Promise.reject(
    new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) }),
  )
const cutOff = () =>
  new Response(
    new ReadableStream({
      pull(body) {
        body.error(new TypeError('terminated'))
      },
    }),
  )

describe('a request is repeated', () => {
  test.each([
    ['429 of a read', refused(429), (graph: GraphClient) => graph.find('x')],
    ['429 of a new secret', refused(429), (graph: GraphClient) => graph.post('x/addPassword', {})],
    [
      '409 of two changes at once',
      refused(409, 'Directory_ConcurrencyViolation'),
      (graph: GraphClient) => graph.post('x', {}),
    ],
    ['503 of a read', refused(503), (graph: GraphClient) => graph.find('x')],
    ['504 of a change by key', refused(504), (graph: GraphClient) => graph.patch('x', {})],
    ['a broken connection of a read', offline, (graph: GraphClient) => graph.find('x')],
    ['an answer that breaks off', cutOff, (graph: GraphClient) => graph.find('x')],
  ])('after %s', async (_, first, act) => {
    const { graph, sent } = clientWith([first, found])
    await act(graph)
    expect(sent()).toBe(2)
  })
})

describe('a request is not repeated', () => {
  test.each([
    ['504 of a new secret, which may be there', refused(504), 'unavailable'],
    ['a broken connection of a new secret', offline, 'network'],
    ['an answer about a new secret that breaks off', cutOff, 'network'],
    ['409 of an object that exists', refused(409, 'Request_MultipleObjectsWithSameKeyValue'), 'conflict'],
    ['429 that asks for minutes', refused(429, 'X', '600'), 'throttled'],
  ])('after %s', async (_, first, code) => {
    const { graph, sent } = clientWith([first, found])
    await expect(graph.post('x/addPassword', {})).rejects.toMatchObject({ name: 'SetupError', code, step: 1 })
    expect(sent()).toBe(1)
  })
})

test('an abort ends a wait at once, with its reason', async () => {
  const controller = new AbortController()
  const { graph } = clientWith([refused(429, 'X', '50')], controller.signal)
  const waiting = graph.find('x')
  setTimeout(() => controller.abort(new Error('enough')), 20)
  await expect(waiting).rejects.toThrow('enough')
})

test('a failure never holds the token', async () => {
  const { graph } = clientWith([offline])
  const error: unknown = await graph.post('x', {}).catch((reason: unknown) => reason)
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(token)
})
