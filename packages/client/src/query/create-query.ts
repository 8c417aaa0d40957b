import { joined } from '../filter/joined.ts'
import { plainFilter } from '../filter/plain-filter.ts'
import type { Send } from '../http/send.ts'
import type { Row } from '../row/decode-row.ts'
import type { AnyAggregate } from './aggregate.ts'
import type { GroupedQueryBuilder } from './create-grouped-query.ts'
import { deferredKind, iterateLater } from './deferred-query.ts'
import type { DeferredKind } from './deferred-query.ts'
import type { Related } from './expands.ts'
import { formatted, ordered, selected } from './narrowing.ts'
import type { Direction } from './narrowing.ts'
import { explained } from '../errors/explained.ts'
import { AS_OPERATION } from '../operation/as-operation.ts'
import type { Operation } from '../operation/operation.ts'
import { signalOf } from '../operation/signal-of.ts'
import { positive } from './positive.ts'
import { pageReader } from './read-pages.ts'
import { queryPath, queryRequest } from './query-request.ts'
import { MAX_PAGE_SIZE } from './query-state.ts'
import type { QueryState } from './query-state.ts'
import type { OperationOptions, Page } from './query.ts'
import type { ValueOptions } from '../types/values.ts'
import { knownOptions, OPERATION } from '../known-options.ts'
import { part } from '../lazy.ts'

/** {@link Query} without its types: what it does is the same for every table. */
export interface QueryBuilder extends AsyncIterable<Row> {
  select(...columns: readonly string[]): QueryBuilder
  formatted(...columns: readonly string[]): QueryBuilder
  values(options: ValueOptions): QueryBuilder
  expand(navigationProperty: string, related?: Related): object
  where(condition: unknown): object
  orderBy(column: string, direction?: Direction): QueryBuilder
  top(count: number): QueryBuilder
  pageSize(count: number): QueryBuilder
  withCount(): QueryBuilder
  all(options?: OperationOptions): Promise<Row[]>
  first(options?: OperationOptions): Promise<Row | undefined>
  single(options?: OperationOptions): Promise<Row>
  count(options?: OperationOptions): Promise<number>
  groupBy(...columns: readonly string[]): object
  aggregate(aggregates: Readonly<Record<string, AnyAggregate>>): object
  pages(options?: OperationOptions): AsyncIterable<Page<Row>>
  toRequest(): Promise<Request>
}

const deferredGroups = deferredKind({ chain: 'aggregate' })

/** Makes queries with the methods of {@link QueryBuilder}. */
export const deferredQuery: DeferredKind = deferredKind({
  chain: 'select formatted values expand where orderBy top pageSize withCount',
  groups: ['groupBy aggregate', deferredGroups],
  reads: 'first single count',
})

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

  expand(navigationProperty: string, related?: Related): object {
    return deferredQuery(async () => {
      const { expanded } = await part(import('./expands.ts'))
      return this.#with(expanded(this.#state, navigationProperty, related))
    })
  }

  where(condition: unknown): object {
    const { table, filter } = this.#state
    const plain = table === undefined ? plainFilter(condition) : undefined
    if (plain !== undefined)
      return this.#with({ filter: filter === undefined ? plain : joined('and', [filter, plain]) })
    return deferredQuery(async () => {
      const { filtered, printAnyExpression } = await this.#send.decoders.full()
      return this.#with({ filter: filtered(table, filter, condition), printFilter: printAnyExpression })
    })
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

  groupBy(...columns: readonly string[]): object {
    return deferredGroups(async () => {
      const { createGroupedQuery } = await part(import('./create-grouped-query.ts'))
      return createGroupedQuery(this.#send, this.#state, columns)
    })
  }

  aggregate(aggregates: Readonly<Record<string, AnyAggregate>>): object {
    return (this.groupBy() as GroupedQueryBuilder).aggregate(aggregates)
  }

  pages(options?: OperationOptions): AsyncIterable<Page<Row>> {
    return iterateLater(async () =>
      (await part(import('./stream-rows.ts'))).readPages(this.#send, this.#state, endOf(options)),
    )
  }

  [Symbol.asyncIterator](): AsyncIterator<Row, void> {
    return iterateLater(async () => (await part(import('./stream-rows.ts'))).streamRows(this.#send, this.#state))
  }

  /** As one operation, for batches: further pages are fetched when it is read. */
  [AS_OPERATION](): Operation<Row[]> {
    const state = this.#state
    return {
      request: queryRequest(state),
      read: async (response, send) => collected(pageReader(send, state, undefined, response)),
    }
  }

  async toRequest(): Promise<Request> {
    return this.#send.build(queryRequest(this.#state))
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
