import {
  type ConditionOperator,
  conditionOperators,
  type FetchCondition,
  type FetchFilter,
  type FetchLinkEntity,
  type FetchSource,
  type FetchXml,
  type LinkType,
} from '@dynamics-kit/odata'
import { validation } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { isObject } from '../write/payload.ts'

type Json = Readonly<Record<string, unknown>>

const invalid = (message: string) => validation('0x80040203', message)

/** Operators that have no query function of the same name. */
const plainOperators: ReadonlyMap<string, ConditionOperator> = new Map(
  Object.entries<ConditionOperator>({
    Equal: 'eq',
    NotEqual: 'ne',
    GreaterThan: 'gt',
    LessThan: 'lt',
    GreaterEqual: 'ge',
    LessEqual: 'le',
    Like: 'like',
    NotLike: 'not-like',
    Null: 'null',
    NotNull: 'not-null',
    BeginsWith: 'begins-with',
    DoesNotBeginWith: 'not-begin-with',
    EndsWith: 'ends-with',
    DoesNotEndWith: 'not-end-with',
    NotOn: 'ne',
  }),
)

const joinOperators: ReadonlyMap<string, LinkType> = new Map(
  Object.entries<LinkType>({
    Inner: 'inner',
    LeftOuter: 'outer',
    Natural: 'inner',
    MatchFirstRowUsingCrossApply: 'matchfirstrowusingcrossapply',
    In: 'in',
    Exists: 'exists',
    Any: 'any',
    NotAny: 'not any',
    All: 'all',
    NotAll: 'not all',
  }),
)

/**
 * A `QueryExpression` of an action's body, as the FetchXML that asks the same.
 *
 * @throws Fault 400 for what is no query
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/queryexpression
 */
export function fetchOfQueryExpression(given: unknown): FetchXml {
  if (!isObject(given)) throw invalid('A query has to be a QueryExpression.')
  const { EntityName, TopCount, Distinct, DataSource } = given
  if (typeof EntityName !== 'string' || EntityName === '') throw invalid('A QueryExpression needs its EntityName.')
  if (DataSource === 'retained') throw notModelled('retainedRows')
  return {
    ...(typeof TopCount === 'number' && TopCount > 0 ? { top: TopCount } : {}),
    ...(Distinct === true ? { distinct: true } : {}),
    entity: { kind: 'entity', ...sourceOf(EntityName, given['Criteria'], given['LinkEntities']) },
    orders: [],
  }
}

function sourceOf(name: string, criteria: unknown, links: unknown): FetchSource {
  return {
    name,
    allAttributes: false,
    attributes: [],
    orders: [],
    filters: criteria === undefined || criteria === null ? [] : [filterOf(criteria)],
    links: objects(links, 'LinkEntities').map(linkOf),
  }
}

function filterOf(given: unknown): FetchFilter {
  if (!isObject(given)) throw invalid('A FilterExpression has to be an object.')
  const { FilterOperator = 'And' } = given
  if (!['And', 'Or', 0, 1].includes(FilterOperator as string)) throw invalid("A FilterOperator is 'And' or 'Or'.")
  return {
    kind: 'filter',
    type: FilterOperator === 'Or' || FilterOperator === 1 ? 'or' : 'and',
    items: [
      ...objects(given['Conditions'], 'Conditions').map(conditionOf),
      ...objects(given['Filters'], 'Filters').map(filterOf),
    ],
  }
}

function operatorOf(name: unknown): ConditionOperator {
  const plain = plainOperators.get(String(name))
  if (plain) return plain
  const found = Object.entries(conditionOperators).find(([, { queryFunction }]) => queryFunction === name)
  if (!found) throw invalid(`'${String(name)}' is no ConditionOperator.`)
  return found[0] as ConditionOperator // a key of the table
}

function conditionOf({ AttributeName, Operator, Values, EntityName, CompareColumns }: Json): FetchCondition {
  if (typeof AttributeName !== 'string') throw invalid('A ConditionExpression needs its AttributeName.')
  const operator = operatorOf(Operator)
  const texts = (Values === undefined || Values === null ? [] : listOf(Values, 'Values')).map(textOf)
  const { values: taken } = conditionOperators[operator]
  if (typeof taken === 'number' && texts.length !== taken)
    throw invalid(`The operator ${String(Operator)} takes ${taken} values, and '${AttributeName}' has ${texts.length}.`)
  const [first = ''] = texts
  return {
    kind: 'condition',
    attribute: AttributeName,
    operator,
    ...(typeof EntityName === 'string' && EntityName !== '' ? { entityName: EntityName } : {}),
    ...(taken === 1 ? (CompareColumns === true ? { valueof: first } : { value: first }) : {}),
    values: taken === 1 ? [] : texts.map((text) => ({ text })),
  }
}

/** `{ "Value": "5", "Type": "System.Int32" }`; plain values are taken too. */
function textOf(given: unknown): string {
  const value = isObject(given) ? given['Value'] : given
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw invalid('Each of the Values of a condition needs its Value.')
}

function linkOf(link: Json): FetchLinkEntity {
  const { LinkToEntityName, LinkFromAttributeName, LinkToAttributeName, JoinOperator = 'Inner', EntityAlias } = link
  if (typeof LinkToEntityName !== 'string') throw invalid('A LinkEntity needs its LinkToEntityName.')
  const linkType = joinOperators.get(String(JoinOperator))
  if (!linkType) throw invalid(`'${String(JoinOperator)}' is no JoinOperator.`)
  return {
    kind: 'link-entity',
    ...sourceOf(LinkToEntityName, link['LinkCriteria'], link['LinkEntities']),
    ...(typeof LinkToAttributeName === 'string' ? { from: LinkToAttributeName } : {}),
    ...(typeof LinkFromAttributeName === 'string' ? { to: LinkFromAttributeName } : {}),
    ...(typeof EntityAlias === 'string' && EntityAlias !== '' ? { alias: EntityAlias } : {}),
    linkType,
  }
}

function listOf(given: unknown, name: string): readonly unknown[] {
  if (Array.isArray(given)) return given
  throw invalid(`The ${name} of a query have to be a list.`)
}

function objects(given: unknown, name: string): readonly Json[] {
  const list = given === undefined || given === null ? [] : listOf(given, name)
  if (list.every(isObject)) return list
  throw invalid(`The ${name} of a query have to be objects.`)
}
