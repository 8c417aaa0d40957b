import { conditionOperators, queryFunctions } from '@dynamics-kit/odata'
import type {
  ConditionOperator,
  Expression,
  FetchCondition,
  FetchFilter,
  FetchFilterItem,
  NamedArgument,
} from '@dynamics-kit/odata'

/**
 * A condition on the columns of one table as a filter of FetchXML.
 *
 * @throws TypeError for what leads to other tables: those are joined.
 */
export function filterOf(expression: Expression): FetchFilter {
  const item = itemOf(expression)
  return item.kind === 'filter' ? item : { kind: 'filter', items: [item] }
}

type Item = FetchCondition | FetchFilter

function itemOf(expression: Expression): Item {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return { kind: 'filter', type: expression.kind, items: expression.operands.map((operand) => itemOf(operand)) }
    case 'not':
      return opposite(itemOf(expression.operand))
    case 'comparison':
      return comparisonOf(expression)
    case 'call':
      return callOf(expression)
    case 'queryFunction':
      return functionOf(expression)
    default:
      throw new TypeError('In FetchXML, rows of other tables are joined: use join or whereRelated.')
  }
}

function comparisonOf({ operator, left, right }: Extract<Expression, { kind: 'comparison' }>): FetchCondition {
  const attribute = attributeOf(left)
  if (right.kind === 'path') return condition(attribute, operatorOf(operator), { valueof: attributeOf(right) })
  if (right.kind !== 'literal') throw new TypeError(`${attribute} is compared with a value or another column.`)
  if (right.type === 'null') return condition(attribute, operator === 'eq' ? 'null' : 'not-null', {})
  return condition(attribute, operatorOf(operator), { value: String(right.value) })
}

function operatorOf(operator: string): ConditionOperator {
  if (!Object.hasOwn(conditionOperators, operator)) throw new TypeError(`FetchXML has no operator "${operator}".`)
  // As just looked up.
  return operator as ConditionOperator
}

const CALLS: Readonly<Record<string, readonly [ConditionOperator, (text: string) => string]>> = {
  // Wildcards of the text itself are in brackets already.
  contains: ['like', (text) => `%${text}%`],
  startswith: ['begins-with', (text) => text],
  endswith: ['ends-with', (text) => text],
}

function callOf({ name, arguments: [column, text] }: Extract<Expression, { kind: 'call' }>): FetchCondition {
  const known = CALLS[name]
  if (known === undefined || column === undefined || text?.kind !== 'literal') {
    throw new TypeError(`FetchXML has nothing for ${name}.`)
  }
  return condition(attributeOf(column), known[0], { value: known[1](String(text.value)) })
}

function functionOf({ name, path, arguments: given }: Extract<Expression, { kind: 'queryFunction' }>): FetchCondition {
  const short = name.replace('Microsoft.Dynamics.CRM.', '')
  const operator = queryFunctions.get(short)?.operator
  if (path.length > 0) throw new TypeError('In FetchXML, rows of other tables are joined: use join or whereRelated.')
  if (operator === undefined) throw new TypeError(`FetchXML has nothing for ${short}.`)
  const [property, ...values] = given
  const texts = values.flatMap((argument) => textsOf(argument))
  const [only] = texts
  const attribute = property?.value.kind === 'literal' ? String(property.value.value) : ''
  return typeof conditionOperators[operator].values === 'number' && texts.length < 2
    ? condition(attribute, operator, only === undefined ? {} : { value: only })
    : condition(attribute, operator, { values: texts.map((text) => ({ text })) })
}

function textsOf({ value }: NamedArgument): readonly string[] {
  if (value.kind === 'json') return Array.isArray(value.value) ? value.value.map(String) : [String(value.value)]
  return value.kind === 'literal' ? [String(value.value)] : []
}

/** `primarycontactid` of `_primarycontactid_value`. */
function attributeOf(expression: Expression): string {
  if (expression.kind !== 'path' || expression.segments.length !== 1) {
    throw new TypeError('In FetchXML, rows of other tables are joined: use join or whereRelated.')
  }
  const [name = ''] = expression.segments
  return /^_(.+)_value$/.exec(name)?.[1] ?? name
}

function condition(
  attribute: string,
  operator: ConditionOperator,
  rest: Partial<Pick<FetchCondition, 'value' | 'valueof' | 'values'>>,
): FetchCondition {
  return { kind: 'condition', attribute, operator, values: [], ...rest }
}

/** FetchXML has no `not`: it goes down to the operators. */
function opposite(item: Item): Item {
  if (item.kind === 'filter') {
    const items = item.items.map((inner): FetchFilterItem => {
      if (inner.kind === 'link-entity') throw new TypeError('A joined table has no opposite.')
      return opposite(inner)
    })
    return { ...item, type: item.type === 'or' ? 'and' : 'or', items }
  }
  const { negation } = conditionOperators[item.operator]
  if (negation === undefined) throw new TypeError(`FetchXML has no opposite of "${item.operator}".`)
  return { ...item, operator: negation }
}
