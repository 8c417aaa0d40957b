import type { ComparisonOperator, Expression, Literal } from '@dynamics-kit/odata'
import { isColumnName } from '../row/column-name.ts'
import type { Condition } from './condition.ts'
import { expressionOf } from './expression-of.ts'
import { joined } from './joined.ts'
import { membersOnDemand } from './members-on-demand.ts'

/** Thrown within `where` by what is not plain. Its text is for conditions that were taken out of there. */
const NOT_PLAIN = new TypeError('A condition made within where is combined with others there.')

const PLAIN = Symbol('plain')

/**
 * The filter that `where` was given for a table known by name, where all of it is plain: comparisons and searches for texts, with
 * `and`, `or` and `not` between them. Nothing where it is not; then what makes the others is loaded, and makes this one as well.
 *
 * @throws TypeError when a function gives no condition.
 */
export function plainFilter(where: unknown): Expression | undefined {
  try {
    const made: unknown = typeof where === 'function' ? where(membersOnDemand(plainColumn)) : where
    const expression = expressionOf(made)
    return isPlain(made) ? expression : undefined
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

/** `name eq 'Contoso'` */
export function comparison(operator: ComparisonOperator, left: Expression, right: Literal): Expression {
  return { kind: 'comparison', operator, left, right }
}

/** `contains(name,'Contoso')`. `%`, `_` and `[` are SQL wildcards there; in brackets they mean themselves (17.2). */
export function textSearch(name: string, column: Expression, text: string): Expression {
  const value = text.replace(/[%_[]/g, '[$&]')
  return { kind: 'call', name, arguments: [column, { kind: 'literal', type: 'string', value }] }
}

/** Names of the operators that search a text, as OData spells them. */
export const TEXT_SEARCHES = { contains: 'contains', startsWith: 'startswith', endsWith: 'endswith' } as const

const COMPARISONS: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] satisfies ComparisonOperator[]

function plainColumn(name: string): unknown {
  const segments = name.split('/')
  if (!segments.every(isColumnName)) throw NOT_PLAIN
  const column: Expression = { kind: 'path', segments }
  return membersOnDemand((operator) => {
    if (COMPARISONS.includes(operator)) {
      return (value: unknown) => {
        // Nothing is greater or less than null.
        if (value === null && operator !== 'eq' && operator !== 'ne') throw NOT_PLAIN
        // An id, perhaps.
        if (typeof value === 'string' && name.endsWith('_value')) throw NOT_PLAIN
        return condition(comparison(operator as ComparisonOperator, column, plainLiteral(value)))
      }
    }
    const nullness = { isNull: 'eq', isNotNull: 'ne' } as const
    if (Object.hasOwn(nullness, operator)) {
      return () => condition(comparison(nullness[operator as keyof typeof nullness], column, plainLiteral(null)))
    }
    if (!Object.hasOwn(TEXT_SEARCHES, operator)) throw NOT_PLAIN
    return (text: unknown) => {
      if (typeof text !== 'string') throw NOT_PLAIN
      return condition(textSearch(TEXT_SEARCHES[operator as keyof typeof TEXT_SEARCHES], column, text))
    }
  })
}

function plainLiteral(value: unknown): Literal {
  if (value === null) return { kind: 'literal', type: 'null', value }
  if (typeof value === 'string') return { kind: 'literal', type: 'string', value }
  if (typeof value === 'boolean') return { kind: 'literal', type: 'boolean', value }
  if (Number.isSafeInteger(value)) return { kind: 'literal', type: 'number', value: String(value) }
  throw NOT_PLAIN
}

function condition(expression: Expression): Condition {
  const joinedBy =
    (kind: 'and' | 'or') =>
    (...others: readonly Condition[]): Condition => {
      if (!others.every(isPlain)) throw NOT_PLAIN
      return condition(joined(kind, [expression, ...others.map((other) => other.expression)]))
    }
  return Object.freeze({
    [PLAIN]: true,
    expression,
    and: joinedBy('and'),
    or: joinedBy('or'),
    not: () => condition(expression.kind === 'not' ? expression.operand : { kind: 'not', operand: expression }),
  })
}

function isPlain(value: unknown): boolean {
  return Object(value)[PLAIN] === true
}
