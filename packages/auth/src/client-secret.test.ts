import { inspect } from 'node:util'
import { Keyv } from 'keyv'
import { describe, expect, test, vi } from 'vitest'
import { aadstsExplanations } from './aadsts.ts'
import { isAuthError, type AuthError } from './auth-error.ts'
import { clientSecret, type ClientSecretOptions } from './client-secret.ts'

const scope = 'https://contoso.crm.dynamics.com/.default'
const good = {
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
}

function tokenAnswer(token = 'a.b.c'): Response {
  return Response.json({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token })
}

/** A credential whose token endpoint answers from a script; the last answer repeats. */
function credentialWith(answers: (() => Response | Promise<Response>)[], options: Partial<ClientSecretOptions> = {}) {
  const requests: { url: string; form: URLSearchParams }[] = []
  const waits: number[] = []
  const credential = clientSecret({
    ...good,
    fetch: async (request) => {
      requests.push({ url: request.url, form: new URLSearchParams(await request.text()) })
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      if (!answer) throw new TypeError('no answer in the script')
      return answer()
    },
    sleep: async (milliseconds) => void waits.push(milliseconds),
    ...options,
  })
  return { credential, requests, waits }
}

async function failureOf(promise: Promise<unknown>): Promise<AuthError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isAuthError(error)) throw new Error(`expected an AuthError, got ${inspect(error)}`)
  return error
}

test('asks for a token with one request and no discovery', async () => {
  const { credential, requests } = credentialWith([() => tokenAnswer()])
  const { token, expiresOnTimestamp } = await credential.getToken(scope)
  expect(token).toBe('a.b.c')
  expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_500_000)
  expect(requests).toHaveLength(1)
  const [request] = requests
  expect(request?.url).toMatch(
    /^https:\/\/login\.microsoftonline\.com\/11111111-1111-1111-1111-111111111111\/oauth2\/v2\.0\/token(\?|$)/,
  )
  expect(Object.fromEntries(request?.form ?? [])).toMatchObject({
    grant_type: 'client_credentials',
    client_id: good.clientId,
    client_secret: good.clientSecret,
    scope,
  })
})

test('costs one request for many callers and every spelling of one environment', async () => {
  const { credential, requests } = credentialWith([() => tokenAnswer()])
  const spellings = [
    scope,
    'https://CONTOSO.crm.dynamics.com/.default',
    'https://contoso.api.crm.dynamics.com/.default',
  ]
  await Promise.all(Array.from({ length: 300 }, (_, index) => credential.getToken(spellings[index % 3] ?? scope)))
  await credential.getToken([scope])
  expect(requests).toHaveLength(1)
})

test.each([
  ['https://contoso.crm4.dynamics.com', 'https://login.microsoftonline.com'],
  ['https://contoso.crm9.dynamics.com', 'https://login.microsoftonline.com'],
  ['https://contoso.crm.microsoftdynamics.us', 'https://login.microsoftonline.us'],
  ['https://contoso.crm.appsplatform.us', 'https://login.microsoftonline.us'],
  ['https://contoso.crm.dynamics.cn', 'https://login.partner.microsoftonline.cn'],
  ['https://graph.microsoft.com', 'https://login.microsoftonline.com'],
  ['https://management.azure.com', 'https://login.microsoftonline.com'],
  ['https://vault.azure.net', 'https://login.microsoftonline.com'],
  ['https://contoso.blob.core.windows.net', 'https://login.microsoftonline.com'],
  ['https://vault.usgovcloudapi.net', 'https://login.microsoftonline.us'],
  ['https://management.chinacloudapi.cn', 'https://login.partner.microsoftonline.cn'],
])('signs in for %s at %s, with one request', async (resource, authority) => {
  const { credential, requests } = credentialWith([() => tokenAnswer()])
  await credential.getToken(`${resource}/.default`)
  expect(requests.map(({ url }) => new URL(url).origin)).toEqual([authority])
})

test.each(['https://azure.com.contoso.example', 'https://notazure.com'])(
  'asks %s where it signs in',
  async (resource) => {
    const { credential, requests } = credentialWith([() => tokenAnswer()])
    await failureOf(credential.getToken(`${resource}/.default`))
    expect(requests.map(({ url }) => url)).toEqual([`${resource}/api/data/v9.2/`])
  },
)

test.each(['eyJhY2Nlc3NfdG9rZW4iOnt9fQ==', '', 'null'])('takes no claims that are no JSON: %j', async (claims) => {
  const { credential, requests } = credentialWith([() => tokenAnswer()])
  await expect(credential.getToken(scope, { claims })).rejects.toThrow(/^claims: .*base64, so decode it first/)
  expect(requests).toEqual([])
})

