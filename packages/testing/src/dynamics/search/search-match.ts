import { fold } from '../query/text-collation.ts'
import { type Expression, type Term, type WordTest, wordsOf } from './search-syntax.ts'

/** How well texts fit what is asked for; `undefined` where they do not. What only is not there adds nothing. */
export function scoreOf(expression: Expression, texts: readonly string[]): number | undefined {
  return score(expression, texts.map(wordsOf))
}

type Columns = readonly (readonly string[])[]

function score(expression: Expression, columns: Columns): number | undefined {
  if (expression.kind === 'term') return termScore(expression, columns)
  const scores = expression.of.map((one) => score(one, columns))
  const hits = scores.filter((one) => one !== undefined)
  const sum = hits.reduce((total, one) => total + one, 0)
  switch (expression.kind) {
    case 'all':
      return hits.length === scores.length ? sum : undefined
    case 'any':
      return hits.length > 0 ? sum : undefined
    case 'not':
      return hits.length > 0 ? undefined : 0
    case 'optional':
      return sum
  }
}

function termScore(term: Term, columns: Columns): number | undefined {
  let sum = 0
  for (const words of columns) sum += occurrences(term, words) / Math.sqrt(Math.max(1, words.length))
  return sum > 0 ? sum * term.boost : undefined
}

function occurrences({ words: [first, ...others], slop }: Term, column: readonly string[]): number {
  if (!first) return 0
  let count = 0
  for (const [start, word] of column.entries()) if (first(word) && follow(others, column, start + 1, slop)) count += 1
  return count
}

/** Whether words come one behind the other, with so many between them at most. */
function follow(tests: readonly WordTest[], column: readonly string[], from: number, slop: number): boolean {
  const [test, ...others] = tests
  if (!test) return true
  for (let skipped = 0; skipped <= slop && from + skipped < column.length; skipped++) {
    if (test(column[from + skipped] ?? '') && follow(others, column, from + skipped + 1, slop - skipped)) return true
  }
  return false
}

/** Text with what was found between marks; `undefined` where nothing was. */
export function highlight(expression: Expression, text: string): string | undefined {
  const tests = wantedWords(expression)
  let found = false
  const marked = text.replaceAll(/[\p{L}\p{N}]+/gu, (word) => {
    const hit = tests.some((test) => test(fold(word)))
    found ||= hit
    return hit ? `{crmhit}${word}{/crmhit}` : word
  })
  return found ? marked : undefined
}

function wantedWords(expression: Expression): readonly WordTest[] {
  if (expression.kind === 'term') return expression.words
  return expression.kind === 'not' ? [] : expression.of.flatMap(wantedWords)
}
