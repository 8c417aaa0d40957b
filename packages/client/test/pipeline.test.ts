import { inspect } from 'node:util'
import { createClient } from '@dynamics-kit/client'
import type { AccessToken, ClientOptions, GetTokenOptions, Middleware } from '@dynamics-kit/client'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failure, json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { loadParts } from './load-parts.ts'

beforeAll(loadParts)

const WHO = { UserId: '1', BusinessUnitId: '2', OrganizationId: '3' }
const HOUR = 3_600_000

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2024-04-05T18:30:00Z') }))
afterEach(() => void vi.useRealTimers())

/** Gives `token1`, `token2`, … and keeps what it was asked. */
function countingCredential(give?: (index: number) => AccessToken | null | Promise<AccessToken | null>) {
  const asked: [scopes: string | string[], options: GetTokenOptions][] = []
  return {
    asked,
    async getToken(scopes: string | string[], options: GetTokenOptions = {}) {
      asked.push([scopes, options])
      const index = asked.length
      return give ? give(index) : { token: `token${index}`, expiresOnTimestamp: Date.now() + HOUR }
    },
  }
}

function clientWith(
  options: Partial<ClientOptions>,
  ...answers: (Response | Error | (() => Response | Promise<Response>))[]
) {
  const recorded = recordedFetch(...answers)
  const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch, ...options })
  return { dynamics, ...recorded }
}

/** What a promise comes to while the clock runs; `after` is the time it took. */
async function settle<T>(
  promise: Promise<T>,
): Promise<{ readonly value?: T; readonly error?: any; readonly after: number }> {
  const start = Date.now()
  const outcome = promise.then(
    (value) => ({ value, after: Date.now() - start }),
    (error: unknown) => ({ error, after: Date.now() - start }),
  )
  await vi.runAllTimersAsync()
  return outcome
}

