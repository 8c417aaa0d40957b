/** What a `like` pattern asks, in the words of the Web API. Wildcards inside a `value` stay active there. */
export type LikeMeaning =
  | { readonly kind: 'contains' | 'startswith' | 'endswith' | 'equals'; readonly value: string }
  /** `%`: any text. */
  | { readonly kind: 'notNull' }

/**
 * Finds the function that a pattern stands for: `%a%` contains, `a%` starts with, `%a` ends with, `a` equals. Nothing when
 * there is none, as for `a_b`.
 */
export function readLikePattern(pattern: string): LikeMeaning | undefined {
  const start = /^%*/u.exec(pattern)?.[0].length ?? 0
  if (start === pattern.length && start > 0) return { kind: 'notNull' }
  const end = endOfContent(pattern)
  const value = pattern.slice(start, end)
  if (start > 0) return { kind: end < pattern.length ? 'contains' : 'endswith', value }
  if (end < pattern.length) return { kind: 'startswith', value }
  const text = literalText(value)
  return text === undefined ? undefined : { kind: 'equals', value: text }
}

/** Where the wildcards at the end begin. `[%]` is none: it does not end in one. */
function endOfContent(pattern: string): number {
  let end = pattern.length
  while (pattern[end - 1] === '%') end--
  return end
}

const ESCAPED = /\[([%_[])\]/gu

/** The text that a pattern without wildcards stands for. */
function literalText(pattern: string): string | undefined {
  return /[%_[]/u.test(pattern.replace(ESCAPED, '')) ? undefined : pattern.replace(ESCAPED, '$1')
}

/** A text as a pattern of `like` that stands for itself: `10[%][_]` for `10%_`. */
export function escapeLikePattern(text: string): string {
  return text.replace(/[%_[]/gu, '[$&]')
}
