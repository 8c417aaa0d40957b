import { parseETag, type QueryOptions } from '@dynamics-kit/odata'
import { maskRow } from '../access/column-security.ts'
import { requireRight } from '../access/require-access.ts'
import type { Exchange } from '../exchange.ts'
import { badQuery, duplicateKey, Fault, unsupportedMessage } from '../fault.ts'
import { follow } from '../query/column-path.ts'
import { compilePlan } from '../query/plan.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { type Answer, applied, dataPreferences, json, noContent } from '../response/answer.ts'
import { contextColumns } from '../response/context-url.ts'
import { createRowRenderer, etagOf, rowUrl } from '../response/render-row.ts'
import { isElastic, isInPartition, sessionHeaders } from '../write/elastic.ts'
import { isObject } from '../write/payload.ts'
import { createMember, createRow, currentRow } from '../write/create-row.ts'
import { deleteRow } from '../write/delete-row.ts'
import { findRow, missingRow, type RowKey } from '../write/row-key.ts'
import { ruleOf } from '../write/rules/rules.ts'
import { updateRow } from '../write/update-row.ts'
import type { LookupResource, MembersResource } from './resource.ts'

/** `GET {set}(key)` */
export function retrieveRow(exchange: Exchange, table: Table, key: RowKey, options: QueryOptions): Answer {
  if (ruleOf(table).isPart) throw unsupportedMessage('Retrieve', table.name)
  const found = findRow(exchange.scan, table, key)
  if (!found || !isMeant(exchange, table, key, found.row)) throw missingRow(table, key)
  requireRight(exchange, 'Read', found.table, found.row)
  return answerRow(exchange, found.table, maskRow(exchange.scan, found.table, found.row), options)
}

/** `GET {set}(key)/{lookup}`; 204 where it is empty. */
export function retrieveLookup(exchange: Exchange, lookup: LookupResource, options: QueryOptions): Answer {
  const found = follow(lookup.row, lookup.navigation, lookup.target, exchange.scan)
  return found ? answerRow(exchange, lookup.target, found, options) : noContent()
}

function answerRow(exchange: Exchange, table: Table, row: Row, options: QueryOptions): Answer {
  if (options.filter || options.orderby || options.top !== undefined || options.count !== undefined || options.apply) {
    throw badQuery(
      'The requested resource is not a collection. Query options $filter, $orderby, $count, $skip, and $top can be applied only on collections.',
    )
  }
  const condition = parseETag(exchange.headers.get('If-None-Match') ?? '')
  const unconditional = options.expand !== undefined || exchange.preferences.includeAnnotations !== undefined
  if (condition === String(row['versionnumber']) && !unconditional)
    return { status: 304, headers: { ETag: etagOf(row) } }
  return json(represent(exchange, table, row, options), 200, {
    ETag: etagOf(row),
    ...applied(dataPreferences(exchange)),
  })
}

function represent(exchange: Exchange, table: Table, row: Row, options: QueryOptions): Record<string, unknown> {
  const plan = exchange.organization.plans.plan(exchange.scan.schema, table, options)
  const set = table.set ?? table.name
  return {
    '@odata.context': `${exchange.root}/$metadata#${set}${contextColumns(plan.selection, plan.expands)}/$entity`,
    ...createRowRenderer(exchange, plan, 'single')(row),
  }
}

/** `POST {set}` */
export function createInSet(exchange: Exchange, table: Table, body: unknown, options: QueryOptions): Answer {
  compilePlan(exchange.scan.schema, table, options) // a wrong $select is refused before anything is written
  return answerCreated(exchange, table, createRow(exchange, table, body), options)
}

/** `POST {set}(key)/{collection}` */
export function createInCollection(
  exchange: Exchange,
  members: MembersResource,
  body: unknown,
  options: QueryOptions,
): Answer {
  compilePlan(exchange.scan.schema, members.target, options)
  const { table, row, navigation, target } = members
  const id = exchange.organization.store.transaction(() =>
    createMember(exchange, { table, id: String(row[table.key]), navigation, target }, body),
  )
  return answerCreated(exchange, target, id, options)
}

