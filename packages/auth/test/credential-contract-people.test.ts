import {
  azureCli,
  azureDeveloperCli,
  deviceCode,
  interactiveBrowser,
  onBehalfOf,
  refreshToken,
  type TokenCredential,
} from '@dynamics-kit/auth'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeCertificate } from './support/certificates.ts'
import { describeCredential, tokenAnswer, type CredentialHarness } from './support/describe-credential.ts'

const tenantId = '11111111-1111-1111-1111-111111111111'
const clientId = '22222222-2222-2222-2222-222222222222'
const app = { tenantId, clientId }

/** A JWT whose signature is the secret. */
function jwtWith(secret: string): string {
  return `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjb250b3NvIn0.${secret}`
}

/** A clock, and answers for whoever asks for a token. */
function scripted(): Omit<CredentialHarness, 'credential'> & { now(): number; next(): Promise<Response> } {
  let now = Date.now()
  let count = 0
  let script: readonly (() => Response | Promise<Response>)[] | undefined
  let asked = 0
  return {
    now: () => now,
    async next() {
      count++
      if (!script) return tokenAnswer(`token ${count}`)
      const answer = script[Math.min(asked++, script.length - 1)]
      if (!answer) throw new TypeError('no answer in the script')
      return answer()
    },
    pass: (milliseconds) => void (now += milliseconds),
    answerWith(...answers) {
      script = answers
      asked = 0
    },
    tokenRequests: () => count,
  }
}

interface Base {
  readonly fetch: (request: Request) => Promise<Response>
  readonly now: () => number
  readonly sleep: () => Promise<void>
}

/** Runs a credential on a clock and a network of its own. `side` answers what is asked besides tokens. */
function overHttp(create: (base: Base) => TokenCredential, side?: () => Response): CredentialHarness {
  const { now, next, ...rest } = scripted()
  const credential = create({
    now,
    sleep: async () => undefined,
    async fetch(request) {
      if (request.url.includes('/oauth2/v2.0/token')) return withRefreshToken(await next(), rest.tokenRequests())
      if (!side) throw new TypeError(`unexpected request to ${request.url}`)
      return side()
    },
  })
  return { credential, ...rest }
}

/** Entra gives people a new refresh token with each access token. */
async function withRefreshToken(answer: Response, number: number): Promise<Response> {
  if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) return answer
  const body = (await answer.json()) as Record<string, unknown>
  return Response.json('access_token' in body ? { ...body, refresh_token: `refresh token ${number}` } : body)
}

const wrongIds = (make: (app: { tenantId: string; clientId: string }) => unknown) =>
  [
    ['a tenant that is none', () => make({ ...app, tenantId: 'common' }), /^tenantId: common is no tenant/],
    ['a client id that is a name', () => make({ ...app, clientId: 'Contoso app' }), /^clientId: .* is not a GUID/],
    [
      'an authority without TLS',
      () => make({ ...app, authority: 'http://login.contoso.com' } as typeof app),
      /^authority: /,
    ],
  ] as const

const called = { ...app, clientSecret: 'contoso-secret', userAssertion: jwtWith('c2lnbmF0dXJl') }

describeCredential('onBehalfOf', {
  make: ({ secret }) => overHttp((base) => onBehalfOf({ ...base, ...called, clientSecret: secret })),
  wrong: [
    ...wrongIds((ids) => onBehalfOf({ ...called, ...ids })),
    ['no assertion', () => onBehalfOf({ ...called, userAssertion: '' }), /^userAssertion: is missing/],
    ['a whole header', () => onBehalfOf({ ...called, userAssertion: 'Bearer a.b.c' }), /^userAssertion: has blanks/],
    ['an opaque token', () => onBehalfOf({ ...called, userAssertion: 'opaque' }), /^userAssertion: is no JWT/],
    ['a secret id', () => onBehalfOf({ ...called, clientSecret: clientId }), /^clientSecret: is a GUID/],
    [
      'no proof of the API',
      () => onBehalfOf({ ...app, userAssertion: called.userAssertion }),
      /^clientSecret: give either/,
    ],
    ['two proofs of the API', () => onBehalfOf({ ...called, certificate: 'both' }), /^clientSecret: give either/],
  ],
})

