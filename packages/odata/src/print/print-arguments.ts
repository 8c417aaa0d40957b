import type { Argument } from '../ast/query-options.ts'
import { printName } from '../text/identifier.ts'
import { printValue } from './print-literal.ts'

/**
 * What stands in the brackets of a path segment, percent-encoded: an alternate key, or the arguments of a function.
 *
 * @throws TypeError when several have no names.
 * @example
 * ```ts
 * import { printArguments } from '@dynamics-kit/odata'
 *
 * printArguments([{ name: 'accountnumber', value: { kind: 'literal', type: 'string', value: 'A 1' } }]) // "accountnumber='A%201'"
 * ```
 */
export function printArguments(items: readonly Argument[]): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    const { name, value } = items[index] as Argument
    if (name === undefined && items.length > 1) throw new TypeError('Several arguments need names.')
    if (index > 0) text += ','
    text += name === undefined ? printValue(value, true) : printName(name, true) + '=' + printValue(value, true)
  }
  return text
}
