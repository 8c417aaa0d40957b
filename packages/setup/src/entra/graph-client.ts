import ky, { isNetworkError, isTimeoutError, type KyInstance } from 'ky'
import { cloudOf, type TokenCredential } from '@dynamics-kit/auth'
import { pause } from '../pause.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'

/** How Microsoft Graph is reached, and as whom. */
export interface GraphClientOptions extends Pick<SetupOptions, 'signal' | 'now' | 'sleep'> {
  /** Signs in whoever may manage app registrations. */
  readonly credential: TokenCredential
  /** Default `https://graph.microsoft.com`; other clouds and emulators have their own. With or without `/v1.0`. */
  readonly graphUrl?: string | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** An answer of Microsoft Graph: `body` is the JSON, or `undefined` where there is none. */
export interface GraphAnswer {
  readonly status: number
  readonly body: unknown
  /** How long Graph asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
}

type Method = 'get' | 'post' | 'patch' | 'delete'

/** How often a request is repeated that surely changed nothing, or changes nothing by being repeated. */
const repeats = 4
/** A wait that is still worth it, in milliseconds. */
const longestWait = 60_000

/** How long a change may take to reach all of the directory's replicas before we give up, in milliseconds. */
const replicationLimit = 60_000

/**
 * The few calls of Microsoft Graph v1.0 that app registrations need. Throttled requests wait as they are told; anything
 * that is refused is a {@link SetupError}.
 */
export class GraphClient {
  readonly #http: KyInstance
  readonly #signal: AbortSignal | undefined
  readonly #now: () => number
  readonly #sleep: (milliseconds: number) => Promise<void>
  readonly #host: string

  constructor(options: GraphClientOptions) {
    const { signal, sleep = pause } = options
    this.#signal = signal
    this.#now = options.now ?? Date.now
    this.#sleep = (milliseconds) => sleep(milliseconds, signal)
    const root = rootOf(options.graphUrl)
    this.#host = new URL(root).host
    const scope = graphScope(options.graphUrl)
    this.#http = ky.create({
      prefix: `${root}/v1.0/`,
      throwHttpErrors: false,
      timeout: 30_000,
      // What may be repeated depends on the answer and the method: see #send.
      retry: 0,
      ...(options.signal && { signal: options.signal }),
      ...(options.fetch && {
        fetch: (input: Request | URL | string, init?: RequestInit) =>
          (options.fetch as (request: Request) => Promise<Response>)(new Request(input, init)),
      }),
      hooks: {
        beforeRequest: [
          async ({ request }) => {
            const token = await options.credential.getToken(
              scope,
              options.signal ? { abortSignal: options.signal } : {},
            )
            if (token === null) throw new TypeError('credential: gave no token for Microsoft Graph')
            request.headers.set('authorization', `Bearer ${token.token}`)
          },
        ],
      },
    })
  }

  /** The object at `path`, or `undefined` when there is none. */
  async find(path: string): Promise<Record<string, unknown> | undefined> {
    const answer = await this.#send('get', path)
    if (answer.status === 404) return undefined
    return asRecord(this.#checked(answer, 'GET', path).body)
  }

  /** The object at `path`, which is known to be there: replicas that do not have it yet are waited for. */
  async get(path: string): Promise<Record<string, unknown>> {
    return asRecord((await this.#eventually('get', path)).body)
  }

  /** All members of the collection at `path`, over all its pages. */
  async list(path: string): Promise<readonly Record<string, unknown>[]> {
    const members: Record<string, unknown>[] = []
    for (let next: string | undefined = path; next !== undefined;) {
      // A page names the one behind it.
      // oxlint-disable-next-line no-await-in-loop
      const body = asRecord((await this.#eventually('get', next)).body)
      if (Array.isArray(body['value'])) members.push(...body['value'].map(asRecord))
      const link: unknown = body['@odata.nextLink']
      next = typeof link === 'string' ? link.replace(/^.*?\/v1\.0\//, '') : undefined
    }
    return members
  }

  /** Creates or calls, and waits out the directory's replication: objects made moments ago may not be known everywhere. */
  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#eventually('post', path, body)
    return answer.body === undefined ? {} : asRecord(answer.body)
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.#eventually('patch', path, body)
  }

  /** Deletes; what is not there is deleted. */
  async delete(path: string): Promise<void> {
    const answer = await this.#send('delete', path)
    if (answer.status !== 404) this.#checked(answer, 'DELETE', path)
  }

  /** Creates the object that `path` names by a key of the caller's choice; a repeat after a lost answer creates no second. */
  async upsert(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#eventually('patch', path, body, { prefer: 'create-if-missing' })
    return answer.body === undefined ? this.get(path) : asRecord(answer.body)
  }

  async #eventually(
    method: 'get' | 'post' | 'patch',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<GraphAnswer> {
    const started = this.#now()
    for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
      const answer = await this.#send(method, path, body, headers)
      if (!isReplicationLag(answer)) return this.#checked(answer, method.toUpperCase(), path)
      if (this.#now() - started > replicationLimit) {
        throw new SetupError(
          `Microsoft Graph still does not know what ${method.toUpperCase()} ${path} refers to after ${replicationLimit / 1000} s`,
          {
            code: 'not-replicated',
            fix: 'Run it again in some minutes: the directory has not caught up with a change made before. What was done is kept.',
            step: 1,
            status: answer.status,
          },
        )
      }
      await this.#sleep(wait)
    }
  }

  /**
   * Repeats what is safe: refusals that say so (429, and 409 of two changes at once) always; lost answers and gateway errors
   * not for POST, whose second secret or grant nobody would know of.
   */
  async #send(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<GraphAnswer> {
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#sendOnce(method, path, body, headers).catch((error: unknown) => this.#failure(error))
      const lost = outcome instanceof SetupError
      const wait = (lost ? undefined : outcome.retryAfterMs) ?? 500 * 2 ** attempt
      const again = lost ? method !== 'post' : isTemporary(outcome, method)
      if (again && attempt < repeats && wait <= longestWait) {
        await this.#sleep(wait)
        continue
      }
      if (lost) throw outcome
      return outcome
    }
  }

  async #sendOnce(method: Method, path: string, body: unknown, headers: Record<string, string>): Promise<GraphAnswer> {
    const response = await this.#http(path, { method, headers, ...(body !== undefined && { json: body }) })
    const text = await response.text()
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    return {
      status: response.status,
      body: text === '' ? undefined : parseJson(text),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    }
  }

  /** ky's own errors hold the request with its token, so only what caused them goes along. */
  #failure(error: unknown): SetupError {
    if (this.#signal?.aborted) throw this.#signal.reason
    if (!isNetworkError(error) && !isTimeoutError(error)) throw error
    return new SetupError(
      isTimeoutError(error) ? 'Microsoft Graph did not answer in time' : 'Microsoft Graph could not be reached',
      {
        code: 'network',
        fix: `Check that this machine is online and may reach ${this.#host}; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.`,
        step: 1,
        cause: isNetworkError(error) ? error.cause : undefined,
      },
    )
  }

  #checked(answer: GraphAnswer, method: string, path: string): GraphAnswer {
    if (answer.status < 400) return answer
    throw toSetupError(answer, method, path)
  }
}