describe('the token', () => {
  test('is asked for with the scope of the environment, on first use', async () => {
    const credential = countingCredential()
    const { dynamics, last } = clientWith(
      { credential, url: 'https://contoso.api.crm.dynamics.com/main.aspx' },
      json(WHO),
    )
    expect(credential.asked).toEqual([])
    await settle(dynamics.whoAmI())
    expect(credential.asked[0]?.[0]).toBe('https://contoso.crm.dynamics.com/.default')
    expect(last().headers['authorization']).toBe('Bearer token1')
    expect(last().url).toBe('https://contoso.crm.dynamics.com/api/data/v9.2/WhoAmI()')
  })

  test('is asked for once by many requests at once and held until it is due', async () => {
    const credential = countingCredential()
    const { dynamics } = clientWith({ credential }, json(WHO))
    await settle(Promise.all([dynamics.whoAmI(), dynamics.whoAmI(), dynamics.whoAmI()]))
    await settle(dynamics.whoAmI())
    expect(credential.asked).toHaveLength(1)
    vi.setSystemTime(Date.now() + HOUR - 60_000)
    await settle(dynamics.whoAmI())
    expect(credential.asked).toHaveLength(2)
  })

  test('is asked for anew from refreshAfterTimestamp on', async () => {
    const credential = countingCredential((index) => ({
      token: `token${index}`,
      expiresOnTimestamp: Date.now() + 24 * HOUR,
      refreshAfterTimestamp: Date.now() + 12 * HOUR,
    }))
    const { dynamics, last } = clientWith({ credential }, json(WHO))
    await settle(dynamics.whoAmI())
    vi.setSystemTime(Date.now() + 13 * HOUR)
    await settle(dynamics.whoAmI())
    expect(last().headers['authorization']).toBe('Bearer token2')
  })

  test('is kept apart between clients', async () => {
    const credential = countingCredential()
    const one = clientWith({ credential }, json(WHO))
    const other = clientWith({ credential, url: 'fabrikam.crm.dynamics.com' }, json(WHO))
    await settle(Promise.all([one.dynamics.whoAmI(), other.dynamics.whoAmI()]))
    expect(credential.asked.map(([scope]) => scope)).toEqual([
      'https://contoso.crm.dynamics.com/.default',
      'https://fabrikam.crm.dynamics.com/.default',
    ])
    expect([one.last().headers['authorization'], other.last().headers['authorization']]).toEqual([
      'Bearer token1',
      'Bearer token2',
    ])
  })

  test('is absent without a credential', async () => {
    const { dynamics, last } = clientWith({}, json(WHO))
    await settle(dynamics.whoAmI())
    expect(last().headers).not.toHaveProperty('authorization')
  })

  test('that is refused is replaced once, past the cache of the credential', async () => {
    const credential = countingCredential()
    const { dynamics, sent } = clientWith(
      { credential },
      new Response(null, { status: 401 }),
      json({}, { status: 200 }),
    )
    await settle(dynamics.request('POST', 'Merge', { body: { a: 1 } }))
    expect(sent.map(({ method, body, headers }) => [method, body, headers['authorization']])).toEqual([
      ['POST', '{"a":1}', 'Bearer token1'],
      ['POST', '{"a":1}', 'Bearer token2'],
    ])
    expect(credential.asked[1]?.[1]).toMatchObject({ forceRefresh: true })
  })

  test('that is refused twice is an error', async () => {
    const credential = countingCredential()
    const { dynamics, sent } = clientWith({ credential }, new Response(null, { status: 401 }))
    const { error } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({ code: 'unauthorized' })
    expect(sent).toHaveLength(2)
    expect(credential.asked).toHaveLength(2)
  })

  test('that a credential cannot renew is not sent again', async () => {
    const credential = countingCredential(() => ({ token: 'fixed', expiresOnTimestamp: Date.now() + HOUR }))
    const { dynamics, sent } = clientWith(
      { credential },
      new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer error=invalid_token' } }),
    )
    const { error } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('does not accept the access token'),
    })
    expect(sent).toHaveLength(1)
  })

  test('that is refused to many requests at once is replaced once', async () => {
    const credential = countingCredential()
    const { fetch, sent } = recordedFetch()
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      credential,
      fetch: async (request) => {
        const refused = request.headers.get('Authorization') === 'Bearer token1'
        await fetch(request)
        return refused ? new Response(null, { status: 401 }) : json(WHO)
      },
    })
    const { value } = await settle(Promise.all(Array.from({ length: 5 }, () => dynamics.whoAmI())))
    expect(value).toHaveLength(5)
    expect(sent).toHaveLength(10)
    expect(credential.asked).toHaveLength(2)
  })

  test('that is refused is not replaced by the same one from a question already on its way', async () => {
    const credential = countingCredential(async (index) => {
      if (index === 2) await new Promise((resolve) => setTimeout(resolve, 1000))
      return {
        token: index < 3 ? 'cached' : 'fresh',
        expiresOnTimestamp: Date.now() + HOUR,
        refreshAfterTimestamp: Date.now() + 60_000,
      }
    })
    const { fetch, sent } = recordedFetch()
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      credential,
      fetch: async (request) => {
        const token = request.headers.get('Authorization')
        await fetch(request)
        if (sent.length === 1) await new Promise((resolve) => setTimeout(resolve, 60_500))
        return token === 'Bearer cached' ? new Response(null, { status: 401 }) : json(WHO)
      },
    })
    const first = dynamics.whoAmI()
    // The first request is refused while this one's question for a newer token waits.
    setTimeout(() => void dynamics.whoAmI().catch(() => undefined), 60_100)
    expect((await settle(first)).value).toEqual({ userId: '1', businessUnitId: '2', organizationId: '3' })
    expect(credential.asked[2]?.[1]).toMatchObject({ forceRefresh: true })
  })

  test('is asked for with the claims of a continuous access evaluation challenge', async () => {
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"},"xms_name":{"value":"Zoë"}}}'
    const bytes = Buffer.from(claims, 'utf8')
    const credential = countingCredential()
    const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${bytes.toString('base64url')}"`
    const { dynamics } = clientWith(
      { credential },
      new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } }),
      json(WHO),
    )
    await settle(dynamics.whoAmI())
    expect(credential.asked[1]?.[1].claims).toBe(claims)
  })

  test('that is missing is an error', async () => {
    const { dynamics, sent } = clientWith({ credential: countingCredential(() => null) }, json(WHO))
    const { error } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({ name: 'NoTokenError', code: 'no-token' })
    expect(sent).toEqual([])
  })

  test('that the credential fails to get leaves its error as it is, and is asked for again', async () => {
    const failed = new Error('AADSTS7000215')
    const credential = countingCredential((index) => {
      if (index === 1) throw failed
      return { token: 'second', expiresOnTimestamp: Date.now() + HOUR }
    })
    const { dynamics } = clientWith({ credential }, json(WHO))
    expect((await settle(dynamics.whoAmI())).error).toBe(failed)
    expect((await settle(dynamics.whoAmI())).value).toEqual({ userId: '1', businessUnitId: '2', organizationId: '3' })
  })

  test('never shows in an error', async () => {
    const credential = countingCredential(() => ({ token: 'eyJsecret', expiresOnTimestamp: Date.now() + HOUR }))
    for (const answer of [
      new TypeError('fetch failed'),
      new Error('odd'),
      failure(500, '', 'x'),
      new Response('<', { headers: { 'Content-Type': 'application/json' } }),
      () => new Promise<Response>(() => {}),
    ]) {
      const { dynamics } = clientWith({ credential, retry: { limit: 0 } }, answer)
      const { error } = await settle(dynamics.whoAmI())
      expect(error).toBeInstanceOf(Error)
      expect(`${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`).not.toContain('eyJsecret')
    }
  })
})

