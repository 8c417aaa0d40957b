import type { PathSegment, QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badQuery } from '../fault.ts'
import { type Answer, json, noContent, text } from '../response/answer.ts'
import { createCatalog } from './catalog.ts'
import { compileMetadataPlan, renderDefinition, renderDefinitions } from './metadata-plan.ts'
import { resolveMetadata } from './metadata-resource.ts'

/**
 * `GET EntityDefinitions…`, `RelationshipDefinitions…` and `GlobalOptionSetDefinitions…`. There is no paging; whoever may
 * come in may read them.
 */
export function queryMetadata(exchange: Exchange, segments: readonly PathSegment[], options: QueryOptions): Answer {
  const resource = resolveMetadata(createCatalog(exchange.organization), segments)
  const metadata = `${exchange.root}/$metadata#`
  switch (resource.kind) {
    case 'definitions': {
      if (resource.path.startsWith('GlobalOptionSetDefinitions') && options.filter) {
        throw badQuery('The query parameter $filter is not supported')
      }
      const plan = compileMetadataPlan(resource.declared, options)
      return json({
        '@odata.context': `${metadata}${resource.path}${plan.context}`,
        value: renderDefinitions(resource.items, plan),
      })
    }
    case 'definition': {
      const { filter: _filter, ...rest } = options
      if (options.filter) throw badQuery('The query parameter $filter is not supported')
      const plan = compileMetadataPlan(resource.declared, rest)
      return json({
        '@odata.context': `${metadata}${resource.path}${plan.context}/$entity`,
        ...renderDefinition(resource.item, plan),
      })
    }
    case 'member': {
      if (resource.value === null) return noContent()
      if (resource.raw) return text(String(resource.value))
      const { value } = resource
      const context = { '@odata.context': `${metadata}${resource.path}` }
      const isObject = typeof value === 'object' && !Array.isArray(value)
      return json(isObject ? { ...context, ...value } : { ...context, value })
    }
    case 'nothing':
      return noContent()
  }
}
