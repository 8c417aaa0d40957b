/** A token endpoint on a bad day. */
export interface UnreliableEntra {
  readonly fetch: (request: Request) => Promise<Response>
  readonly requests: number
  /** Requests without an answer yet. */
  readonly unanswered: number
  /** The most requests that were ever on their way at once for one resource. */
  readonly mostAtOnce: number
  /** When the newest token of a resource expires, in milliseconds since 1970; 0 when there was none. */
  validUntil(scope: string): number
}

export interface UnreliableEntraOptions {
  readonly random: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Between 0 and 1: which part of the requests fails. */
  readonly failures: number
}

/** How long a person would wait for an answer that comes, in milliseconds. */
const ordinaryDelay = 300

/** Fails at random in all the ways a network and a service can: 429, 5xx, timeouts, resets, half a body. */
export function unreliableEntra({ random, sleep, failures }: UnreliableEntraOptions): UnreliableEntra {
  const onTheirWay = new Map<string, number>()
  const validUntil = new Map<string, number>()
  let requests = 0
  let unanswered = 0
  let mostAtOnce = 0

  async function answer(scope: string): Promise<Response> {
    await sleep(ordinaryDelay * (0.5 + random()))
    if (random() < failures) return fail()
    // Entra gives 60 to 90 minutes, by chance.
    const seconds = 3600 + Math.floor(random() * 1800)
    validUntil.set(scope, Date.now() + seconds * 1000)
    return Response.json({ token_type: 'Bearer', expires_in: seconds, access_token: `${scope} ${requests}` })
  }

  async function fail(): Promise<Response> {
    switch (Math.floor(random() * 6)) {
      case 0:
        return new Response('{"error":"temporarily_unavailable"}', {
          status: 429,
          headers: { 'retry-after': `${Math.floor(random() * 40)}` },
        })
      case 1:
        return new Response('Service Unavailable', { status: 503 })
      case 2:
        return new Response('{"error":"server_error"}', { status: 500 })
      case 3:
        await sleep(10_000)
        throw new DOMException('The operation was aborted due to timeout', 'TimeoutError')
      case 4:
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
      default:
        return new Response('{"token_type":"Bearer","expires_in":3599,"access_tok')
    }
  }

  return {
    async fetch(request) {
      unanswered++
      const scope = new URLSearchParams(await request.text()).get('scope') ?? ''
      const count = (onTheirWay.get(scope) ?? 0) + 1
      onTheirWay.set(scope, count)
      mostAtOnce = Math.max(mostAtOnce, count)
      requests++
      try {
        return await answer(scope)
      } finally {
        unanswered--
        onTheirWay.set(scope, (onTheirWay.get(scope) ?? 1) - 1)
      }
    },
    get requests() {
      return requests
    },
    get unanswered() {
      return unanswered
    },
    get mostAtOnce() {
      return mostAtOnce
    },
    validUntil: (scope) => validUntil.get(scope) ?? 0,
  }
}
