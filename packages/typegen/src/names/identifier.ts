const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** Tells whether a text can stand as a property name without quotes. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text)
}

/** The same text with `_` for what no identifier can hold: `class-2` becomes `class_2`. */
export function toIdentifier(text: string): string {
  const changed = text.replaceAll(/[^\p{ID_Continue}$]/gu, '_')
  return /^[\p{ID_Start}$_]/u.test(changed) ? changed : `_${changed}`
}

/** `Account` for `account`. */
export function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** Words that ECMAScript and strict mode keep, and values that code would be misread with. */
export const RESERVED_WORDS: readonly string[] =
  `arguments async await break case catch class const continue debugger default delete do else enum eval export extends
  false finally for function if implements import in instanceof interface let new null package private protected public
  return static super switch this throw true try typeof var void while with yield undefined NaN Infinity`.split(/\s+/)
