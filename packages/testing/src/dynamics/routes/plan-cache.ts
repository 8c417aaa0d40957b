import { parseQueryOptions, type QueryOptions } from '@dynamics-kit/odata'
import { compileFetch, type FetchPlan, readFetch } from '../fetchxml/fetch-plan.ts'
import { compilePlan, type QueryPlan } from '../query/plan.ts'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'

/**
 * Queries that were asked lately, read and compiled. Programs ask the same again and again; a plan knows the tables and no rows,
 * and a table whose definition changed is another table.
 */
export interface PlanCache {
  /** The query options of a URL: `?$select=name`. */
  options(search: string): QueryOptions
  plan(schema: Schema, table: Table, options: QueryOptions): QueryPlan
  fetchPlan(schema: Schema, table: Table, text: string): FetchPlan
  /** The JSON of rows as a plan shows them: rows never change. */
  texts(plan: QueryPlan): PlanTexts
}

interface PlanTexts {
  readonly ofRows: WeakMap<Row, string>
  /** The last answer. */
  last?: { readonly before: string; readonly after: string; readonly rows: readonly Row[]; readonly body: string }
}

/** Queries remembered; the oldest leaves first. */
const capacity = 200
/** Longest text that is remembered, in characters. */
const longest = 4000

export function createPlanCache(): PlanCache {
  const options = new Map<string, QueryOptions>()
  const fetches = new Map<string, { readonly table: Table; readonly plan: FetchPlan }>()
  const plans = new WeakMap<QueryOptions, { readonly table: Table; readonly plan: QueryPlan }>()
  const texts = new WeakMap<QueryPlan, PlanTexts>()
  return {
    options(search) {
      const known = options.get(search)
      if (known) return known
      const parsed = parseQueryOptions(search)
      remember(options, search, parsed)
      return parsed
    },
    plan(schema, table, asked) {
      const known = plans.get(asked)
      if (known?.table === table) return known.plan
      const plan = compilePlan(schema, table, asked)
      plans.set(asked, { table, plan })
      return plan
    },
    fetchPlan(schema, table, text) {
      const known = fetches.get(text)
      if (known?.table === table) return known.plan
      const plan = compileFetch(schema, table, readFetch(text))
      remember(fetches, text, { table, plan })
      return plan
    },
    texts(plan) {
      let known = texts.get(plan)
      if (!known) {
        known = { ofRows: new WeakMap() }
        texts.set(plan, known)
      }
      return known
    },
  }
}

function remember<Value>(known: Map<string, Value>, text: string, value: Value): void {
  if (text.length > longest) return
  known.set(text, value)
  const [oldest] = known.keys()
  if (known.size > capacity && oldest !== undefined) known.delete(oldest)
}
