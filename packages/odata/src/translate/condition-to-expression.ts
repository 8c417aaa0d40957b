import type { ComparisonOperator, Expression, NamedArgument, PropertyPath } from '../ast/expression.ts'
import { conditionOperators } from '../fetchxml/condition-operator.ts'
import type { FetchCondition } from '../fetchxml/fetch-xml.ts'
import { parametersOf } from '../fetchxml/query-function.ts'
import { nullLiteral, numberLiteral, stringLiteral } from '../literal/create-literal.ts'
import { isLiteralText } from '../literal/literal-pattern.ts'
import type { ColumnName } from './column.ts'
import { literalOfText, normalText } from './column-value.ts'
import { columnIn, type FetchScope, type FetchTranslation, scopeOf } from './fetch-scope.ts'
import { readLikePattern } from './like-pattern.ts'
import { refuse, TranslationError } from './translation-error.ts'

/** A condition as an expression: a comparison, a text function or a query function. @throws TranslationError */
export function conditionToExpression(
  translation: FetchTranslation,
  scope: FetchScope,
  condition: FetchCondition,
): Expression {
  const { attribute, operator } = condition
  const row = scopeOf(translation, scope, condition.entityName)
  const { column, path } = columnIn(translation, row, attribute)
  if (condition.valueof !== undefined) return comparedColumns(translation, scope, condition, path)
  const values = valuesOf(condition)
  const [value = ''] = values
  switch (operator) {
    case 'eq':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return { kind: 'comparison', operator, left: path, right: literalOfText(column, value) }
    case 'ne':
    case 'neq':
      return { kind: 'comparison', operator: 'ne', left: path, right: literalOfText(column, value) }
    case 'null':
      return { kind: 'comparison', operator: 'eq', left: path, right: nullLiteral }
    case 'not-null':
      return { kind: 'comparison', operator: 'ne', left: path, right: nullLiteral }
    case 'like':
      return like(column, path, value)
    case 'not-like':
      return not(like(column, path, value))
    case 'begins-with':
      return like(column, path, `${value}%`)
    case 'not-begin-with':
      return not(like(column, path, `${value}%`))
    case 'ends-with':
      return like(column, path, `%${value}`)
    case 'not-end-with':
      return not(like(column, path, `%${value}`))
    default:
      return {
        kind: 'queryFunction',
        path: row.path,
        name: `${translation.model.namespace}.${conditionOperators[operator].queryFunction}`,
        arguments: [
          { name: 'PropertyName', value: stringLiteral(attribute) },
          ...argumentsOf(condition, column, values),
        ],
      }
  }
}

/** The values of a condition, as many as its operator takes. @throws TranslationError `wrongValueCount` */
function valuesOf({ operator, value, values }: FetchCondition): readonly string[] {
  const given = values.length > 0 ? values.map(({ text }) => text) : value === undefined ? [] : [value]
  const count = conditionOperators[operator].values
  const fits = count === 'many' ? given.length > 0 : given.length === count
  // What operators without values have all the same is ignored.
  if (!fits && count !== 0) throw new TranslationError('wrongValueCount', `operator ${operator}`)
  return given
}

const COMPARED: Readonly<Record<string, ComparisonOperator>> = {
  eq: 'eq',
  ne: 'ne',
  neq: 'ne',
  gt: 'gt',
  ge: 'ge',
  lt: 'lt',
  le: 'le',
}

function comparedColumns(
  translation: FetchTranslation,
  scope: FetchScope,
  { operator, valueof = '' }: FetchCondition,
  left: PropertyPath,
): Expression {
  const compared = COMPARED[operator] ?? refuse(`operator ${operator} with valueof`)
  const dot = valueof.lastIndexOf('.')
  const other = scopeOf(translation, scope, dot === -1 ? undefined : valueof.slice(0, dot))
  const right = columnIn(translation, other, valueof.slice(dot + 1)).path
  return { kind: 'comparison', operator: compared, left, right }
}

function like(column: ColumnName, path: PropertyPath, pattern: string): Expression {
  if (column.property.type.name !== 'Edm.String') return refuse(`like on ${column.attribute}, which is no text`)
  const meaning = readLikePattern(pattern) ?? refuse('a like pattern with wildcards inside and none at its ends')
  switch (meaning.kind) {
    case 'notNull':
      return { kind: 'comparison', operator: 'ne', left: path, right: nullLiteral }
    case 'equals':
      return { kind: 'comparison', operator: 'eq', left: path, right: stringLiteral(meaning.value) }
    default:
      return { kind: 'call', name: meaning.kind, arguments: [path, stringLiteral(meaning.value)] }
  }
}

function not(expression: Expression): Expression {
  if (expression.kind !== 'comparison') return { kind: 'not', operand: expression }
  return { ...expression, operator: expression.operator === 'eq' ? 'ne' : 'eq' }
}

/** What a query function has beside `PropertyName`. */
function argumentsOf(condition: FetchCondition, column: ColumnName, values: readonly string[]): NamedArgument[] {
  const { operator } = condition
  return parametersOf(operator).map(({ name, type }, index): NamedArgument => {
    const text = values[index] ?? ''
    switch (type) {
      case 'Collection(Edm.String)':
        return { name, value: { kind: 'json', value: values.map((item) => normalText(column, item)) } }
      case 'Edm.String':
        return { name, value: stringLiteral(normalText(column, text)) }
      case 'Edm.Int64':
        return { name, value: numberLiteral(whole(operator, text)) }
    }
  })
}

function whole(operator: string, text: string): string {
  const number = text.trim()
  if (/^\d+$/u.test(number) && isLiteralText('number', number)) return number
  throw new TranslationError('invalidValue', `operator ${operator}`)
}
