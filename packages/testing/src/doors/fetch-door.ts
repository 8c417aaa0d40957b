import type { Engine } from './engine.ts'
import type { Mount } from './mount.ts'

/** The shape of the global `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** A `fetch` that reaches the fake and nothing else. */
export function createFetch(engine: Engine, mounts: readonly Mount[]): Fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const answer = engine.answer(request, mounts)
    if (!answer) throw new TypeError(unknownHost(request, mounts))
    // A request always has a signal; only one that somebody gave can be aborted.
    const isAbortable = input instanceof Request || Boolean(init?.signal)
    const response = await (isAbortable ? untilAborted(answer, request.signal) : answer)
    if (response.type === 'error') throw connectionLost()
    // A Response made by hand has no URL; one that came from a server does.
    Object.defineProperty(response, 'url', { value: request.url.split('#', 1)[0], configurable: true })
    return response
  }
}

/** As `fetch` of Node fails when a server ends the connection. */
const connectionLost = (): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) })

function unknownHost(request: Request, mounts: readonly Mount[]): string {
  const services = mounts.filter(({ isUnnamed }) => isUnnamed !== true)
  const hosts = [...new Set(services.map(({ base }) => new URL(base).host))]
  return `The fake does not answer for ${new URL(request.url).host}. It answers for ${hosts.join(', ')}.`
}

async function untilAborted(answer: Promise<Response>, signal: AbortSignal): Promise<Response> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    if (stop) signal.removeEventListener('abort', stop)
  }
}
