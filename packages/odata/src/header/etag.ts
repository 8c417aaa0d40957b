const ETAG = /^(?:W\/)?"([^"]*)"$/u

/** What may stand between the quotes (RFC 9110, 8.8.3). */
const OPAQUE = /^[\u0021\u0023-\u007E\u0080-\u00FF]+$/u

/**
 * The ETag of a row's version: `W/"81359849"`. Dataverse's ETags are weak.
 *
 * @throws TypeError when the version is empty, or has a quote, a space or a control character.
 * @example
 * ```ts
 * import { parseETag, printETag } from '@dynamics-kit/odata'
 *
 * printETag(81359849n) // 'W/"81359849"'
 * parseETag('W/"81359849"') // '81359849'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
 */
export function printETag(version: string | number | bigint): string {
  if (!OPAQUE.test(String(version)))
    throw new TypeError('The version of an ETag has no quotes, spaces or control characters.')
  return `W/"${version}"`
}

/** The version in an ETag, weak or strong: `81359849`. Nothing for `*`, `null` and whatever else is no ETag. */
export function parseETag(text: string): string | undefined {
  return ETAG.exec(text.trim())?.[1]
}
