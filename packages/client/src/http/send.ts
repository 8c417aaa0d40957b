import type { TokenCredential } from '../credential.ts'
import { isDynamicsError } from '../errors/dynamics-error.ts'
import { abortedError } from '../errors/aborted-error.ts'
import { createGate, governorByCaller } from '../calm/gate.ts'
import { createGovernor } from '../calm/governor.ts'
import type { Limits } from '../calm/governor.ts'
import type { Priority } from '../calm/waiting-line.ts'
import { lazily } from '../lazy.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { createMadeDecoders } from '../row/decode-row.ts'
import type { MadeDecoders } from '../row/decode-row.ts'
import { createAuthorize } from './authorize.ts'
import type { Middleware } from './middleware.ts'
import { composeSteps, outgoingRequest, standardRequest } from './outgoing-request.ts'
import type { SendOutgoing, Step } from './outgoing-request.ts'
import { readAnswer } from './read-answer.ts'
import { createDeadlines } from './deadlines.ts'
import { createRetry, DEFAULT_LIMIT, longestWait } from './retry.ts'
import { createSessions } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import type { RetryOptions } from './retry.ts'
import type { ServiceRequest, ServiceResponse } from './service-request.ts'
import { createTokenSource } from './token-source.ts'
import { createTransport } from './transport.ts'
import type { Fetch } from './transport.ts'

/** Keeps nothing from one text to the next. */
const UTF_8: TextDecoder = new TextDecoder()

/** The one way every operation takes: `Request`, middleware, retry, token, fetch, and back to a value or a typed error. */
export interface Send {
  (request: ServiceRequest): Promise<ServiceResponse>
  /** The request as it would leave, without a token. */
  build(request: ServiceRequest): Request
  /** Of all operations of the client. */
  readonly decoders: MadeDecoders
  /** How often an operation is repeated. */
  readonly repeats: number
}

export interface SendOptions {
  /** `https://contoso.crm.dynamics.com/api/data/v9.2/` */
  readonly serviceRoot: string
  readonly scope: string
  readonly credential?: TokenCredential
  readonly fetch?: Fetch
  readonly timeout: number | false
  readonly retry?: RetryOptions
  readonly middleware?: readonly Middleware[]
  readonly telemetry?: readonly Telemetry[]
}

/** The ways of a client to the service: they differ in who goes first only. */
export interface Senders {
  readonly interactive: Send
  readonly bulk: Send
  /** The limits of a caller, by Entra object id or `systemuserid`; of the client's own user when empty. */
  readonly limits: (caller: string) => Limits
}

/** Puts the steps together, once for a client. */
export function createSenders(options: SendOptions): Senders {
  const { serviceRoot, credential, scope, fetch, timeout, retry = {}, middleware = [], telemetry = [] } = options
  const governorOf = governorByCaller(() => createGovernor())
  const authorize = credential === undefined ? [] : [createAuthorize(createTokenSource(credential, scope))]
  const deadlines = createDeadlines(timeout)
  const transport = createTransport(fetch, deadlines)
  const sessions = createSessions()
  const shared = { decoders: createMadeDecoders(), repeats: retry.limit ?? DEFAULT_LIMIT }
  const sender = (priority: Priority): Send => {
    const gate = createGate(governorOf, priority, longestWait(retry))
    const steps = [
      ...middlewareSteps(middleware),
      createRetry(retry),
      gate,
      ...authorize,
      ...telemetrySteps(serviceRoot, telemetry),
    ]
    return createSend(serviceRoot, composeSteps(steps, transport), sessions, shared)
  }
  return {
    interactive: sender('interactive'),
    bulk: sender('bulk'),
    limits: (caller) => governorOf(caller).limits(),
  }
}

/** The step of a program's own middleware, where there is some. */
function middlewareSteps(middleware: readonly Middleware[]): readonly Step[] {
  if (middleware.length === 0) return []
  const loaded = lazily(() => import('./middleware.ts'))
  return [async (request, next) => (await loaded()).throughMiddleware(middleware, request, next)]
}

/** The step that lets observers watch each attempt, where somebody does. */
function telemetrySteps(serviceRoot: string, telemetry: readonly Telemetry[]): readonly Step[] {
  if (telemetry.length === 0) return []
  const loaded = lazily(() => import('../telemetry/observe.ts'))
  return [
    async (request, next) => {
      const watching = telemetry.filter((observer) => observer.isWatching?.() ?? true)
      return watching.length === 0 ? next(request) : (await loaded()).observed(serviceRoot, watching, request, next)
    },
  ]
}

function createSend(
  serviceRoot: string,
  exchange: SendOutgoing,
  sessions: Sessions,
  shared: Pick<Send, 'decoders' | 'repeats'>,
): Send {
  async function send(request: ServiceRequest): Promise<ServiceResponse> {
    const built = outgoingRequest(serviceRoot, sessions.join(request))
    const { method, url, signal } = built
    const refuseAborted = (): void => {
      if (signal?.aborted === true) throw abortedError(method, url, signal.reason)
    }
    refuseAborted()
    const response = await exchange(built).catch((error: unknown) => {
      // Whatever step was waiting when the signal was aborted, the outcome is the same error.
      if (!isDynamicsError(error)) refuseAborted()
      throw error
    })
    sessions.observe(request, response.headers)
    const { status, headers, body, pieces, afterLost } = response
    const lost = afterLost && { afterLost }
    if (pieces) return { status, headers, body: pieces, ...lost }
    if (request.expects === 'bytes' && (status === 200 || status === 206)) return { status, headers, body, ...lost }
    const answer = { status, headers, text: UTF_8.decode(body) }
    if (lost === undefined) return readAnswer({ ...request, path: url }, answer)
    try {
      return { ...(await readAnswer({ ...request, path: url }, answer)), ...lost }
    } catch (error) {
      throw isDynamicsError(error) ? Object.assign(error, { afterLostAnswer: true }) : error
    }
  }

  return Object.assign(send, {
    build: (request: ServiceRequest) => standardRequest(outgoingRequest(serviceRoot, request)),
    ...shared,
  })
}
