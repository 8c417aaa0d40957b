import type { OrderbyItem, QueryOptions } from '../ast/query-options.ts'
import { Precedence } from '../ast/precedence.ts'
import { printName } from '../text/identifier.ts'
import { printPlainExpression } from './print-plain-expression.ts'
import type { PrintExpression } from './print-plain-expression.ts'

/** The options of a query that say which rows and columns are read; the others say where it goes on, or belong to few. */
export type ReadOptions = Pick<QueryOptions, 'select' | 'filter' | 'orderby' | 'top' | 'count'>

/**
 * The same text as `printQueryOptions` gives, for programs that print nothing else, with less code.
 *
 * @param expand - the value of `$expand` as `printExpand` gives it; without it there is none
 * @param print - prints the filter; without it, comparisons and built-in functions joined by `and`, `or` and `not` can be printed
 * @throws TypeError when a name, number or literal cannot stand in a query, and for a filter that `print` does not print.
 * @example
 * ```ts
 * import { parseExpression, printAnyExpression, printReadOptions } from '@dynamics-kit/odata'
 *
 * printReadOptions({ filter: parseExpression('revenue gt 1000'), top: 3 }) // '$filter=revenue%20gt%201000&$top=3'
 * const filter = parseExpression("Account_Tasks/any(a:a/subject eq 'Call')")
 * printReadOptions({ filter }, undefined, printAnyExpression)
 * ```
 */
export function printReadOptions(
  options: ReadOptions,
  expand?: string,
  print: PrintExpression = printPlainExpression,
): string {
  return printOptions(options, expand, '&', print).slice(1)
}

/** Options, each with a separator in front. */
export function printOptions(
  options: ReadOptions,
  expand: string | undefined,
  separator: '&' | ';',
  print: PrintExpression,
): string {
  const { select, filter, orderby, top, count } = options
  let text = ''
  if (select) text += separator + '$select=' + printSelect(select)
  if (filter) text += separator + '$filter=' + print(filter, Precedence.or, true)
  if (expand !== undefined) text += separator + '$expand=' + expand
  if (orderby) text += separator + '$orderby=' + printOrderby(orderby, print)
  if (top !== undefined) text += separator + '$top=' + printCount('$top', top)
  if (count !== undefined) text += separator + '$count=' + count
  return text
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

/** `primarycontactid/fullname` */
export function printPath(path: string): string {
  if (!path.includes('/')) return printName(path, true)
  return path
    .split('/')
    .map((name) => printName(name, true))
    .join('/')
}

function printOrderby(items: readonly OrderbyItem[], print: PrintExpression): string {
  if (items.length === 0) throw new TypeError('$orderby needs an item.')
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    const { expression, direction } = items[index] as OrderbyItem
    text += print(expression, Precedence.or, true)
    if (direction === 'desc') text += '%20desc'
  }
  return text
}

/** A number of rows. */
export function printCount(option: string, count: number): string {
  if (!Number.isSafeInteger(count) || count < 0) throw new TypeError(`${option} must be a whole number, not negative.`)
  return String(count)
}
