import { optionsAfterCount, optionsAfterRef } from '../ast/option-name.ts'
import type { ExpandItem, QueryOptions } from '../ast/query-options.ts'
import { accept, type Cursor, expect, expectName, isAt, matchAt, nested, skipSpace } from './cursor.ts'

/** Reads `$select=…;$filter=…`. Where `allowed` is given, no option but those may stand there. */
type OptionsReader = (cursor: Cursor, allowed?: readonly string[]) => QueryOptions

const SUFFIX = /\/\$(?:ref|count)(?!\w)/y

/**
 * Reads the value of `$expand`; a comma at the end is tolerated, as Dataverse does. What stands inside the brackets of an
 * item is left to `readOptions`.
 */
export function readExpand(cursor: Cursor, readOptions: OptionsReader): readonly ExpandItem[] {
  const items: ExpandItem[] = []
  do {
    skipSpace(cursor)
    if (cursor.offset === cursor.text.length || isAt(cursor, ';') || isAt(cursor, ')')) break
    items.push(readItem(cursor, readOptions))
    skipSpace(cursor)
  } while (accept(cursor, ','))
  return items
}

function readItem(cursor: Cursor, readOptions: OptionsReader): ExpandItem {
  const navigationProperty = accept(cursor, '*') ? '*' : readNavigationPath(cursor)
  const suffix = matchAt(SUFFIX, cursor)
  if (suffix) cursor.offset += suffix.length
  skipSpace(cursor)
  const [ref, count] = [suffix === '/$ref', suffix === '/$count']
  const allowed = ref ? optionsAfterRef : count ? optionsAfterCount : undefined
  const options = accept(cursor, '(') ? nested(cursor, () => readBracketed(cursor, readOptions, allowed)) : {}
  return { navigationProperty, ...(ref && { ref }), ...(count && { count }), options }
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

function readBracketed(cursor: Cursor, readOptions: OptionsReader, allowed?: readonly string[]): QueryOptions {
  const options = readOptions(cursor, allowed)
  expect(cursor, ')', "';'")
  return options
}
