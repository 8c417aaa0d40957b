import { type ChoiceOptions, type ColumnDefinition, isGuid, nearestNames } from '@dynamics-kit/odata'

/** A value that a column cannot hold, as the end of a sentence that begins with the column. */
export class ValueProblem extends Error {
  override readonly name: string = 'ValueProblem'
}

/**
 * A value of a file as `create` and `update` take it; files know texts, or at most numbers and booleans.
 *
 * @throws ValueProblem
 */
export function columnValue(definition: ColumnDefinition, value: unknown): unknown {
  if (value === null) return null
  if (typeof definition === 'object') {
    if ('lookup' in definition) return lookupValue(definition.lookup, value)
    if ('choice' in definition) return choiceValue(definition.choice, value)
    return choicesValue(definition.choices, value)
  }
  const text = textOf(value)
  switch (definition) {
    case 'key':
    case 'guid':
      return guid(text)
    case 'integer':
      return Number(matching(text, /^[+-]?\d+$/, 'a whole number'))
    case 'bigInt':
      return BigInt(matching(text, /^-?\d+$/, 'a whole number'))
    case 'decimal':
    case 'money':
      return matching(text, /^-?\d+(\.\d+)?$/, 'a number with a decimal point and no other marks, such as 1234.50')
    case 'double':
      return Number(matching(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'a number such as 1234.5'))
    case 'boolean':
      return booleanValue(text)
    case 'dateTime':
      return matching(
        text,
        /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i,
        'a time with its zone, such as 2024-04-05T13:30:00Z',
      ).replace(' ', 'T')
    case 'dateOnly':
      return matching(text, /^\d{4}-\d\d-\d\d$/, 'a day such as 2024-04-05')
    case 'file':
      throw new ValueProblem('is a file: its content is uploaded, not written with the row')
    default:
      return text
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new ValueProblem(`takes no ${Array.isArray(value) ? 'array' : 'object'}`)
}

function matching(given: string, pattern: RegExp, what: string): string {
  const text = given.trim()
  if (pattern.test(text)) return text
  throw new ValueProblem(`takes ${what}, not ${JSON.stringify(shortened(given))}`)
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

function guid(text: string): string {
  const id = text.trim().replace(/^\{(.*)\}$/, '$1')
  if (isGuid(id)) return id.toLowerCase()
  throw new ValueProblem(`takes a GUID, not ${JSON.stringify(shortened(text))}`)
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
])

function booleanValue(text: string): boolean {
  const found = BOOLEANS.get(text.trim().toLowerCase())
  if (found !== undefined) return found
  throw new ValueProblem(`takes true or false, not ${JSON.stringify(shortened(text))}`)
}

/** By number, or by a label that only one option has. */
function choiceValue(options: ChoiceOptions, value: unknown): number {
  const text = textOf(value).trim()
  if (Object.hasOwn(options, text)) return Number(text)
  const found = Object.entries(options).filter(([, label]) => label.toLowerCase() === text.toLowerCase())
  const [first] = found
  if (first !== undefined && found.length === 1) return Number(first[0])
  if (found.length > 1) {
    throw new ValueProblem(
      `has several options ${JSON.stringify(text)}; take the number: ${found.map(([number]) => number).join(' or ')}`,
    )
  }
  const near = nearestNames(text, [...new Set(Object.values(options))])
  throw new ValueProblem(`has no option ${JSON.stringify(shortened(text))}; there is ${near.slice(0, 5).join(', ')}`)
}

/** `[1, 2]`, or a text with semicolons: labels may have commas. */
function choicesValue(options: ChoiceOptions, value: unknown): readonly number[] {
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : textOf(value).split(/^[\d,\s]+$/.test(String(value)) ? ',' : ';')
  return items.filter((item) => item !== '').map((item) => choiceValue(options, item))
}

type Targets = Extract<ColumnDefinition, { lookup: unknown }>['lookup']

/** `contacts(…)`, as the Web API names a row, or the id alone where the lookup leads to one table. */
function lookupValue(targets: Targets, value: unknown): { readonly id: string; readonly table: string } {
  const text = textOf(value).trim()
  const [, set, inner] = /^\/?(\w+)\((.*)\)$/.exec(text) ?? []
  const tables = Object.entries(targets)
  if (set === undefined || inner === undefined) {
    const [only, ...more] = tables
    if (only !== undefined && more.length === 0) return { id: guid(text), table: only[0] }
    throw new ValueProblem(
      `may lead to several tables: takes ${tables
        .slice(0, 3)
        .map(([, [, one]]) => `${one}(id)`)
        .join(' or ')}`,
    )
  }
  const found = tables.find(([table, [, entitySet]]) => set === entitySet || set === table)
  if (found !== undefined) return { id: guid(inner), table: found[0] }
  throw new ValueProblem(`leads to ${tables.map(([, [, one]]) => one).join(', ')}, not to ${set}`)
}
