import type { ExpandItem, OrderbyItem, QueryOptions } from '../ast/query-options.ts'
import { printName } from '../text/identifier.ts'
import { encodeText } from '../text/percent-encoding.ts'
import { printApply } from './print-apply.ts'
import { printEncodedExpression } from './print-expression.ts'

/** The options of a query that say which rows and columns are read; the others say where it goes on, or belong to few. */
export type ReadOptions = Omit<
  QueryOptions,
  'expand' | 'skip' | 'skiptoken' | 'deltatoken' | 'savedQuery' | 'userQuery' | 'aliases' | 'custom'
> & { readonly expand?: readonly ExpandedRead[] }

/** One item of `$expand` without `/$ref` and `/$count`. */
interface ExpandedRead extends Pick<ExpandItem, 'navigationProperty'> {
  readonly options: ReadOptions
}

/** Prints what {@link ReadOptions} lack; `$expand` has options of its own in it. */
export interface OtherOptions {
  /** Options, each with `separator` in front. */
  readonly options: (options: QueryOptions, separator: '&' | ';') => string
  /** What follows a navigation property. */
  readonly suffix: (item: ExpandItem) => string
}

/**
 * The same text as `printQueryOptions` gives, for programs that print nothing else: it is half of the code.
 *
 * @throws TypeError when a name, number or literal cannot stand in a query.
 */
export function printReadOptions(options: ReadOptions): string {
  return printOptions(options, '&')
}

/** Options with a separator between them. */
export function printOptions(options: QueryOptions, separator: '&' | ';', others?: OtherOptions): string {
  const { select, filter, expand, orderby, top, count, apply, fetchXml } = options
  let text = ''
  if (select) text += separator + '$select=' + printSelect(select)
  if (filter) text += separator + '$filter=' + printEncodedExpression(filter)
  if (expand) text += separator + '$expand=' + printExpand(expand, others)
  if (orderby) text += separator + '$orderby=' + printOrderby(orderby)
  if (top !== undefined) text += separator + '$top=' + printCount('$top', top)
  if (count !== undefined) text += separator + '$count=' + count
  if (apply) text += separator + '$apply=' + printApply(apply)
  if (fetchXml !== undefined && separator === '&') text += separator + 'fetchXml=' + encodeText(fetchXml)
  if (others) text += others.options(options, separator)
  return text.slice(1)
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

function printExpand(items: readonly ExpandItem[], others: OtherOptions | undefined): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    const item = items[index] as ExpandItem
    const { navigationProperty, options } = item
    text += navigationProperty === '*' ? '*' : printPath(navigationProperty)
    if (others) text += others.suffix(item)
    const inner = printOptions(options, ';', others)
    if (inner !== '') text += '(' + inner + ')'
  }
  return text
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

/** A number of rows. */
export function printCount(option: string, count: number): string {
  if (!Number.isSafeInteger(count) || count < 0) throw new TypeError(`${option} must be a whole number, not negative.`)
  return String(count)
}
