import type {
  BindingOf,
  Callable,
  ColumnName,
  CreateRow,
  EntityReference,
  FetchXml,
  NavigationName,
  OperationShape,
  ReadOf,
  ResultOf,
  Table,
  TableDefinition,
  TableShape,
  TargetOf,
  UntypedTable,
  UpdateRow,
  WriteOf,
} from '@dynamics-kit/odata'
import type { BackgroundOperation, BackgroundOptions } from './background/background-operation.ts'
import type { ChangesOf, ChangesOptions } from './changes/changes.ts'
import type { FetchQuery, FetchRow } from './fetchxml/typed-fetch.ts'
import type { FetchXmlQuery, FetchXmlRow } from './fetchxml/fetch-xml-query.ts'
import type { BatchItem, BatchResults, StreamedBatchResult } from './batch/batch-item.ts'
import type { BatchBuilder } from './batch/batch.ts'
import type { Bulk } from './bulk/bulk.ts'
import type { Files } from './files/files.ts'
import type { Limits } from './calm/governor.ts'
import type { BatchOptions } from './batch/send-batch.ts'
import type { Caller, ClientSettings } from './http/request-settings.ts'
import type { OperationOptions, Query } from './query/query.ts'
import type { Organization } from './operation/organization.ts'
import type { Search } from './search/search.ts'
import type { Metadata } from './metadata/metadata.ts'
import type { NamedOperation } from './operation/call.ts'
import type { BindingTo, CallTarget, GivenTo, NamedTarget, NotBound } from './types/call.ts'
import type { RowOf, RowOptions } from './types/row.ts'
import type { LeadsToMany, LeadsToOne, RelatedRow, RowId, TableOrName } from './types/shape.ts'
import type { ViewQuery, ViewRow } from './view/view-query.ts'

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
  /** How far the service's limits are used, as its last answers told. Requests wait here rather than be refused there. */
  readonly limits: Limits

  /** A query of a table; nothing is sent before it is read. */
  from<S extends TableShape = UntypedTable>(table: TableOrName<S>): Query<S>

  /**
   * A query in FetchXML, as text or as a tree of `@dynamics-kit/odata`, over all its pages. A tree is printed when it is read: its
   * `toRequest()` and `toString()` throw a TypeError.
   *
   * Text that is no FetchXML is a `FetchXmlError` when the query is read, before anything is sent.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const rows = await dynamics
   *   .fetchXml<{ name: string | null }>('accounts', `<fetch><entity name="account"><attribute name="name"/></entity></fetch>`)
   *   .all()
   * ```
   */
  fetchXml<Row = FetchXmlRow>(table: TableDefinition | string, fetch: string | FetchXml): FetchXmlQuery<Row>
  /** A query over table values, made with `fetchFrom` of `@dynamics-kit/client/fetchxml`; it decides the rows. */
  fetchXml<S extends TableShape, Columns, Named>(
    query: FetchQuery<S, Columns, Named>,
  ): FetchXmlQuery<FetchRow<S, Columns, Named>>

  /**
   * A query of the rows behind a collection of one row: `GET accounts(…)/Account_Tasks?$select=subject`.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
   * const tasks = await dynamics.fromRelated('accounts', id, 'Account_Tasks').select('subject').all()
   * const contact = await dynamics.retrieveRelated('accounts', id, 'primarycontactid', { select: ['fullname'] })
   * ```
   */
  fromRelated<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N & LeadsToMany<S, N>,
  ): Query<TargetOf<S, N>>

  /** The row that a lookup holds, or `null`: `GET accounts(…)/primarycontactid?$select=fullname`. */
  retrieveRelated<
    S extends TableShape = UntypedTable,
    N extends NavigationName<S> = NavigationName<S>,
    const Options extends RowOptions<TargetOf<S, N>> = RowOptions<TargetOf<S, N>>,
  >(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N & LeadsToOne<S, N>,
    options?: Options & OperationOptions,
  ): Promise<RowOf<TargetOf<S, N>, Options> | null>

  /** The rows of a view of the table that everybody sees, by its `savedqueryid`: `GET accounts?savedQuery=…`. */
  savedQuery<S extends TableShape = UntypedTable>(table: TableOrName<S>, id: string): ViewQuery<ViewRow<S>>

  /** The rows of a view of the table that a user has saved, by its `userqueryid`: `GET accounts?userQuery=…`. */
  userQuery<S extends TableShape = UntypedTable>(table: TableOrName<S>, id: string): ViewQuery<ViewRow<S>>

  /**
   * What has changed in a table since an earlier run, deletions among it: `Prefer: odata.track-changes`, and the delta link.
   * The table needs change tracking turned on.
   *
   * @throws TypeError when they are read, for a token of another table or of other columns.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const copy = new Map<unknown, object>()
   * let token: string | undefined // kept where it outlasts the program
   *
   * const changes = dynamics.changes('accounts', { select: ['accountid', 'name'], token, resync: 'full' })
   * for await (const change of changes) {
   *   if (change.kind === 'changed') copy.set(change.row['accountid'], change.row)
   *   if (change.kind === 'deleted') copy.delete(change.id)
   *   if (change.kind === 'resync') copy.clear()
   * }
   * token = changes.token
   * ```
   */
  changes<S extends TableShape = UntypedTable, const Options extends ChangesOptions<S> = ChangesOptions<S>>(
    table: TableOrName<S>,
    options?: Options & OperationOptions,
  ): ChangesOf<S, Options>

  /**
   * One row by its id or an alternate key: `GET accounts(…)?$select=name`.
   *
   * @throws NotFoundError when there is none.
   */
  retrieve<S extends TableShape = UntypedTable, const Options extends RetrieveOptions<S> = RowOptions<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    options?: Options & OperationOptions,
  ): Promise<RowOf<S, Options> | UnchangedOf<Options>>

  /** Creates a row and gives its id, or with `return: 'row'` the row itself: `POST accounts`. */
  create<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options: Options & OperationOptions,
  ): Promise<RowOf<S, Options>>
  /** The same without options: gives the id of the new row. */
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
  /** The same where the row is not asked for. */
  update<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options?: IfMatch & OperationOptions,
  ): Promise<void>

  /**
   * Changes a row or creates it when it is not there: `PATCH accounts(accountnumber='A-1')`. By primary key the new row gets
   * that key. With `only: 'create'` an existing row stays as it is, with `only: 'update'` none is created.
   *
   * @throws NotFoundError with `only: 'update'`, when there is no such row.
   * @throws DuplicateError with `only: 'create'`, when there is such a row.
   */
  upsert<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    row: CreateRow<S>,
    options: Options & UpsertOptions & OperationOptions,
  ): Promise<Upserted<RowOf<S, Options>>>
  /** The same where the row is not asked for. */
  upsert<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    row: CreateRow<S>,
    options?: UpsertOptions & OperationOptions,
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

  /**
   * The value of one column: `GET accounts(…)/name`.
   *
   * @throws NotFoundError when there is no such row.
   */
  getValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
    options?: OperationOptions,
  ): Promise<ReadOf<S['columns'][N]> | null>

  /**
   * The value of one column as text, without JSON around it: `GET accounts(…)/name/$value`. `null` when there is none.
   *
   * @throws NotFoundError when there is no such row.
   */
  getRawValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
    options?: OperationOptions,
  ): Promise<string | null>

  /** Sets one column, `PUT accounts(…)/name`, or with `null` clears it, `DELETE accounts(…)/name`. Not for lookups. */
  setValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
    value: WriteOf<S['columns'][N]>,
    options?: OperationOptions,
  ): Promise<void>

  /**
   * Adds a row to a collection, `POST accounts(…)/contact_customer_accounts/$ref`, or sets a lookup,
   * `PUT accounts(…)/primarycontactid/$ref`.
   */
  associate<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N,
    related: RelatedRow<TargetOf<S, N>>,
    options?: AssociateOptions & OperationOptions,
  ): Promise<void>

  /**
   * Takes a row out of a collection, `DELETE accounts(…)/contact_customer_accounts(…)/$ref`, or clears a lookup,
   * `DELETE accounts(…)/primarycontactid/$ref`. Neither row is deleted.
   */
  disassociate<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N,
    related?: RelatedRow<TargetOf<S, N>>,
    options?: OperationOptions,
  ): Promise<void>

  /**
   * Many operations in one request, `POST $batch`; more than 1,000 are sent in several. Each has its own outcome, in the
   * order given: `succeeded` with its value, `failed` with its error, `skipped` because an earlier one failed.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const [me, both] = await dynamics.batch((b) => [
   *   b.whoAmI(),
   *   b.changeSet((c) => {
   *     const account = c.create('accounts', { name: 'Contoso' })
   *     return [account, c.update('accounts', account.reference, { telephone1: '555-0100' })]
   *   }),
   * ])
   * if (me.status === 'succeeded') console.log(me.value.userId)
   * if (both.status === 'succeeded') console.log(both.value[0])
   * ```
   */
  batch<const Items extends readonly BatchItem[]>(
    build: (builder: BatchBuilder) => Items,
    options?: BatchOptions,
  ): Promise<BatchResults<Items>>

  /**
   * Any number of operations, as they become known: a generator is asked for as many as go into one `POST $batch`, and each result is
   * given as soon as its part of the answer has arrived, in the order of the operations. Neither the operations nor the answers are
   * ever all in memory. Leaving the loop ends the request.
   *
   * An operation that fails ends it after the `skipped` ones of its request, unless `continueOnError` is set.
   *
   * @throws DynamicsError when a request cannot be sent, or its answer breaks off and not all that is left may be done twice; the
   * results that had arrived are given before.
   * @throws TypeError for what is no operation.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const ids = ['7eb682f1-ca75-e511-80d4-00155d2a68d1', '25a17064-1ae7-e611-80f4-e0071b661f01']
   * const results = dynamics.batchStream(function* (b) {
   *   for (const id of ids) yield b.retrieve('accounts', id, { select: ['name'] })
   * }, { continueOnError: true })
   * for await (const result of results) {
   *   console.log(ids[result.index], result.status === 'succeeded' ? result.value['name'] : result.status)
   * }
   * ```
   */
  batchStream<Item extends BatchItem>(
    build: (builder: BatchBuilder) => Iterable<Item> | AsyncIterable<Item>,
    options?: BatchOptions,
  ): AsyncGenerator<StreamedBatchResult<Item>, void>

  /**
   * Calls an action or function that is bound to nothing: a generated one, or one known by name.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const version = await dynamics.call({ name: 'RetrieveVersion', kind: 'function' })
   * await dynamics.callOn(
   *   { entitySet: 'new_orders', id: '7eb682f1-ca75-e511-80d4-00155d2a68d1' },
   *   { name: 'new_Approve', kind: 'action' },
   *   { Comment: 'Fine' },
   * )
   * ```
   */
  // By name first: where nothing fits, the compiler explains why the last one does not.
  call(operation: NamedOperation, parameters?: object, options?: OperationOptions): Promise<unknown>
  /** The same for a generated operation: parameters and result have its types. */
  call<O extends OperationShape>(
    operation: Callable<O> & NotBound<O>,
    ...given: GivenTo<O, 'unbound' & BindingOf<O>, OperationOptions>
  ): Promise<ResultOf<O, 'unbound' & BindingOf<O>>>

  /**
   * Calls an action or function on a row, `POST teams(…)/Microsoft.Dynamics.CRM.AddMembersTeam`, or on all rows of a table,
   * given as the table.
   */
  callOn(
    target: NamedTarget,
    operation: NamedOperation,
    parameters?: object,
    options?: OperationOptions,
  ): Promise<unknown>
  /** The same for a generated operation, which says what it may be called on. */
  callOn<O extends OperationShape, const Target extends CallTarget<O>>(
    target: Target,
    operation: Callable<O>,
    ...given: GivenTo<O, BindingTo<O, Target>, OperationOptions>
  ): Promise<ResultOf<O, BindingTo<O, Target>>>

  /**
   * Calls a Custom API that may run for longer than a request: `Prefer: respond-async`. Other operations cannot be.
   *
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const running = await dynamics.callInBackground({ name: 'new_Recalculate', kind: 'action' }, { Year: 2024 })
   * console.log(running.id, await running.status())
   * const result = await running.result()
   * ```
   */
  callInBackground(
    operation: NamedOperation,
    parameters?: object,
    options?: BackgroundOptions,
  ): Promise<BackgroundOperation>
  /** The same for a generated operation. */
  callInBackground<O extends OperationShape>(
    operation: Callable<O> & NotBound<O>,
    ...given: GivenTo<O, 'unbound' & BindingOf<O>, BackgroundOptions>
  ): Promise<BackgroundOperation<ResultOf<O, 'unbound' & BindingOf<O>>>>

  /** As `callInBackground`, on a row or on all rows of a table. */
  callOnInBackground(
    target: NamedTarget,
    operation: NamedOperation,
    parameters?: object,
    options?: BackgroundOptions,
  ): Promise<BackgroundOperation>
  /** The same for a generated operation. */
  callOnInBackground<O extends OperationShape, const Target extends CallTarget<O>>(
    target: Target,
    operation: Callable<O>,
    ...given: GivenTo<O, BindingTo<O, Target>, BackgroundOptions>
  ): Promise<BackgroundOperation<ResultOf<O, BindingTo<O, Target>>>>

  /** An operation in the background that was begun earlier, perhaps by another program. */
  backgroundOperation(id: string): BackgroundOperation

  /**
   * Makes one row of two, `POST Merge`: the subordinate's related rows go to the target, `changes` into the target, and the
   * subordinate becomes inactive. For accounts, contacts, leads and cases.
   */
  merge<S extends TableShape>(
    table: Table<S>,
    target: string | EntityReference<S['logicalName']>,
    subordinate: string | EntityReference<S['logicalName']>,
    changes?: UpdateRow<S>,
    options?: OperationOptions,
  ): Promise<void>

  /**
   * Gives a row to another owner: `PATCH accounts(…)` with `"ownerid@odata.bind": "/systemusers(…)"`.
   *
   * @throws NotFoundError when there is no such row.
   */
  assign<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    owner: EntityReference<'systemuser' | 'team'>,
    options?: OperationOptions,
  ): Promise<void>

  /**
   * Changes the state of a row, and with it the reason: `{ "statecode": 1, "statuscode": 2 }`, by label or number. Without a
   * reason the table's default one for that state is taken.
   *
   * @throws NotFoundError when there is no such row.
   * @throws DynamicsError `validation` when the reason does not belong to the state.
   */
  setState<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    state: StateOf<S, 'statecode'>,
    status?: StateOf<S, 'statuscode'>,
    options?: OperationOptions,
  ): Promise<void>

  /** The contents of file and image columns. */
  readonly files: Files

  /** Dataverse search: rows of many tables by their words. */
  readonly search: Search

  /** Definitions of tables, columns, relationships, keys and choices. */
  readonly metadata: Metadata

  /** Many rows in few requests. */
  readonly bulk: Bulk

  /** This client in the name of another user: `CallerObjectId`. Needs `prvActOnBehalfOfAnotherUser`; both users' rights hold. */
  as(caller: Caller): DynamicsClient

  /** This client with settings for every operation: solution, bypassed logic, duplicate detection. */
  with(settings: ClientSettings): DynamicsClient

  /** Who the client is to this environment. The shortest proof that url, credential and application user are right. */
  whoAmI(options?: OperationOptions): Promise<WhoAmI>

  /** The version of the environment: `9.2.24073.198`. */
  retrieveVersion(options?: OperationOptions): Promise<string>

  /** Names, ids and addresses of the environment, and its tenant. */
  retrieveCurrentOrganization(options?: OperationOptions): Promise<Organization>

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
export interface ReturnRow<S extends TableShape> extends Pick<RowOptions<S>, 'select' | 'values'> {
  readonly return: 'row'
}

