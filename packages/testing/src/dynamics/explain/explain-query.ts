import { parsePath, type QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { rowPage, scopePage } from '../fetchxml/fetch-page.ts'
import type { FetchPlan } from '../fetchxml/fetch-plan.ts'
import { compileApply, type GroupPlan } from '../query/aggregate.ts'
import { groupRelation } from '../query/group-rows.ts'
import type { QueryPlan } from '../query/plan.ts'
import { type Relation, runRelation, seekRows } from '../query/relation.ts'
import { runPage } from '../query/run.ts'
import type { Scan, Scope } from '../query/scan.ts'
import { foundScopes } from '../routes/fetch-handlers.ts'
import { queryText } from '../routes/predefined-query.ts'
import { type Collection, pageSizeOf, sourceOf, tableOf } from '../routes/set-handlers.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { findRow, readRowKey, type RowKey } from '../write/row-key.ts'
import type { ExplainedRow, ExplainedStep } from './explanation.ts'
import { sourceText, type Stage, stagesOf } from './stages.ts'
import { toldValue } from './told-value.ts'

/** How a query finds its rows. */
export interface ExplainedQuery {
  readonly steps: readonly ExplainedStep[]
  readonly row?: ExplainedRow
}

/** A query compiled, and what of all that it finds is answered. */
interface Question {
  readonly relation: Relation
  /** All that is found, in the order of the answer. */
  found(): readonly Scope[]
  /** What of it is answered. */
  answered(): readonly Scope[]
  /** `$top=10`, `page size 50`, … */
  readonly paging: string
  readonly isDistinct: boolean
  readonly groups: { readonly plan: GroupPlan; readonly limit: number | undefined } | undefined
}

/** @throws Fault where the query is refused, TypeError where `row` names no row of the table */
export function explainQuery(
  exchange: Exchange,
  collection: Collection,
  options: QueryOptions,
  { isCount, row }: { readonly isCount: boolean; readonly row: string | undefined },
): ExplainedQuery {
  const { scan } = exchange
  const table = tableOf(collection)
  const source = sourceOf(exchange, collection)
  const question = questionOf(exchange, table, options, source)
  const { relation } = question
  const origin = sourceText(relation, collectionName(collection))
  const stages = stagesOf(relation, scan)
  const begin = source ?? (relation.seek ? seekRows(table, relation.seek, scan) : allRows(table, scan))
  const steps = [
    { ...origin, rows: begin.length },
    ...countedSteps(stages, begin),
    ...laterSteps(question, scan, source, isCount),
  ]
  if (row === undefined) return { steps }
  const key = keyNamed(table, row)
  return { steps, row: explainRow({ question, stages, steps, begin, isCount }, table, key, scan) }
}

const collectionName = (collection: Collection): string | undefined =>
  collection.kind === 'set'
    ? undefined
    : `${collection.navigation.name} of ${collection.table.name} ${String(collection.row[collection.table.key])}`

const allRows = (table: Table, { store }: Scan): readonly Row[] =>
  table.concrete.flatMap((name): readonly Row[] => store.table(name).rows())

function questionOf(
  exchange: Exchange,
  table: Table,
  options: QueryOptions,
  source: readonly Row[] | undefined,
): Question {
  const { scan, preferences } = exchange
  const { plans } = exchange.organization
  const fetchXml = queryText(exchange, table, options)
  if (fetchXml !== undefined) {
    return fetchQuestion(plans.fetchPlan(scan.schema, table, fetchXml), preferences.maxPageSize, scan, source)
  }
  if (options.apply) {
    const plan = compileApply(scan.schema, table, options.apply, options.aliases ?? {})
    return grouped(plan.rows, plan, undefined)
  }
  return urlQuestion(plans.plan(scan.schema, table, options), pageSizeOf(exchange, table), scan, source)
}

const grouped = (relation: Relation, plan: GroupPlan, limit: number | undefined): Question => ({
  relation,
  found: () => [],
  answered: () => [],
  paging: '',
  isDistinct: false,
  groups: { plan, limit },
})

const urlQuestion = (
  plan: QueryPlan,
  pageSize: number | undefined,
  scan: Scan,
  source: readonly Row[] | undefined,
): Question => ({
  relation: plan,
  found: () => runRelation(plan, scan, source),
  answered: () => runPage(plan, scan, pageSize, source).items.map((row) => [row]),
  paging: plan.top !== undefined && pageSize === undefined ? `$top=${plan.top}` : `page size ${pageSize ?? 5000}`,
  isDistinct: false,
  groups: undefined,
})

function fetchQuestion(
  plan: FetchPlan,
  pageSize: number | undefined,
  scan: Scan,
  source: readonly Row[] | undefined,
): Question {
  const { fetch, shows } = plan
  if (shows.kind === 'groups') return grouped(plan, shows.plan, fetch.aggregateLimit)
  const { top, count, distinct } = fetch
  const found = (): readonly Scope[] => foundScopes(plan, shows.columns, scan, source)
  const isSimple = distinct !== true && plan.joins.length === 0
  return {
    relation: plan,
    found,
    answered: () =>
      isSimple
        ? rowPage(plan, { pageSize, counts: false }, scan, source).items
        : scopePage(plan, found(), pageSize, scan).items,
    paging: top === undefined ? `page size ${count ?? pageSize ?? 5000}` : `top ${top}`,
    isDistinct: distinct === true,
    groups: undefined,
  }
}

function countedSteps(stages: readonly Stage[], begin: readonly Row[]): ExplainedStep[] {
  let scopes: readonly Scope[] = begin.map((row) => [row])
  return stages.map((stage) => {
    scopes = stage.apply(scopes)
    return { kind: stage.kind, text: stage.text, rows: scopes.length }
  })
}

function laterSteps(
  question: Question,
  scan: Scan,
  source: readonly Row[] | undefined,
  isCount: boolean,
): ExplainedStep[] {
  const { relation, groups, paging, isDistinct } = question
  if (groups) {
    const { plan, limit } = groups
    const names = plan.keys.map(({ name }) => name).join(', ')
    const rows = groupRelation(plan, relation, scan, source, limit).length
    return [{ kind: 'group', text: names === '' ? 'aggregate all' : `group by ${names}`, rows }]
  }
  const found = question.found()
  const rows = found.length
  const sort = relation.sortKeys.map(({ name, descending }) => (descending ? `${name} desc` : name)).join(', ')
  const steps: ExplainedStep[] = []
  if (isDistinct) steps.push({ kind: 'distinct', text: 'distinct', rows })
  if (isCount) return [...steps, { kind: 'count', text: 'count', rows }]
  if (sort !== '') steps.push({ kind: 'sort', text: `sort by ${sort}`, rows })
  const answered = question.answered().length
  if (answered < rows) steps.push({ kind: 'page', text: `page: ${paging}`, rows: answered })
  return steps
}

function keyNamed(table: Table, row: string): RowKey {
  try {
    return readRowKey(table, parsePath(`rows(${row})`)[0]?.arguments ?? [])
  } catch (error) {
    const keys = table.alternateKeys.map(({ properties }) => properties.map((name) => `${name}='…'`).join(','))
    const others = keys.length > 0 ? `, or ${keys.join(' or ')}` : ''
    throw new TypeError(
      `explain: row: '${row}' is no key of ${table.name}; give its ${table.key}${others}, as it stands in the brackets of a URL.`,
      { cause: error },
    )
  }
}

interface Found {
  readonly question: Question
  readonly stages: readonly Stage[]
  readonly steps: readonly ExplainedStep[]
  readonly begin: readonly Row[]
  readonly isCount: boolean
}

function explainRow(
  { question, stages, steps, begin, isCount }: Found,
  table: Table,
  key: RowKey,
  scan: Scan,
): ExplainedRow {
  const found = findRow(scan, table, key)
  if (!found) return absentRow(table, key, scan)
  const id = String(found.row[found.table.key])
  const about = { table: found.table.name, id }
  const [first] = steps
  const isSame = (row: Row | undefined): boolean => row !== undefined && String(row[found.table.key]) === id
  if (!begin.some(isSame)) {
    const { seek } = question.relation
    const reasons = seek
      ? [`${seek.property} is ${toldValue(found.row[seek.property] ?? null)}`]
      : ['it is none of them']
    return { ...about, isInAnswer: false, ...(first ? { removedBy: first } : {}), reasons }
  }
  let scopes: readonly Scope[] = [[found.row]]
  for (const [index, stage] of stages.entries()) {
    const left = stage.apply(scopes)
    if (left.length === 0) {
      const removedBy = steps[index + 1]
      const reasons = [...new Set(scopes.slice(0, 3).flatMap((scope) => stage.reasons(scope)))]
      return { ...about, isInAnswer: false, ...(removedBy ? { removedBy } : {}), reasons }
    }
    scopes = left
  }
  if (question.groups) {
    const { keys } = question.groups.plan
    const group = keys.map(({ name, get }) => `${name} = ${toldValue(get(scopes[0] ?? [], scan) ?? null)}`).join(', ')
    return {
      ...about,
      isInAnswer: true,
      reasons: [group === '' ? 'it is counted' : `it is counted in the group ${group}`],
    }
  }
  return isCount
    ? { ...about, isInAnswer: true, reasons: ['it is counted'] }
    : placedRow(question, steps, about, isSame)
}

/** Where a row that is found stands, and whether that is in the answer. */
function placedRow(
  question: Question,
  steps: readonly ExplainedStep[],
  about: Pick<ExplainedRow, 'table' | 'id'>,
  isSame: (row: Row | undefined) => boolean,
): ExplainedRow {
  const all = question.found()
  const answered = question.answered()
  const isAnswered = answered.some(([row]) => isSame(row))
  const place = all.findIndex(([row]) => isSame(row))
  if (place < 0) {
    const removedBy = steps.find(({ kind }) => kind === 'distinct')
    const reasons = question.isDistinct ? ['another row shows the same values'] : []
    return { ...about, isInAnswer: false, ...(removedBy ? { removedBy } : {}), reasons }
  }
  const position = `it is row ${place + 1} of the ${all.length} that are found`
  if (isAnswered) return { ...about, isInAnswer: true, reasons: [position] }
  const [first] = answered
  const from = first ? all.findIndex(([row]) => row !== undefined && row === first[0]) : 0
  const removedBy = steps.find(({ kind }) => kind === 'page')
  const shown =
    answered.length === 0 ? 'the page has none' : `the page has rows ${from + 1} to ${from + answered.length}`
  return { ...about, isInAnswer: false, ...(removedBy ? { removedBy } : {}), reasons: [`${position}, and ${shown}`] }
}

/** A row that the table does not have. */
export function absentRow(table: Table, key: RowKey, scan: Scan): ExplainedRow {
  if (key.kind === 'alternate') {
    const values = Object.entries(key.values).map(([name, value]) => `${name} ${toldValue(value)}`)
    return { table: table.name, isInAnswer: false, reasons: [`no ${table.name} has ${values.join(' and ')}`] }
  }
  const { id } = key
  const wasDeleted = table.concrete.some((name) => scan.store.deletedSince(name, 0).includes(id))
  const other = scan.schema.names.find((name) => scan.store.table(name).get(id) !== undefined)
  const reason = wasDeleted
    ? 'it was deleted'
    : other === undefined
      ? 'no row of any table has this id'
      : `no ${table.name} has this id; a row of ${other} has it`
  return { table: table.name, id, isInAnswer: false, reasons: [reason] }
}
