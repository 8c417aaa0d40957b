import { conditionOperators, type ConditionOperator } from '../fetchxml/condition-operator.ts'
import type { FetchCondition, FetchFilterItem, LinkType } from '../fetchxml/fetch-xml.ts'
import { refuse } from './translation-error.ts'

/** What is true exactly where an order is not, for rows that have a value. */
const OPPOSITE: { readonly [Operator in ConditionOperator]?: ConditionOperator } = {
  gt: 'le',
  ge: 'lt',
  lt: 'ge',
  le: 'gt',
}

const OPPOSITE_LINK: { readonly [Type in LinkType]?: LinkType } = {
  any: 'not any',
  'not any': 'any',
  'not all': 'not any',
}

/**
 * The item that is true where this one is not. FetchXML has no `not`, so it goes down to the conditions; rows without a
 * value satisfy neither `gt` nor `le`, so they are named.
 *
 * @throws TranslationError when an operator has no negation.
 */
export function negateFilterItem(item: FetchFilterItem): FetchFilterItem {
  switch (item.kind) {
    case 'condition':
      return negateCondition(item)
    case 'filter': {
      const { type = 'and', items, ...rest } = item
      const inner = items.map((member) => negateFilterItem(member))
      return { ...rest, type: type === 'and' ? 'or' : 'and', items: inner }
    }
    case 'link-entity': {
      const linkType = OPPOSITE_LINK[item.linkType ?? 'inner']
      return linkType ? { ...item, linkType } : refuse(`not before link-type ${item.linkType ?? 'inner'}`)
    }
  }
}

function negateCondition(condition: FetchCondition): FetchFilterItem {
  const { negation } = conditionOperators[condition.operator]
  if (negation) return { ...condition, operator: negation }
  const opposite = OPPOSITE[condition.operator]
  if (!opposite) return refuse(`not before operator ${condition.operator}`)
  const without = [isNull(columnOf(condition))]
  if (condition.valueof !== undefined) without.push(isNull(otherColumn(condition.valueof)))
  return { kind: 'filter', type: 'or', items: [{ ...condition, operator: opposite }, ...without] }
}

function isNull(column: ColumnOf): FetchCondition {
  return { kind: 'condition', ...column, operator: 'null', values: [] }
}

type ColumnOf = Pick<FetchCondition, 'attribute' | 'entityName'>

function columnOf({ attribute, entityName }: FetchCondition): ColumnOf {
  return { attribute, ...(entityName !== undefined && { entityName }) }
}

/** `name`, or `alias.name`. */
function otherColumn(valueof: string): ColumnOf {
  const dot = valueof.lastIndexOf('.')
  return dot === -1 ? { attribute: valueof } : { entityName: valueof.slice(0, dot), attribute: valueof.slice(dot + 1) }
}
