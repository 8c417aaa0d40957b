/** What may stand raw in a query or a path segment and does not end it (RFC 3986, 3.3 and 3.4), beside letters and digits. */
const SAFE_PUNCTUATION = "-._~!$'()*,:;=@"

const ASCII_SIZE = 0x80

/** How each ASCII character is written: itself when safe. */
const WRITTEN: readonly string[] = Array.from({ length: ASCII_SIZE }, (_, code) => {
  const character = String.fromCharCode(code)
  return SAFE_PUNCTUATION.includes(character) ? character : encodeURIComponent(character)
})

/** The safe ones again, because a table of bytes is quicker to ask. */
const IS_SAFE: Uint8Array = Uint8Array.from(WRITTEN, (written) => (written.length === 1 ? 1 : 0))

/**
 * Encodes a text so that it can stand as a value in the query or as a path segment. `/`, `?`, `&`, `#`, `+`, `%` and
 * spaces are encoded; `$ , ( ) ' : ; = @` stay readable. Half a surrogate pair becomes U+FFFD, as `fetch` would have it.
 *
 * A loop instead of a pattern: every printed address comes through here, and most of it is safe.
 */
export function encodeText(text: string): string {
  let encoded = ''
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= ASCII_SIZE) return encoded + encodeBeyondAscii(text.slice(start))
    if (IS_SAFE[code] === 1) continue
    encoded += text.slice(start, index) + WRITTEN[code]
    start = index + 1
  }
  return start === 0 ? text : encoded + text.slice(start)
}

const QUOTE = 0x27

/** A text in quotes, where a quote is doubled, encoded like {@link encodeText}: `'O''Bryan%20%26%20Sons'`. One loop for both. */
export function encodeQuoted(text: string): string {
  let encoded = "'"
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= ASCII_SIZE) return encoded + encodeBeyondAscii(text.slice(start).replaceAll("'", "''")) + "'"
    if (code === QUOTE) {
      encoded += text.slice(start, index + 1) + "'"
    } else {
      if (IS_SAFE[code] === 1) continue
      encoded += text.slice(start, index) + WRITTEN[code]
    }
    start = index + 1
  }
  return encoded + text.slice(start) + "'"
}

const UNSAFE = /[^\w\-.~!$'()*,:;=@]+/gu

function encodeBeyondAscii(text: string): string {
  return text.toWellFormed().replace(UNSAFE, encodeURIComponent)
}