test('signs in over http where the authority is on this machine', async () => {
  const { credential, requests } = credentialWith([() => tokenAnswer()], { authority: 'http://localhost:8080' })
  await credential.getToken('http://localhost:8080/.default')
  expect(requests[0]?.url).toMatch(/^http:\/\/localhost:8080\/11111111-/)
})

test('names the authority option for a host that does not say where it signs in', async () => {
  const { credential, requests } = credentialWith([() => tokenAnswer()])
  const error = await failureOf(credential.getToken('https://crm.contoso.example/.default'))
  expect(error).toMatchObject({ code: 'resource-unknown', status: 200 })
  expect(error.fix).toMatch(/give the authority option/)
  expect(requests.map(({ url }) => url)).toEqual(['https://crm.contoso.example/api/data/v9.2/'])
  expect(requests[0]?.form.size).toBe(0)
})

test('passes claims on and replaces the cached token', async () => {
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
  const { credential, requests } = credentialWith([() => tokenAnswer('one.x.y'), () => tokenAnswer('two.x.y')])
  await credential.getToken(scope)
  expect((await credential.getToken(scope, { claims })).token).toBe('two.x.y')
  expect((await credential.getToken(scope)).token).toBe('two.x.y')
  expect(requests).toHaveLength(2)
  expect(JSON.parse(requests[1]?.form.get('claims') ?? '{}')).toMatchObject(JSON.parse(claims))
})

test('fetches a new token when told to', async () => {
  const { credential, requests } = credentialWith([() => tokenAnswer('one.x.y'), () => tokenAnswer('two.x.y')])
  await credential.getToken(scope)
  expect((await credential.getToken(scope, { forceRefresh: true })).token).toBe('two.x.y')
  expect(requests).toHaveLength(2)
})

test('lets one caller give up without disturbing the others', async () => {
  let answer: (response: Response) => void = () => undefined
  const { credential, requests } = credentialWith([() => new Promise<Response>((resolve) => (answer = resolve))])
  const controller = new AbortController()
  const impatient = credential.getToken(scope, { abortSignal: controller.signal })
  const patient = credential.getToken(scope)
  controller.abort(new Error('enough'))
  await expect(impatient).rejects.toThrow('enough')
  await vi.waitFor(() => expect(requests).toHaveLength(1), { timeout: 20_000 })
  answer(tokenAnswer())
  expect((await patient).token).toBe('a.b.c')
})

describe('when the service is not well', () => {
  test('tries again after 503, honouring Retry-After', async () => {
    const { credential, requests, waits } = credentialWith([
      () => new Response('<html>busy</html>', { status: 503, headers: { 'retry-after': '2' } }),
      () => tokenAnswer(),
    ])
    expect((await credential.getToken(scope)).token).toBe('a.b.c')
    expect(requests).toHaveLength(2)
    expect(waits).toEqual([2000])
  })

  test('can ask again right after a failure', async () => {
    const busy = () =>
      Response.json(
        {
          error: 'temporarily_unavailable',
          error_codes: [90033],
          error_description: 'AADSTS90033: A transient error has occurred.',
        },
        { status: 503 },
      )
    const { credential, requests } = credentialWith([busy, () => tokenAnswer()], { retries: 0 })
    expect(await failureOf(credential.getToken(scope))).toMatchObject({
      code: 'unavailable',
      aadsts: 90033,
      retryable: true,
    })
    expect((await credential.getToken(scope)).token).toBe('a.b.c')
    expect(requests).toHaveLength(2)
  })

  test('gives up when asked to wait too long, and says how long', async () => {
    const { credential, requests } = credentialWith([
      () => new Response('', { status: 429, headers: { 'retry-after': '120' } }),
    ])
    expect(await failureOf(credential.getToken(scope))).toMatchObject({
      code: 'throttled',
      retryAfterMs: 120_000,
      status: 429,
    })
    expect(requests).toHaveLength(1)
  })

  test.each([
    {},
    { access_token: '' },
    { access_token: 'a.b.c' },
    { access_token: 'a.b.c', expires_in: 'soon' },
    'a page',
  ])('refuses a 200 that holds no token: %j', async (body) => {
    const { credential } = credentialWith([() => Response.json(body)])
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'response-unreadable', status: 200 })
  })

  test('tells a connection that was refused by its system code', async () => {
    const { credential, requests } = credentialWith([
      () =>
        Promise.reject(
          new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }),
        ),
    ])
    const error = await failureOf(credential.getToken(scope))
    expect(error).toMatchObject({ code: 'network', retryable: true })
    expect(error.message).toBe('https://login.microsoftonline.com could not be reached: ECONNREFUSED')
    expect(requests).toHaveLength(3)
  })

  test('does not wait for ever', async () => {
    const { credential } = credentialWith([], {
      retries: 0,
      timeout: 20,
      fetch: (request) =>
        new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason))),
    })
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'timeout', retryable: true })
  })
})

