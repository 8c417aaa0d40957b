/** Dot segments are removed from every URL, even when encoded (RFC 3986, 5.2.4; WHATWG URL), so they name nothing. */
export function isDotSegment(name: string): boolean {
  return name === '.' || name === '..'
}

/** Tells whether nothing can follow a segment: `$count`, `$ref`, `$value`, `$metadata`, `$batch` (OData URL Conventions 4). */
export function isLastSegment(name: string): boolean {
  switch (name) {
    case '$batch':
    case '$count':
    case '$metadata':
    case '$ref':
    case '$value':
      return true
    default:
      return false
  }
}
