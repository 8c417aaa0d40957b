import type { ComparisonOperator, Expression, Literal } from '@dynamics-kit/odata'
import { isColumnName } from '../row/column-name.ts'
import type { Condition } from './condition.ts'
import { expressionOf } from './expression-of.ts'
import { joined } from './joined.ts'
import { membersOnDemand } from './members-on-demand.ts'

/** Thrown within `where` by what is not plain. Its text is for conditions that were taken out of there. */
const NOT_PLAIN = new TypeError('Combine conditions that are made within where there, too.')

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
  return membersOnDemand((operator) => (value: unknown) => {
    if (operator === 'isNull') return compared('eq', null)
    if (operator === 'isNotNull') return compared('ne', null)
    if (COMPARISONS.includes(operator)) return compared(operator as ComparisonOperator, value)
    if (!Object.hasOwn(TEXT_SEARCHES, operator) || typeof value !== 'string') throw NOT_PLAIN
    return condition(textSearch(TEXT_SEARCHES[operator as keyof typeof TEXT_SEARCHES], column, value))
  })

  function compared(operator: ComparisonOperator, value: unknown): Condition {
    // Nothing is greater or less than null, and the text may be an id.
    const isRefused = value === null ? operator !== 'eq' && operator !== 'ne' : name.endsWith('_value')
    if (isRefused) throw NOT_PLAIN
    return condition(comparison(operator, column, plainLiteral(value)))
  }
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
