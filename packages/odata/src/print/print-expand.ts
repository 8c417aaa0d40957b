import type { ExpandItem, QueryOptions } from '../ast/query-options.ts'
import { printAnyExpression } from './print-expression.ts'
import { printOptions, printPath } from './print-read-options.ts'

/** Prints of queries and expands what few have. */
export interface OtherOptions {
  /** Options, each with `separator` in front. */
  readonly options: (options: QueryOptions, separator: '&' | ';') => string
  /** What follows a navigation property. */
  readonly suffix: (item: ExpandItem) => string
}

/** An item of `$expand` without `/$ref` and `/$count`, and with the options that rows are read by. */
export type ExpandedRead = Pick<ExpandItem, 'navigationProperty'> & {
  readonly options: Pick<ExpandItem['options'], 'select' | 'filter' | 'orderby' | 'top' | 'count'> & {
    readonly expand?: readonly ExpandedRead[]
  }
}

/**
 * The value of `$expand`, percent-encoded: `primarycontactid($select=fullname)`.
 *
 * @throws TypeError when a name, number or literal cannot stand in a query.
 * @example
 * ```ts
 * import { printExpand, printReadOptions } from '@dynamics-kit/odata'
 *
 * const contact = { navigationProperty: 'primarycontactid', options: { select: ['fullname'] } }
 * printReadOptions({ select: ['name'] }, printExpand([contact])) // '$select=name&$expand=primarycontactid($select=fullname)'
 * ```
 *
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.3)
 */
export function printExpand(items: readonly ExpandedRead[]): string {
  return printItems(items)
}

/** The same, with `others`. */
export function printItems(items: readonly ExpandItem[], others?: OtherOptions): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    const item = items[index] as ExpandItem
    const { navigationProperty, options } = item
    text += navigationProperty === '*' ? '*' : printPath(navigationProperty)
    if (others) text += others.suffix(item)
    const { expand } = options
    let inner = printOptions(options, expand && printItems(expand, others), ';', printAnyExpression)
    if (others) inner += others.options(options, ';')
    if (inner !== '') text += '(' + inner.slice(1) + ')'
  }
  return text
}
