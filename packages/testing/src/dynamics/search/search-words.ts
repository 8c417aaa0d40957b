import { fold } from '../query/text-collation.ts'

/** One term of a simple query: `word`, `pre*`, `"a phrase"`, `-not`. */
interface Term {
  readonly words: readonly string[]
  readonly isPrefix: boolean
  readonly isExcluded: boolean
}

const wordPattern = /[\p{L}\p{N}]+/gu

const wordsOf = (text: string): string[] => (text.match(wordPattern) ?? []).map(fold)

/** A query of the simple syntax; `|` between terms, or `any` as search mode, takes rows with one of them. */
export interface WordQuery {
  readonly terms: readonly Term[]
  readonly all: boolean
}

export function readWords(search: string, mode: 'any' | 'all'): WordQuery {
  const terms = [...search.matchAll(/(-?)(?:"([^"]*)"|([^\s"|+]+))/g)].flatMap(
    ([, minus, phrase, word = '']): Term[] => {
      const words = wordsOf(phrase ?? word)
      if (words.length === 0) return []
      return [{ words, isPrefix: phrase === undefined && word.endsWith('*'), isExcluded: minus === '-' }]
    },
  )
  return { terms, all: mode === 'all' || search.includes('+') }
}

/** How well texts fit a query: 0 where they do not. */
export function scoreOf(query: WordQuery, texts: readonly string[]): number {
  const tokens = texts.map(wordsOf)
  let score = 0
  let satisfied = 0
  const wanted = query.terms.filter(({ isExcluded }) => !isExcluded)
  for (const term of query.terms) {
    const hits = tokens.map((words) => occurrences(term, words) / Math.sqrt(Math.max(1, words.length)))
    const sum = hits.reduce((total, hit) => total + hit, 0)
    if (term.isExcluded && sum > 0) return 0
    if (term.isExcluded || sum === 0) continue
    satisfied += 1
    score += sum
  }
  return (query.all ? satisfied === wanted.length : satisfied > 0) ? score : 0
}

function occurrences({ words, isPrefix }: Term, tokens: readonly string[]): number {
  let count = 0
  for (let start = 0; start + words.length <= tokens.length; start++) {
    if (words.every((word, index) => matches(word, tokens[start + index] ?? '', isPrefix))) count += 1
  }
  return count
}

const matches = (word: string, token: string, isPrefix: boolean): boolean =>
  isPrefix ? token.startsWith(word) : token === word

/** Text with what was found between marks; `undefined` where nothing was. */
export function highlight(query: WordQuery, text: string): string | undefined {
  const terms = query.terms.filter(({ isExcluded }) => !isExcluded)
  let found = false
  const marked = text.replaceAll(wordPattern, (word) => {
    const hit = terms.some(({ words, isPrefix }) => words.some((one) => matches(one, fold(word), isPrefix)))
    found ||= hit
    return hit ? `{crmhit}${word}{/crmhit}` : word
  })
  return found ? marked : undefined
}
