import type {
  BindingOf,
  Callable,
  ColumnName,
  CreateRow,
  NavigationName,
  OperationShape,
  ReadOf,
  ResultOf,
  TableShape,
  TargetOf,
  UntypedTable,
  UpdateRow,
  WriteOf,
} from '@dynamics-kit/odata'
import type { DynamicsResponse, RequestOptions, WhoAmI } from '../client/client-calls.ts'
import type { AssociateOptions, IfMatch, ReturnRow, Upserted } from '../client/client-writes.ts'
import type { NamedOperation } from '../operation/call.ts'
import type { BindingTo, CallTarget, GivenTo, NamedTarget, NotBound } from '../types/call.ts'
import type { RowOf, RowOptions } from '../types/row.ts'
import type { RelatedRow, RowId, TableOrName } from '../types/shape.ts'
import type { BatchItem, ChangeSetValues, CreatedItem } from './batch-item.ts'

/**
 * Operations that change something, as items of a batch. They take what the operations of {@link DynamicsClient} take.
 *
 * @typeParam S - shape of the table
 */
interface WriteItems {
  /** As {@link DynamicsClient.update}; gives the stored row. */
  update<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options: Options & IfMatch,
  ): BatchItem<RowOf<S, Options>>
  /** As {@link DynamicsClient.update}. */
  update<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options?: IfMatch,
  ): BatchItem<void>

  /** As {@link DynamicsClient.upsert}; gives the stored row, and whether it is new. */
  upsert<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    row: CreateRow<S>,
    options: Options & { readonly only?: 'create' | 'update' | undefined },
  ): BatchItem<Upserted<RowOf<S, Options>>>
  /** As {@link DynamicsClient.upsert}. */
  upsert<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    row: CreateRow<S>,
    options?: { readonly only?: 'create' | 'update' | undefined },
  ): BatchItem<void>

  /** As {@link DynamicsClient.delete}. */
  delete<S extends TableShape = UntypedTable>(table: TableOrName<S>, id: RowId<S>, options?: IfMatch): BatchItem<void>

  /** As {@link DynamicsClient.setValue}. */
  setValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
    value: WriteOf<S['columns'][N]>,
  ): BatchItem<void>

  /** As {@link DynamicsClient.associate}. */
  associate<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N,
    related: RelatedRow<TargetOf<S, N>>,
    options?: AssociateOptions,
  ): BatchItem<void>

  /** As {@link DynamicsClient.disassociate}. */
  disassociate<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N,
    related?: RelatedRow<TargetOf<S, N>>,
  ): BatchItem<void>

  /** As {@link DynamicsClient.call}, of an operation known by name. */
  call(operation: NamedOperation, parameters?: object): BatchItem<unknown>
  /** As {@link DynamicsClient.call}, of a generated operation. */
  call<O extends OperationShape>(
    operation: Callable<O> & NotBound<O>,
    ...given: GivenTo<O, 'unbound' & BindingOf<O>, never>
  ): BatchItem<ResultOf<O, 'unbound' & BindingOf<O>>>

  /** As {@link DynamicsClient.callOn}, of an operation known by name. */
  callOn(target: NamedTarget, operation: NamedOperation, parameters?: object): BatchItem<unknown>
  /** As {@link DynamicsClient.callOn}, of a generated operation. */
  callOn<O extends OperationShape, const Target extends CallTarget<O>>(
    target: Target,
    operation: Callable<O>,
    ...given: GivenTo<O, BindingTo<O, Target>, never>
  ): BatchItem<ResultOf<O, BindingTo<O, Target>>>

  /** As {@link DynamicsClient.request}. */
  request(method: string, path: string, options?: Omit<RequestOptions, 'signal'>): BatchItem<DynamicsResponse>
}

/** A query of the client, as `from` and its methods give it. */
export interface BatchQuery<Row> {
  /** Its rows page by page; here the type of the rows is taken from it. */
  pages(): AsyncIterable<{ readonly rows: Row[]; readonly count?: number }>
}

/** What the function given to `batch` makes its items with. */
export interface BatchBuilder extends WriteItems {
  /** As {@link DynamicsClient.create}; gives the stored row. */
  create<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options: Options,
  ): BatchItem<RowOf<S, Options>>
  /** As {@link DynamicsClient.create}; gives the id of the new row. */
  create<S extends TableShape = UntypedTable>(table: TableOrName<S>, row: CreateRow<S>): BatchItem<string>

  /** As {@link DynamicsClient.retrieve}. */
  retrieve<S extends TableShape = UntypedTable, const Options extends RowOptions<S> = RowOptions<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    options?: Options,
  ): BatchItem<RowOf<S, Options>>

  /** As {@link DynamicsClient.getValue}. */
  getValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
  ): BatchItem<ReadOf<S['columns'][N]> | null>

  /** All rows of a query, which goes along as it is; what does not fit into one page is asked for afterwards. */
  all<Row>(query: BatchQuery<Row>): BatchItem<Row[]>

  /** As {@link DynamicsClient.whoAmI}. */
  whoAmI(): BatchItem<WhoAmI>

  /** Operations that succeed or fail together, in the order given: no reads, no change sets within. */
  changeSet<const Items extends readonly BatchItem[]>(
    build: (changeSet: ChangeSetBuilder) => Items,
  ): BatchItem<ChangeSetValues<Items>>
}

/** What the function given to `changeSet` makes its items with. */
export interface ChangeSetBuilder extends WriteItems {
  /** As {@link DynamicsClient.create}; gives the stored row. */
  create<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options: Options,
  ): CreatedItem<RowOf<S, Options>, S['logicalName']>
  /** As {@link DynamicsClient.create}; gives the id of the new row. */
  create<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    row: CreateRow<S>,
  ): CreatedItem<string, S['logicalName']>
}
