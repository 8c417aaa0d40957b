import { printETag, printQueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { follow } from '../query/column-path.ts'
import type { ExpandPlan } from '../query/expand.ts'
import { printSkip } from '../query/page-cookie.ts'
import { relatedRows } from '../query/related-rows.ts'
import { filterRows, maximumPage, orderRows } from '../query/relation.ts'
import type { Selection } from '../query/select.ts'
import type { Column, Table } from '../schema/table.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'
import {
  type AnnotationFilter,
  annotationFilter,
  associatedNavigationProperty,
  formattedValue,
  lookupLogicalName,
} from './annotation-filter.ts'
import { formatValue } from './formatted-value.ts'

/** A JSON object under way to the wire. */
export type JsonObject = Record<string, unknown>

export interface RowShape {
  readonly table: Table
  readonly selection: Selection
  readonly expands: readonly ExpandPlan[]
}

/** Whether the answer is about one row or many: expanded rows differ in their etags and links (reference 20). */
export type AnswerKind = 'single' | 'collection'

/** Makes JSON of rows of one shape. */
export function createRowRenderer(exchange: Exchange, shape: RowShape, kind: AnswerKind): (row: Row) => JsonObject {
  const annotations = annotationFilter(exchange.preferences)
  const wanted = wantedAnnotations(annotations)
  const nested = shape.expands.some((plan) => plan.expands.length > 0)
  return (row) => {
    const json: JsonObject = { ...typeMark(exchange, shape.table, row), '@odata.etag': etagOf(row) }
    for (const column of shape.selection.columns) writeCell(exchange, wanted, json, column, row)
    for (const plan of shape.expands)
      writeExpand(exchange, wanted, json, { plan, row, kind, nested, table: shape.table })
    return json
  }
}

export const etagOf = (row: Row): string => printETag(Number(row['versionnumber'] ?? 0))

interface WantedAnnotations {
  readonly any: boolean
  readonly formatted: boolean
  readonly lookupName: boolean
  readonly navigation: boolean
}

function wantedAnnotations(filter: AnnotationFilter): WantedAnnotations {
  const formatted = filter(formattedValue)
  const lookupName = filter(lookupLogicalName)
  const navigation = filter(associatedNavigationProperty)
  return { any: formatted || lookupName || navigation, formatted, lookupName, navigation }
}

/** A row whose declared type is abstract says its own. */
export function typeMark(exchange: Exchange, declared: Table, row: Row): JsonObject {
  if (!declared.type.abstract) return {}
  const actual = actualTable(exchange, declared, row)
  return actual ? { '@odata.type': `#${actual.qualifiedName}` } : {}
}

/** The table that a row of an abstract type is in. */
function actualTable(exchange: Exchange, declared: Table, row: Row): Table | undefined {
  const { store, schema } = exchange.scan
  const id = String(row[declared.key] ?? '')
  const name = declared.concrete.find((candidate) => store.table(candidate).get(id) !== undefined)
  return name === undefined ? undefined : schema.table(name)
}

function writeCell(exchange: Exchange, wanted: WantedAnnotations, json: JsonObject, column: Column, row: Row): void {
  const { name } = column
  const value: Value = row[name] ?? null
  if (wanted.any && value !== null) annotate(exchange, wanted, json, column, row, value)
  json[name] = value
}

function annotate(
  exchange: Exchange,
  wanted: WantedAnnotations,
  json: JsonObject,
  column: Column,
  row: Row,
  value: Value,
): void {
  const { name } = column
  if (column.type === 'lookup') {
    const type = row[lookupTypeOf(name)]
    const navigation = typeof type === 'string' ? column.targets.get(type) : undefined
    if (wanted.navigation && navigation !== undefined) json[`${name}@${associatedNavigationProperty}`] = navigation
    if (wanted.lookupName && typeof type === 'string') json[`${name}@${lookupLogicalName}`] = type
  }
  if (!wanted.formatted) return
  const text = formatValue(column, value, row, exchange.scan)
  if (text !== undefined) json[`${name}@${formattedValue}`] = text
}

interface ExpandTask {
  readonly plan: ExpandPlan
  readonly row: Row
  readonly table: Table
  readonly kind: AnswerKind
  /** Whether any expand of the query has an expand of its own. */
  readonly nested: boolean
}

function writeExpand(exchange: Exchange, wanted: WantedAnnotations, json: JsonObject, task: ExpandTask): void {
  const { plan, row } = task
  const { navigation } = plan
  if (navigation.kind !== 'lookup') {
    writeCollection(exchange, wanted, json, task)
    return
  }
  const found = follow(row, navigation, plan.target, exchange.scan)
  if (plan.ref) {
    const column = task.table.columns.get(navigation.property)
    if (column) writeCell(exchange, wanted, json, column, row)
    json[navigation.name] = found ? { '@odata.id': rowUrl(exchange, plan.target, found) } : null
    return
  }
  json[navigation.name] = found ? renderExpanded(exchange, wanted, task, found, task.kind === 'single') : null
}

function writeCollection(exchange: Exchange, wanted: WantedAnnotations, json: JsonObject, task: ExpandTask): void {
  const { plan, row, table, kind, nested } = task
  const { navigation } = plan
  if (navigation.kind === 'lookup') return
  const related = relatedRows(table, row, navigation, exchange.scan)
  const matched = plan.predicate ? filterRows(related, plan.predicate, exchange.scan) : related
  const ordered = plan.sortKeys.length > 0 ? orderRows(matched, plan.sortKeys, exchange.scan) : matched
  const limit = nested ? Math.min(exchange.preferences.maxPageSize ?? maximumPage, maximumPage) : maximumPage
  const shown = ordered.slice(0, Math.min(plan.top ?? limit, limit))
  const single = kind === 'collection' && !nested
  json[navigation.name] = shown.map((child) => {
    const rendered = renderExpanded(exchange, wanted, task, child, kind === 'single' || single)
    const foreignKey = navigation.kind === 'collection' ? plan.target.columns.get(navigation.property) : undefined
    if (single && foreignKey) writeCell(exchange, wanted, rendered, foreignKey, child)
    return rendered
  })
  if (kind === 'single') return
  if (single) json[`${navigation.name}@odata.nextLink`] = collectionUrl(exchange, task)
  else if (shown.length < ordered.length && plan.top === undefined) {
    const key = plan.target.key
    const cookie = printSkip(
      { keys: [], key },
      1,
      shown.map((child) => [child]),
      exchange.scan,
    )
    json[`${navigation.name}@odata.nextLink`] = collectionUrl(exchange, task, cookie)
  }
}

/** The collection by itself, with the options it was expanded with. */
function collectionUrl(exchange: Exchange, { plan, row, table }: ExpandTask, skiptoken?: string): string {
  const actual = table.type.abstract ? (actualTable(exchange, table, row) ?? table) : table
  const options = printQueryOptions(skiptoken === undefined ? plan.options : { ...plan.options, skiptoken })
  return `${rowUrl(exchange, actual, row)}/${plan.navigation.name}?${options.replace(/^\?/, '')}`
}

function renderExpanded(
  exchange: Exchange,
  wanted: WantedAnnotations,
  task: ExpandTask,
  row: Row,
  withEtag: boolean,
): JsonObject {
  const { plan } = task
  const json: JsonObject = typeMark(exchange, plan.target, row)
  if (withEtag) json['@odata.etag'] = etagOf(row)
  for (const column of plan.selection.columns) writeCell(exchange, wanted, json, column, row)
  for (const inner of plan.expands) {
    writeExpand(exchange, wanted, json, { ...task, plan: inner, row, table: plan.target })
  }
  return json
}

/** `{root}/accounts(g)` */
export function rowUrl(exchange: Exchange, table: Table, row: Row): string {
  const actual = table.type.abstract ? (actualTable(exchange, table, row) ?? table) : table
  return `${exchange.root}/${actual.set ?? table.name}(${String(row[table.key])})`
}
