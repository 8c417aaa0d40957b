import { validation } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { fold } from '../query/text-collation.ts'

/** What a search text asks for. */
export type Expression = Term | Combined

/** Words one behind the other, in one column. */
export interface Term {
  readonly kind: 'term'
  readonly words: readonly WordTest[]
  /** Other words that may stand between them. */
  readonly slop: number
  readonly boost: number
}

/** `optional` only adds to the score. */
interface Combined {
  readonly kind: 'all' | 'any' | 'not' | 'optional'
  readonly of: readonly Expression[]
}

/** Whether a folded word is one that is looked for. */
export type WordTest = (word: string) => boolean

export type SearchMode = 'any' | 'all'

const wordPattern = /[\p{L}\p{N}]+/gu

/** The words of a text, in the form in which they are compared. */
export const wordsOf = (text: string): string[] => (text.match(wordPattern) ?? []).map(fold)

const all = (of: readonly Expression[]): Expression => single('all', of)
const any = (of: readonly Expression[]): Expression => single('any', of)
const single = (kind: 'all' | 'any', of: readonly Expression[]): Expression => {
  const [first] = of
  return first && of.length === 1 ? first : { kind, of }
}
const not = (of: Expression): Expression => ({ kind: 'not', of: [of] })

/** Words of a text where operators mean nothing: what suggestions begin with. */
export const beginningWith = (text: string): Expression =>
  all(
    wordsOf(text).map((word) => ({
      kind: 'term' as const,
      words: [(one: string) => one.startsWith(word)],
      slop: 0,
      boost: 1,
    })),
  )

/** The same, with up to two letters that differ in each word. */
export const nearlyBeginningWith = (text: string): Expression =>
  all(
    wordsOf(text).map((word) => ({
      kind: 'term' as const,
      words: [(one: string) => distance(word, one.slice(0, word.length)) <= 2],
      slop: 0,
      boost: 1,
    })),
  )

/**
 * The simple syntax: `+` and, `|` or, `-` not, `(…)`, `"a phrase"`, `begin*`, `\` before what is meant as it is. Between words that have
 * nothing between them the search mode decides; so it does for what is not to be there.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/search/query#simple-search-syntax
 */
export function readSimple(search: string, mode: SearchMode): Expression {
  const tokens = [...search.matchAll(/\s+|"([^"]*)"?|[()+|-]|(?:\\.|[^\s"()+|\\])+|\\/g)].map(([text, phrase]) => ({
    text,
    phrase,
  }))
  let at = 0
  return alternatives()

  function alternatives(): Expression {
    const groups: Expression[][] = [[]]
    let joins = true
    for (; at < tokens.length; at++) {
      const { text = '', phrase } = tokens[at] ?? {}
      if (text === ')') break
      if (text.trim() === '') continue
      if (text === '|') {
        groups.push([])
        joins = true
      } else if (text === '+') joins = true
      else {
        const factor = factorOf(text, phrase)
        if (!factor) continue
        if (joins || mode === 'all') groups.at(-1)?.push(factor)
        else groups.push([factor])
        joins = false
      }
    }
    return any(groups.filter((group) => group.length > 0).map(all))
  }

  function factorOf(text: string, phrase: string | undefined): Expression | undefined {
    if (text === '-') {
      const next = tokens[at + 1]
      if (!next || next.text.trim() === '') return undefined
      at += 1
      const factor = factorOf(next.text, next.phrase)
      return factor && not(factor)
    }
    if (text === '(') {
      at += 1
      return alternatives()
    }
    const words = wordsOf(unescaped(phrase ?? text))
    if (words.length === 0) return undefined
    const isPrefix = phrase === undefined && /(?<!\\)\*$/.test(text)
    return term(words.map((word) => (isPrefix ? (one: string) => one.startsWith(word) : (one: string) => one === word)))
  }
}

const term = (words: readonly WordTest[], slop = 0, boost = 1): Term => ({ kind: 'term', words, slop, boost })

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, '$1')

interface Clause {
  readonly expression: Expression
  occurs: 'must' | 'should' | 'not'
  /** Whether nothing but the search mode said so. */
  isByDefault: boolean
}

/**
 * The Lucene syntax: `AND`, `&&`, `+`, `OR`, `||`, `NOT`, `!`, `-`, `(…)`, phrases and those with words between (`"a b"~5`), wildcards, `fuzzy~1`, `boost^2`,
 * `/regular expressions/`.
 *
 * @throws Fault 400 for what cannot be read; 501 for columns by name
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/search/query#lucene-query-syntax
 */
