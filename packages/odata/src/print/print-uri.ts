import type { ODataUri, PathSegment } from '../ast/query-options.ts'
import { isDotSegment, isLastSegment } from '../text/path-segment.ts'
import { printArguments } from './print-arguments.ts'
import { printQueryOptions } from './print-query-options.ts'

/**
 * An address below the service root, percent-encoded and without a leading slash: `accounts(g)/Account_Tasks?$select=subject`.
 *
 * @throws TypeError when a name, number or literal cannot stand in a URL.
 * @example
 * ```ts
 * import { parseUri, printUri } from '@dynamics-kit/odata'
 *
 * const uri = parseUri('accounts?$top=3')
 * printUri({ ...uri, options: { ...uri.options, select: ['name'] } }) // 'accounts?$select=name&$top=3'
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (4)
 */
export function printUri(uri: ODataUri): string {
  const query = printQueryOptions(uri.options)
  return query === '' ? printPath(uri.path) : printPath(uri.path) + '?' + query
}

/**
 * The resource path, percent-encoded: `systemusers(g)/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`.
 *
 * @throws TypeError when an argument cannot stand in a URL.
 */
export function printPath(segments: readonly PathSegment[]): string {
  let text = ''
  for (let index = 0; index < segments.length; index++) {
    if (index > 0) text += '/'
    const segment = segments[index] as PathSegment
    if (index < segments.length - 1 && isLastSegment(segment.name))
      throw new TypeError(`Nothing follows ${segment.name}.`)
    text += printSegment(segment)
  }
  return text
}

function printSegment(segment: PathSegment): string {
  const { name } = segment
  if (name === '' || isDotSegment(name)) throw new TypeError('A path segment needs a name.')
  const text = PLAIN_SEGMENT.test(name)
    ? name
    : encodeURIComponent(name.toWellFormed()).replace(BRACKETS, encodeBracket)
  return segment.arguments ? text + '(' + printArguments(segment.arguments) + ')' : text
}

const PLAIN_SEGMENT = /^[\w$.-]+$/u
const BRACKETS = /[()]/gu

/** A bracket that belongs to a name cannot be told from one that opens arguments: decoding comes first. */
function encodeBracket(): string {
  throw new TypeError('The name of a path segment has no brackets; give arguments instead.')
}
