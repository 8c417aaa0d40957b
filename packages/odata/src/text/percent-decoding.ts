import { ODataSyntaxError } from '../parse/odata-syntax-error.ts'

/** Decodes a path segment. @throws ODataSyntaxError `malformedEncoding` */
export function decodeSegment(text: string): string {
  return text.includes('%') ? decode(text) : text
}

/** Decodes a name or value of the query, where `+` is a space. @throws ODataSyntaxError `malformedEncoding` */
export function decodeQueryText(text: string): string {
  return decodeSegment(text.includes('+') ? text.replaceAll('+', ' ') : text)
}

const BROKEN_ESCAPE = /%(?![\da-f]{2})/iu

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Bytes that are no UTF-8 have no one place; the first escape is as near as any.
    const broken = text.search(BROKEN_ESCAPE)
    throw new ODataSyntaxError('malformedEncoding', { text, offset: broken === -1 ? text.indexOf('%') : broken })
  }
}
