import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Limits, Telemetry } from '@dynamics-kit/client'
import { startLocalFront } from '../local-front.ts'
import type { FrontExchange } from '../local-front.ts'
import { randomNumbers } from './random.ts'
import { createStopwatch, MEASURED } from './stopwatch.ts'
import type { Waits } from './stopwatch.ts'

/** What goes wrong with a request. The first ones keep it from the service; `…-after` strike when it has been done. */
export type Fault =
  | 'throttled'
  | 'unavailable'
  | 'reset'
  | 'expired-token'
  | 'slow'
  | 'reset-after'
  | 'torn-after'
  | 'gateway-after'

/** Of all requests: together a fifth. Whoever is throttled holds everybody up, so these are few. */
const SHARES: Readonly<Record<Fault, number>> = {
  throttled: 0.004,
  unavailable: 0.03,
  reset: 0.04,
  'expired-token': 0.002,
  slow: 0.03,
  'reset-after': 0.03,
  'torn-after': 0.03,
  'gateway-after': 0.03,
}

export interface FaultyServer extends AsyncDisposable {
  readonly url: string
  /** How often each fault struck. */
  readonly faults: Readonly<Record<Fault, number>>
  readonly requests: () => number
  readonly waits: () => Waits
  /** Notes when requests leave the client, and when it hears of refusals. */
  readonly stopwatch: Telemetry
}

/** Seconds that a throttled request is asked to wait. */
const RETRY_AFTER = 1

/** An HTTP server in front of an environment, which it is the address of, that does not do well. */
export async function startFaultyServer(
  environment: { readonly url: string; readonly fetch: (request: Request) => Promise<Response> },
  seed: number,
  limits: () => Limits,
): Promise<FaultyServer> {
  const random = randomNumbers(seed)
  const faults = Object.fromEntries(Object.keys(SHARES).map((name) => [name, 0])) as Record<Fault, number>
  const stopwatch = createStopwatch(RETRY_AFTER * 1000, limits)
  let requests = 0
  /** Tokens that have been accepted, and those that have expired since. */
  const tokens = { accepted: new Set<string>(), expired: new Set<string>() }

  const front = await startLocalFront(environment, answer, ['x-operation', ...MEASURED])

  async function answer({ incoming, outgoing, pass }: FrontExchange): Promise<unknown> {
    requests++
    stopwatch.came(String(incoming.headers['x-operation']), incoming.headers)
    const token = String(incoming.headers.authorization)
    const fault = tokens.expired.has(token) ? 'expired-token' : nextFault(tokens.accepted.has(token))
    if (fault) faults[fault]++
    switch (fault) {
      case 'reset':
        return incoming.socket.destroy()
      case 'throttled':
        stopwatch.refused(String(incoming.headers['x-operation']))
        return refuse(outgoing, 429, '0x80072322', { 'Retry-After': String(RETRY_AFTER) })
      case 'unavailable':
        return refuse(outgoing, 503, '', {})
      case 'expired-token':
        // From now on, for everybody who has it.
        tokens.expired.add(token)
        return refuse(outgoing, 401, '', { 'WWW-Authenticate': EXPIRED })
      case 'slow':
        await delay(20 * random())
        break
      default:
    }
    tokens.accepted.add(token)
    const { status, headers, text } = await pass()
    if (fault === 'reset-after') return incoming.socket.destroy()
    if (fault === 'gateway-after') return refuse(outgoing, [502, 503, 504][Math.floor(random() * 3)] ?? 502, '', {})
    outgoing.writeHead(status, headers)
    if (fault !== 'torn-after') return outgoing.end(text === '' ? undefined : text)
    // An answer without a body has nothing to tear: its connection is lost before it begins.
    if (text === '') return incoming.socket.destroy()
    return outgoing.write(text.slice(0, text.length / 2), () => incoming.socket.destroy())
  }

  /** A token that is new cannot have expired. */
  function nextFault(mayExpire: boolean): Fault | undefined {
    let chance = random()
    for (const [name, share] of Object.entries(SHARES)) {
      chance -= share
      if (chance < 0) return name === 'expired-token' && !mayExpire ? 'reset' : (name as Fault)
    }
    return undefined
  }

  return {
    url: front.url,
    faults,
    requests: () => requests,
    waits: stopwatch.waits,
    stopwatch,
    [Symbol.asyncDispose]: () => front[Symbol.asyncDispose](),
  }
}

const EXPIRED =
  'Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/, error=invalid_token, error_description=Security Token Expired!'

function refuse(outgoing: ServerResponse, status: number, code: string, headers: Record<string, string>): void {
  outgoing
    .writeHead(status, { 'Content-Type': 'application/json', 'OData-Version': '4.0', ...headers })
    .end(JSON.stringify({ error: { code, message: 'An injected fault.' } }))
}
