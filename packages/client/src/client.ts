import type { TableShape } from '@dynamics-kit/odata'
import type { OperationOptions, Query } from './query/query.ts'
import type { RowOf, RowOptions } from './types/row.ts'
import type { RowId, TableOrName, UntypedTable } from './types/shape.ts'
import type { CreateRow, UpdateRow } from './types/write-row.ts'

/**
 * The Dataverse Web API of one environment, called as one application or user.
 *
 * Wherever a table is asked for, either a table value (typed) or the name of an entity set (`'accounts'`, untyped) does.
 * Every operation rejects with a `DynamicsError`; mistakes that are seen before anything is sent are `TypeError`s.
 *
 * @typeParam S - shape of the table
 */
export interface DynamicsClient {
  /** `https://contoso.crm.dynamics.com` */
  readonly url: string
  /** `https://contoso.crm.dynamics.com/api/data/v9.2/` */
  readonly serviceRoot: string

  /** A query of a table; nothing is sent before it is read. */
  from<S extends TableShape = UntypedTable>(table: TableOrName<S>): Query<S>

  /**
   * One row by its id: `GET accounts(…)?$select=name`.
   *
   * @throws NotFoundError when there is none.
   */
  retrieve<S extends TableShape = UntypedTable, const Options extends RowOptions<S> = RowOptions<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    options?: Options & OperationOptions,
  ): Promise<RowOf<S, Options>>

  /** Creates a row and gives its id, or with `return: 'row'` the row itself: `POST accounts`. */
  create<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options: Options & OperationOptions,
  ): Promise<RowOf<S, Options>>
  create<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options?: OperationOptions,
  ): Promise<string>

  /**
   * Changes columns of a row, never creates one: `PATCH accounts(…)` with `If-Match: *`.
   *
   * @throws NotFoundError when there is no such row.
   * @throws ConcurrencyError when `ifMatch` is given and the row was changed since.
   */
  update<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options: Options & IfMatch & OperationOptions,
  ): Promise<RowOf<S, Options>>
  update<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options?: IfMatch & OperationOptions,
  ): Promise<void>

  /**
   * Deletes a row: `DELETE accounts(…)`.
   *
   * @throws NotFoundError when there is no such row.
   * @throws ConcurrencyError when `ifMatch` is given and the row was changed since.
   */
  delete<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    options?: IfMatch & OperationOptions,
  ): Promise<void>

  /** Who the client is to this environment. The shortest proof that url, credential and application user are right. */
  whoAmI(options?: OperationOptions): Promise<WhoAmI>

  /**
   * Any request of the Web API that has no operation here: same token, retries and errors.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const { body } = await dynamics.request('GET', 'RetrieveVersion()')
   * ```
   */
  request(method: string, path: string, options?: RequestOptions): Promise<DynamicsResponse>
}

/** The row comes back as it was stored: `Prefer: return=representation`. */
export interface ReturnRow<S extends TableShape> extends Pick<RowOptions<S>, 'select'> {
  readonly return: 'row'
}

export interface IfMatch {
  /** Only if the row is still as it was read: a row that came from this client, or an ETag such as `W/"502186"`. */
  readonly ifMatch?: string | object | undefined
}

export interface WhoAmI {
  /** `systemuserid` of the caller. */
  readonly userId: string
  readonly businessUnitId: string
  readonly organizationId: string
}

export interface RequestOptions extends OperationOptions {
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Query options, not encoded: `{ $select: 'name' }`. */
  readonly query?: Readonly<Record<string, string>>
}

export interface DynamicsResponse {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, text of other media types, or `undefined` without a body. */
  readonly body: unknown
}
