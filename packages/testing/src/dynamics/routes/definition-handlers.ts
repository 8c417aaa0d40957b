import type { PathSegment, QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { queryMetadata } from '../metadata/metadata-queries.ts'
import { writeMetadata } from '../metadata/write/metadata-writes.ts'
import type { Answer } from '../response/answer.ts'

/** Requests for definitions of tables, columns, relationships and choices. */
export function handleDefinitions(
  exchange: Exchange,
  segments: readonly PathSegment[],
  options: QueryOptions,
  readBody: () => unknown,
): Answer {
  return exchange.method === 'GET'
    ? queryMetadata(exchange, segments, options)
    : writeMetadata(exchange, segments, readBody)
}
