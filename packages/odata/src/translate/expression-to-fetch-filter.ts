import type { Comparison, ComparisonOperator, Expression, Lambda, MethodCall } from '../ast/expression.ts'
import type { Literal } from '../ast/literal.ts'
import type { QueryOptions } from '../ast/query-options.ts'
import type { ConditionOperator } from '../fetchxml/condition-operator.ts'
import type { FetchCondition, FetchFilter, FetchFilterItem, FetchLinkEntity } from '../fetchxml/fetch-xml.ts'
import type { ColumnName } from './column.ts'
import { literalOfText, textOfLiteral } from './column-value.ts'
import {
  buildLinks,
  createRow,
  isLink,
  type LinkBuilder,
  type QueryTranslation,
  resolvePath,
  type RowBuilder,
  walk,
} from './link-builder.ts'
import { negateFilterItem } from './negate-filter-item.ts'
import { queryFunctionToCondition } from './query-function-to-condition.ts'
import { relationshipOf } from './relationship.ts'
import { resolveAlias } from './resolve-aliases.ts'
import { refuse, TranslationError } from './translation-error.ts'

/** What an expression is translated with. */
export interface ExpressionTranslation extends QueryTranslation {
  readonly parameterAliases: NonNullable<QueryOptions['aliases']>
}

/** A `$filter` as a filter of the row; the links that its paths need are added to the row. @throws TranslationError */
export function expressionToFetchFilter(
  translation: ExpressionTranslation,
  row: RowBuilder,
  expression: Expression,
): FetchFilter {
  return asFilter(toItem(translation, row, expression))
}

function asFilter(item: FetchFilterItem): FetchFilter {
  return item.kind === 'filter' ? item : { kind: 'filter', type: 'and', items: [item] }
}

function toItem(translation: ExpressionTranslation, row: RowBuilder, expression: Expression): FetchFilterItem {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const items = expression.operands.map((operand) => toItem(translation, row, operand))
      return { kind: 'filter', type: expression.kind, items }
    }
    case 'not':
      return negateFilterItem(toItem(translation, row, expression.operand))
    case 'comparison':
      return comparisonToCondition(translation, row, expression)
    case 'in': {
      const { column, link } = columnOf(translation, row, expression.left)
      const values = expression.right.map((item) => ({ text: valueOf(translation, column, item) }))
      if (values.length === 0) return refuse('in with an empty list')
      return condition(column, link, { operator: 'in', values })
    }
    case 'call':
      return callToCondition(translation, row, expression)
    case 'queryFunction': {
      const end = [...expression.path, '']
      const { row: last } = walk(translation, row, end)
      const found = queryFunctionToCondition(translation.model, last.table, expression, translation.parameterAliases)
      return isLink(last) ? { ...found, entityName: last.alias } : found
    }
    case 'lambda':
      return lambdaToLink(translation, row, expression)
    default:
      return refuse(`${expression.kind} as a condition`)
  }
}

const FLIPPED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'lt',
  ge: 'le',
  lt: 'gt',
  le: 'ge',
  has: 'has',
}

function comparisonToCondition(
  translation: ExpressionTranslation,
  row: RowBuilder,
  comparison: Comparison,
): FetchCondition {
  const left = resolveAlias(comparison.left, translation.parameterAliases)
  const right = resolveAlias(comparison.right, translation.parameterAliases)
  if (left.kind !== 'path' && right.kind === 'path') {
    return comparisonToCondition(translation, row, {
      kind: 'comparison',
      operator: FLIPPED[comparison.operator],
      left: right,
      right: left,
    })
  }
  const { operator } = comparison
  if (operator === 'has') return refuse('has')
  const { column, link } = columnOf(translation, row, left)
  if (right.kind === 'path') {
    const other = resolvePath(translation, row, right.segments)
    const valueof = other.link ? `${other.link.alias}.${other.column.attribute}` : other.column.attribute
    return condition(column, link, { operator, valueof })
  }
  if (right.kind === 'literal' && right.type === 'null') {
    if (operator !== 'eq' && operator !== 'ne') return refuse(`${operator} null`)
    return condition(column, link, { operator: operator === 'eq' ? 'null' : 'not-null' })
  }
  return condition(column, link, { operator, value: valueOf(translation, column, right) })
}

