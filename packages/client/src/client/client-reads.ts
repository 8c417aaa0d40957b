import type {
  ColumnName,
  FetchXml,
  NavigationName,
  ReadOf,
  TableDefinition,
  TableShape,
  TargetOf,
  UntypedTable,
} from '@dynamics-kit/odata'
import type { ChangesOf, ChangesOptions } from '../changes/changes.ts'
import type { FetchQuery, FetchRow } from '../fetchxml/typed-fetch.ts'
import type { FetchXmlQuery, FetchXmlRow } from '../fetchxml/fetch-xml-query.ts'
import type { OperationOptions, Query } from '../query/query.ts'
import type { RowOf, RowOptions } from '../types/row.ts'
import type { LeadsToMany, LeadsToOne, RowId, TableOrName } from '../types/shape.ts'
import type { ViewQuery, ViewRow } from '../view/view-query.ts'

/** What a client reads: queries, single rows and values. */
export interface ClientReads {
  /** A query of a table; nothing is sent before it is read. */
  from<S extends TableShape = UntypedTable>(table: TableOrName<S>): Query<S>

  /**
   * A query in FetchXML, as text or as a tree of `@dynamics-kit/odata`, over all its pages.
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
}

export interface RetrieveOptions<S extends TableShape> extends RowOptions<S> {
  /**
   * Only if the row is not as it was read: a row that came from this client, or an ETag. The result is `undefined` when it is.
   * Not together with `expand`: the service would always answer.
   */
  readonly ifNoneMatch?: string | object | undefined
}

type UnchangedOf<Options> = Options extends { readonly ifNoneMatch: string | object } ? undefined : never
