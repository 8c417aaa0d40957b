import type { Service } from '../world/world.ts'

/** Which service protection limit was exceeded. */
export type ProtectionLimit = 'requests' | 'executionTime' | 'concurrency'

export interface ThrottleOptions {
  /** Seconds, sent as `Retry-After`. Default 1. */
  readonly retryAfter?: number
  /** How many requests are refused. Default 1. */
  readonly count?: number
  /** Default `requests`. */
  readonly limit?: ProtectionLimit
}

/** Lets Dynamics refuse requests for exceeding a service protection limit. */
export interface Throttle {
  /** The next requests to the Web API are answered with 429. A `$batch` counts as one. */
  next(options?: ThrottleOptions): void
}

/** @see https://learn.microsoft.com/power-apps/developer/data-platform/api-limits */
const LIMITS: Readonly<Record<ProtectionLimit, { readonly code: string; readonly message: string }>> = {
  requests: {
    code: '0x80072322',
    message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
  },
  executionTime: {
    code: '0x80072321',
    message:
      'Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.',
  },
  concurrency: { code: '0x80072326', message: 'Number of concurrent requests exceeded the limit of 52.' },
}

/** A throttle, and the service with the throttle in front. */
export function createThrottle(service: Service): {
  readonly throttle: Throttle
  readonly service: Service
  reset(): void
} {
  let waiting: Required<Omit<ThrottleOptions, 'count'>>[] = []
  return {
    throttle: {
      next({ retryAfter = 1, count = 1, limit = 'requests' } = {}) {
        for (let times = 0; times < count; times++) waiting.push({ retryAfter, limit })
      },
    },
    async service(call) {
      const refusal = waiting.shift()
      return refusal ? tooManyRequests(refusal) : service(call)
    },
    reset() {
      waiting = []
    },
  }
}

function tooManyRequests({ retryAfter, limit }: Required<Omit<ThrottleOptions, 'count'>>): Response {
  const id = crypto.randomUUID()
  return Response.json(
    { error: LIMITS[limit] },
    {
      status: 429,
      headers: {
        'content-type': 'application/json; odata.metadata=minimal',
        'retry-after': String(retryAfter),
        'odata-version': '4.0',
        'cache-control': 'no-cache',
        'x-ms-ratelimit-burst-remaining-xrm-requests': limit === 'requests' ? '0' : '5999',
        'x-ms-ratelimit-time-remaining-xrm-requests': limit === 'executionTime' ? '0' : '1,200.00',
        'x-ms-service-request-id': id,
        req_id: id,
      },
    },
  )
}
