import type { FakeDynamics, FakeEnvironment, FakeTenant } from '@dynamics-kit/testing'
import { answerFile } from './files.ts'
import { answerQuestion } from './questions.ts'

/** What the inspector looks into. */
export type InspectedFake = Pick<
  FakeDynamics,
  | 'authority'
  | 'clientId'
  | 'clientSecret'
  | 'clock'
  | 'explain'
  | 'fail'
  | 'faults'
  | 'fetch'
  | 'requests'
  | 'reset'
  | 'tenantId'
  | 'throttle'
  | 'world'
>

/** An environment that was added, and the tenant it belongs to. */
export interface InspectedEnvironment {
  readonly tenant: Pick<FakeTenant, 'tenantId' | 'clientId' | 'clientSecret'>
  readonly environment: Pick<FakeEnvironment, 'explain' | 'fail' | 'faults' | 'throttle'>
}

/** An environment whose page the reader can go to. */
export interface InspectedPlace {
  /** Origin that it listens at: `https://localhost:8444`. */
  readonly url: string
  readonly name: string
  /** Name of its tenant. */
  readonly tenant: string
}

/** Which environment the page shows, and which others it leads to. */
export interface InspectOptions {
  /** The environment that the page is of; its administrator app has to be a user of it. Default: the fake's own. */
  readonly of?: InspectedEnvironment
  /** All environments that have a page, for the reader to choose from. Default: this one alone. */
  readonly places?: () => readonly InspectedPlace[]
}

/** Answers the requests of the page, below `/_inspector`. */
export type Inspector = (request: Request) => Promise<Response>

/**
 * The page of a listening fake: its tables and rows, queries, the requests it was sent, tokens, users, clock.
 *
 * Everything but rows and definitions is asked for below `/_inspector/api`; those go through the Web API itself, so that the page sees
 * what a program sees. Needs Node, for the page's files.
 *
 * @example
 * ```ts
 * import { createFakeDynamics } from '@dynamics-kit/testing'
 * import { inspect } from '@dynamics-kit/inspector'
 *
 * const fake = createFakeDynamics()
 * const server = await fake.listen({ http: true, routes: { '/_inspector': inspect(fake) } })
 * console.log((await fetch(`${server.url}/_inspector`)).headers.get('content-type'))
 * await server.close()
 * ```
 */
export function inspect(fake: InspectedFake, { of, places = () => [] }: InspectOptions = {}): Inspector {
  const inspected = { fake, tenant: of?.tenant ?? fake, environment: of?.environment ?? fake, places }
  return async (request) => {
    const url = new URL(request.url)
    const path = url.pathname.slice('/_inspector'.length)
    if (path === '') return new Response(null, { status: 308, headers: { location: '/_inspector/' } })
    if (path.startsWith('/api/')) return answerQuestion(inspected, request, path.slice('/api/'.length))
    if (request.method !== 'GET') return new Response('Use GET.', { status: 405, headers: { allow: 'GET' } })
    return answerFile(path)
  }
}
