/** Everything but what may stand raw in a query or a path segment and does not end it (RFC 3986, 3.3 and 3.4). */
const UNSAFE = /[^\w\-.~!$'()*,:;=@]+/gu
const HAS_UNSAFE = /[^\w\-.~!$'()*,:;=@]/u

/**
 * Encodes a text so that it can stand as a value in the query or as a path segment. `/`, `?`, `&`, `#`, `+`, `%` and
 * spaces are encoded; `$ , ( ) ' : ; = @` stay readable. Half a surrogate pair becomes U+FFFD, as `fetch` would have it.
 */
export function encodeText(text: string): string {
  return HAS_UNSAFE.test(text) ? text.toWellFormed().replace(UNSAFE, encodeURIComponent) : text
}