const TEXT_FUNCTIONS: Readonly<Record<string, readonly [ConditionOperator, (value: string) => string]>> = {
  contains: ['like', (value) => `%${value}%`],
  startswith: ['begins-with', (value) => value],
  endswith: ['ends-with', (value) => value],
}

function callToCondition(translation: ExpressionTranslation, row: RowBuilder, call: MethodCall): FetchCondition {
  const [first, second, ...others] = call.arguments
  const found = Object.hasOwn(TEXT_FUNCTIONS, call.name) ? TEXT_FUNCTIONS[call.name] : undefined
  if (!found || !first || !second || others.length > 0) return refuse(`the function ${call.name}`)
  const { column, link } = columnOf(translation, row, first)
  if (column.property.type.name !== 'Edm.String') return refuse(`${call.name} of a column that is no text`)
  const text = resolveAlias(second, translation.parameterAliases)
  if (text.kind !== 'literal' || text.type !== 'string') return refuse(`${call.name} of what is no text`)
  const [operator, pattern] = found
  return condition(column, link, { operator, value: pattern(textOfLiteral(text)) })
}

/** `any` as a link-entity in the filter; `all` as no row that does not satisfy, because FetchXML's `all` means another thing. */
function lambdaToLink(translation: ExpressionTranslation, row: RowBuilder, lambda: Lambda): FetchLinkEntity {
  const { row: last, name } = walk(translation, row, lambda.path)
  if (isLink(last)) return refuse(`${name} under a lookup`)
  const relationship = relationshipOf(translation.model, last.table, name)
  if (relationship.kind === 'single') return refuse(`any of ${name}, which leads to one row`)
  const related = createRow(relationship.table, lambda.variable)
  const filters: FetchFilter[] = []
  if (lambda.predicate) {
    const item = toItem(translation, related, lambda.predicate)
    filters.push(asFilter(lambda.operator === 'all' ? negateFilterItem(item) : item))
  }
  const inside = { ...EMPTY, name: relationship.table, filters, links: buildLinks(related) }
  const linkType = lambda.operator === 'all' ? 'not any' : 'any'
  const { from, to } = relationship
  if (relationship.kind === 'collection') return { ...inside, from, to, linkType }
  const behind: FetchLinkEntity = { ...inside, from, to: from, linkType: 'inner' }
  return { ...EMPTY, name: relationship.intersect, from: to, to, linkType, links: [behind] }
}

const EMPTY = {
  kind: 'link-entity',
  allAttributes: false,
  attributes: [],
  orders: [],
  filters: [],
  links: [],
} as const

interface Resolved {
  readonly column: ColumnName
  readonly link?: LinkBuilder
}

function columnOf(translation: ExpressionTranslation, row: RowBuilder, expression: Expression): Resolved {
  const path = resolveAlias(expression, translation.parameterAliases)
  return path.kind === 'path' ? resolvePath(translation, row, path.segments) : refuse(`${path.kind} for a column`)
}

/** A value as FetchXML spells it, checked against its column. */
function valueOf(translation: ExpressionTranslation, column: ColumnName, expression: Expression): string {
  const literal = resolveAlias(expression, translation.parameterAliases)
  if (literal.kind !== 'literal') return refuse(`${literal.kind} as a value`)
  const text = textOfLiteral(literal)
  const typed: Literal = literalOfText(column, text)
  // A text that looks like a number is none: the address would be refused too.
  if ((typed.type === 'string') !== (literal.type === 'string')) {
    throw new TranslationError('invalidValue', column.attribute)
  }
  return text
}

function condition(
  { attribute }: ColumnName,
  link: LinkBuilder | undefined,
  rest: Pick<FetchCondition, 'operator'> & Partial<FetchCondition>,
): FetchCondition {
  return { kind: 'condition', ...(link && { entityName: link.alias }), attribute, values: [], ...rest }
}
