import type {
  FetchAttribute,
  FetchCondition,
  FetchFilter,
  FetchLinkEntity,
  FetchOrder,
  FetchSource,
} from './fetch-xml.ts'
import type { FetchValue, FetchXml } from './fetch-xml.ts'

/** What may stand in an attribute: any text, a whole number, `true`/`false`/`1`/`0`, or one of these words. */
export type AttributeContent = 'text' | 'integer' | 'boolean' | 'operator' | readonly string[]

/** An attribute as it is spelled, and what it holds. */
export interface AttributeDescription {
  readonly name: string
  readonly content: AttributeContent
  readonly required?: true
}

/** The attributes of one element by member of the tree; the order is the one they are printed in. */
export type AttributeTable = Readonly<Record<string, AttributeDescription>>

/** A description for each member that is an attribute: a member more or less does not compile. */
export type TableOf<Tree, Children extends keyof Tree = never> = {
  readonly [Member in Exclude<keyof Tree, Children | 'kind'>]-?: AttributeDescription
}

const text = (name: string): AttributeDescription => ({ name, content: 'text' })
const required = (name: string): AttributeDescription => ({ name, content: 'text', required: true })
const integer = (name: string): AttributeDescription => ({ name, content: 'integer' })
const boolean = (name: string): AttributeDescription => ({ name, content: 'boolean' })
const oneOf = (name: string, ...words: readonly string[]): AttributeDescription => ({ name, content: words })

const aggregateFunctions = ['count', 'countcolumn', 'sum', 'avg', 'min', 'max'] as const

/** Attributes of `<fetch>`. */
export const fetchAttributes: TableOf<FetchXml, 'entity' | 'orders'> = {
  version: text('version'),
  outputFormat: oneOf('output-format', 'xml-ado', 'xml-auto', 'xml-elements', 'xml-raw', 'xml-platform'),
  mapping: oneOf('mapping', 'internal', 'logical'),
  top: integer('top'),
  count: integer('count'),
  page: integer('page'),
  pagingCookie: text('paging-cookie'),
  returnTotalRecordCount: boolean('returntotalrecordcount'),
  distinct: boolean('distinct'),
  aggregate: boolean('aggregate'),
  aggregateLimit: integer('aggregatelimit'),
  useRawOrderBy: boolean('useraworderby'),
  dataSource: oneOf('datasource', 'retained'),
  lateMaterialize: boolean('latematerialize'),
  options: text('options'),
  noLock: boolean('no-lock'),
  minActiveRowVersion: boolean('min-active-row-version'),
  utcOffset: text('utc-offset'),
  userQueryId: text('userqueryid'),
}

/** Other spellings that are read: the schema's `latematerialize` has a hyphen in some documents. */
export const otherSpellings: Readonly<Record<string, string>> = { 'late-materialize': 'latematerialize' }

type SourceChildren = 'attributes' | 'allAttributes' | 'orders' | 'filters' | 'links'

/** Attributes of `<entity>`. */
export const entityAttributes: TableOf<FetchSource, SourceChildren> = {
  name: required('name'),
  enablePrefiltering: boolean('enableprefiltering'),
  prefilterParameterName: text('prefilterparametername'),
}

/** Attributes of `<link-entity>`. */
export const linkEntityAttributes: TableOf<FetchLinkEntity, SourceChildren> = {
  name: required('name'),
  from: text('from'),
  to: text('to'),
  linkType: oneOf(
    'link-type',
    'inner',
    'outer',
    'exists',
    'in',
    'matchfirstrowusingcrossapply',
    'any',
    'not any',
    'all',
    'not all',
  ),
  alias: text('alias'),
  intersect: boolean('intersect'),
  visible: boolean('visible'),
  enablePrefiltering: boolean('enableprefiltering'),
  prefilterParameterName: text('prefilterparametername'),
}

/** Attributes of `<attribute>`. */
export const attributeAttributes: TableOf<FetchAttribute> = {
  name: required('name'),
  alias: text('alias'),
  aggregate: oneOf('aggregate', ...aggregateFunctions),
  groupBy: boolean('groupby'),
  dateGrouping: oneOf('dategrouping', 'day', 'week', 'month', 'quarter', 'year', 'fiscal-period', 'fiscal-year'),
  distinct: boolean('distinct'),
  userTimeZone: boolean('usertimezone'),
  rowAggregate: oneOf('rowaggregate', 'CountChildren'),
  build: text('build'),
  addedBy: text('addedby'),
}

/** Attributes of `<order>`. */
export const orderAttributes: TableOf<FetchOrder> = {
  entityName: text('entityname'),
  attribute: text('attribute'),
  alias: text('alias'),
  descending: boolean('descending'),
}

/** Attributes of `<filter>`. */
export const filterAttributes: TableOf<FetchFilter, 'items'> = {
  type: oneOf('type', 'and', 'or'),
  hint: oneOf('hint', 'union'),
  isQuickFindFields: boolean('isquickfindfields'),
  overrideQuickFindRecordLimitEnabled: boolean('overridequickfindrecordlimitenabled'),
  overrideQuickFindRecordLimitDisabled: boolean('overridequickfindrecordlimitdisabled'),
}

/** Attributes of `<condition>`. */
export const conditionAttributes: TableOf<FetchCondition, 'values'> = {
  entityName: text('entityname'),
  attribute: required('attribute'),
  operator: { name: 'operator', content: 'operator', required: true },
  value: text('value'),
  valueof: text('valueof'),
  column: text('column'),
  alias: text('alias'),
  aggregate: oneOf('aggregate', ...aggregateFunctions),
  rowAggregate: oneOf('rowaggregate', 'CountChildren'),
  uiName: text('uiname'),
  uiType: text('uitype'),
  uiHidden: boolean('uihidden'),
}

/** Attributes of `<value>`. */
export const valueAttributes: TableOf<FetchValue, 'text'> = {
  uiName: text('uiname'),
  uiType: text('uitype'),
}
