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
