/** A set of ASCII characters: 1 at the code of each that is in it. A table, because every part of a batch is checked with it. */
export type Characters = Uint8Array

const ASCII_SIZE = 0x80
const TAB = 0x09
const SPACE = 0x20
const DELETE = 0x7f

/** The ASCII characters that a pattern of one character takes. */
export function charactersOf(pattern: RegExp): Characters {
  return Uint8Array.from({ length: ASCII_SIZE }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0))
}

/** What the name of a header is made of (RFC 9110, 5.6.2 `token`). */
export const tokenCharacters: Characters = charactersOf(/[\w!#$%&'*+\-.^`|~]/u)

/** Tells whether a text has one character or more, and only those. */
export function consistsOf(characters: Characters, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (characters[text.charCodeAt(index)] !== 1) return false
  }
  return text !== ''
}

/** Tells whether a text has a control character other than a tab. */
export function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code < SPACE && code !== TAB) || code === DELETE) return true
  }
  return false
}