describe('when Entra refuses', () => {
  const refusal = (aadsts: number, text = 'Something is wrong.', status = 401) =>
    Response.json(
      {
        error: 'invalid_client',
        error_description: `AADSTS${aadsts}: ${text} Trace ID: 33333333-3333-3333-3333-333333333333 Correlation ID: 44444444-4444-4444-4444-444444444444 Timestamp: 2026-01-05 10:11:12Z`,
        error_codes: [aadsts],
        timestamp: '2026-01-05 10:11:12Z',
        trace_id: '33333333-3333-3333-3333-333333333333',
        correlation_id: '44444444-4444-4444-4444-444444444444',
      },
      { status },
    )

  test.each([...aadstsExplanations])('explains AADSTS%i', async (aadsts, explanation) => {
    const { credential } = credentialWith([() => refusal(aadsts)], { retries: 0 })
    const error = await failureOf(credential.getToken(scope))
    expect(error).toMatchObject({ aadsts, code: explanation.code, step: explanation.step })
    expect(error.fix).toMatch(/^Step [1-4] \([\w ]+\): .+\.$/)
    expect(error.fix).toContain(explanation.fix)
  })

  test('carries what a support ticket needs and cuts it from the message', async () => {
    const { credential } = credentialWith([() => refusal(7000215, 'Invalid client secret provided.')])
    const error = await failureOf(credential.getToken(scope))
    expect(error).toMatchObject({
      code: 'secret-invalid',
      step: 1,
      status: 401,
      traceId: '33333333-3333-3333-3333-333333333333',
      correlationId: '44444444-4444-4444-4444-444444444444',
      timestamp: '2026-01-05 10:11:12Z',
    })
    expect(error.message).toBe(
      'No token for https://contoso.crm.dynamics.com/.default as app 22222222-2222-2222-2222-222222222222 of tenant 11111111-1111-1111-1111-111111111111 from https://login.microsoftonline.com: AADSTS7000215: Invalid client secret provided.',
    )
  })

  test('says so when the number is not known', async () => {
    const { credential } = credentialWith([() => refusal(99999999, 'New.', 400)])
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'rejected', aadsts: 99999999 })
  })

  test('names the policies of Conditional Access that block', async () => {
    const policies = ['c0a5acce-0000-4000-8000-000000000001', 'c0a5acce-0000-4000-8000-000000000002']
    const claims = JSON.stringify({ access_token: { capolids: { essential: true, values: policies } } })
    const body = { error: 'invalid_grant', error_description: 'AADSTS53003: Blocked.', error_codes: [53003], claims }
    const { credential } = credentialWith([() => Response.json(body, { status: 400 })])
    const error = await failureOf(credential.getToken(scope))
    expect(error).toMatchObject({ code: 'conditional-access', claims, retryable: false })
    expect(error.fix).toMatch(new RegExp(`Id of the policy: ${policies.join(', ')}\\.$`))
  })

  test('says what Entra says on one line', async () => {
    const { credential } = credentialWith([
      () => refusal(7000215, 'Invalid.\r\n2026-01-05 ERROR\tall is lost\u001b[2J'),
    ])
    expect((await failureOf(credential.getToken(scope))).message).toMatch(
      /: AADSTS7000215: Invalid\. 2026-01-05 ERROR all is lost \[2J$/,
    )
  })

  test('recognizes a page that is not Entra’s', async () => {
    const { credential } = credentialWith([() => new Response('<html>proxy</html>', { status: 403 })])
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'response-unreadable', status: 403 })
  })

  test('never repeats the secret, even when the answer repeats the whole form', async () => {
    const secret = 'a+b/c=d~e&f~not-a-real-secret'
    const spellings = [secret, new URLSearchParams({ '': secret }).toString().slice(1), encodeURIComponent(secret)]
    const { credential } = credentialWith([], {
      clientSecret: secret,
      fetch: async (request) => {
        const said = `sent ${await request.text()}, ${spellings.join(' ')}`
        return Response.json({ error: 'invalid_client', error_description: said }, { status: 400 })
      },
    })
    const error = await failureOf(credential.getToken(scope))
    expect(error.message).toContain('client_secret=***')
    for (const spelling of spellings) expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(spelling)
  })

  test.each(['with code', 'without'])(
    'never repeats the secret, even when an error of the network does, %s',
    async (kind) => {
      const secret = `it's "quoted" and \\escaped~not-a-real-secret`
      const { credential } = credentialWith([], {
        clientSecret: secret,
        retries: 0,
        fetch: async (request) => {
          const config = { data: await request.text(), plain: { body: secret } }
          throw Object.assign(new Error(`could not send ${secret}`), {
            config,
            ...(kind === 'with code' && { code: 'EX' }),
          })
        },
      })
      const error = await failureOf(credential.getToken(scope))
      expect(error.message).toContain(kind === 'with code' ? 'be reached: EX' : 'be reached: could not send ***')
      expect(error.cause).toMatchObject({ name: 'Error', message: 'could not send ***' })
      expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/quoted|escaped/)
    },
  )

  test('keeps an error of the network as it is when there is nothing secret in it', async () => {
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET', socket: { bytesWritten: 7 } })
    const { credential } = credentialWith([], { retries: 0, fetch: () => Promise.reject(cause) })
    expect((await failureOf(credential.getToken(scope))).cause).toBe(cause)
  })

  test('never repeats the secret, even when the answer does', async () => {
    const { credential } = credentialWith([() => refusal(7000215, `You sent ${good.clientSecret}.`)])
    const error = await failureOf(credential.getToken(scope))
    expect(error.message).toContain('You sent ***.')
    for (const text of [
      inspect(error, { depth: 10, showHidden: true }),
      JSON.stringify(error),
      String(error.stack),
      inspect(credential, { depth: 10, showHidden: true }),
    ]) {
      expect(text).not.toContain(good.clientSecret)
    }
  })
})

