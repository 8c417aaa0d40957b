import { printablePath } from '../errors/printable-path.ts'
import { standardHeaders } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import type { OutgoingRequest, SendOutgoing } from '../http/outgoing-request.ts'
import type { Attempt, Observation, Outcome, Telemetry } from './telemetry.ts'

/** Sends an attempt while observers watch. */
export async function observed(
  serviceRoot: string,
  telemetry: readonly Telemetry[],
  request: OutgoingRequest,
  next: SendOutgoing,
): Promise<Answer> {
  const attempt = attemptOf(serviceRoot, request)
  const observations = telemetry.flatMap((observer) => observer.start(attempt) ?? [])
  const end = (outcome: Outcome): void => observations.forEach((observation) => observation.end(outcome))
  try {
    const response = await next(withHeaders(request, observations))
    end({ status: response.status, headers: standardHeaders(response.headers) })
    return response
  } catch (error) {
    end({ error })
    throw error
  }
}

function withHeaders(request: OutgoingRequest, observations: readonly Observation[]): OutgoingRequest {
  const added = observations.map(({ headers }) => headers).filter((headers) => headers !== undefined)
  if (added.length === 0) return request
  // Observers add; they take nothing away.
  return { ...request, headers: Object.assign({}, ...added, request.headers) as OutgoingRequest['headers'] }
}

function attemptOf(serviceRoot: string, { method, url, resends }: OutgoingRequest): Attempt {
  const { origin, hostname, port, protocol } = new URL(url)
  const path = printablePath(url)
  const root = url.startsWith(serviceRoot) ? serviceRoot : `${origin}/`
  return {
    method,
    url: root + path.replace(/^\//, ''),
    template: templateOf(path),
    host: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    resends,
    fullUrl: () => url,
  }
}

/** Few of them, however many rows there are. */
function templateOf(path: string): string {
  const [resource = ''] = path.split('?', 1)
  return resource.replace(/^\//, '').replaceAll(/\((?!\))[^)]*\)/g, '({key})')
}