export function readLucene(search: string, mode: SearchMode): Expression {
  const pattern =
    /\s+|"((?:\\.|[^"\\])*)"(?:~(\d+))?(?:\^([\d.]+))?|\/((?:\\.|[^/\\])*)\/(?:\^([\d.]+))?|&&|\|\||[()!+-]|(?:\\.|[^\s"()!/\\])+|./gu
  const tokens = [...search.matchAll(pattern)].filter(([text]) => text.trim() !== '')
  let at = 0
  const expression = clauses()
  if (at < tokens.length) throw unreadable(search)
  return expression

  function clauses(): Expression {
    const found: Clause[] = []
    let joined: 'and' | 'or' | undefined
    let sign: 'must' | 'not' | undefined
    for (; at < tokens.length; at++) {
      const [text = ''] = tokens[at] ?? []
      if (text === ')') break
      if (text === 'AND' || text === '&&') joined = 'and'
      else if (text === 'OR' || text === '||') joined = 'or'
      else if (text === 'NOT' || text === '!' || text === '-') sign = 'not'
      else if (text === '+') sign = 'must'
      else {
        const before = found.at(-1)
        if (joined && before?.isByDefault) {
          before.occurs = joined === 'and' ? 'must' : 'should'
          before.isByDefault = false
        }
        const byDefault = joined === 'and' || (joined === undefined && mode === 'all') ? 'must' : 'should'
        found.push({ expression: factor(), occurs: sign ?? byDefault, isByDefault: !sign && !joined })
        joined = undefined
        sign = undefined
      }
    }
    return booleanOf(found)
  }

  function factor(): Expression {
    const [text = '', phrase, slop, phraseBoost, regular, regularBoost] = tokens[at] ?? []
    if (text === '(') {
      at += 1
      const inner = clauses()
      if (tokens[at]?.[0] !== ')') throw unreadable(search)
      return inner
    }
    if (phrase !== undefined) {
      const words = wordsOf(unescaped(phrase)).map((word) => (one: string) => one === word)
      return term(words, Number(slop ?? 0), Number(phraseBoost ?? 1))
    }
    if (regular !== undefined) return term([regularTest(regular, search)], 0, Number(regularBoost ?? 1))
    return wordTerm(text)
  }
}

const booleanOf = (clauses: readonly Clause[]): Expression => {
  const those = (occurs: Clause['occurs']) =>
    clauses.filter((one) => one.occurs === occurs).map((one) => one.expression)
  const [must, should, excluded] = [those('must'), those('should'), those('not').map(not)]
  if (must.length === 0) return should.length === 0 ? any([]) : all([any(should), ...excluded])
  return all([...must, ...excluded, { kind: 'optional', of: should }])
}

function wordTerm(text: string): Term {
  const [, bare = '', fuzzy, boost] = /^((?:\\.|[^~^\\])*)(?:~(\d*))?(?:\^([\d.]+))?$/.exec(text) ?? [undefined, text]
  if (/(?<!\\):/.test(bare)) throw notModelled('searchSyntax')
  const weight = Number(boost ?? 1)
  if (/(?<!\\)[*?]/.test(bare)) return term([wildcardTest(bare)], 0, weight)
  const edits = fuzzy === undefined ? 0 : Math.min(2, Number(fuzzy === '' ? 2 : fuzzy))
  const words = wordsOf(unescaped(bare))
  return term(
    words.map((word) => (one: string) => one === word || (edits > 0 && distance(word, one) <= edits)),
    0,
    weight,
  )
}

function wildcardTest(text: string): WordTest {
  const parts = fold(text).split(/(?<!\\)([*?])/)
  const source = parts
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : escapedPattern(unescaped(part))))
    .join('')
  const pattern = new RegExp(`^${source}$`, 'su')
  return (word) => pattern.test(word)
}

const escapedPattern = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)

function regularTest(source: string, search: string): WordTest {
  try {
    const pattern = new RegExp(`^(?:${source})$`, 'iu')
    return (word) => pattern.test(word)
  } catch {
    throw unreadable(search)
  }
}

const unreadable = (search: string) => validation('0x80040203', `Failed to parse query string at '${search}'.`)

/** How many letters have to be changed, added, left out or exchanged with the next one. */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)]
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = 1; row <= one.length; row++) {
    const line = [row]
    rows.push(line)
    for (let column = 1; column <= other.length; column++) {
      const cost = one[row - 1] === other[column - 1] ? 0 : 1
      let least = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, cell(row - 1, column - 1) + cost)
      const isExchanged = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (row > 1 && column > 1 && isExchanged) least = Math.min(least, cell(row - 2, column - 2) + 1)
      line.push(least)
    }
  }
  return cell(one.length, other.length)
}
