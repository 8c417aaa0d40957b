import type { Fetch } from '@dynamics-kit/client'

/** A request as it left: the URL with its query decoded, headers as a plain object. */
interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface RecordedFetch {
  readonly fetch: Fetch
  readonly sent: Sent[]
  /** The URLs as they left, encoded. */
  readonly raw: string[]
  /** The last request that left. */
  last(): Sent
}

export type Answer = Response | Error | (() => Response | Promise<Response>)

/** A `fetch` that answers from a list, repeating the last answer, and keeps every request. */
export function recordedFetch(...answers: readonly Answer[]): RecordedFetch {
  const sent: Sent[] = []
  const raw: string[] = []
  return {
    sent,
    raw,
    last: () => {
      const request = sent.at(-1)
      if (request === undefined) throw new Error('No request left.')
      return request
    },
    async fetch(request) {
      const headers = Object.fromEntries(request.headers)
      raw.push(request.url)
      sent.push({ method: request.method, url: decodeURIComponent(request.url), headers, body: await request.text() })
      const answer = answers[Math.min(sent.length, answers.length) - 1]
      if (answer instanceof Error) throw answer
      if (typeof answer === 'function') return answer()
      return answer?.clone() ?? new Response(null, { status: 204 })
    },
  }
}

/** A JSON answer as the Web API gives it. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('Content-Type', 'application/json; odata.metadata=minimal')
  headers.set('OData-Version', '4.0')
  return new Response(JSON.stringify(body), { ...init, headers })
}

/** An error answer as the Web API gives it. */
export function failure(status: number, code: string, message: string, headers: HeadersInit = {}): Response {
  return json({ error: { code, message } }, { status, headers })
}
