import { isModelledOption, nameOfMember, optionsAfterCount, optionsAfterRef } from '../ast/option-name.ts'
import type { ExpandItem, OrderbyItem, QueryOptions } from '../ast/query-options.ts'
import { endOfRawValue } from '../text/raw-value.ts'
import { printName } from '../text/identifier.ts'
import { encodeText } from '../text/percent-encoding.ts'
import { printApply } from './print-apply.ts'
import { printEncodedExpression } from './print-expression.ts'

/**
 * The query part of a URL, percent-encoded, without `?`: `$select=name,revenue&$filter=name%20eq%20'x'`. Empty when there
 * is nothing to say. The order is fixed, so that one AST has one text.
 *
 * @throws TypeError when a name, number or literal cannot stand in a query.
 */
export function printQueryOptions(options: QueryOptions): string {
  return print(options, '&')
}

function print(options: QueryOptions, separator: '&' | ';'): string {
  const { select, filter, expand, orderby, top, skip, count, apply, custom, aliases } = options
  const { skiptoken, deltatoken, fetchXml, savedQuery, userQuery } = options
  let text = ''
  if (select) text += next(text, separator) + '$select=' + printSelect(select)
  if (filter) text += next(text, separator) + '$filter=' + printEncodedExpression(filter)
  if (expand) text += next(text, separator) + '$expand=' + printExpand(expand)
  if (orderby) text += next(text, separator) + '$orderby=' + printOrderby(orderby)
  if (top !== undefined) text += next(text, separator) + '$top=' + printCount('$top', top)
  if (skip !== undefined) text += next(text, separator) + '$skip=' + printCount('$skip', skip)
  if (count !== undefined) text += next(text, separator) + '$count=' + count
  if (apply) text += next(text, separator) + '$apply=' + printApply(apply)
  if (skiptoken !== undefined) text += next(text, separator) + '$skiptoken=' + printRaw(skiptoken, separator)
  if (deltatoken !== undefined) text += next(text, separator) + '$deltatoken=' + printRaw(deltatoken, separator)
  if (fetchXml !== undefined) text += next(text, separator) + 'fetchXml=' + printRaw(fetchXml, separator)
  if (savedQuery !== undefined) text += next(text, separator) + 'savedQuery=' + printRaw(savedQuery, separator)
  if (userQuery !== undefined) text += next(text, separator) + 'userQuery=' + printRaw(userQuery, separator)
  if (custom) for (const [name, value] of custom) text += next(text, separator) + printCustom(name, value, separator)
  if (aliases) {
    for (const [name, value] of Object.entries(aliases)) {
      text += next(text, separator) + '@' + printName(name, true) + '=' + printEncodedExpression(value)
    }
  }
  return text
}

/** What stands in front of the next option: nothing in front of the first. */
function next(text: string, separator: '&' | ';'): string {
  return text === '' ? '' : separator
}

function printSelect(names: readonly string[]): string {
  let text = ''
  for (let index = 0; index < names.length; index++) {
    if (index > 0) text += ','
    text += printSelectItem(names[index] ?? '')
  }
  return text
}

/** A property name, `*`, `Namespace.*`, or a path of names. */
function printSelectItem(item: string): string {
  if (item === '*') return item
  if (item.endsWith('.*')) return printName(item.slice(0, -'.*'.length), true) + '.*'
  return printPath(item)
}

function printPath(path: string): string {
  if (!path.includes('/')) return printName(path, true)
  return path
    .split('/')
    .map((name) => printName(name, true))
    .join('/')
}

function printExpand(items: readonly ExpandItem[]): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    const { navigationProperty, ref, count, options } = items[index] as ExpandItem
    text += navigationProperty === '*' ? '*' : printPath(navigationProperty)
    if (ref || count) {
      requireOnly(options, ref ? optionsAfterRef : optionsAfterCount)
      text += ref ? '/$ref' : '/$count'
    }
    const inner = print(options, ';')
    if (inner !== '') text += '(' + inner + ')'
  }
  return text
}

function requireOnly(options: QueryOptions, allowed: readonly string[]): void {
  const { custom = [], ...members } = options
  const given = Object.entries(members).flatMap(([member, value]) => (value === undefined ? [] : nameOfMember(member)))
  const other = [...given, ...custom.map(([name]) => name)].find((name) => !allowed.includes(name))
  if (other !== undefined) throw new TypeError(`${other} cannot stand after $ref or $count in $expand.`)
}

function printOrderby(items: readonly OrderbyItem[]): string {
  if (items.length === 0) throw new TypeError('$orderby needs an item.')
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    const { expression, direction } = items[index] as OrderbyItem
    text += printEncodedExpression(expression)
    if (direction === 'desc') text += '%20desc'
  }
  return text
}

function printCount(option: string, count: number): string {
  if (!Number.isSafeInteger(count) || count < 0) throw new TypeError(`${option} must be a whole number, not negative.`)
  return String(count)
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
