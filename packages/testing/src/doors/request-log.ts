import type { ServiceName } from './mount.ts'

/** A request the fake answered. Bodies and headers are not kept. */
export interface RecordedRequest {
  readonly service: ServiceName
  readonly method: string
  /** Secrets in the query are replaced. */
  readonly url: string
  readonly status: number
}

/** Requests kept; a server that runs for days must not grow. The oldest leave first. */
const CAPACITY = 10_000

/** The last requests, oldest first. */
export interface RequestLog {
  readonly entries: readonly RecordedRequest[]
  add(entry: RecordedRequest): void
  clear(): void
}

export function createRequestLog(): RequestLog {
  const entries: RecordedRequest[] = []
  return {
    entries,
    add(entry) {
      entries.push({ ...entry, url: withoutSecrets(entry.url) })
      if (entries.length > CAPACITY) entries.shift()
    },
    clear() {
      entries.length = 0
    },
  }
}

const SECRET_PARAMETERS = ['client_secret', 'client_assertion', 'access_token', 'code']

function withoutSecrets(text: string): string {
  if (!SECRET_PARAMETERS.some((name) => text.includes(`${name}=`))) return text
  const url = new URL(text)
  for (const name of SECRET_PARAMETERS) if (url.searchParams.has(name)) url.searchParams.set(name, 'REDACTED')
  return url.href
}
