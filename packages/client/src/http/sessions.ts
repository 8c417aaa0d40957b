import type { AnswerHeaders } from './answer.ts'
import type { ServiceRequest } from './service-request.ts'

/** What lets a client read what it has just written to an elastic table (28). */
export interface Sessions {
  /** A read of a table that was written to, with the session token of its last write; anything else as it is. */
  join(request: ServiceRequest): ServiceRequest
  /** Keeps the token of a write: `x-ms-session-token: 207:30#172462316#7=154204239`. */
  observe(request: ServiceRequest, headers: AnswerHeaders): void
}

/** Session tokens of one client, by entity set: each elastic table has its own. Standard tables never give one. */
export function createSessions(): Sessions {
  const tokens = new Map<string, string>()
  return {
    join(request) {
      if (tokens.size === 0 || request.method !== 'GET') return request
      const token = tokens.get(entitySetOf(request.path))
      return token === undefined
        ? request
        : { ...request, headers: { 'MSCRM.SessionToken': token, ...request.headers } }
    },
    observe({ method, path }, headers) {
      if (method === 'GET') return
      const token = headers.get('x-ms-session-token')
      if (token !== null) tokens.set(entitySetOf(path), token)
    },
  }
}

/** `accounts` of `accounts(…)/Account_Tasks?$select=subject`, and of a next link. */
function entitySetOf(path: string): string {
  return path.replace(/^https?:\/\/[^/]+\/api\/data\/v[\d.]+\//i, '').split(/[(/?]/, 1)[0] ?? ''
}
