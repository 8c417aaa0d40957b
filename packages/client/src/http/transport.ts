import ky from 'ky'
import type { Options } from 'ky'
import { errorFromFailure } from '../errors/error-from-failure.ts'
import type { Next } from './middleware.ts'

/** What carries a request to the service; the global `fetch` by default. */
export type Fetch = (request: Request) => Promise<Response>

/**
 * The last step: ky around `fetch`, for its time limit on each attempt and its knowledge of how each runtime words a lost
 * connection. Retries and statuses are ours, because they follow Dataverse's rules.
 */
export function createTransport(fetch: Fetch | undefined, timeout: number | false): Next {
  const options: Options = {
    retry: 0,
    throwHttpErrors: false,
    timeout,
    // ky hands over the finished request; its second argument would only repeat it.
    ...(fetch && { fetch: (request) => fetch(request as Request) }),
  }
  return async (request) => {
    try {
      return await ky(request, options)
    } catch (error) {
      throw errorFromFailure(request.method, request.url, error, request.signal)
    }
  }
}