describe('bad options are refused at once, by name', () => {
  test.each([
    [{ tenantId: '' }, /^tenantId: is missing/],
    [{ tenantId: 'https://login.microsoftonline.com/contoso' }, /^tenantId: is a URL/],
    [{ tenantId: 'common' }, /^tenantId: common is no tenant/],
    [{ tenantId: 'contoso' }, /^tenantId: "contoso" is neither/],
    [{ clientId: 'Contoso integration' }, /^clientId: "Contoso integration" is not a GUID/],
    [
      { clientSecret: '33333333-3333-3333-3333-333333333333' },
      /^clientSecret: is a GUID, so it looks like the Secret ID/,
    ],
    [{ clientSecret: ' padded ' }, /^clientSecret: has blanks/],
    [{ clientSecret: 'broken\n' }, /^clientSecret: has blanks/],
    [{ clientSecret: '"Zq88Q~not-a-real-secret"' }, /^clientSecret: has quotes around it; remove them$/],
    [{ clientSecret: "'Zq88Q~not-a-real-secret'" }, /^clientSecret: has quotes/],
    [{ tenantId: '"contoso.onmicrosoft.com"' }, /^tenantId: has quotes/],
    [{ fetch: 'https://proxy' as never }, /^fetch: give a function/],
    [{ store: {} as never }, /^store: is no token store; give fileTokenStore/],
    [{ store: new Keyv() as never }, /^store: is a Keyv; give keyvTokenStore/],
    [{ authority: 'http://login.contoso.example' }, /^authority: must be https/],
    [
      { authority: 'https://login.microsoftonline.com/fabrikam.onmicrosoft.com' },
      /^authority: names the tenant fabrikam/,
    ],
    [{ authority: 'not a url' }, /^authority: "not a url" is no URL/],
    [{ authority: '' }, /^authority: is missing/],
    [{ authority: 'https://login.microsoftonline.com ' }, /^authority: has blanks/],
  ] satisfies [Partial<ClientSecretOptions>, RegExp][])('%j', (change, message) => {
    expect(() => clientSecret({ ...good, ...change })).toThrow(TypeError)
    expect(() => clientSecret({ ...good, ...change })).toThrow(message)
  })

  test.each([
    ['contoso.crm.dynamics.com', /is not a resource URL/],
    ['https://contoso.crm.dynamics.com/user_impersonation', /is not a resource URL with \/\.default/],
    ['http://contoso.crm.dynamics.com/.default', /must be an https: URL/],
    [[], /exactly one.*not 0/],
    [[scope, 'https://graph.microsoft.com/.default'], /exactly one.*not 2/],
    [`${scope} https://graph.microsoft.com/.default`, /exactly one.*not 2/],
    [`${scope} openid`, /exactly one.*not 2/],
    [undefined as never, /exactly one.*not 0/],
    [5 as never, /exactly one.*not 0/],
  ] satisfies [string | string[], RegExp][])('scope %j', async (scopes, message) => {
    await expect(clientSecret(good).getToken(scopes)).rejects.toThrow(message)
  })

  test('another tenant in getToken', async () => {
    await expect(clientSecret(good).getToken(scope, { tenantId: 'fabrikam.onmicrosoft.com' })).rejects.toThrow(
      /^tenantId: this credential signs in to/,
    )
  })
})