describe('a busy service', () => {
  test('is asked again after Retry-After, whatever the method', async () => {
    const { dynamics, sent } = clientWith(
      {},
      failure(429, '0x80072322', 'x', { 'Retry-After': '7' }),
      new Response(null, { status: 204 }),
    )
    const { value, after } = await settle(dynamics.request('POST', 'accounts', { body: { name: 'Contoso' } }))
    expect(value?.status).toBe(204)
    expect(after).toBe(7000)
    expect(sent.map((request) => request.body)).toEqual(['{"name":"Contoso"}', '{"name":"Contoso"}'])
  })

  test('is asked again at the date it names', async () => {
    const { dynamics } = clientWith(
      {},
      failure(429, '', 'x', { 'Retry-After': 'Fri, 05 Apr 2024 18:30:42 GMT' }),
      json(WHO),
    )
    expect((await settle(dynamics.whoAmI())).after).toBe(42_000)
  })

  test('is asked again at once when the date has passed', async () => {
    const { dynamics } = clientWith(
      {},
      failure(429, '', 'x', { 'Retry-After': 'Fri, 05 Apr 2024 18:00:00 GMT' }),
      json(WHO),
    )
    expect((await settle(dynamics.whoAmI())).after).toBe(0)
  })

  test('is asked again with growing waits when it names none', async () => {
    const { dynamics, sent } = clientWith({}, failure(429, '', 'x'))
    const { error, after } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({ code: 'throttled' })
    expect(sent).toHaveLength(5)
    expect(after).toBeGreaterThanOrEqual(250 + 500 + 1000 + 2000)
    expect(after).toBeLessThanOrEqual(500 + 1000 + 2000 + 4000)
  })

  test('is not waited for longer than allowed', async () => {
    const { dynamics, sent } = clientWith(
      { retry: { maxDelay: 10_000 } },
      failure(429, '', 'x', { 'Retry-After': '11' }),
    )
    const { error, after } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({ code: 'throttled', retryAfterMs: 11_000 })
    expect(after).toBe(0)
    expect(sent).toHaveLength(1)
  })

  test('is not asked again without a limit above zero', async () => {
    const { dynamics, sent } = clientWith({ retry: { limit: 0 } }, failure(429, '', 'x', { 'Retry-After': '1' }))
    expect((await settle(dynamics.whoAmI())).error).toMatchObject({ code: 'throttled' })
    expect(sent).toHaveLength(1)
  })

  const REPEATS: readonly (readonly [method: string, answer: () => Response | Error, sent: number])[] = [
    ['GET', () => failure(503, '', 'x'), 2],
    ['GET', () => failure(502, '', 'x'), 2],
    ['GET', () => failure(504, '', 'x'), 2],
    ['GET', () => new TypeError('fetch failed'), 2],
    ['GET', () => failure(500, '', 'x'), 1],
    ['GET', () => failure(404, '', 'x'), 1],
    ['POST', () => failure(503, '', 'x', { 'Retry-After': '1' }), 1],
    ['GET', () => failure(503, '', 'x', { 'Retry-After': '1' }), 2],
    ['POST', () => failure(503, '', 'x'), 1],
    ['POST', () => failure(502, '', 'x'), 1],
    ['POST', () => new TypeError('fetch failed'), 1],
    ['PATCH', () => new TypeError('fetch failed'), 1],
    ['DELETE', () => failure(504, '', 'x'), 1],
    ['PATCH', () => failure(412, '', 'x', { 'Retry-After': '1' }), 1],
  ]
  test.each(REPEATS)('%s after %s is sent %i times', async (method, answer, times) => {
    const { dynamics, sent } = clientWith({}, answer(), new Response(null, { status: 204 }))
    await settle(dynamics.request(method, 'accounts'))
    expect(sent).toHaveLength(times)
  })

  test('is not waited for once the signal is aborted', async () => {
    const { dynamics, sent } = clientWith({}, failure(429, '', 'x', { 'Retry-After': '100' }))
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 5000)
    const { error, after } = await settle(dynamics.whoAmI({ signal: controller.signal }))
    expect(error).toMatchObject({ name: 'AbortedError', code: 'aborted' })
    expect(after).toBe(5000)
    expect(sent).toHaveLength(1)
  })
})

