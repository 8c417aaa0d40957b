import type { QueryOptions } from '../ast/query-options.ts'
import { createCursor, expectEnd } from './cursor.ts'
import { decodeQueryText } from '../text/percent-decoding.ts'
import { createDraft, finishDraft, type OptionsDraft, readOption } from './read-option.ts'

/**
 * Parses the query part of a URL, percent-encoded, with or without `?`.
 *
 * Tolerates what Dataverse tolerates: a comma at the end of `$select`, spaces around names and values, no space before
 * `and` after a bracket.
 *
 * @throws ODataSyntaxError when an option has the wrong form or a system query option is repeated.
 * @example
 * ```ts
 * import { parseQueryOptions } from '@dynamics-kit/odata'
 *
 * parseQueryOptions('$select=name,revenue&$top=3') // { select: ['name', 'revenue'], top: 3 }
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5)
 */
export function parseQueryOptions(query: string): QueryOptions {
  const draft = createDraft()
  for (const part of (query.startsWith('?') ? query.slice(1) : query).split('&')) {
    if (part !== '') readPart(part, draft)
  }
  return finishDraft(draft)
}

function readPart(part: string, draft: OptionsDraft): void {
  const equals = part.indexOf('=')
  const name = decodeQueryText(equals === -1 ? part : part.slice(0, equals)).trim()
  const value = equals === -1 ? '' : decodeQueryText(part.slice(equals + 1))
  const cursor = createCursor(value, name)
  readOption(cursor, name, draft, () => {
    cursor.offset = value.length
    return value
  })
  expectEnd(cursor)
}
