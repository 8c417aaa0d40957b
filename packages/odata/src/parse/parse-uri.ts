import type { ODataUri } from '../ast/query-options.ts'
import { parsePath } from './parse-path.ts'
import { parseQueryOptions } from './parse-query-options.ts'

/**
 * Parses an address below the service root, percent-encoded: `accounts(g)/Account_Tasks?$select=subject`.
 *
 * @throws ODataSyntaxError when it is none; never any other error.
 * @example
 * ```ts
 * import { isODataSyntaxError, parseUri } from '@dynamics-kit/odata'
 *
 * try {
 *   parseUri("accounts?$filter=name eq 'A")
 * } catch (error) {
 *   if (isODataSyntaxError(error)) console.log(error.code, error.offset) // 'unterminatedLiteral' 10
 * }
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (4)
 */
export function parseUri(text: string): ODataUri {
  const question = text.indexOf('?')
  if (question === -1) return { path: parsePath(text), options: {} }
  return { path: parsePath(text.slice(0, question)), options: parseQueryOptions(text.slice(question + 1)) }
}
