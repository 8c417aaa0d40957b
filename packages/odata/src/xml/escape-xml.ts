// Line ends and tabs in an attribute would be read back as spaces (XML 1.0, 3.3.3), a carriage return in text as a line
// feed (2.11).
const SPECIAL_IN_ATTRIBUTE = /[&<>"\t\n\r]/gu
const SPECIAL_IN_TEXT = /[&<>\r]/gu
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as it stands between the double quotes of an attribute. */
export function escapeAttribute(text: string): string {
  return text.replace(SPECIAL_IN_ATTRIBUTE, escapeCharacter)
}

/** A text as it stands between tags. */
export function escapeText(text: string): string {
  return text.replace(SPECIAL_IN_TEXT, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return ESCAPES[character] ?? `&#${character.codePointAt(0)};`
}

// What is no `Char` of XML 1.0; half a surrogate pair is told by isWellFormed.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const NOT_IN_XML = /[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u

/** Tells whether a text can stand in an XML document at all: most control characters cannot, escaped or not. */
export function isXmlText(text: string): boolean {
  return text.isWellFormed() && !NOT_IN_XML.test(text)
}
