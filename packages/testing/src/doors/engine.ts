import type { Service, UnderstoodRequest } from '../world/world.ts'
import { addressOf, findMount, pathBelow, type Mount, type ServiceName } from './mount.ts'
import type { RequestLog } from './request-log.ts'

/** The whole fake as one function: a request in, the answer of the service that its URL belongs to out. */
export interface Engine {
  /** @returns undefined when the URL belongs to none of `mounts`. */
  answer(request: Request, mounts: readonly Mount[]): Promise<Response> | undefined
}

/** What goes on around each answer. */
interface EngineOptions {
  readonly log: RequestLog
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Is called before an answer leaves. */
  readonly answered?: (by: ServiceName) => void
  /** How long a request is on its way. */
  readonly wait?: () => Promise<void> | undefined
}

export function createEngine(
  services: Readonly<Record<ServiceName, Service>>,
  { log, now, answered, wait }: EngineOptions,
): Engine {
  return {
    answer(request, mounts) {
      const url = new URL(request.url)
      const address = addressOf(url)
      const mount = findMount(mounts, address)
      return mount && answerAt(mount, request, { url, address }, mounts)
    },
  }

  async function answerAt(
    mount: Mount,
    request: Request,
    { url, address }: { readonly url: URL; readonly address: string },
    mounts: readonly Mount[],
  ): Promise<Response> {
    const seen: UnderstoodRequest = {}
    const time = now()
    const waiting = wait?.()
    if (waiting) await waiting
    const response = await services[mount.service]({
      request,
      url,
      base: mount.base,
      path: pathBelow(mount, address),
      authority: mounts.find(({ service }) => service === 'entra')?.base ?? mount.base,
      understood: (as) => {
        Object.assign(seen, as)
      },
    })
    const { method, headers } = request
    log.add({ service: mount.service, method, time, url: request.url, status: response.status, headers, ...seen })
    answered?.(mount.service)
    return method === 'HEAD' && response.body ? withoutBody(response) : response
  }
}

/** HEAD answers what GET does, without the body (RFC 9110, section 9.3.2). */
const withoutBody = ({ status, statusText, headers }: Response): Response =>
  new Response(null, { status, statusText, headers })
