import { isModelledOption, nameOfMember, optionsAfterCount, optionsAfterRef } from '../ast/option-name.ts'
import type { ExpandItem, QueryOptions } from '../ast/query-options.ts'
import { endOfRawValue } from '../text/raw-value.ts'
import { printName } from '../text/identifier.ts'
import { encodeText } from '../text/percent-encoding.ts'
import { printApply } from './print-apply.ts'
import { printAnyExpression, printEncodedExpression } from './print-expression.ts'
import { printItems } from './print-expand.ts'
import type { OtherOptions } from './print-expand.ts'
import { printCount, printOptions } from './print-read-options.ts'

/**
 * The query part of a URL, percent-encoded, without `?`: `$select=name,revenue&$filter=name%20eq%20'x'`. Empty when there
 * is nothing to say. The order is fixed, so that one AST has one text.
 *
 * @throws TypeError when a name, number or literal cannot stand in a query.
 * @example
 * ```ts
 * import { parseExpression, printQueryOptions } from '@dynamics-kit/odata'
 *
 * printQueryOptions({ select: ['name'], filter: parseExpression("name eq 'A'"), top: 3 }) // "$select=name&$filter=name%20eq%20'A'&$top=3"
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5)
 */
export function printQueryOptions(options: QueryOptions): string {
  const { expand } = options
  const read = printOptions(options, expand && printItems(expand, OTHERS), '&', printAnyExpression)
  return (read + OTHERS.options(options, '&')).slice(1)
}

const OTHERS: OtherOptions = {
  options(options, separator) {
    const { apply, fetchXml, skip, skiptoken, deltatoken, savedQuery, userQuery, custom, aliases } = options
    let text = ''
    if (apply) text += separator + '$apply=' + printApply(apply)
    if (fetchXml !== undefined && separator === '&') text += separator + 'fetchXml=' + encodeText(fetchXml)
    if (skip !== undefined) text += separator + '$skip=' + printCount('$skip', skip)
    if (skiptoken !== undefined) text += separator + '$skiptoken=' + printRaw(skiptoken, separator)
    if (deltatoken !== undefined) text += separator + '$deltatoken=' + printRaw(deltatoken, separator)
    if (fetchXml !== undefined && separator === ';') text += separator + 'fetchXml=' + printRaw(fetchXml, separator)
    if (savedQuery !== undefined) text += separator + 'savedQuery=' + printRaw(savedQuery, separator)
    if (userQuery !== undefined) text += separator + 'userQuery=' + printRaw(userQuery, separator)
    if (custom) for (const [name, value] of custom) text += separator + printCustom(name, value, separator)
    if (aliases) {
      for (const [name, value] of Object.entries(aliases)) {
        text += separator + '@' + printName(name, true) + '=' + printEncodedExpression(value)
      }
    }
    return text
  },
  suffix(item) {
    const { ref, count, options } = item
    if (!ref && !count) return ''
    requireOnly(options, ref ? optionsAfterRef : optionsAfterCount)
    return ref ? '/$ref' : '/$count'
  },
}

function requireOnly(options: ExpandItem['options'], allowed: readonly string[]): void {
  const { custom = [], ...members } = options
  const given = Object.entries(members).flatMap(([member, value]) => (value === undefined ? [] : nameOfMember(member)))
  const other = [...given, ...custom.map(([name]) => name)].find((name) => !allowed.includes(name))
  if (other !== undefined) throw new TypeError(`${other} cannot stand after $ref or $count in $expand.`)
}

function printCustom(name: string, value: string, separator: '&' | ';'): string {
  if (isModelledOption(name)) throw new TypeError(`${name} is not a custom option: it has a member of its own.`)
  if (name !== name.trim()) throw new TypeError('The name of a query option has no spaces around it.')
  if (separator === ';' && /^$|[=;()]/u.test(name))
    throw new TypeError('This query option cannot stand inside $expand.')
  return encodeText(name).replaceAll('=', '%3D') + '=' + printRaw(value, separator)
}

/** Inside `$expand(…)` there is no second encoding, so a value that would end its option cannot be written. */
function printRaw(value: string, separator: '&' | ';'): string {
  if (separator === ';' && (value !== value.trim() || endOfRawValue(value, 0) !== value.length)) {
    throw new TypeError('This value of a query option cannot stand inside $expand.')
  }
  return encodeText(value)
}
