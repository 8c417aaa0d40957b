import type { RecordedRequest } from '../doors/request-log.ts'
import { compareRequest, type Comparison } from './compare-request.ts'
import { knownNames } from '../world/known-names.ts'
import type { ExpectedRequest } from './expected-request.ts'

/** Something with a log of requests: a fake. */
export interface Receiver {
  readonly requests: readonly RecordedRequest[]
}

/** Whether a fake received a request, and what to say of it. */
export interface Reception {
  readonly matching: readonly RecordedRequest[]
  /** What was expected, and what came nearest. */
  message(): string
}

/** Looks for requests that are as expected. `times` counts those; without it one at least has to be. */
export function received({ requests }: Receiver, expected: ExpectedRequest, times?: number): Reception {
  knownNames('the expected request', expected, {
    service: 1,
    method: 1,
    url: 1,
    path: 1,
    operation: 1,
    table: 1,
    name: 1,
    query: 1,
    headers: 1,
    body: 1,
    status: 1,
    fault: 1,
  })
  const comparisons = requests.map((request) => compareRequest(request, expected))
  const matching = comparisons.filter(({ differences }) => differences.length === 0).map(({ request }) => request)
  return {
    matching,
    message() {
      const wanted = `a request with ${show(expected)}`
      const found = `${matching.length === 0 ? 'none' : matching.length} of ${requests.length}`
      const often = times === undefined ? '' : ` ${times} ${times === 1 ? 'time' : 'times'}`
      const head = `The fake was expected to receive ${wanted}${often}; it received ${found}.`
      return [head, ...(matching.length === 0 ? nearest(comparisons) : matching.map(lineOf))].join('\n')
    },
  }
}

/**
 * Fails unless a fake received a request, for any test runner.
 *
 * @example
 * ```ts
 * import { assertReceived, createFakeDynamics } from '@dynamics-kit/testing'
 *
 * const fake = createFakeDynamics()
 * // … what is tested runs
 * assertReceived(fake, { operation: 'create', table: 'accounts', body: { name: 'Contoso' } })
 * ```
 *
 * @throws {Error} that names the request that came nearest, and where it differs.
 */
export function assertReceived(
  receiver: Receiver,
  expected: ExpectedRequest,
  { times }: { readonly times?: number } = {},
): void {
  const reception = received(receiver, expected, times)
  const isRight = times === undefined ? reception.matching.length > 0 : reception.matching.length === times
  if (!isRight) throw new Error(reception.message())
}

function nearest(comparisons: readonly Comparison[]): readonly string[] {
  const [first, ...others] = comparisons
  if (!first) return ['It received no requests at all.']
  const best = others.reduce((one, other) => (isNearer(other, one) ? other : one), first)
  return [
    `The nearest is ${lineOf(best.request)}`,
    ...best.differences.map(
      ({ where, expected, actual }) => `  ${where}: expected ${show(expected)}, was ${show(actual)}`,
    ),
  ]
}

/** Of two that are equally near, the later one. */
const isNearer = (one: Comparison, other: Comparison): boolean =>
  one.same === other.same ? one.differences.length <= other.differences.length : one.same > other.same

const lineOf = ({ method, url, status, fault }: RecordedRequest): string =>
  `${method} ${readable(url)} -> ${status}${fault === undefined ? '' : ` (${fault})`}`

/** Decoded, where that is possible: a `%` of a text need not be escaped. */
function readable(url: string): string {
  try {
    return decodeURI(url)
  } catch {
    return url
  }
}

/** As a program would write it; matchers by their own name. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value instanceof RegExp) return String(value)
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if ('toAsymmetricMatcher' in value && typeof value.toAsymmetricMatcher === 'function') {
    return String(value.toAsymmetricMatcher())
  }
  const members = Object.entries(value).map(([name, member]) => `${name}: ${show(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}
