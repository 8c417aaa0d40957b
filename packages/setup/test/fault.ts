import type { Fetch } from '@dynamics-kit/testing'

/** One remote call of a run: a request, or storing the settings. */
interface Call {
  /** `POST graph /servicePrincipals`; ids are left out. */
  readonly shape: string
}

/** What happens to a run at one of its calls. */
export interface Fault {
  /** Number of the call, from 0. */
  readonly at: number
  /** `killed-before`, `killed-after`: nothing is sent any more, and the call itself was not carried out, or was. */
  readonly how: 'killed-before' | 'killed-after' | (() => Response | Promise<Response>)
}

/** A run between a program and its services that ends, or is refused something, where it is told to. */
export interface Wire {
  readonly calls: readonly Call[]
  readonly fetch: Fetch
  /** Goes with every request: a run that was killed sends no more. */
  readonly signal: AbortSignal
  /** Does a thing that counts as a remote call. */
  call<Value>(shape: string, act: () => Promise<Value>): Promise<Value>
}

class Killed extends Error {
  override readonly name = 'Killed'
}

export function wire(fetch: Fetch, fault?: Fault): Wire {
  const calls: Call[] = []
  const controller = new AbortController()
  const kill = (): never => {
    const reason = new Killed()
    controller.abort(reason)
    throw reason
  }
  async function call<Value>(shape: string, act: () => Promise<Value>): Promise<Value> {
    controller.signal.throwIfAborted()
    const isHit = calls.length === fault?.at
    calls.push({ shape })
    if (!isHit) return act()
    if (fault.how === 'killed-before') return kill()
    if (fault.how !== 'killed-after') return (await fault.how()) as Value
    await act()
    return kill()
  }
  return {
    calls,
    signal: controller.signal,
    call,
    fetch: (input, init) => {
      const request = new Request(input, init)
      return call(shapeOf(request), () => fetch(request))
    },
  }
}

function shapeOf({ method, url }: Request): string {
  const { host, pathname } = new URL(url)
  const service = host.startsWith('graph') ? 'graph' : host.startsWith('login') ? 'entra' : 'dynamics'
  const path = pathname
    .replace(/^\/(v1\.0|api\/data\/v9\.2)/, '')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '…')
  return `${method} ${service} ${path}`
}
