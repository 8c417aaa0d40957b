import type { ChoiceOptions } from '../table/column.ts'
import type { ColumnFacts, TableFacts } from '../table/define-schema.ts'

/** Choices that columns share, by the name that the text has for them. */
export type SharedChoices = Readonly<Record<string, ChoiceOptions>>

/**
 * Tables' facts from a text, each read when it is first asked for. Generated code has them so, because a compiler takes a
 * text of megabytes for one word, and an object of that size for a hundred thousand.
 *
 * A line without indent begins a table: logical name, entity set, primary key. Lines below it, indented by two, say the
 * rest; deeper ones go on with the line before.
 *
 * ```text
 * account accounts accountid
 *   key accountnumber
 *   text name accountnumber
 *   choice statecode {"0":"Active","1":"Inactive"}
 *   choice new_priority new_priority
 *   lookup primarycontactid contact
 *   many contact_customer_accounts contact
 * ```
 *
 * @param choices - options that the text calls by name
 *
 * @throws SyntaxError from a table that is asked for, when its lines are not like these.
 */
export function readTableFacts(text: string, choices: SharedChoices = {}): Readonly<Record<string, TableFacts>> {
  const tables: Record<string, TableFacts> = {}
  for (const block of text.split(/\n(?=[^\s])/)) {
    const name = /^\s*(\S+)/.exec(block)?.[1]
    if (name === undefined) continue
    let facts: TableFacts | undefined
    Object.defineProperty(tables, name, { enumerable: true, get: () => (facts ??= readTable(block.trim(), choices)) })
  }
  return tables
}

/** While a table is read. */
interface Draft {
  readonly keys: string[]
  readonly columns: Record<string, string>
  readonly choice: Record<string, ChoiceOptions>
  readonly choices: Record<string, ChoiceOptions>
  readonly lookup: Record<string, string>
  readonly one: Record<string, string>
  readonly many: Record<string, string>
}

function readTable(block: string, shared: SharedChoices): TableFacts {
  const [head = '', ...lines] = block.split(/\n(?= {0,2}\S)/)
  const [name, entitySet, key] = head.split(' ')
  if (entitySet === undefined || key === undefined) throw new SyntaxError(`${head}: a table has a set and a key.`)
  const draft: Draft = { keys: [], columns: {}, choice: {}, choices: {}, lookup: {}, one: {}, many: {} }
  for (const line of lines) readLine(draft, line.trim(), shared, name ?? '')
  const { keys, columns, choice, choices, lookup, one, many } = draft
  const facts: ColumnFacts = {
    ...columns,
    ...(isEmpty(choice) ? {} : { choice }),
    ...(isEmpty(choices) ? {} : { choices }),
    ...(isEmpty(lookup) ? {} : { lookup }),
  }
  return {
    entitySet,
    key,
    ...(keys.length === 0 ? {} : { alternateKeys: keys }),
    columns: facts,
    ...(isEmpty(one) ? {} : { one }),
    ...(isEmpty(many) ? {} : { many }),
  }
}

const SIMPLE: ReadonlySet<string> = new Set<Exclude<keyof ColumnFacts, 'choice' | 'choices' | 'lookup'>>([
  'bigInt',
  'boolean',
  'dateOnly',
  'dateTime',
  'decimal',
  'double',
  'file',
  'guid',
  'image',
  'integer',
  'money',
  'text',
])

function readLine(draft: Draft, line: string, shared: SharedChoices, table: string): void {
  const [kind, first, rest] = split(line)
  if (SIMPLE.has(kind)) {
    draft.columns[kind] = line.slice(kind.length + 1)
    return
  }
  switch (kind) {
    case 'key':
      draft.keys.push(line.slice(kind.length + 1))
      return
    case 'choice':
    case 'choices':
      draft[kind][first] = rest.startsWith('{') ? readOptions(rest) : namedOptions(shared, rest, `${table}.${first}`)
      return
    case 'lookup':
    case 'one':
    case 'many':
      draft[kind][first] = rest
      return
    default:
      throw new SyntaxError(`${table}: a line begins with "${kind}".`)
  }
}

/** The first two words, and all behind them. */
function split(line: string): readonly [kind: string, first: string, rest: string] {
  const [, kind = line, first = '', rest = ''] = /^(\S+)\s+(\S+)\s*([^]*)$/.exec(line) ?? []
  return [kind, first, rest]
}

/** JSON of the generator's own making. */
const readOptions = (text: string): ChoiceOptions => JSON.parse(text) as ChoiceOptions

function namedOptions(shared: SharedChoices, name: string, column: string): ChoiceOptions {
  const options = Object.hasOwn(shared, name) ? shared[name] : undefined
  if (options === undefined) throw new SyntaxError(`${column}: there are no choices "${name}".`)
  return options
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0
