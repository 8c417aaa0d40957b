import { annotationNames } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { maximumPage } from '../query/relation.ts'
import { annotationFilter } from './annotation-filter.ts'
import type { JsonObject } from './render-row.ts'

/**
 * What a collection says of itself: `@odata.count` where it was counted, and the annotations that were asked for. `more` are
 * those of its kind of query; one that is undefined is left out.
 */
export function collectionAnnotations(
  exchange: Exchange,
  total: number | undefined,
  more: Readonly<Record<string, unknown>> = {},
): JsonObject {
  if (exchange.preferences.includeAnnotations === undefined) {
    return total === undefined ? {} : { '@odata.count': Math.min(total, maximumPage) }
  }
  const wanted = annotationFilter(exchange.preferences)
  const values: JsonObject = {
    [annotationNames.totalRecordCount]: total === undefined ? -1 : Math.min(total, maximumPage),
    [annotationNames.totalRecordCountLimitExceeded]: total !== undefined && total > maximumPage,
    [annotationNames.globalMetadataVersion]: '1000000',
    ...more,
  }
  const asked = Object.entries(values).flatMap(([name, value]) =>
    value !== undefined && wanted(name) ? [[`@${name}`, value] as const] : [],
  )
  return {
    ...(total === undefined ? {} : { '@odata.count': Math.min(total, maximumPage) }),
    ...Object.fromEntries(asked),
  }
}
