import type { RecordedRequest } from '../doors/request-log.ts'
import type { ExpectedRequest } from './expected-request.ts'

/** Where a request is other than expected. */
interface Difference {
  /** `body.name` */
  readonly where: string
  readonly expected: unknown
  readonly actual: unknown
}

/** What of a request is as expected, and what is not. */
export interface Comparison {
  readonly request: RecordedRequest
  readonly same: number
  readonly differences: readonly Difference[]
}

export function compareRequest(request: RecordedRequest, expected: ExpectedRequest): Comparison {
  const differences: Difference[] = []
  let same = 0
  const check = (where: string, wanted: unknown, actual: unknown): void => {
    const found = differencesOf(where, wanted, actual)
    if (found.length === 0) same += 1
    differences.push(...found)
  }
  const { table, query, headers, method, ...others } = expected
  if (method !== undefined) check('method', method.toUpperCase(), request.method)
  if (table !== undefined) check('table', typeof table === 'object' ? table.entitySet : table, request.table)
  for (const [name, wanted] of Object.entries(others)) {
    if (wanted !== undefined) check(name, wanted, request[name as keyof RecordedRequest]) // both have the same names
  }
  const options = query ? new URL(request.url).searchParams : undefined
  for (const [name, wanted] of Object.entries(query ?? {}))
    check(`query.${name}`, wanted, options?.get(name) ?? undefined)
  for (const [name, wanted] of Object.entries(headers ?? {})) {
    check(`headers.${name}`, wanted, request.headers[name.toLowerCase()])
  }
  return { request, same, differences }
}

/** Anything with this method is asked itself, as vitest, jest and chai do it. */
interface AsymmetricMatcher {
  asymmetricMatch(actual: unknown): boolean
}

const isMatcher = (value: unknown): value is AsymmetricMatcher =>
  typeof value === 'object' && value !== null && 'asymmetricMatch' in value

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Where `actual` does not have what `expected` has. Lists have to be as long. */
function differencesOf(where: string, expected: unknown, actual: unknown): readonly Difference[] {
  const different = [{ where, expected, actual }]
  if (isMatcher(expected)) return expected.asymmetricMatch(actual) ? [] : different
  // `search` keeps no place in an expression that is global, as `test` does.
  if (expected instanceof RegExp) return typeof actual === 'string' && actual.search(expected) >= 0 ? [] : different
  if (!isObject(expected)) return Object.is(expected, actual) ? [] : different
  if (!isObject(actual)) return different
  if (Array.isArray(expected) && (!Array.isArray(actual) || actual.length !== expected.length)) return different
  return Object.entries(expected).flatMap(([name, value]) => differencesOf(`${where}.${name}`, value, actual[name]))
}
