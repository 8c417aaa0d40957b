import type { Service } from '../world/world.ts'
import { isCrossSite } from './host-guard.ts'

export interface ControlOptions {
  /** What `GET /` answers: ids and counts, no secrets. */
  readonly state: () => Readonly<Record<string, unknown>>
  readonly reset: () => void
}

/** The switches of a running fake at `/_emulator`: `GET /` shows its state, `POST /reset` brings the fresh world back. */
export function createControlService({ state, reset }: ControlOptions): Service {
  return async ({ request, path, url }) => {
    if (isCrossSite(request, url.origin)) return text(403, 'The control service does not answer pages of other sites.')
    if (path === '/') {
      if (request.method !== 'GET') return text(405, 'Use GET.', { allow: 'GET' })
      return Response.json(state(), { headers: { 'cache-control': 'no-store' } })
    }
    if (path === '/reset') {
      if (request.method !== 'POST') return text(405, 'Use POST.', { allow: 'POST' })
      reset()
      return new Response(null, { status: 204 })
    }
    return text(404, `No control endpoint ${path}. There are GET / and POST /reset.`)
  }
}

function text(status: number, message: string, headers: Record<string, string> = {}): Response {
  return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } })
}
