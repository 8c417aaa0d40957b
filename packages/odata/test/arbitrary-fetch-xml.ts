import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import {
  conditionOperators,
  type ConditionOperator,
  type FetchAttribute,
  type FetchCondition,
  type FetchFilter,
  type FetchFilterItem,
  type FetchLinkEntity,
  type FetchOrder,
  type FetchSource,
  type FetchValue,
  type FetchXml,
} from '../src/index.ts'

/** Text that XML can hold, with what it escapes. */
const arbitraryXmlText: Arbitrary<string> = fc.oneof(
  fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", '\t', '\n', '\r', ' ', ']]>', '&lt;', 'é', '😀', '%', '{'),
  }),
  // oxlint-disable-next-line no-control-regex -- these are what XML cannot hold
  fc.string({ unit: 'grapheme' }).filter((text) => !/[\0-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(text)),
)

const name = fc.oneof(fc.constantFrom('account', 'name', '__proto__', 'constructor', ''), arbitraryXmlText)
const whole = fc.integer()
const linkType = fc.constantFrom(
  ...(['inner', 'outer', 'exists', 'in', 'matchfirstrowusingcrossapply', 'any', 'not any', 'all', 'not all'] as const),
)
const aggregate = fc.constantFrom(...(['count', 'countcolumn', 'sum', 'avg', 'min', 'max'] as const))
const operator = fc.constantFrom(...(Object.keys(conditionOperators) as ConditionOperator[]))

/** A record whose members beyond the required ones may be absent. */
function partly<Node extends object>(
  required: { readonly [Member in keyof Node]?: Arbitrary<Node[Member]> },
  optional: { readonly [Member in keyof Node]?: Arbitrary<Node[Member]> },
): Arbitrary<Node> {
  const model = { ...required, ...optional } as Record<string, Arbitrary<unknown>>
  return fc.record(model, { requiredKeys: Object.keys(required) }) as Arbitrary<unknown> as Arbitrary<Node>
}

const attribute = partly<FetchAttribute>(
  { name },
  {
    alias: name,
    aggregate,
    groupBy: fc.boolean(),
    dateGrouping: fc.constantFrom('day', 'week', 'month', 'quarter', 'year', 'fiscal-period', 'fiscal-year'),
    distinct: fc.boolean(),
    userTimeZone: fc.boolean(),
    rowAggregate: fc.constant('CountChildren'),
    build: name,
    addedBy: name,
  },
)

const order = partly<FetchOrder>({}, { attribute: name, alias: name, descending: fc.boolean(), entityName: name })

const value = partly<FetchValue>({ text: arbitraryXmlText }, { uiName: arbitraryXmlText, uiType: name })

const condition = partly<FetchCondition>(
  { kind: fc.constant('condition'), attribute: name, operator, values: fc.array(value, { maxLength: 3 }) },
  {
    value: arbitraryXmlText,
    valueof: name,
    entityName: name,
    column: name,
    alias: name,
    aggregate,
    rowAggregate: fc.constant('CountChildren'),
    uiName: arbitraryXmlText,
    uiType: name,
    uiHidden: fc.boolean(),
  },
)

const DEPTH = { maxDepth: 3, depthIdentifier: 'fetch' } as const

/** Up to two, and none when deep: an array alone would nest without end. */
function few<Item>(item: Arbitrary<Item>): Arbitrary<readonly Item[]> {
  return fc.oneof(DEPTH, fc.constant([]), fc.array(item, { minLength: 1, maxLength: 2, depthIdentifier: 'fetch' }))
}

const { filter, link } = fc.letrec<{ filter: FetchFilter; link: FetchLinkEntity; item: FetchFilterItem }>((tie) => ({
  item: fc.oneof({ ...DEPTH, withCrossShrink: true }, condition, tie('filter'), tie('link')),
  filter: partly<FetchFilter>(
    { kind: fc.constant('filter'), items: few(tie('item')) },
    {
      type: fc.constantFrom('and', 'or'),
      hint: fc.constant('union'),
      isQuickFindFields: fc.boolean(),
      overrideQuickFindRecordLimitEnabled: fc.boolean(),
      overrideQuickFindRecordLimitDisabled: fc.boolean(),
    },
  ),
  link: partly<FetchLinkEntity>(
    {
      kind: fc.constant('link-entity'),
      name,
      allAttributes: fc.boolean(),
      attributes: fc.array(attribute, { maxLength: 2 }),
      orders: fc.array(order, { maxLength: 2 }),
      filters: few(tie('filter')),
      links: few(tie('link')),
    },
    {
      from: name,
      to: name,
      alias: name,
      linkType,
      intersect: fc.boolean(),
      visible: fc.boolean(),
      enablePrefiltering: fc.boolean(),
      prefilterParameterName: name,
    },
  ),
}))

const entity = partly<FetchXml['entity']>(
  {
    kind: fc.constant('entity'),
    name,
    allAttributes: fc.boolean(),
    attributes: fc.array(attribute, { maxLength: 3 }),
    orders: fc.array(order, { maxLength: 2 }),
    filters: fc.array(filter, { maxLength: 2 }),
    links: fc.array(link, { maxLength: 2 }),
  } satisfies Partial<Record<keyof FetchSource | 'kind', unknown>>,
  { enablePrefiltering: fc.boolean(), prefilterParameterName: name },
)

/** Any tree, whether Dataverse would take it or not. */
export const arbitraryFetchXml: Arbitrary<FetchXml> = partly<FetchXml>(
  { entity, orders: fc.array(order, { maxLength: 1 }) },
  {
    top: whole,
    count: whole,
    page: whole,
    pagingCookie: arbitraryXmlText,
    returnTotalRecordCount: fc.boolean(),
    distinct: fc.boolean(),
    aggregate: fc.boolean(),
    aggregateLimit: whole,
    useRawOrderBy: fc.boolean(),
    dataSource: fc.constant('retained'),
    lateMaterialize: fc.boolean(),
    options: arbitraryXmlText,
    noLock: fc.boolean(),
    version: arbitraryXmlText,
    mapping: fc.constantFrom('internal', 'logical'),
    outputFormat: fc.constantFrom('xml-ado', 'xml-auto', 'xml-elements', 'xml-raw', 'xml-platform'),
    minActiveRowVersion: fc.boolean(),
    utcOffset: arbitraryXmlText,
    userQueryId: arbitraryXmlText,
  },
)
