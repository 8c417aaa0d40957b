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
import type {
  AssociateOptions,
  DynamicsResponse,
  IfMatch,
  RequestOptions,
  ReturnRow,
  Upserted,
  WhoAmI,
} from '../client.ts'
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
  update<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options: Options & IfMatch,
  ): BatchItem<RowOf<S, Options>>
  update<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    changes: UpdateRow<S>,
    options?: IfMatch,
  ): BatchItem<void>

  upsert<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    row: CreateRow<S>,
    options: Options & { readonly only?: 'create' | 'update' | undefined },
  ): BatchItem<Upserted<RowOf<S, Options>>>
  upsert<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    row: CreateRow<S>,
    options?: { readonly only?: 'create' | 'update' | undefined },
  ): BatchItem<void>

  delete<S extends TableShape = UntypedTable>(table: TableOrName<S>, id: RowId<S>, options?: IfMatch): BatchItem<void>

  setValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
    value: WriteOf<S['columns'][N]>,
  ): BatchItem<void>

  associate<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N,
    related: RelatedRow<TargetOf<S, N>>,
    options?: AssociateOptions,
  ): BatchItem<void>

  disassociate<S extends TableShape = UntypedTable, N extends NavigationName<S> = NavigationName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    navigationProperty: N,
    related?: RelatedRow<TargetOf<S, N>>,
  ): BatchItem<void>

  call(operation: NamedOperation, parameters?: object): BatchItem<unknown>
  call<O extends OperationShape>(
    operation: Callable<O> & NotBound<O>,
    ...given: GivenTo<O, 'unbound' & BindingOf<O>, never>
  ): BatchItem<ResultOf<O, 'unbound' & BindingOf<O>>>

  callOn(target: NamedTarget, operation: NamedOperation, parameters?: object): BatchItem<unknown>
  callOn<O extends OperationShape, const Target extends CallTarget<O>>(
    target: Target,
    operation: Callable<O>,
    ...given: GivenTo<O, BindingTo<O, Target>, never>
  ): BatchItem<ResultOf<O, BindingTo<O, Target>>>

  request(method: string, path: string, options?: Omit<RequestOptions, 'signal'>): BatchItem<DynamicsResponse>
}

/** A query of the client, as `from` and its methods give it. */
export interface BatchQuery<Row> {
  pages(): AsyncIterable<{ readonly rows: Row[]; readonly count?: number }>
}

/** What the function given to `batch` makes its items with. */
export interface BatchBuilder extends WriteItems {
  create<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options: Options,
  ): BatchItem<RowOf<S, Options>>
  create<S extends TableShape = UntypedTable>(table: TableOrName<S>, row: CreateRow<S>): BatchItem<string>

  retrieve<S extends TableShape = UntypedTable, const Options extends RowOptions<S> = RowOptions<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    options?: Options,
  ): BatchItem<RowOf<S, Options>>

  getValue<S extends TableShape = UntypedTable, N extends ColumnName<S> = ColumnName<S>>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: N,
  ): BatchItem<ReadOf<S['columns'][N]> | null>

  /** All rows of a query, which goes along as it is; what does not fit into one page is asked for afterwards. */
  all<Row>(query: BatchQuery<Row>): BatchItem<Row[]>

  whoAmI(): BatchItem<WhoAmI>

  /** Operations that succeed or fail together, in the order given: no reads, no change sets within. */
  changeSet<const Items extends readonly BatchItem[]>(
    build: (changeSet: ChangeSetBuilder) => Items,
  ): BatchItem<ChangeSetValues<Items>>
}

/** What the function given to `changeSet` makes its items with. */
export interface ChangeSetBuilder extends WriteItems {
  create<S extends TableShape = UntypedTable, const Options extends ReturnRow<S> = ReturnRow<S>>(
    table: TableOrName<S>,
    row: CreateRow<S>,
    options: Options,
  ): CreatedItem<RowOf<S, Options>, S['logicalName']>
  create<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    row: CreateRow<S>,
  ): CreatedItem<string, S['logicalName']>
}
