import { AuthError } from './auth-error.ts'
import { loadMsal } from './load-msal.ts'
import { startLoopbackServer } from './loopback-server.ts'
import { checkMilliseconds, requireOptions } from './options.ts'
import { openBrowser as openDefaultBrowser } from './open-browser.ts'
import { msalRequest, personTokens, publicApplication } from './person-application.ts'
import { PersonCredential, type PersonCredentialOptions, type PersonRequest } from './person-credential.ts'
import type { PersonTokens } from './person-session.ts'
import { RecordingNetwork } from './recording-network.ts'
import { renewSignIn } from './refresh-token-grant.ts'
import { toAuthError } from './token-response.ts'

export interface InteractiveBrowserOptions extends PersonCredentialOptions {
  /** Opens an address. Default: the browser of this machine. */
  readonly openBrowser?: (url: string) => void | Promise<void>
  /** Port of this machine that the browser comes back to. Default 0: a free one. */
  readonly port?: number
  /** User principal name that the sign-in page begins with. Default: none, and it shows the accounts it knows. */
  readonly loginHint?: string
  /** How long the person has, in milliseconds. Default 300,000. */
  readonly signInTimeout?: number
}

/** Five minutes, in milliseconds. */
const defaultSignInTimeout = 300_000

/**
 * Signs in a person with the browser of this machine: authorization code with PKCE, back to a port of `localhost`. Register
 * `http://localhost` as a redirect URI of the app, platform *Mobile and desktop applications*.
 *
 * The person is asked once; from then on tokens are renewed silently. Nothing is written to disk.
 *
 * On the wire: `GET {authority}/{tenantId}/oauth2/v2.0/authorize` in the browser, then one POST to the token endpoint.
 *
 * @throws {TypeError} At once, naming the option.
 * @throws {AuthError} From `getToken`: `sign-in-declined`, `sign-in-expired`, `tool-missing` without a browser, and what Entra
 * refuses.
 * @example
 * ```ts
 * import { interactiveBrowser } from '@dynamics-kit/auth'
 *
 * const credential = interactiveBrowser({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   loginHint: 'ada@contoso.com',
 * })
 * ```
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function interactiveBrowser(options: InteractiveBrowserOptions): PersonCredential {
  requireOptions('interactiveBrowser', options, '{ tenantId, clientId }')
  const { port = 0 } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new TypeError(`port: ${port} is no port; give a number from 0 to 65535`)
  }
  checkMilliseconds(options.signInTimeout, 'signInTimeout')
  return new PersonCredential('interactive-browser', options, {
    signIn: (request, signal) => signIn(request, signal, options),
    renew: (refreshToken, request) => renewSignIn(refreshToken, request, options),
  })
}

async function signIn(
  request: PersonRequest,
  signal: AbortSignal,
  options: InteractiveBrowserOptions,
): Promise<PersonTokens> {
  signal.throwIfAborted()
  const { CryptoProvider } = await loadMsal()
  const crypto = new CryptoProvider()
  const state = crypto.createNewGuid()
  const server = await startLoopbackServer(options.port ?? 0, state)
  try {
    const { verifier, challenge } = await crypto.generatePkceCodes()
    const network = new RecordingNetwork(options)
    const application = await publicApplication(request, network)
    const { redirectUri } = server
    const url = await application.getAuthCodeUrl({
      ...msalRequest(request),
      redirectUri,
      state,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      ...(options.loginHint === undefined ? { prompt: 'select_account' } : { loginHint: options.loginHint }),
    })
    const open = async () => (options.openBrowser ?? openDefaultBrowser)(url)
    // Together: time runs out, and callers give up, while the browser is opening too.
    const opened = Promise.all([server.answer, open()]).then(([members]) => members)
    const answer = await answerOf(opened, signal, request, options.signInTimeout ?? defaultSignInTimeout)
    const code = codeOf(answer, request)
    const acquisition = application.acquireTokenByCode({
      ...msalRequest(request),
      redirectUri,
      code,
      codeVerifier: verifier,
    })
    return await personTokens(acquisition, network, request)
  } finally {
    server.close()
  }
}

/** @throws {AuthError} When the browser brought an error instead of a code. */
function codeOf(answer: URLSearchParams, request: PersonRequest): string {
  const code = answer.get('code')
  if (code !== null) return code
  throw toAuthError({ status: 400, headers: {}, body: Object.fromEntries(answer) }, request)
}

async function answerOf(
  answer: Promise<URLSearchParams>,
  signal: AbortSignal,
  request: PersonRequest,
  timeout: number,
): Promise<URLSearchParams> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const late = setTimeout(() => reject(expired(request, timeout)), timeout)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([answer, givenUp])
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
  }
}

function expired({ clientId, tenantId }: PersonRequest, timeout: number): AuthError {
  return new AuthError(`Nobody signed in to app ${clientId} of tenant ${tenantId} within ${timeout} ms`, {
    code: 'sign-in-expired',
    fix: 'Ask again, and sign in with the browser that was opened; without one use deviceCode().',
    step: 3,
    retryable: false,
  })
}
