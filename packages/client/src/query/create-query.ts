import type { Expression, TableDefinition } from '@dynamics-kit/odata'
import { expressionOf, filterRow } from '../filter/filter-row.ts'
import type { Send } from '../http/send.ts'
import type { Row } from '../row/decode-row.ts'
import type { AnyAggregate } from './aggregate.ts'
import { countRows } from './count-rows.ts'
import { createGroupedQuery } from './create-grouped-query.ts'
import type { GroupedQueryBuilder, GroupedState } from './create-grouped-query.ts'
import { notSingle } from '../errors/not-single.ts'
import { positive } from './positive.ts'
import { readPages } from './read-pages.ts'
import { queryPath, queryRequest } from './query-request.ts'
import { expandTarget, MAX_PAGE_SIZE, selectedProperty } from './query-state.ts'
import type { ExpandState, QueryState, RowState } from './query-state.ts'
import type { OperationOptions, Page } from './query.ts'

type Direction = 'asc' | 'desc'
type Related = (related: ExpandBuilder) => ExpandBuilder

/** {@link Query} without its types: what it does is the same for every table. */
export interface QueryBuilder extends AsyncIterable<Row> {
  select(...columns: readonly string[]): QueryBuilder
  formatted(...columns: readonly string[]): QueryBuilder
  expand(navigationProperty: string, related?: Related): QueryBuilder
  where(condition: unknown): QueryBuilder
  orderBy(column: string, direction?: Direction): QueryBuilder
  top(count: number): QueryBuilder
  pageSize(count: number): QueryBuilder
  withCount(): QueryBuilder
  all(options?: OperationOptions): Promise<Row[]>
  first(options?: OperationOptions): Promise<Row | undefined>
  single(options?: OperationOptions): Promise<Row>
  count(options?: OperationOptions): Promise<number>
  groupBy(...columns: readonly string[]): GroupedQueryBuilder
  aggregate(aggregates: Readonly<Record<string, AnyAggregate>>): GroupedQueryBuilder
  pages(options?: OperationOptions): AsyncIterable<Page<Row>>
  toRequest(): Request
  toString(): string
}

interface ExpandBuilder {
  readonly state: ExpandState
  select(...columns: readonly string[]): ExpandBuilder
  formatted(...columns: readonly string[]): ExpandBuilder
  expand(navigationProperty: string, related?: Related): ExpandBuilder
  where(condition: unknown): ExpandBuilder
  orderBy(column: string, direction?: Direction): ExpandBuilder
  top(count: number): ExpandBuilder
}

/** A query over a frozen state; every call makes the next one. */
export function createQuery(send: Send, state: QueryState): QueryBuilder {
  const next = (change: Partial<QueryState>): QueryBuilder => createQuery(send, { ...state, ...change })
  const pages = (options?: OperationOptions): AsyncIterable<Page<Row>> => readPages(send, state, options?.signal)
  return Object.freeze({
    select: (...columns) => next(selected(state, columns)),
    formatted: (...columns) => next(formatted(state, columns)),
    expand: (navigationProperty, related) => next(expanded(state, navigationProperty, related)),
    where: (condition) => next({ filter: filtered(state.table, state.filter, condition) }),
    orderBy: (column, direction) => next(ordered(state, column, direction)),
    top: (count) => next({ top: positive('top', count, Number.MAX_SAFE_INTEGER) }),
    pageSize: (count) => next({ pageSize: positive('pageSize', count, MAX_PAGE_SIZE) }),
    withCount: () => next({ withCount: true }),
    async all(options) {
      const rows: Row[] = []
      for await (const page of pages(options)) for (const row of page.rows) rows.push(row)
      return rows
    },
    async first(options) {
      const { pageSize: _, ...rest } = state
      for await (const { rows } of readPages(send, { ...rest, top: 1 }, options?.signal)) if (rows[0]) return rows[0]
      return undefined
    },
    async single(options) {
      const { pageSize: _, ...rest } = state
      const found: Row[] = []
      for await (const { rows } of readPages(send, { ...rest, top: 2 }, options?.signal)) found.push(...rows)
      const [row, other] = found
      if (row === undefined || other !== undefined) throw notSingle(queryPath(state), row !== undefined)
      return row
    },
    count: async (options) => countRows(send, state, options?.signal),
    groupBy: (...columns) => createGroupedQuery(send, groupedState(state, columns)),
    aggregate: (aggregates) => createGroupedQuery(send, groupedState(state, [])).aggregate(aggregates),
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.rows
    },
    toRequest: () => send.build(queryRequest(state)),
    toString: () => queryPath(state),
  } satisfies QueryBuilder)
}

/** @throws TypeError when something was asked for that a group does not have. */
function groupedState(state: QueryState, groupBy: readonly string[]): GroupedState {
  const { entitySet, table, filter, select, expand, orderby, top } = state
  if (select !== undefined || expand.length > 0 || orderby.length > 0 || top !== undefined) {
    throw new TypeError(
      'Groups take where only: select, expand, orderBy and top are of rows, which are gone once grouped.',
    )
  }
  return { entitySet, ...(table && { table }), ...(filter && { filter }), groupBy: [...groupBy], aggregates: [] }
}

function createExpand(state: ExpandState): ExpandBuilder {
  const next = (change: Partial<ExpandState>): ExpandBuilder => createExpand({ ...state, ...change })
  return Object.freeze({
    state,
    select: (...columns) => next(selected(state, columns)),
    formatted: (...columns) => next(formatted(state, columns)),
    expand: (navigationProperty, related) => next(expanded(state, navigationProperty, related)),
    where: (condition) => next({ filter: filtered(state.table, state.filter, condition) }),
    orderBy: (column, direction) => next(ordered(state, column, direction)),
    top: (count) => next({ top: positive('top', count, MAX_PAGE_SIZE) }),
  } satisfies ExpandBuilder)
}

function selected(state: RowState, columns: readonly string[]): Pick<RowState, 'select'> {
  for (const name of columns) selectedProperty(state.table, name)
  return { select: [...new Set([...(state.select ?? state.formatted ?? []), ...columns])] }
}

/** A value is formatted where it is read, so what is formatted is selected. */
function formatted(state: RowState, columns: readonly string[]): Pick<RowState, 'select' | 'formatted'> {
  const { select } = selected(state, columns)
  return { ...(state.select && { select }), formatted: [...new Set([...(state.formatted ?? []), ...columns])] }
}

function expanded(state: RowState, name: string, related?: Related): Pick<RowState, 'expand'> {
  const empty = createExpand({ ...expandTarget(state.table, name), expand: [], orderby: [] })
  const built = related === undefined ? empty : related(empty)
  const others = state.expand.filter((item) => item.name !== name)
  return { expand: [...others, built.state] }
}

function filtered(table: TableDefinition | undefined, filter: Expression | undefined, where: unknown): Expression {
  const expression = expressionOf(typeof where === 'function' ? where(filterRow(table)) : where)
  if (filter === undefined) return expression
  return { kind: 'and', operands: [...operandsOf(filter), ...operandsOf(expression)] }
}

function operandsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'and' ? expression.operands : [expression]
}

function ordered<State extends Pick<QueryState, 'table' | 'orderby'>>(
  state: State,
  column: string,
  direction: Direction = 'asc',
): Pick<State, 'orderby'> {
  const segments = [selectedProperty(state.table, column)]
  return { orderby: [...state.orderby, { expression: { kind: 'path', segments }, direction }] }
}
