import type { OrderbyItem } from '@dynamics-kit/odata'
import { NotModelledError } from '../world/not-modelled.ts'
import { compileFilter, type GraphRow } from './filter.ts'
import type { GraphAnswer, GraphContext } from './graph-context.ts'
import { badRequest, unsupportedQuery } from './graph-error.ts'
import type { GraphType } from './graph-type.ts'

const DEFAULT_PAGE = 100
const LARGEST_PAGE = 999

/** A collection with `$filter`, `$orderby`, `$select`, `$top` and `$count` applied, a page at a time. */
export function answerCollection(context: GraphContext, type: GraphType, all: readonly GraphRow[]): GraphAnswer {
  const { options } = context
  refuseOthers(context)
  const size = options.top ?? DEFAULT_PAGE
  if (size < 1 || size > LARGEST_PAGE) {
    throw unsupportedQuery(`Invalid page size specified: '${size}'. Must be between 1 and ${LARGEST_PAGE} inclusive.`)
  }
  const rows = sorted(filtered(context, type, all), type, options.orderby ?? [])
  const start = decodeSkipToken(options.skiptoken)
  const page = rows.slice(start, start + size)
  const counted = options.count === true && isEventual(context)
  return {
    status: 200,
    body: {
      '@odata.context': `${context.root}/$metadata#${type.entitySet}${selectSuffix(context)}`,
      ...(counted ? { '@odata.count': rows.length } : {}),
      ...(start + size < rows.length ? { '@odata.nextLink': nextLink(context, start + size) } : {}),
      value: page.map((row) => project(row, type, context)),
    },
  }
}

/** One row, with `$select` applied. */
export function answerEntity(context: GraphContext, type: GraphType, row: GraphRow, status = 200): GraphAnswer {
  refuseOthers(context)
  const body = {
    '@odata.context': `${context.root}/$metadata#${type.entitySet}${selectSuffix(context)}/$entity`,
    ...project(row, type, context),
  }
  return { status, body }
}

/** `GET /applications/$count`: the number as text, for advanced queries only. */
export function answerCount(context: GraphContext, type: GraphType, all: readonly GraphRow[]): GraphAnswer {
  if (!isEventual(context)) throw badRequest('$count is not currently supported.')
  return { status: 200, body: String(filtered(context, type, all).length) }
}

function filtered(context: GraphContext, type: GraphType, all: readonly GraphRow[]): readonly GraphRow[] {
  const { filter, count, orderby } = context.options
  if (!filter) return all
  const counting = count === true || context.path.at(-1)?.name === '$count'
  const advanced = counting && isEventual(context)
  if (orderby && !advanced) throw unsupportedQuery('Sorting not supported for current query.')
  return all.filter(compileFilter(filter, type, advanced))
}

function isEventual({ request }: GraphContext): boolean {
  return request.headers.get('consistencylevel')?.toLowerCase() === 'eventual'
}

/** Options of OData that Graph has elsewhere, or has here and the fake has not. */
function refuseOthers({ options }: GraphContext): void {
  if (options.skip !== undefined) throw badRequest("'$skip' is not supported by the service.")
  if (options.expand) throw new NotModelledError('$expand in Microsoft Graph')
  if (options.apply) throw new NotModelledError('$apply in Microsoft Graph')
  for (const [name] of options.custom ?? []) {
    if (name.startsWith('$') && name !== '$format') throw new NotModelledError(`${name} in Microsoft Graph`)
  }
}

function sorted(rows: readonly GraphRow[], type: GraphType, orderby: readonly OrderbyItem[]): readonly GraphRow[] {
  const [item, ...more] = orderby
  if (!item) return rows
  if (more.length > 0 || item.expression.kind !== 'path')
    throw new NotModelledError('$orderby by more than one property')
  const [property = ''] = item.expression.segments
  type.checkProperty(property, 'Invalid $orderby clause')
  const sign = item.direction === 'desc' ? -1 : 1
  const key = (row: GraphRow) => String(row[property] ?? '').toLowerCase()
  return rows.toSorted((left, right) => sign * (key(left) < key(right) ? -1 : Number(key(left) > key(right))))
}

function project(row: GraphRow, type: GraphType, { options: { select } }: GraphContext): GraphRow {
  if (!select || select.includes('*')) return row
  for (const name of select) type.checkProperty(name, 'Parsing OData Select and Expand failed')
  return Object.fromEntries(Object.entries(row).filter(([name]) => select.includes(name)))
}

function selectSuffix({ options: { select } }: GraphContext): string {
  return select && !select.includes('*') ? `(${select.join(',')})` : ''
}

function nextLink({ request, root, path }: GraphContext, start: number): string {
  const url = new URL(request.url)
  url.searchParams.set('$skiptoken', btoa(`offset:${start}`))
  // `URLSearchParams` encodes the dollar sign of the option names; Graph writes it as it is.
  return `${root}/${path.map(({ name }) => name).join('/')}?${url.searchParams.toString().replaceAll('%24', '$')}`
}

function decodeSkipToken(token: string | undefined): number {
  if (token === undefined) return 0
  try {
    const offset = /^offset:(\d+)$/.exec(atob(token))?.[1]
    if (offset !== undefined) return Number(offset)
  } catch {
    // Not base64: not a token of ours.
  }
  throw badRequest('The skip token is not valid.')
}
