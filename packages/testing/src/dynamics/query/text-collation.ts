const collator = new Intl.Collator('en', { sensitivity: 'accent', numeric: false })

/** Text as comparisons see it: case does not count, nor do trailing blanks (SQL Server, `_CI_AS`). */
export function fold(text: string): string {
  const end = text.endsWith(' ') ? text.trimEnd() : text
  return end.toLowerCase()
}

/** Sort order of text. */
export const compareText = (left: string, right: string): number => collator.compare(left.trimEnd(), right.trimEnd())
