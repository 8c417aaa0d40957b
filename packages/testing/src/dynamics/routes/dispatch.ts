import type { QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { methodNotAllowed, noSuchResource } from '../fault.ts'
import type { Answer } from '../response/answer.ts'
import { replaceParties } from './party-handlers.ts'
import { handleDefinitions } from './definition-handlers.ts'
import { metadataDocument, serviceDocument } from './document-handlers.ts'
import { uploadFile } from './file-handlers.ts'
import { invokeOperation } from './operation-handlers.ts'
import { clearProperty, replaceProperty, retrieveProperty } from './property-handlers.ts'
import {
  addReference,
  clearReference,
  removeReference,
  removeReferenceById,
  replaceReference,
  retrieveReference,
} from './reference-handlers.ts'
import type { RequestBody } from './request-body.ts'
import type { Resource } from './resource.ts'
import { createInCollection, createInSet, deleteByKey, retrieveLookup, retrieveRow, upsertRow } from './row-handlers.ts'
import { countCollection, queryCollection } from './set-handlers.ts'

export interface Dispatch {
  readonly exchange: Exchange
  readonly resource: Resource
  readonly options: QueryOptions
  readonly body: RequestBody
  /** The resource's URL as it was addressed, without query. */
  readonly addressed: string
}

/** Hands a request to what its resource and method call for. @throws Fault 405 where they go not together */
export function dispatch(request: Dispatch): Answer {
  const { exchange, resource, options } = request
  const { method } = exchange
  switch (resource.kind) {
    case 'serviceDocument':
      return only('GET', method, () => serviceDocument(exchange))
    case 'metadata':
      return only('GET', method, () => metadataDocument(exchange))
    case 'definitions':
      return handleDefinitions(exchange, resource.segments, options, request.body.json)
    case 'operation':
      if (method !== 'GET' && method !== 'POST') throw noSuchResource(exchange.url.href)
      return invokeOperation(exchange, resource, options.aliases ?? {}, request.body.json)
    case 'count':
      return only('GET', method, () => countCollection(exchange, resource.of, options))
    case 'set':
      if (method === 'GET') return queryCollection(exchange, resource, options)
      if (method === 'POST') return createInSet(exchange, resource.table, request.body.json(), options)
      throw methodNotAllowed(method)
    case 'members':
      if (method === 'GET') return queryCollection(exchange, resource, options)
      if (method === 'POST') return createInCollection(exchange, resource, request.body.json(), options)
      if (method === 'PUT' && resource.navigation.name.endsWith('_activity_parties')) {
        return replaceParties(exchange, resource, request.body.json())
      }
      throw methodNotAllowed(method)
    case 'row':
      return onRow(request, resource.table, resource.key)
    case 'member':
      return onRow(request, resource.target, resource.key)
    case 'lookup':
      return only('GET', method, () => retrieveLookup(exchange, resource, options))
    case 'property':
      return onProperty(request, resource)
    case 'ref':
      return onReference(request, resource.of)
  }
}

function only(allowed: string, method: string, answer: () => Answer): Answer {
  if (method !== allowed) throw methodNotAllowed(method)
  return answer()
}

function onRow(
  { exchange, options, body, addressed }: Dispatch,
  table: Parameters<typeof retrieveRow>[1],
  key: Parameters<typeof retrieveRow>[2],
): Answer {
  switch (exchange.method) {
    case 'GET':
      return retrieveRow(exchange, table, key, options)
    case 'PATCH':
      return upsertRow(exchange, table, key, body.json(), options, addressed)
    case 'DELETE':
      return deleteByKey(exchange, table, key)
    default:
      throw methodNotAllowed(exchange.method)
  }
}

function onProperty({ exchange, body }: Dispatch, resource: Extract<Resource, { kind: 'property' }>): Answer {
  switch (exchange.method) {
    case 'GET':
      return retrieveProperty(exchange, resource)
    case 'PUT':
      return replaceProperty(exchange, resource, body.json())
    case 'DELETE':
      return clearProperty(exchange, resource)
    case 'PATCH':
      if (resource.column.type !== 'file' && resource.column.type !== 'image') throw methodNotAllowed('PATCH')
      return uploadFile(exchange, resource, body)
    default:
      throw methodNotAllowed(exchange.method)
  }
}

function onReference({ exchange, options, body }: Dispatch, of: Extract<Resource, { kind: 'ref' }>['of']): Answer {
  const { method } = exchange
  if (method === 'GET') return retrieveReference(exchange, of, options)
  if (of.kind === 'lookup' && method === 'PUT') return replaceReference(exchange, of, body.json())
  if (of.kind === 'lookup' && method === 'DELETE') return clearReference(exchange, of)
  if (of.kind === 'members' && method === 'POST') return addReference(exchange, of, body.json())
  if (of.kind === 'members' && method === 'DELETE') return removeReferenceById(exchange, of, options)
  if (of.kind === 'member' && method === 'DELETE') return removeReference(exchange, of)
  throw methodNotAllowed(method)
}