function answerCreated(exchange: Exchange, table: Table, id: string, options: QueryOptions): Answer {
  const row = currentRow(exchange, table, id)
  if (exchange.preferences.returnRepresentation !== true) {
    return noContent({
      'OData-EntityId': writtenUrl(exchange, table, row),
      ...sessionHeaders(exchange, table),
      ...applied(dataPreferences(exchange)),
    })
  }
  return answerWritten(exchange, table, row, 201, options)
}

function answerWritten(exchange: Exchange, table: Table, row: Row, status: number, options: QueryOptions): Answer {
  return json(represent(exchange, table, row, options), status, {
    ETag: etagOf(row),
    ...(status === 201 ? { Location: rowUrl(exchange, table, row) } : {}),
    ...applied({ returnRepresentation: true, ...dataPreferences(exchange) }),
  })
}

/** The address of a new row; one in a partition that was chosen has that in its key. */
function writtenUrl(exchange: Exchange, table: Table, row: Row): string {
  const { partitionid: partition } = row
  if (!isElastic(table) || partition === row[table.key]) return rowUrl(exchange, table, row)
  return `${exchange.root}/${table.set}(${table.key}=${String(row[table.key])},partitionid='${String(partition).replaceAll("'", "''")}')`
}

/** A row in a partition of its own choice is not found by its primary key alone. */
const isMeant = (exchange: Exchange, table: Table, key: RowKey, row: Row): boolean =>
  key.kind === 'alternate' || isInPartition(exchange, table, row)

/** A body that sets what it does not name to nothing: an upsert of an elastic row replaces all of it. */
function emptied(table: Table, body: unknown): unknown {
  if (!isObject(body)) return body
  const columns = [...table.columns.values()].filter(
    ({ name, readOnly, type, required }) =>
      !readOnly &&
      !required &&
      type !== 'lookup' &&
      type !== 'image' &&
      name !== table.key &&
      name !== 'partitionid' &&
      !/^stat(?:e|us)code$/.test(name),
  )
  return { ...Object.fromEntries(columns.map(({ name }) => [name, null])), ...body }
}

/** `PATCH {set}(key)`: update, or create where the row is not there and no condition forbids it (reference 11.3). */
export function upsertRow(
  exchange: Exchange,
  table: Table,
  key: RowKey,
  body: unknown,
  options: QueryOptions,
  addressed: string,
): Answer {
  const { expand: _ignored, ...shown } = options // $expand is not honoured here
  compilePlan(exchange.scan.schema, table, shown)
  const found = findRow(exchange.scan, table, key)
  const ifMatch = exchange.headers.get('If-Match')?.trim()
  if (!found && ifMatch !== undefined && ifMatch !== '') throw missingRow(table, key)
  if (found && exchange.headers.get('If-None-Match')?.trim() === '*') throw duplicateKey()
  const keyValues = key.kind === 'alternate' ? key.values : {}
  let id: string
  if (found) {
    requireVersion(found.row, ifMatch)
    id = String(found.row[found.table.key])
    const replaced = isElastic(found.table) && (ifMatch === undefined || ifMatch === '')
    updateRow(exchange, found.table, id, replaced ? emptied(found.table, body) : body, keyValues)
  } else {
    id = createRow(exchange, table, body, key.kind === 'primary' ? { id: key.id } : { keyValues })
  }
  const actual = found?.table ?? table
  if (exchange.preferences.returnRepresentation === true) {
    return answerWritten(exchange, actual, currentRow(exchange, actual, id), found ? 200 : 201, shown)
  }
  return noContent({
    'OData-EntityId': addressed,
    ...sessionHeaders(exchange, actual),
    ...applied(dataPreferences(exchange)),
  })
}

/** `DELETE {set}(key)` */
export function deleteByKey(exchange: Exchange, table: Table, key: RowKey): Answer {
  const found = findRow(exchange.scan, table, key)
  if (!found || !isMeant(exchange, table, key, found.row)) throw missingRow(table, key)
  requireVersion(found.row, exchange.headers.get('If-Match')?.trim())
  deleteRow(exchange, found.table, String(found.row[found.table.key]))
  return noContent(sessionHeaders(exchange, table))
}

function requireVersion(row: Row, ifMatch: string | undefined): void {
  const version = ifMatch === undefined ? undefined : parseETag(ifMatch)
  if (version === undefined || version === String(row['versionnumber'])) return
  throw new Fault(
    412,
    '0x80060882',
    "The version of the existing record doesn't match the RowVersion property provided.",
  )
}
