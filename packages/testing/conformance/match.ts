/** The matching rules of the cases (README beside this file): subset match, with matchers written as `$` members. */

const guidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where and why `actual` does not match, or undefined. */
export function mismatch(actual: unknown, expected: unknown, at = ''): string | undefined {
  if (isObject(expected)) {
    const matcher = Object.keys(expected).find((key) => key in matchers)
    if (matcher !== undefined) {
      return matchers[matcher]?.(actual, expected) ? undefined : describe(at, expected, actual)
    }
    if (!isObject(actual)) return describe(at, 'an object', actual)
    for (const [key, want] of Object.entries(expected)) {
      if (!Object.hasOwn(actual, key)) return `${at}/${key} is missing`
      const why = mismatch(actual[key], want, `${at}/${key}`)
      if (why !== undefined) return why
    }
    return undefined
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return describe(at, expected, actual)
    for (const [index, want] of expected.entries()) {
      const why = mismatch(actual[index], want, `${at}/${index}`)
      if (why !== undefined) return why
    }
    return undefined
  }
  return Object.is(actual, expected) ? undefined : describe(at, expected, actual)
}

const describe = (at: string, expected: unknown, actual: unknown): string =>
  `${at || '/'}: expected ${JSON.stringify(expected)}, got ${(JSON.stringify(actual) ?? 'nothing').slice(0, 300)}`

const matches = (actual: unknown, expected: unknown): boolean => mismatch(actual, expected) === undefined

const matchers: Readonly<Record<string, (actual: unknown, matcher: Json) => boolean>> = {
  $any: (actual) => actual !== undefined,
  $re: (actual, { $re, $flags }) =>
    typeof actual === 'string' && new RegExp(String($re), String($flags ?? '')).test(actual),
  $oneOf: (actual, { $oneOf }) => Array.isArray($oneOf) && $oneOf.some((one) => matches(actual, one)),
  $not: (actual, { $not }) => !matches(actual, $not),
  $len: (actual, { $len }) => Array.isArray(actual) && actual.length === $len,
  $type: (actual, { $type }) => hasType(actual, $type),
  $unordered: (actual, { $unordered }) => holdsAll(actual, $unordered, true),
  $includes: (actual, { $includes }) => holdsAll(actual, $includes, false),
}

function hasType(actual: unknown, type: unknown): boolean {
  if (type === 'guid') return typeof actual === 'string' && guidPattern.test(actual)
  if (type === 'array') return Array.isArray(actual)
  if (type === 'object') return isObject(actual)
  return typeof actual === type
}

function holdsAll(actual: unknown, wanted: unknown, sameLength: boolean): boolean {
  if (!Array.isArray(actual) || !Array.isArray(wanted)) return false
  if (sameLength && actual.length !== wanted.length) return false
  const free = [...actual]
  return wanted.every((want) => {
    const index = free.findIndex((item) => matches(item, want))
    if (index >= 0) free.splice(index, 1)
    return index >= 0
  })
}
