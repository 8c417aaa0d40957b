import type { Expression, TableDefinition } from '@dynamics-kit/odata'
import { expressionOf, filterRow } from '../filter/filter-row.ts'
import type { Send } from '../http/send.ts'
import type { Row } from '../row/decode-row.ts'
import type { AnyAggregate } from './aggregate.ts'
import { createGroupedQuery } from './create-grouped-query.ts'
import type { GroupedQueryBuilder, GroupedState } from './create-grouped-query.ts'
import { explained } from '../errors/explained.ts'
import { AS_OPERATION } from '../operation/as-operation.ts'
import type { Operation } from '../operation/operation.ts'
import { signalOf } from '../operation/signal-of.ts'
import { positive } from './positive.ts'
import { iterateRows } from './iterate-rows.ts'
import { pageReader, readPages, takenPageReader } from './read-pages.ts'
import { queryPath, queryRequest } from './query-request.ts'
import { expandTarget, MAX_PAGE_SIZE, selectedProperty } from './query-state.ts'
import type { ExpandState, QueryState, RowState } from './query-state.ts'
import type { OperationOptions, Page } from './query.ts'
import type { ValueOptions } from '../types/values.ts'
import { knownOptions, OPERATION } from '../known-options.ts'
import { part } from '../lazy.ts'

type Direction = 'asc' | 'desc'
type Related = (related: ExpandBuilder) => ExpandBuilder

/** {@link Query} without its types: what it does is the same for every table. */
export interface QueryBuilder extends AsyncIterable<Row> {
  select(...columns: readonly string[]): QueryBuilder
  formatted(...columns: readonly string[]): QueryBuilder
  values(options: ValueOptions): QueryBuilder
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

/** A query over a state that never changes; every call makes the next one. */
export function createQuery(send: Send, state: QueryState): QueryBuilder {
  return new TableQuery(send, state)
}

/** A class, because queries are made by the thousand and methods are shared. */
class TableQuery implements QueryBuilder {
  readonly #send: Send
  readonly #state: QueryState

  constructor(send: Send, state: QueryState) {
    this.#send = send
    this.#state = state
  }

  #with(change: Partial<QueryState>): QueryBuilder {
    return new TableQuery(this.#send, { ...this.#state, ...change })
  }

  select(...columns: readonly string[]): QueryBuilder {
    return this.#with(selected(this.#state, columns))
  }

  formatted(...columns: readonly string[]): QueryBuilder {
    return this.#with(formatted(this.#state, columns))
  }

  values(options: ValueOptions): QueryBuilder {
    const { table, expand } = this.#state
    if (table === undefined)
      throw new TypeError('values takes a generated table: of a name no types of columns are known.')
    if (expand.length > 0) throw new TypeError('values goes before expand.')
    return this.#with({ values: { ...this.#state.values, ...options } })
  }

  expand(navigationProperty: string, related?: Related): QueryBuilder {
    return this.#with(expanded(this.#state, navigationProperty, related))
  }

  where(condition: unknown): QueryBuilder {
    return this.#with({ filter: filtered(this.#state.table, this.#state.filter, condition) })
  }

  orderBy(column: string, direction?: Direction): QueryBuilder {
    return this.#with(ordered(this.#state, column, direction))
  }

  top(count: number): QueryBuilder {
    return this.#with({ top: positive('top', count, Number.MAX_SAFE_INTEGER) })
  }

  pageSize(count: number): QueryBuilder {
    return this.#with({ pageSize: positive('pageSize', count, MAX_PAGE_SIZE) })
  }

  withCount(): QueryBuilder {
    return this.#with({ withCount: true })
  }

  async all(options?: OperationOptions): Promise<Row[]> {
    return this.#rows(this.#state, options)
  }

  async first(options?: OperationOptions): Promise<Row | undefined> {
    const [row] = await this.#rows(withTop(this.#state, 1), options)
    return row
  }

  async single(options?: OperationOptions): Promise<Row> {
    const [row, other] = await this.#rows(withTop(this.#state, 2), options)
    if (row !== undefined && other === undefined) return row
    const asked = { method: 'GET', path: queryPath(this.#state) }
    throw await explained(
      row === undefined
        ? { code: 'not-found', problem: 'no row matches', ...asked }
        : { code: 'not-single', problem: 'several rows match, and one was wanted', ...asked },
    )
  }

  async count(options?: OperationOptions): Promise<number> {
    const { countRows } = await part(import('./count-rows.ts'))
    return countRows(this.#send, this.#state, endOf(options))
  }

  groupBy(...columns: readonly string[]): GroupedQueryBuilder {
    return createGroupedQuery(this.#send, groupedState(this.#state, columns))
  }

  aggregate(aggregates: Readonly<Record<string, AnyAggregate>>): GroupedQueryBuilder {
    return createGroupedQuery(this.#send, groupedState(this.#state, [])).aggregate(aggregates)
  }

  pages(options?: OperationOptions): AsyncGenerator<Page<Row>, void> {
    return readPages(this.#send, this.#state, endOf(options))
  }

  [Symbol.asyncIterator](): AsyncIterator<Row, void> {
    const leaving = new AbortController()
    return iterateRows(takenPageReader(this.#send, this.#state, leaving.signal), () => leaving.abort())
  }

  /** As one operation, for batches: further pages are fetched when it is read. */
  [AS_OPERATION](): Operation<Row[]> {
    const state = this.#state
    return {
      request: queryRequest(state),
      read: async (response, send) => collected(pageReader(send, state, undefined, response)),
    }
  }

  toRequest(): Request {
    return this.#send.build(queryRequest(this.#state))
  }

  toString(): string {
    return queryPath(this.#state)
  }

  async #rows(state: QueryState, options: OperationOptions | undefined): Promise<Row[]> {
    return collected(pageReader(this.#send, state, endOf(options)))
  }
}

/** When reading ends before its time. */
function endOf(options: OperationOptions = {}): AbortSignal | undefined {
  knownOptions('a query', options, OPERATION)
  return signalOf(options).signal
}

/** The rows of all pages. */
async function collected(next: () => Promise<Page<Row> | undefined>): Promise<Row[]> {
  const page = await next()
  if (page === undefined) return []
  const { rows } = page
  for (let more = await next(); more !== undefined; more = await next()) for (const row of more.rows) rows.push(row)
  return rows
}

/** So many rows at most, in one page. */
function withTop(state: QueryState, top: number): QueryState {
  const { pageSize: _, ...rest } = state
  return { ...rest, top }
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
  const { values } = state
  const empty = createExpand({ ...expandTarget(state.table, name), ...(values && { values }), expand: [], orderby: [] })
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
  if (direction !== 'asc' && direction !== 'desc') throw new TypeError("orderBy takes 'asc' or 'desc'.")
  return { orderby: [...state.orderby, { expression: { kind: 'path', segments }, direction }] }
}
