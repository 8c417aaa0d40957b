import ky, { isNetworkError, isTimeoutError } from 'ky'
import { asRecord } from './as-record.ts'
import { pause } from './pause.ts'
import type { SetupOptions } from './progress.ts'
import { SetupError } from './setup-error.ts'

/** An answer of a service: `body` is the JSON, or `undefined` where there is none. */
export interface ServiceAnswer {
  readonly status: number
  readonly body: unknown
  /** How long the service asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
}

export type ServiceMethod = 'get' | 'post' | 'patch' | 'delete'

/** A JSON API of an administrator’s, and how it is reached. */
export interface JsonServiceOptions extends Pick<SetupOptions, 'signal' | 'sleep'> {
  /** As it is called in errors: `Microsoft Graph`. */
  readonly name: string
  /** The set-up step that its errors are of. */
  readonly step: 1 | 2
  /** Address that paths are below, with a slash at its end. */
  readonly root: string
  /** A token for each request. */
  readonly token: () => Promise<string>
  /** Whether a request is sent again; `answer` is `undefined` where it was lost. */
  readonly isRepeatable: (method: ServiceMethod, answer: ServiceAnswer | undefined) => boolean
  /** In place of the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

/**
 * Sends a request, and again what may be, when the service says so or after a moment. Refusals are answers, too.
 *
 * @throws {SetupError} `network`
 */
export type SendJson = (
  method: ServiceMethod,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ServiceAnswer>

/** How often a request is repeated. */
const repeats = 4
/** A wait that is still worth it, in milliseconds. */
const longestWait = 60_000

export function openJsonService(options: JsonServiceOptions): SendJson {
  const { fetch, signal, sleep = pause, isRepeatable } = options
  const http = ky.create({
    prefix: options.root,
    throwHttpErrors: false,
    timeout: 30_000,
    // What may be repeated depends on the answer, too.
    retry: 0,
    ...(signal && { signal }),
    ...(fetch && { fetch: (input: Request | URL | string, init?: RequestInit) => fetch(new Request(input, init)) }),
    hooks: {
      beforeRequest: [async ({ request }) => request.headers.set('authorization', `Bearer ${await options.token()}`)],
    },
  })

  async function sendOnce(...[method, path, body, headers]: Parameters<SendJson>): Promise<ServiceAnswer> {
    const response = await http(path, {
      method,
      ...(headers && { headers }),
      ...(body !== undefined && { json: body }),
    })
    const text = await response.text().catch((error: unknown) => {
      throw lost(options, error)
    })
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    return {
      status: response.status,
      body: parseJson(text),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    }
  }

  return async (method, ...request) => {
    for (let attempt = 0; ; attempt++) {
      // oxlint-disable-next-line no-await-in-loop
      const outcome = await sendOnce(method, ...request).catch((error: unknown) => failure(options, error))
      const answer = outcome instanceof SetupError ? undefined : outcome
      const wait = answer?.retryAfterMs ?? 500 * 2 ** attempt
      if (attempt === repeats || wait > longestWait || !isRepeatable(method, answer)) {
        if (outcome instanceof SetupError) throw outcome
        return outcome
      }
      // oxlint-disable-next-line no-await-in-loop
      await sleep(wait, signal)
    }
  }
}

/** What became of a request that was not answered: lost, or anything else, which is thrown. */
function failure(options: JsonServiceOptions, error: unknown): SetupError {
  options.signal?.throwIfAborted()
  if (isTimeoutError(error)) return lost(options, undefined, 'did not answer in time')
  // ky's own errors hold the request with its token, so only what caused them goes along.
  if (isNetworkError(error)) return lost(options, error.cause)
  if (error instanceof SetupError && error.code === 'network') return error
  throw error
}

function lost({ name, step, root }: JsonServiceOptions, cause: unknown, problem = 'could not be reached'): SetupError {
  return new SetupError(`${name} ${problem}`, {
    code: 'network',
    fix: `Check that this machine is online and may reach ${new URL(root).host}; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.`,
    step,
    cause,
  })
}

/** `{"error":{"code":"…","message":"…","details":[{"code":"…"}],"innerError":{"request-id":"…"}}}` */
export function errorOf(body: unknown): {
  code: string
  message: string
  details: string[]
  requestId: string | undefined
} {
  const error = asRecord(asRecord(body)['error'])
  const requestId = asRecord(error['innerError'])['request-id']
  const details = Array.isArray(error['details']) ? error['details'].map(asRecord) : []
  return {
    code: typeof error['code'] === 'string' ? error['code'] : '',
    message: typeof error['message'] === 'string' ? error['message'] : '',
    details: details.map((detail) => String(detail['code'])),
    requestId: typeof requestId === 'string' ? requestId : undefined,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
