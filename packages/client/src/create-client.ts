import { callerOf } from './calm/gate.ts'
import { checkOptions } from './check-options.ts'
import { sendLongReadsInBatch } from './batch/long-reads.ts'
import type { DynamicsClient } from './client/dynamics-client.ts'
import type { TokenCredential } from './credential.ts'
import { environmentOrigin } from './environment-origin.ts'
import { NO_SETTINGS } from './http/request-settings.ts'
import type { Middleware } from './http/middleware.ts'
import type { RetryOptions } from './http/retry.ts'
import { createSenders } from './http/send.ts'
import type { Fetch } from './http/transport.ts'
import { diagnosticsChannel } from './telemetry/diagnostics-channel.ts'
import type { Telemetry } from './telemetry/telemetry.ts'
import { createCombGuids } from './write/comb-guid.ts'
import { createOperations } from './operations.ts'
import type { OperationsContext } from './operations.ts'

/** How to reach an environment, and as whom. */
export interface ClientOptions {
  /** The environment URL, in any form a person pastes: `https://contoso.crm.dynamics.com`. */
  readonly url: string
  /** Where tokens come from: one of `@dynamics-kit/auth` or `@azure/identity`. None in a page served by the environment itself. */
  readonly credential?: TokenCredential | undefined
  /** Web API version. Default `v9.2`. */
  readonly apiVersion?: 'v9.0' | 'v9.1' | 'v9.2' | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch | undefined
  /** Milliseconds that each attempt may take until the answer begins, and again until it has ended; `false` for ever. Default 120,000, the limit of the service itself. */
  readonly timeout?: number | false | undefined
  /** How to wait for a busy service. */
  readonly retry?: RetryOptions | undefined
  /** Steps around every operation, the first being the outermost. */
  readonly middleware?: readonly Middleware[] | undefined
  /** Who watches what leaves: `openTelemetry()` of `@dynamics-kit/client/opentelemetry`, `debugLog(…)`. */
  readonly telemetry?: readonly Telemetry[] | undefined
}

/** The service ends a synchronous request after two minutes (34.4). */
export const DEFAULT_TIMEOUT = 120_000

/**
 * A client for one environment. Nothing is sent and no token is asked for until its first operation.
 *
 * @throws TypeError when `url` names no Dataverse environment, or an option is none; the message says what to do.
 * @example
 * ```ts
 * import { fromEnvironment } from '@dynamics-kit/auth'
 * import { createClient } from '@dynamics-kit/client'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com', credential: fromEnvironment() })
 * const { userId } = await dynamics.whoAmI()
 * ```
 */
export function createClient(options: ClientOptions): DynamicsClient {
  checkOptions(options)
  const origin = environmentOrigin(options.url)
  return clientAt(origin, `${origin}/api/data/${options.apiVersion ?? 'v9.2'}/`, options)
}

/** The same for a service root wherever it is; options are as they should be. */
export function clientAt(origin: string, serviceRoot: string, options: Omit<ClientOptions, 'url'>): DynamicsClient {
  const { timeout = DEFAULT_TIMEOUT, credential, fetch, retry, middleware, telemetry = [] } = options
  const { interactive, bulk, limits } = createSenders({
    serviceRoot,
    scope: `${origin}/.default`,
    timeout,
    ...(credential && { credential }),
    ...(fetch && { fetch }),
    ...(retry && { retry }),
    ...(middleware && { middleware }),
    telemetry: [...diagnosticsChannel(), ...telemetry],
  })
  const send = sendLongReadsInBatch(interactive, serviceRoot)
  return clientWith({ serviceRoot, settings: NO_SETTINGS, send, bulk, limits, newId: createCombGuids() }, origin)
}

function clientWith(context: OperationsContext, url: string): DynamicsClient {
  const operations = createOperations(context, (settings) => clientWith({ ...context, settings }, url))
  // Operations know nothing of shapes; the interface gives each of them the types of the table it is called with.
  const client = {
    url,
    serviceRoot: context.serviceRoot,
    ...operations,
    get limits() {
      return context.limits(callerOf(context.settings.everyRequest))
    },
  }
  return Object.freeze(client) as unknown as DynamicsClient
}
