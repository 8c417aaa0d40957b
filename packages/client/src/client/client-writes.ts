import type {
  ColumnName,
  CreateRow,
  EntityReference,
  NavigationName,
  Table,
  TableShape,
  TargetOf,
  UntypedTable,
  UpdateRow,
  WriteOf,
} from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import type { RowOf, RowOptions } from '../types/row.ts'
import type { RelatedRow, RowId, TableOrName } from '../types/shape.ts'

/** What a client writes, row by row. */
export interface ClientWrites {
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
