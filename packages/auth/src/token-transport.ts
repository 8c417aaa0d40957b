import { AuthError } from './auth-error.ts'
import { checkCount, checkMilliseconds } from './options.ts'
import { errorWithoutSecrets, secretsOf, textWithoutSecrets, withoutSecrets } from './redaction.ts'
import { retryAfterMs, type TokenResponse } from './token-response.ts'

export interface TokenTransportOptions {
  /** Sends the request. Default: the global `fetch`, looked up at each call. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
  /** Per attempt, in milliseconds. Default 10,000. */
  readonly timeout?: number | undefined
  /** How often a request that surely got no token is repeated. Default 2. */
  readonly retries?: number | undefined
  /** Waits, in milliseconds. Default: a timer. */
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined
}

/** @throws {TypeError} Naming the option that cannot work. */
export function checkTransport({ fetch, timeout, retries }: TokenTransportOptions): void {
  if (fetch !== undefined && typeof fetch !== 'function')
    throw new TypeError('fetch: give a function that sends a Request')
  checkMilliseconds(timeout, 'timeout')
  checkCount(retries, 'retries', 0)
}

/** A wait that `Retry-After` may ask for and is still worth it, in milliseconds; past it the error says how long. */
const longestWait = 20_000
/** First pause between attempts, in milliseconds; doubled each time, with jitter. */
const firstPause = 400

/** One request of a credential. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Statuses that are worth another attempt. Default: 429 and 5xx. */
  readonly isTransient?: ((status: number) => boolean) | undefined
  /** Milliseconds to wait after a status, where the service documents it. Default: a growing pause. */
  readonly pauseAfter?: ((status: number) => number | undefined) | undefined
}

/**
 * Posts a form to a token endpoint. Answers of 429 and 5xx and connections that break are tried again; every other answer
 * is returned as it is.
 *
 * @throws {AuthError} `network` or `timeout` when no answer came at all.
 */
export function postForm(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: TokenTransportOptions,
): Promise<TokenResponse> {
  return send(url, { method: 'POST', headers, body }, options)
}

/** As {@link postForm}, for any request. Neither a refusal nor an error repeats a secret of the request. */
export async function send(
  url: string,
  request: TransportRequest,
  options: TokenTransportOptions,
): Promise<TokenResponse> {
  const retries = options.retries ?? 2
  const isTransient = request.isTransient ?? ((status) => status === 429 || status >= 500)
  const sleep = options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)))
  for (let attempt = 0; ; attempt++) {
    const pause = firstPause * 2 ** attempt * (0.5 + Math.random())
    let outcome: TokenResponse | AuthError
    try {
      outcome = await sendOnce(url, request, options)
    } catch (error) {
      outcome = toTransportError(error, secretsOf(request), new URL(url).origin, options.timeout ?? 10_000)
    }
    const again = outcome instanceof AuthError || isTransient(outcome.status)
    const wait =
      outcome instanceof AuthError
        ? pause
        : (retryAfterMs(outcome.headers['retry-after']) ?? request.pauseAfter?.(outcome.status) ?? pause)
    if (again && attempt < retries && wait <= longestWait) {
      await sleep(wait)
      continue
    }
    if (outcome instanceof AuthError) throw outcome
    return outcome.status < 400 ? outcome : withoutSecrets(outcome, secretsOf(request))
  }
}

async function sendOnce(
  url: string,
  { method, headers, body }: TransportRequest,
  options: TokenTransportOptions,
): Promise<TokenResponse> {
  // AbortSignal.timeout would hold on to every answered request until its time is up.
  const limit = new AbortController()
  const timer = setTimeout(
    () => limit.abort(new DOMException('No answer in time', 'TimeoutError')),
    options.timeout ?? 10_000,
  )
  try {
    const init: RequestInit = {
      method,
      headers,
      signal: limit.signal,
      ...(body !== undefined && { body }),
      // A redirect would carry the credential elsewhere: it is an answer like any other.
      redirect: 'manual',
    }
    // Node copies the body of a Request that fetch is given; without one a first token comes milliseconds sooner.
    const response = await (options.fetch ? options.fetch(new Request(url, init)) : globalThis.fetch(url, init))
    const text = await response.text()
    return { status: response.status, headers: Object.fromEntries(response.headers), body: parseJson(text) }
  } finally {
    clearTimeout(timer)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toTransportError(error: unknown, secrets: readonly string[], authority: string, timeout: number): AuthError {
  const cause = errorWithoutSecrets(error, secrets)
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new AuthError(`${authority} did not answer within ${timeout} ms`, {
      code: 'timeout',
      fix: `Check that this machine may reach ${authority}: a firewall that drops packets looks like this.`,
      step: 3,
      retryable: true,
      cause,
    })
  }
  const reason = textWithoutSecrets(reasonOf(error), secrets)
  return new AuthError(`${authority} could not be reached: ${reason}`, {
    code: 'network',
    fix: networkFix(reason, authority),
    step: 3,
    retryable: true,
    cause,
  })
}

/** `fetch failed` says nothing; its cause has the system's code, such as `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return reasonOf(error.cause)
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : error.message
}

function networkFix(reason: string, authority: string): string {
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return `Check the network and DNS of this machine, and the spelling of ${authority}.`
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER/i.test(reason)) {
    return 'The TLS certificate is not trusted: name the certificate authority’s file in NODE_EXTRA_CA_CERTS, or start Node with --use-system-ca.'
  }
  return `Check that this machine is online and may reach ${authority}; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.`
}
