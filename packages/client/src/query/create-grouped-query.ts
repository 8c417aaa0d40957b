import { printQueryOptions } from '@dynamics-kit/odata'
import type { AggregateExpression, Expression, TableDefinition, Transformation } from '@dynamics-kit/odata'
import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import { isColumnName } from '../row/column-name.ts'
import type { Row } from '../row/decode-row.ts'
import type { AnyAggregate } from './aggregate.ts'
import { annotations, preferHeader } from './query-request.ts'
import { selectedProperty } from './query-state.ts'
import type { QueryState, RowState } from './query-state.ts'
import { readGroups } from './read-groups.ts'
import type { OperationOptions } from './query.ts'

/** What is grouped and made. */
interface GroupedState {
  readonly entitySet: string
  readonly table?: TableDefinition
  readonly filter?: Expression
  readonly groupBy: readonly string[]
  readonly aggregates: readonly (readonly [name: string, aggregate: AnyAggregate])[]
}

/** {@link GroupedQuery} without its types. */
export interface GroupedQueryBuilder {
  aggregate(aggregates: Readonly<Record<string, AnyAggregate>>): GroupedQueryBuilder
  all(options?: OperationOptions): Promise<Row[]>
  toRequest(): Promise<Request>
}

/**
 * The rows of a query in groups.
 *
 * @throws TypeError when the query says more than which rows they are.
 */
export function createGroupedQuery(send: Send, query: QueryState, groupBy: readonly string[]): GroupedQueryBuilder {
  const { entitySet, table, filter, select, expand, orderby, top } = query
  if (select !== undefined || expand.length > 0 || orderby.length > 0 || top !== undefined)
    throw new TypeError(
      'Groups take where only: select, expand, orderBy and top are of rows, which are gone once grouped.',
    )
  for (const name of groupBy) selectedProperty(table, name)
  return groupedQuery(send, { entitySet, ...(table && { table }), ...(filter && { filter }), groupBy, aggregates: [] })
}

function groupedQuery(send: Send, state: GroupedState): GroupedQueryBuilder {
  return Object.freeze({
    aggregate: (added) =>
      groupedQuery(send, {
        ...state,
        aggregates: [...state.aggregates, ...Object.entries(added).map((entry) => checked(state, entry))],
      }),
    async all(options) {
      const request = { ...groupedRequest(state), ...signalOf(options ?? {}) }
      const results = state.aggregates.map(([name]) => name)
      return readGroups(send, request, groupState(state), results)
    },
    toRequest: async () => send.build(groupedRequest(state)),
  } satisfies GroupedQueryBuilder)
}

function groupedRequest(state: GroupedState): ServiceRequest {
  return { method: 'GET', path: groupedPath(state), headers: preferHeader(annotations(groupState(state))) }
}

/** @throws TypeError for a name that is taken, or a column that the table does not have. */
function checked(state: GroupedState, [name, aggregate]: [string, AnyAggregate]): readonly [string, AnyAggregate] {
  if (!isColumnName(name)) throw new TypeError(`"${name}" is not a name for a result: letters, digits and underscores.`)
  const taken = [...state.groupBy, ...state.aggregates.map(([used]) => used)]
  if (taken.includes(name)) throw new TypeError(`The result "${name}" has the name of another column of the answer.`)
  if (aggregate.method !== 'count') selectedProperty(state.table, aggregate.column)
  return [name, aggregate]
}

/** `accounts?$apply=filter(statecode eq 0)/groupby((industrycode),aggregate(revenue with sum as total))` */
function groupedPath(state: GroupedState): string {
  const { entitySet, filter } = state
  const made = transformationOf(state)
  if (made === undefined) throw new TypeError('Say what to group by or what to aggregate.')
  const apply: readonly Transformation[] = filter === undefined ? [made] : [{ kind: 'filter', filter }, made]
  return `${entitySet}?${printQueryOptions({ apply })}`
}

function transformationOf({ table, groupBy, aggregates }: GroupedState): Transformation | undefined {
  const aggregate: Transformation | undefined =
    aggregates.length === 0
      ? undefined
      : { kind: 'aggregate', aggregates: aggregates.map(([alias, made]) => expressionOf(table, alias, made)) }
  if (groupBy.length === 0) return aggregate
  return {
    kind: 'groupby',
    properties: groupBy.map((name) => [selectedProperty(table, name)]),
    ...(aggregate && { apply: [aggregate] }),
  }
}

function expressionOf(
  table: TableDefinition | undefined,
  alias: string,
  { method, column }: AnyAggregate,
): AggregateExpression {
  if (method === 'count') return { kind: 'count', alias }
  return { kind: 'aggregate', path: [selectedProperty(table, column)], method, alias }
}

/** What of a group is read as a column. */
function groupState({ table, groupBy }: GroupedState): RowState {
  return { ...(table && { table }), select: groupBy, expand: [] }
}