const certificate = makeCertificate().pem

describeCredential('onBehalfOf with a certificate', {
  make: ({ secret }) =>
    overHttp((base) => onBehalfOf({ ...base, ...app, certificate, userAssertion: jwtWith(secret) })),
  wrong: [],
})

describeCredential('refreshToken', {
  make: ({ secret }) => overHttp((base) => refreshToken({ ...base, ...app, refreshToken: secret })),
  wrong: [
    ...wrongIds((ids) => refreshToken({ ...ids, refreshToken: 'of an earlier sign-in' })),
    ['no refresh token', () => refreshToken({ ...app, refreshToken: '' }), /^refreshToken: give the refresh token/],
    ['a line', () => refreshToken({ ...app, refreshToken: 'token\n' }), /^refreshToken: .*without blanks/],
    [
      'a secret id',
      () => refreshToken({ ...app, refreshToken: 'earlier', clientSecret: clientId }),
      /^clientSecret: is a GUID/,
    ],
  ],
})

describeCredential('refreshToken of a web app', {
  make: ({ secret }) =>
    overHttp((base) => refreshToken({ ...base, ...app, refreshToken: 'earlier', clientSecret: secret })),
  wrong: [],
})

/** What a tool does when it is run; it stands in for the process. */
type Run = () => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>
type Ended = (error: Error | null, stdout: string, stderr: string) => void

let run: Run | undefined
const execFile = vi.spyOn(process.getBuiltinModule('node:child_process'), 'execFile')
beforeEach(() => {
  run = undefined
  execFile.mockImplementation(((_file: string, _args: readonly string[], _options: object, ended: Ended) => {
    if (!run) throw new TypeError('no tool is installed')
    run().then(
      ({ exitCode, stdout, stderr }) =>
        ended(exitCode === 0 ? null : Object.assign(new Error('Command failed'), { code: exitCode }), stdout, stderr),
      (error: unknown) => ended(Object.assign(new Error(String(error)), { code: 1 }), '', String(error)),
    )
  }) as never)
})
afterAll(() => execFile.mockRestore())

/**
 * Runs a credential of a command line tool, which prints what the script answers. The one secret such a credential sees is
 * the tool's token, so that is what a refusal repeats.
 */
function overTool(
  create: (base: Pick<Base, 'now'>) => TokenCredential,
  print: (token: string, expiresOn: number) => object,
  secret: string,
): CredentialHarness {
  const { now, next, ...rest } = scripted()
  run = async () => {
    const answer = await next()
    const text = await answer.text()
    if (answer.status === 503) return { exitCode: 1, stdout: '', stderr: 'ERROR: AADSTS90033: A transient error.\n' }
    const body = answer.headers.get('content-type')?.includes('json')
      ? (JSON.parse(text) as Record<string, unknown>)
      : undefined
    if (!answer.ok) {
      const said = String(body?.['error_description'] ?? text).replaceAll(secret, jwtWith(secret))
      return { exitCode: 1, stdout: '', stderr: `ERROR: ${said}\n` }
    }
    const token = body?.['access_token']
    const stdout = typeof token === 'string' ? JSON.stringify(print(token, now() + 3_600_000)) : text
    return { exitCode: 0, stdout, stderr: '' }
  }
  return { credential: create({ now }), ...rest }
}

describeCredential('azureCli', {
  make: ({ secret }) =>
    overTool(
      (base) => azureCli({ ...base, tenantId }),
      (accessToken, expiresOn) => ({ accessToken, expires_on: Math.floor(expiresOn / 1000), tenant: tenantId }),
      secret,
    ),
  passesClaims: false,
  asksOverHttp: false,
  wrong: [
    ['a tenant that is none', () => azureCli({ tenantId: 'common' }), /^tenantId: common is no tenant/],
    ['a subscription by its name', () => azureCli({ subscription: 'Contoso & sons' }), /^subscription: give its id/],
  ],
})

