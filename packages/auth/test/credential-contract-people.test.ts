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
import {
  app,
  clientId,
  jwtWith,
  overHttp,
  scripted,
  tenantId,
  withRefreshToken,
  wrongOptions,
  type Base,
} from './support/credential-harness.ts'
import { describeCredential, type CredentialHarness } from './support/describe-credential.ts'

const asPerson = { change: withRefreshToken }

const called = { ...app, clientSecret: 'contoso-secret', userAssertion: jwtWith('c2lnbmF0dXJl') }

describeCredential('onBehalfOf', {
  make: ({ secret }) => overHttp((base) => onBehalfOf({ ...base, ...called, clientSecret: secret })),
  wrong: [
    ...wrongOptions((ids) => onBehalfOf({ ...called, ...ids })),
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
  make: ({ secret }) => overHttp((base) => refreshToken({ ...base, ...app, refreshToken: secret }), asPerson),
  wrong: [
    ...wrongOptions((ids) => refreshToken({ ...ids, refreshToken: 'of an earlier sign-in' })),
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
    overHttp((base) => refreshToken({ ...base, ...app, refreshToken: 'earlier', clientSecret: secret }), asPerson),
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
    ['no time for the tool', () => azureCli({ processTimeout: 0 }), /^processTimeout: 0 is not a time/],
    ['a time without end', () => azureCli({ processTimeout: Infinity }), /^processTimeout: Infinity is not a time/],
    ['a cache without bounds', () => azureCli({ maxEntries: Number.NaN }), /^maxEntries: NaN is no count/],
    [
      'a domain beside a subscription',
      () => azureCli({ tenantId: 'contoso.onmicrosoft.com', subscription: tenantId }),
      /^tenantId: beside a subscription/,
    ],
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
  wrong: [
    ['a tenant that is none', () => azureDeveloperCli({ tenantId: 'common' }), /^tenantId: common is no tenant/],
    ['no time for the tool', () => azureDeveloperCli({ processTimeout: 0 }), /^processTimeout: 0 is not a time/],
    [
      'a time without end',
      () => azureDeveloperCli({ processTimeout: Infinity }),
      /^processTimeout: Infinity is not a time/,
    ],
    ['a cache without bounds', () => azureDeveloperCli({ maxEntries: Number.NaN }), /^maxEntries: NaN is no count/],
  ],
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
    overHttp((base) => deviceCode({ ...base, ...app, onPrompt: noPrompt }), {
      ...asPerson,
      side: () =>
        Response.json({
          user_code: 'F8LP2ZQ7K',
          device_code: secret,
          verification_uri: 'https://login.microsoft.com/device',
          expires_in: 900,
          interval: 0,
          message: 'Open the page and enter the code F8LP2ZQ7K.',
        }),
    }),
  wrong: [
    ...wrongOptions((ids) => deviceCode({ ...ids, onPrompt: noPrompt })),
    ['nobody to show the code', () => deviceCode({ ...app, onPrompt: undefined as never }), /^onPrompt: give/],
  ],
})

describeCredential('interactiveBrowser', {
  make: ({ secret }) =>
    overHttp(
      (base) =>
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
      asPerson,
    ),
  wrong: [
    ...wrongOptions((ids) => interactiveBrowser(ids)),
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
    await vi.waitFor(() => expect(fetch(back)).rejects.toThrow('fetch failed'), { timeout: 20_000 })
  })
})
