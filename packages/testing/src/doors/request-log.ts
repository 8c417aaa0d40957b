import type { OperationName } from '../dynamics/routes/described-operation.ts'
import type { FaultName } from '../dynamics/door/fault-names.ts'
import type { UnderstoodRequest } from '../world/world.ts'
import type { ServiceName } from './mount.ts'

/** A request the fake answered. Tokens and secrets are not kept, nor are bodies of other services than Dynamics. */
export interface RecordedRequest {
  readonly service: ServiceName
  readonly method: string
  /** When it came in, in milliseconds since 1970 of the fake's clock. */
  readonly time: number
  /** Secrets in the query are replaced. */
  readonly url: string
  /** 0 where the connection was made to end before the answer. */
  readonly status: number
  /** Dynamics: the path below `/api/data/v9.2/`, as it was sent. */
  readonly path?: string
  /** Dynamics: what it does. */
  readonly operation?: OperationName
  /** Dynamics: the entity set that it is about. */
  readonly table?: string
  /** Dynamics: the function or action that it calls, without namespace. */
  readonly name?: string
  /** Dynamics: `systemuserid` of the user whose token it was; absent where nobody was let in. */
  readonly caller?: string
  /** By lower-case name, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>
  /** Dynamics: the body as JSON or, where it is none, as text; absent where there was none, and where it was longer than 100,000 bytes. */
  readonly body?: unknown
  /** The fault that `fake.fail` let happen. */
  readonly fault?: FaultName
}

/** What is logged, before it is made fit to be kept. */
interface LoggedRequest extends UnderstoodRequest {
  readonly service: ServiceName
  readonly method: string
  readonly time: number
  readonly url: string
  readonly status: number
  readonly headers: Headers
}

/** Requests kept; a server that runs for days must not grow. The oldest leave first. */
const CAPACITY = 10_000

/** Bytes of all bodies that are kept. */
const MOST_BYTES = 50_000_000

/** Bytes of a body that is kept. */
const LONGEST_BODY = 100_000

/** The last requests, oldest first. */
export interface RequestLog {
  readonly entries: readonly RecordedRequest[]
  add(request: LoggedRequest): void
  clear(): void
}

export function createRequestLog(): RequestLog {
  const entries: RecordedRequest[] = []
  /** Bytes of each entry's body, and of all. */
  const sizes: number[] = []
  let bytes = 0
  return {
    entries,
    add(request) {
      const size = keptBytes(request.body)
      entries.push(recorded(request))
      sizes.push(size)
      bytes += size
      while (entries.length > CAPACITY || bytes > MOST_BYTES) {
        entries.shift()
        bytes -= sizes.shift() ?? 0
      }
    },
    clear() {
      entries.length = 0
      sizes.length = 0
      bytes = 0
    },
  }
}

/** Bytes of the body that is kept; 0 for none. */
function keptBytes(body: Uint8Array | undefined): number {
  return body === undefined || body.length > LONGEST_BODY ? 0 : body.length
}

/** Headers are copied: those of a request hold far more. A body is parsed when it is looked at. */
function recorded({ headers, body: bytes, url, ...request }: LoggedRequest): RecordedRequest {
  const plain: Record<string, string> = {}
  for (const [name, value] of headers) if (!SECRET_HEADERS.has(name)) plain[name] = value
  const entry = { ...request, url: withoutSecrets(url), headers: plain } as RecordedRequest // the service that understood it says an operation and a fault by their names
  if (keptBytes(bytes) === 0) return entry
  return Object.defineProperty(entry, 'body', { enumerable: true, get: () => parsed(new TextDecoder().decode(bytes)) })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  // Of App Service's and Service Fabric's managed identities.
  'x-identity-header',
  'secret',
])

const SECRET_PARAMETERS = ['client_secret', 'client_assertion', 'access_token', 'code']

function withoutSecrets(text: string): string {
  if (!SECRET_PARAMETERS.some((name) => text.includes(`${name}=`))) return text
  const url = new URL(text)
  for (const name of SECRET_PARAMETERS) if (url.searchParams.has(name)) url.searchParams.set(name, 'REDACTED')
  return url.href
}
