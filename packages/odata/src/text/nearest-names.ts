/** Longer words are compared by their start only, so that a long text costs no more than a short one. */
const LONGEST = 40

/** More names than this help nobody. */
const MOST = 3

/**
 * The names that a misspelt one may stand for, nearest first; all names when none is near and there are few.
 *
 * @example
 * ```ts
 * import { nearestNames } from '@dynamics-kit/odata'
 *
 * nearestNames('nmae', ['name', 'telephone1', 'revenue']) // ['name']
 * ```
 */
export function nearestNames(word: string, names: readonly string[]): readonly string[] {
  const short = word.slice(0, LONGEST).toLowerCase()
  const allowed = Math.max(2, Math.floor(short.length / 3))
  const near = names
    .map((name) => ({ name, distance: distance(short, name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= allowed)
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, MOST)
    .map((candidate) => candidate.name)
  return near.length > 0 || names.length > LONGEST ? near : names
}

/** Letters to put in, take out or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let line = 1; line <= one.length; line++) {
    const next = [line]
    for (let column = 1; column <= other.length; column++) {
      const changed = (row[column - 1] ?? 0) + (one[line - 1] === other[column - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