/** The states of a table, or the reasons for them, by label or number; of a name any number. */
export type StateOf<S extends TableShape, N extends 'statecode' | 'statuscode'> = UntypedTable extends S
  ? number
  : N extends ColumnName<S>
    ? NonNullable<WriteOf<S['columns'][N]>>
    : number

/** A condition of a write: the version that the row must have. */
export interface IfMatch {
  /** Only if the row is still as it was read: a row that came from this client, or an ETag such as `W/"502186"`. */
  readonly ifMatch?: string | object | undefined
  /**
   * A `ConcurrencyError` brings both versions of the row along: `given`, the row of `ifMatch`, and `current`, read with the same
   * columns, which may be the `ifMatch` of another attempt. Costs one more request when the condition fails.
   */
  readonly bothVersions?: boolean | undefined
}

export interface RetrieveOptions<S extends TableShape> extends RowOptions<S> {
  /**
   * Only if the row is not as it was read: a row that came from this client, or an ETag. The result is `undefined` when it is.
   * Not together with `expand`: the service would always answer.
   */
  readonly ifNoneMatch?: string | object | undefined
}

type UnchangedOf<Options> = Options extends { readonly ifNoneMatch: string | object } ? undefined : never

/** How two rows are associated. */
export interface AssociateOptions {
  /** What the navigation property of a table known by name leads to. Default `many`, a collection; generated tables know. */
  readonly cardinality?: 'one' | 'many'
}

/** What an upsert may do. */
export interface UpsertOptions {
  /** `'create'`: an existing row is left as it is, `If-None-Match: *`. `'update'`: none is created, `If-Match: *`. */
  readonly only?: 'create' | 'update' | undefined
}

/** What an upsert did. */
export interface Upserted<Row> {
  readonly created: boolean
  readonly row: Row
}

/** Who the service takes the caller for: the answer of `WhoAmI`. */
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

/** An answer of the service as it came, to a request that was made by hand. */
export interface DynamicsResponse {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON, text of other media types, or `undefined` without a body. */
  readonly body: unknown
}