/** What tokens for a Graph are asked for by: one at an address of its own, as an emulator's, stands for the public one. */
export function graphScope(graphUrl: string | undefined): string {
  const { host, origin } = new URL(rootOf(graphUrl))
  return `${cloudOf(host) ? origin : 'https://graph.microsoft.com'}/.default`
}

function rootOf(graphUrl = 'https://graph.microsoft.com'): string {
  return graphUrl.replace(/\/+(v1\.0\/*)?$/, '')
}

function isTemporary({ status, body }: GraphAnswer, method: Method): boolean {
  if (status === 429) return true
  // The other 409s are objects that exist already.
  if (status === 409) return errorOf(body).code === 'Directory_ConcurrencyViolation'
  return method !== 'post' && (status === 502 || status === 503 || status === 504)
}

/** Shapes of "not there yet" after a change; a wrong id looks the same, so waiting is bounded. */
function isReplicationLag({ status, body }: GraphAnswer): boolean {
  const { code, message, details } = errorOf(body)
  if (status === 404 && code === 'Request_ResourceNotFound') return true
  if (status === 403 && /backing application/i.test(message)) return true
  return (
    status === 400 &&
    (details.includes('NoBackingApplicationObject') ||
      /queried reference-property objects are not present/.test(message))
  )
}

function toSetupError({ status, body }: GraphAnswer, method: string, path: string): SetupError {
  const { code, message, requestId } = errorOf(body)
  const text = `${method} ${path.replace(/\?.*/, '')} on Microsoft Graph answered ${status}${code === '' ? '' : ` ${code}`}: ${message || 'no explanation'}`
  const details = { step: 1, status, serviceCode: code || undefined, requestId } as const
  if (status === 401) {
    return new SetupError(text, {
      ...details,
      code: 'not-signed-in',
      fix: 'Sign in again: the token for Microsoft Graph was refused.',
    })
  }
  if (code === 'CredentialTypeNotAllowedAsPerAppPolicy' || code === 'CredentialInvalidLifetimeAsPerAppPolicy') {
    return new SetupError(text, {
      ...details,
      code: 'secret-forbidden',
      fix: 'The tenant’s app management policy limits client secrets: ask for a shorter lifetime, or use a certificate or a federated credential.',
    })
  }
  if (status === 403) {
    return new SetupError(text, {
      ...details,
      code: 'permission-missing',
      fix: 'Sign in as an Application Administrator, or give the signing-in app the Microsoft Graph application permissions Application.ReadWrite.OwnedBy and DelegatedPermissionGrant.ReadWrite.All, with admin consent.',
    })
  }
  if (status === 409 || /already exists/.test(message)) {
    return new SetupError(text, {
      ...details,
      code: 'conflict',
      fix: 'Somebody made the same thing at the same time, or it was deleted and keeps its name: look at it in the Microsoft Entra admin center, and run it again.',
    })
  }
  if (status >= 500) {
    return new SetupError(text, {
      ...details,
      code: 'unavailable',
      fix: 'Run it again in some minutes; what was done is kept.',
    })
  }
  if (status === 429)
    return new SetupError(text, {
      ...details,
      code: 'throttled',
      fix: 'Wait some minutes and run it again; what was done is kept.',
    })
  return new SetupError(text, {
    ...details,
    code: 'rejected',
    fix: 'Look the code up at https://learn.microsoft.com/graph/errors; the request id helps Microsoft’s support.',
  })
}

function errorOf(body: unknown): { code: string; message: string; details: string[]; requestId: string | undefined } {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : {}
  const inner = isRecord(error['innerError']) ? error['innerError'] : {}
  const details = Array.isArray(error['details']) ? error['details'].filter(isRecord) : []
  return {
    code: typeof error['code'] === 'string' ? error['code'] : '',
    message: typeof error['message'] === 'string' ? error['message'] : '',
    details: details.map((detail) => String(detail['code'])),
    requestId: typeof inner['request-id'] === 'string' ? inner['request-id'] : undefined,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