describeCredential('azureDeveloperCli', {
  make: ({ secret }) =>
    overTool(
      (base) => azureDeveloperCli({ ...base, tenantId }),
      (token, expiresOn) => ({ token, expiresOn: new Date(expiresOn).toISOString() }),
      secret,
    ),
  passesClaims: false,
  asksOverHttp: false,
  wrong: [['a tenant that is none', () => azureDeveloperCli({ tenantId: 'common' }), /^tenantId: common is no tenant/]],
})

describe.each([
  ['azureCli', azureCli],
  ['azureDeveloperCli', azureDeveloperCli],
])('%s on a command line', (_, make) => {
  test.each(['https://contoso&calc.exe/.default', 'https://contoso.com/a&b/.default', 'api://contoso/a&b/.default'])(
    'is never handed %s',
    async (scope) => {
      execFile.mockClear()
      await expect(make().getToken(scope)).rejects.toThrow(/^scopes: .* only/)
      expect(execFile).not.toHaveBeenCalled()
    },
  )
})

const loginHost = 'https://login.microsoftonline.com'
const noPrompt = () => undefined

describeCredential('deviceCode', {
  make: ({ secret }) =>
    overHttp(
      (base) => deviceCode({ ...base, ...app, onPrompt: noPrompt }),
      () =>
        Response.json({
          user_code: 'F8LP2ZQ7K',
          device_code: secret,
          verification_uri: 'https://login.microsoft.com/device',
          expires_in: 900,
          interval: 0,
          message: 'Open the page and enter the code F8LP2ZQ7K.',
        }),
    ),
  wrong: [
    ...wrongIds((ids) => deviceCode({ ...ids, onPrompt: noPrompt })),
    ['nobody to show the code', () => deviceCode({ ...app, onPrompt: undefined as never }), /^onPrompt: give/],
  ],
})

describeCredential('interactiveBrowser', {
  make: ({ secret }) =>
    overHttp((base) =>
      interactiveBrowser({
        ...base,
        ...app,
        async openBrowser(url) {
          const { searchParams } = new URL(url)
          const back = new URL(searchParams.get('redirect_uri') ?? '')
          back.search = String(new URLSearchParams({ code: secret, state: searchParams.get('state') ?? '' }))
          await fetch(back)
        },
      }),
    ),
  wrong: [
    ...wrongIds((ids) => interactiveBrowser(ids)),
    ['no port', () => interactiveBrowser({ ...app, port: 70_000 }), /^port: 70000 is no port/],
    ['a part of a port', () => interactiveBrowser({ ...app, port: 0.5 }), /^port: 0\.5 is no port/],
    ['a time without end', () => interactiveBrowser({ ...app, signInTimeout: Infinity }), /^signInTimeout: Infinity/],
    ['no time', () => interactiveBrowser({ ...app, signInTimeout: 0 }), /^signInTimeout: 0 /],
  ],
})

describe('a browser that never finishes opening', () => {
  const opening = (more = {}) =>
    interactiveBrowser({ ...app, openBrowser: () => new Promise(() => undefined), authority: loginHost, ...more })
  const scope = 'https://contoso.crm.dynamics.com/.default'

  test('is waited for no longer than the sign-in may take', async () => {
    await expect(opening({ signInTimeout: 20 }).getToken(scope)).rejects.toMatchObject({ code: 'sign-in-expired' })
  })

  test('gives its port back when the last caller gives up', async () => {
    let back = ''
    const controller = new AbortController()
    const credential = opening({
      openBrowser(url: string) {
        back = new URL(url).searchParams.get('redirect_uri') ?? ''
        setTimeout(() => controller.abort(new Error('enough')), 10)
        return new Promise(() => undefined)
      },
    })
    await expect(credential.getToken(scope, { abortSignal: controller.signal })).rejects.toThrow('enough')
    await vi.waitFor(() => expect(fetch(back)).rejects.toThrow('fetch failed'))
  })
})
