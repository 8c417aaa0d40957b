import type { Expression } from '../ast/expression.ts'
import type { OrderbyItem, QueryOptions } from '../ast/query-options.ts'
import {
  accept,
  type Cursor,
  expectName,
  isAt,
  matchAt,
  readName,
  skipSpace,
  syntaxError,
  unexpected,
} from './cursor.ts'
import { isName } from '../text/identifier.ts'
import { endOfRawValue } from '../text/raw-value.ts'
import { readApply } from './read-apply.ts'
import { readExpand } from './read-expand.ts'
import { readExpression } from './read-expression.ts'

/** Query options while they are collected. Aliases are a map until the end, so that `__proto__` is a name like any other. */
export type OptionsDraft = { -readonly [Name in keyof QueryOptions]: QueryOptions[Name] } & {
  readonly aliasValues: Map<string, Expression>
  readonly customPairs: [string, string][]
}

export function createDraft(): OptionsDraft {
  return { aliasValues: new Map(), customPairs: [] }
}

export function finishDraft(draft: OptionsDraft): QueryOptions {
  const { aliasValues, customPairs, ...options } = draft
  if (aliasValues.size > 0) options.aliases = Object.fromEntries(aliasValues)
  if (customPairs.length > 0) options.custom = customPairs
  return options
}

/**
 * Reads the value of one option into the draft. `readRaw` reads a value that has no grammar.
 *
 * The cursor stays where the value ended; whether something else may follow there is the caller's question.
 */
export function readOption(cursor: Cursor, name: string, draft: OptionsDraft, readRaw: () => string): void {
  switch (name) {
    case '$select':
      draft.select = once(cursor, name, draft.select, () => readSelect(cursor))
      return
    case '$filter':
      draft.filter = once(cursor, name, draft.filter, () => readExpression(cursor))
      return
    case '$expand':
      draft.expand = once(cursor, name, draft.expand, () => readExpand(cursor, readNestedOptions))
      return
    case '$orderby':
      draft.orderby = once(cursor, name, draft.orderby, () => readOrderby(cursor))
      return
    case '$top':
      draft.top = once(cursor, name, draft.top, () => readCount(cursor))
      return
    case '$skip':
      draft.skip = once(cursor, name, draft.skip, () => readCount(cursor))
      return
    case '$count':
      draft.count = once(cursor, name, draft.count, () => readBoolean(cursor))
      return
    case '$apply':
      draft.apply = once(cursor, name, draft.apply, () => readApply(cursor))
      return
    case '$skiptoken':
      draft.skiptoken = once(cursor, name, draft.skiptoken, readRaw)
      return
    case '$deltatoken':
      draft.deltatoken = once(cursor, name, draft.deltatoken, readRaw)
      return
    case 'fetchXml':
      draft.fetchXml = once(cursor, name, draft.fetchXml, readRaw)
      return
    case 'savedQuery':
      draft.savedQuery = once(cursor, name, draft.savedQuery, readRaw)
      return
    case 'userQuery':
      draft.userQuery = once(cursor, name, draft.userQuery, readRaw)
      return
  }
  if (name.startsWith('@')) readAliasValue(cursor, name, draft)
  else draft.customPairs.push([name, readRaw()])
}

function once<Value>(cursor: Cursor, name: string, previous: Value | undefined, read: () => Value): Value {
  if (previous !== undefined) throw syntaxError(cursor, 'repeatedOption', cursor.offset, { token: name })
  return read()
}

const OPTION_NAME = /[^=;()]*(?==)/y

/** Reads `$select=…;$filter=…` inside the brackets of `$expand`, up to the closing one; a semicolon at the end is tolerated. */
function readNestedOptions(cursor: Cursor, allowed?: readonly string[]): QueryOptions {
  const draft = createDraft()
  do {
    skipSpace(cursor)
    const name = matchAt(OPTION_NAME, cursor)
    if (name === undefined || name.trim() === '') throw unexpected(cursor, 'query option')
    if (allowed && !allowed.includes(name.trim())) throw unexpected(cursor, ...allowed)
    cursor.offset += name.length + 1
    readOption(cursor, name.trim(), draft, () => readNestedRaw(cursor))
    skipSpace(cursor)
    if (!accept(cursor, ';')) break
    skipSpace(cursor)
  } while (!isAt(cursor, ')'))
  return finishDraft(draft)
}

function readNestedRaw(cursor: Cursor): string {
  const end = endOfRawValue(cursor.text, cursor.offset)
  if (end === -1) {
    cursor.offset = cursor.text.length
    throw unexpected(cursor, "')'", "';'")
  }
  const value = cursor.text.slice(cursor.offset, end)
  cursor.offset = end
  return value.trim()
}

/** Reads property names; a comma at the end is tolerated, as Dataverse does. */
function readSelect(cursor: Cursor): readonly string[] {
  const names: string[] = []
  do {
    skipSpace(cursor)
    const name = readSelectItem(cursor)
    if (name === undefined) break
    names.push(name)
    skipSpace(cursor)
  } while (accept(cursor, ','))
  return names
}

const NAMESPACE_STAR = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\.\*/y

function readSelectItem(cursor: Cursor): string | undefined {
  if (accept(cursor, '*')) return '*'
  const all = matchAt(NAMESPACE_STAR, cursor)
  if (all !== undefined) {
    cursor.offset += all.length
    return all
  }
  let path = readName(cursor)
  if (path === undefined) {
    if (cursor.offset === cursor.text.length || isAt(cursor, ';') || isAt(cursor, ')')) return undefined
    throw unexpected(cursor, 'name')
  }
  while (accept(cursor, '/')) path += '/' + expectName(cursor)
  return path
}

function readOrderby(cursor: Cursor): readonly OrderbyItem[] {
  const items: OrderbyItem[] = []
  do {
    const expression = readExpression(cursor)
    skipSpace(cursor)
    items.push({ expression, direction: readDirection(cursor) })
    skipSpace(cursor)
  } while (accept(cursor, ','))
  return items
}

const DIRECTION = /(?:asc|desc)(?![\w\u0080-\uffff])/y

function readDirection(cursor: Cursor): 'asc' | 'desc' {
  const word = matchAt(DIRECTION, cursor)
  if (word === undefined) return 'asc'
  cursor.offset += word.length
  return word === 'desc' ? 'desc' : 'asc'
}

const DIGITS = /\d{1,15}(?![\w.])/y

function readCount(cursor: Cursor): number {
  skipSpace(cursor)
  const digits = matchAt(DIGITS, cursor)
  if (digits === undefined) {
    throw syntaxError(cursor, 'invalidOption', cursor.offset, { expected: ['whole number'] })
  }
  cursor.offset += digits.length
  return Number(digits)
}

const BOOLEAN = /(?:true|false)(?!\w)/y

function readBoolean(cursor: Cursor): boolean {
  skipSpace(cursor)
  const word = matchAt(BOOLEAN, cursor)
  if (word === undefined) {
    throw syntaxError(cursor, 'invalidOption', cursor.offset, { expected: ['true', 'false'] })
  }
  cursor.offset += word.length
  return word === 'true'
}

/** Reads what `@p1` stands for: any expression, because an alias may also name a property. */
function readAliasValue(cursor: Cursor, option: string, draft: OptionsDraft): void {
  const name = option.slice(1)
  if (!isName(name))
    throw syntaxError(cursor, 'invalidOption', cursor.offset, { token: option, expected: ['name after @'] })
  if (draft.aliasValues.has(name)) throw syntaxError(cursor, 'repeatedOption', cursor.offset, { token: option })
  draft.aliasValues.set(name, readExpression(cursor))
}
