import { createClient, isDynamicsError, type DynamicsError, type Fetch } from '@dynamics-kit/client'
import { challengedSignIn, type ChallengedSignIn } from './challenged-sign-in.ts'
import { notReached, type Reach } from './http-answer.ts'

/** What an environment answers to a stranger. */
export interface EnvironmentProbe {
  readonly reach: Reach
  /** Where it signs in, when it says so. */
  readonly signIn?: ChallengedSignIn
  /** What the client makes of the answer; a healthy environment answers 401. */
  readonly error?: DynamicsError
}

/** `GET {url}/api/data/v9.2/` without a token. */
export async function probeEnvironment(
  url: string,
  options: { readonly fetch?: Fetch | undefined; readonly timeout: number; readonly signal?: AbortSignal | undefined },
): Promise<EnvironmentProbe> {
  const { host } = new URL(url)
  let reach: Reach | undefined
  const client = createClient({
    url,
    fetch: options.fetch,
    timeout: options.timeout,
    retry: { limit: 0 },
    middleware: [
      async (request, next) => {
        const response = await next(request)
        reach = { host, answered: true, status: response.status, headers: response.headers }
        return response
      },
    ],
  })
  const error = await client.request('GET', '', options.signal && { signal: options.signal }).then(
    () => undefined,
    (failure: unknown) => failure,
  )
  if (options.signal?.aborted) throw options.signal.reason
  if (error !== undefined && !isDynamicsError(error)) throw error
  reach ??= notReached(host, error)
  const signIn = reach.answered ? challengedSignIn(reach.headers.get('www-authenticate')) : undefined
  return { reach, ...(signIn && { signIn }), ...(error && { error }) }
}
