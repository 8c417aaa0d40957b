import type { ExpandItem, QueryOptions } from '../ast/query-options.ts'
import { accept, type Cursor, expect, expectName, isAt, matchAt, nested, skipSpace } from './cursor.ts'

const REF = /\/\$ref(?!\w)/y

/** Reads the value of `$expand`. What stands inside the brackets of an item is left to `readOptions`. */
export function readExpand(cursor: Cursor, readOptions: (cursor: Cursor) => QueryOptions): readonly ExpandItem[] {
  const items: ExpandItem[] = []
  skipSpace(cursor)
  if (cursor.offset === cursor.text.length || isAt(cursor, ';') || isAt(cursor, ')')) return items
  do {
    skipSpace(cursor)
    items.push(readItem(cursor, readOptions))
    skipSpace(cursor)
  } while (accept(cursor, ','))
  return items
}

function readItem(cursor: Cursor, readOptions: (cursor: Cursor) => QueryOptions): ExpandItem {
  const navigationProperty = accept(cursor, '*') ? '*' : readNavigationPath(cursor)
  const ref = matchAt(REF, cursor)
  if (ref) cursor.offset += ref.length
  skipSpace(cursor)
  const options = accept(cursor, '(') ? nested(cursor, () => readBracketed(cursor, readOptions)) : {}
  return ref ? { navigationProperty, ref: true, options } : { navigationProperty, options }
}

/** A navigation property, or a type and a navigation property: `Microsoft.Dynamics.CRM.X/OptionSet`. */
function readNavigationPath(cursor: Cursor): string {
  let path = expectName(cursor, 'navigation property')
  while (cursor.text[cursor.offset] === '/' && cursor.text[cursor.offset + 1] !== '$') {
    cursor.offset++
    path += '/' + expectName(cursor, 'navigation property')
  }
  return path
}

function readBracketed(cursor: Cursor, readOptions: (cursor: Cursor) => QueryOptions): QueryOptions {
  const options = readOptions(cursor)
  expect(cursor, ')', "';'")
  return options
}
