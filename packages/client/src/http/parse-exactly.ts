/**
 * JSON whose numbers under some names are read as text, with all of their digits.
 *
 * @throws TypeError where `JSON.parse` does not tell the text of a number (before Node.js 21, Safari 18.4, Firefox 135).
 */
export function parseExactly(text: string, exact: ReadonlySet<string>): unknown {
  const revive = (name: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (typeof value !== 'number' || !exact.has(name)) return value
    if (context?.source === undefined) throw new TypeError('values: this runtime cannot read numbers without loss.')
    return context.source
  }
  return JSON.parse(text, revive)
}
