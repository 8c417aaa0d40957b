import { printQueryOptions } from '@dynamics-kit/odata'
import type { TableDefinition } from '@dynamics-kit/odata'
import type { DynamicsResponse, RequestOptions, WhoAmI } from './client.ts'
import { UnreadableResponseError } from './errors/dynamics-error.ts'
import type { Send } from './http/send.ts'
import type { ServiceRequest, ServiceResponse } from './http/service-request.ts'
import { createQuery } from './query/create-query.ts'
import type { QueryBuilder } from './query/create-query.ts'
import { annotations, preferHeader } from './query/query-request.ts'
import { rowOptions } from './query/query-state.ts'
import type { RowState } from './query/query-state.ts'
import type { OperationOptions } from './query/query.ts'
import { completeRows } from './query/read-pages.ts'
import { isColumnName } from './row/column-name.ts'
import { createRowDecoder, isRawRow } from './row/decode-row.ts'
import type { Continuation, RawRow, Row } from './row/decode-row.ts'
import { etagOf } from './row/etag.ts'
import { rowPath } from './row/row-path.ts'
import { encodeRow } from './write/encode-row.ts'
import { rowState } from './write/row-options.ts'
import type { AnyRowOptions } from './write/row-options.ts'

type AnyTable = TableDefinition | string

interface WriteOptions extends OperationOptions {
  readonly return?: 'row'
  readonly select?: readonly string[]
  readonly ifMatch?: string | object | undefined
}

/** The operations of {@link DynamicsClient} without their types. */
export interface Operations {
  from(table: AnyTable): QueryBuilder
  retrieve(table: AnyTable, id: unknown, options?: AnyRowOptions & OperationOptions): Promise<Row>
  create(table: AnyTable, row: object, options?: WriteOptions): Promise<string | Row>
  update(table: AnyTable, id: unknown, changes: object, options?: WriteOptions): Promise<Row | void>
  delete(table: AnyTable, id: unknown, options?: WriteOptions): Promise<void>
  whoAmI(options?: OperationOptions): Promise<WhoAmI>
  request(method: string, path: string, options?: RequestOptions): Promise<DynamicsResponse>
}

/** What a client can do, over one way to send. */
export function createOperations(send: Send): Operations {
  return {
    from: (table) => createQuery(send, { ...resolve(table), expand: [], orderby: [] }),

    async retrieve(table, id, options = {}) {
      const { entitySet, table: definition } = resolve(table)
      const state = rowState(definition, options)
      return sendForRow(send, state, {
        method: 'GET',
        path: withQuery(rowPath(entitySet, definition, id, 'retrieve'), printQueryOptions(rowOptions(state))),
        headers: preferHeader(annotations(state)),
        ...signalOf(options),
      })
    },

    async create(table, row, options = {}) {
      const { entitySet, table: definition } = resolve(table)
      const request = { method: 'POST', path: entitySet, body: encodeRow(definition, row), ...signalOf(options) }
      if (options.return === 'row') return sendForReturnedRow(send, definition, request, options)
      return createdId(request, await send(request))
    },

    async update(table, id, changes, options = {}) {
      const { entitySet, table: definition } = resolve(table)
      refuseKey(definition, changes)
      const request = {
        method: 'PATCH',
        path: rowPath(entitySet, definition, id, 'update'),
        // Without a condition a PATCH creates the row when it is not there (11.3).
        headers: { 'If-Match': ifMatchOf(options) ?? '*' },
        body: encodeRow(definition, changes),
        ...signalOf(options),
      }
      if (options.return === 'row') return sendForReturnedRow(send, definition, request, options)
      await send(request)
      return undefined
    },

    async delete(table, id, options = {}) {
      const { entitySet, table: definition } = resolve(table)
      const ifMatch = ifMatchOf(options)
      await send({
        method: 'DELETE',
        path: rowPath(entitySet, definition, id, 'delete'),
        ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
        ...signalOf(options),
      })
    },

    async whoAmI(options = {}) {
      const request = { method: 'GET', path: 'WhoAmI()', ...signalOf(options) }
      const body = rowOf(request, await send(request))
      return {
        userId: textOf(request, body, 'UserId'),
        businessUnitId: textOf(request, body, 'BusinessUnitId'),
        organizationId: textOf(request, body, 'OrganizationId'),
      }
    },

    request(method, path, { body, headers, query, ...options } = {}) {
      const encoded = Object.entries(query ?? {}).map(
        ([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`,
      )
      return send({
        method: method.toUpperCase(),
        path: withQuery(path, encoded.join('&')),
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
        ...signalOf(options),
      })
    },
  }
}

function resolve(table: AnyTable): { readonly entitySet: string; readonly table?: TableDefinition } {
  if (typeof table !== 'string') return { entitySet: table.entitySet, table }
  if (!isColumnName(table)) throw new TypeError(`"${table}" is not the name of an entity set, such as accounts.`)
  return { entitySet: table }
}

function signalOf({ signal }: OperationOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}

function withQuery(path: string, query: string): string {
  if (query === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${query}`
}

/** Option names keep their `$` and `@`, as the service documents them. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll('%24', '$').replaceAll('%40', '@')
}

function ifMatchOf({ ifMatch }: WriteOptions): string | undefined {
  if (ifMatch === undefined || typeof ifMatch === 'string') return ifMatch
  const etag = etagOf(ifMatch)
  if (etag === undefined)
    throw new TypeError('ifMatch takes an ETag or a row as this client gave it; copies of rows have no ETag.')
  return etag
}

function refuseKey(table: TableDefinition | undefined, changes: object): void {
  if (table !== undefined && Object.hasOwn(changes, table.key)) {
    throw new TypeError(`${table.logicalName}.${table.key} is the primary key: it never changes.`)
  }
}

async function sendForReturnedRow(
  send: Send,
  table: TableDefinition | undefined,
  request: ServiceRequest,
  { select }: WriteOptions,
): Promise<Row> {
  const state = rowState(table, select === undefined ? {} : { select })
  return sendForRow(send, state, {
    ...request,
    path: withQuery(request.path, printQueryOptions(rowOptions(state))),
    headers: { ...request.headers, ...preferHeader({ returnRepresentation: true, ...annotations(state) }) },
  })
}

async function sendForRow(send: Send, state: RowState, request: ServiceRequest): Promise<Row> {
  const raw = rowOf(request, await send(request))
  const continuations: Continuation[] = []
  const row = createRowDecoder(state)(raw, continuations)
  await completeRows(send, { ...request, method: 'GET' }, continuations)
  return row
}

function rowOf(request: ServiceRequest, response: ServiceResponse): RawRow {
  if (isRawRow(response.body)) return response.body
  throw unreadable(request, response.status, 'the answer has no row')
}

function textOf(request: ServiceRequest, body: RawRow, name: string): string {
  const value = body[name]
  if (typeof value === 'string') return value
  throw unreadable(request, 200, `the answer has no ${name}`)
}

/** `OData-EntityId: https://contoso.crm.dynamics.com/api/data/v9.2/accounts(7eb682f1-ca75-e511-80d4-00155d2a68d1)` */
function createdId(request: ServiceRequest, { status, headers }: ServiceResponse): string {
  const id = /\(([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\)$/i.exec(headers.get('OData-EntityId') ?? '')?.[1]
  if (id === undefined) throw unreadable(request, status, 'the row was created, but OData-EntityId does not name it')
  return id.toLowerCase()
}

function unreadable({ method, path }: ServiceRequest, status: number, problem: string): UnreadableResponseError {
  return new UnreadableResponseError({ code: 'unreadable-response', problem, method, path, status })
}
