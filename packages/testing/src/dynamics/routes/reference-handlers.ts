import type { QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badPayload, badQuery } from '../fault.ts'
import { follow } from '../query/column-path.ts'
import { compilePlan } from '../query/plan.ts'
import { relatedRows } from '../query/related-rows.ts'
import { maximumPage } from '../query/relation.ts'
import { matchingRows } from '../query/run.ts'
import { type Answer, json, noContent } from '../response/answer.ts'
import { rowUrl } from '../response/render-row.ts'
import { associate, disassociate } from '../write/associate.ts'
import { isObject } from '../write/payload.ts'
import { requireAssignable, resolveReference, type RowReference } from '../write/reference.ts'
import { findRow, missingRow } from '../write/row-key.ts'
import { updateLookup } from '../write/update-row.ts'
import type { LookupResource, MemberResource, MembersResource } from './resource.ts'

/** `GET …/{navigation}/$ref` */
export function retrieveReference(
  exchange: Exchange,
  resource: LookupResource | MembersResource | MemberResource,
  options: QueryOptions,
): Answer {
  if (resource.kind === 'lookup') {
    const found = follow(resource.row, resource.navigation, resource.target, exchange.scan)
    if (!found) return noContent()
    return json({
      '@odata.context': `${exchange.root}/$metadata#$ref`,
      '@odata.id': rowUrl(exchange, resource.target, found),
    })
  }
  const { table, row, navigation, target } = resource
  const plan = compilePlan(exchange.scan.schema, target, options)
  const rows = matchingRows(plan, exchange.scan, relatedRows(table, row, navigation, exchange.scan))
  return json({
    '@odata.context': `${exchange.root}/$metadata#Collection($ref)`,
    value: rows.slice(0, plan.top ?? maximumPage).map((one) => ({ '@odata.id': rowUrl(exchange, target, one) })),
  })
}

function referenceIn(exchange: Exchange, body: unknown, resource: LookupResource | MembersResource): RowReference {
  const set = resource.table.set ?? resource.table.name
  const id = isObject(body) ? body['@odata.id'] : undefined
  if (typeof id !== 'string') {
    throw badPayload(
      set,
      "Microsoft.OData.ODataException: The required annotation '@odata.id' was not found in the entity reference link.",
    )
  }
  const reference = resolveReference(exchange, id)
  requireAssignable(reference, resource.target, set)
  return reference
}

/** `PUT …/{lookup}/$ref` */
export function replaceReference(exchange: Exchange, lookup: LookupResource, body: unknown): Answer {
  const reference = referenceIn(exchange, body, lookup)
  const { table, row, navigation } = lookup
  updateLookup(exchange, table, String(row[table.key]), navigation.property, reference)
  return noContent()
}

/** `DELETE …/{lookup}/$ref` */
export function clearReference(exchange: Exchange, lookup: LookupResource): Answer {
  const { table, row, navigation, target } = lookup
  const points = follow(row, navigation, target, exchange.scan)
  if (points) updateLookup(exchange, table, String(row[table.key]), navigation.property, null)
  return noContent()
}

/** `POST …/{collection}/$ref` */
export function addReference(exchange: Exchange, members: MembersResource, body: unknown): Answer {
  const reference = referenceIn(exchange, body, members)
  const { table, row, navigation } = members
  exchange.organization.store.transaction(() =>
    associate(exchange, table, String(row[table.key]), navigation, reference),
  )
  return noContent()
}

/** `DELETE …/{collection}(key)/$ref` */
export function removeReference(exchange: Exchange, member: MemberResource): Answer {
  const found = findRow(exchange.scan, member.target, member.key)
  if (!found) throw missingRow(member.target, member.key)
  const { table, row, navigation } = member
  const id = String(found.row[found.table.key])
  disassociate(exchange, table, String(row[table.key]), navigation, { ...found, id })
  return noContent()
}

/** `DELETE …/{collection}/$ref?$id=…` */
export function removeReferenceById(exchange: Exchange, members: MembersResource, options: QueryOptions): Answer {
  const id = options.custom?.find(([name]) => name === '$id')?.[1]
  if (id === undefined) throw badQuery("The query option '$id' has to name the row to be removed from the collection.")
  const reference = resolveReference(exchange, id)
  const { table, row, navigation } = members
  disassociate(exchange, table, String(row[table.key]), navigation, reference)
  return noContent()
}