describe('an abort', () => {
  test('before the start sends nothing and asks for no token', async () => {
    const credential = countingCredential()
    const { dynamics, sent } = clientWith({ credential }, json(WHO))
    const { error } = await settle(dynamics.whoAmI({ signal: AbortSignal.abort('enough') }))
    expect(error).toMatchObject({ code: 'aborted', cause: 'enough' })
    expect(sent).toEqual([])
    expect(credential.asked).toEqual([])
  })

  test('ends the wait for a token, and cancels it when nobody else waits', async () => {
    const credential = countingCredential(() => new Promise(() => {}))
    const { dynamics } = clientWith({ credential }, json(WHO))
    const one = new AbortController()
    const other = new AbortController()
    const both = [dynamics.whoAmI({ signal: one.signal }), dynamics.whoAmI({ signal: other.signal })].map((promise) =>
      promise.catch((error: unknown) => error),
    )
    await vi.advanceTimersByTimeAsync(0)
    one.abort()
    expect(await both[0]).toMatchObject({ code: 'aborted' })
    expect(credential.asked).toHaveLength(1)
    expect(credential.asked[0]?.[1].abortSignal?.aborted).toBe(false)
    other.abort()
    expect(await both[1]).toMatchObject({ code: 'aborted' })
    expect(credential.asked[0]?.[1].abortSignal?.aborted).toBe(true)
  })

  test('by a time limit of the caller is a timeout', async () => {
    const { dynamics } = clientWith({}, () => new Promise<Response>(() => {}))
    const controller = new AbortController()
    setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), 1000)
    expect((await settle(dynamics.whoAmI({ signal: controller.signal }))).error).toMatchObject({ code: 'timeout' })
  })

  test('ends paging between pages', async () => {
    const page = json({
      value: [{ name: 'A' }],
      '@odata.nextLink': 'https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$skiptoken=2',
    })
    const { dynamics, sent } = clientWith({}, page)
    const controller = new AbortController()
    const read = async () => {
      for await (const { rows } of dynamics.from(accounts).select('name').pages({ signal: controller.signal }))
        if (rows.length > 0) controller.abort()
    }
    expect((await settle(read())).error).toMatchObject({ code: 'aborted' })
    expect(sent).toHaveLength(1)
  })
})

describe('the time limit', () => {
  test('ends a request that is never answered', async () => {
    const { dynamics, sent } = clientWith({ timeout: 3000 }, () => new Promise<Response>(() => {}))
    const { error, after } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'timeout' })
    expect(after).toBe(3000)
    expect(sent).toHaveLength(1)
  })

  test('ends an answer that never ends', async () => {
    const endless = () =>
      new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) }), {
        headers: { 'Content-Type': 'application/json' },
      })
    const { dynamics } = clientWith({ timeout: 3000 }, endless)
    const { error, after } = await settle(dynamics.whoAmI())
    expect(error).toMatchObject({ code: 'timeout' })
    expect(after).toBe(3000)
  })
})

describe('middleware', () => {
  test('goes around every operation, the first outermost, once, without the token', async () => {
    const seen: string[] = []
    const named =
      (name: string): Middleware =>
      async (request, next) => {
        seen.push(`${name} ${request.method} ${request.headers.get('authorization')}`)
        const response = await next(request)
        seen.push(`${name} ${response.status}`)
        return response
      }
    const { dynamics } = clientWith(
      { credential: countingCredential(), middleware: [named('a'), named('b')] },
      failure(429, '', 'x', { 'Retry-After': '1' }),
      json(WHO),
    )
    await settle(dynamics.whoAmI())
    expect(seen).toEqual(['a GET null', 'b GET null', 'b 200', 'a 200'])
  })

  test('may change the request or answer it', async () => {
    const { dynamics, last, sent } = clientWith(
      {
        middleware: [
          (request, next) => {
            const changed = new Request(request)
            changed.headers.set('CallerObjectId', '25a17064-1ae7-e611-80f4-e0071b661f01')
            return request.url.includes('accounts') ? Promise.resolve(json({ value: [] })) : next(changed)
          },
        ],
      },
      json(WHO),
    )
    await settle(dynamics.whoAmI())
    expect(last().headers['callerobjectid']).toBe('25a17064-1ae7-e611-80f4-e0071b661f01')
    expect((await settle(dynamics.from(accounts).all())).value).toEqual([])
    expect(sent).toHaveLength(1)
  })

  test('that fails leaves its error as it is', async () => {
    const failed = new Error('mine')
    const { dynamics } = clientWith({ middleware: [() => Promise.reject(failed)] }, json(WHO))
    expect((await settle(dynamics.whoAmI())).error).toBe(failed)
  })
})
