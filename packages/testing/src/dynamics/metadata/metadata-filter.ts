import type { Comparison, Expression, PropertyPath } from '@dynamics-kit/odata'
import { badQuery, Fault, unknownProperty } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Definition } from './definition.ts'
import { type MemberKind, membersOf } from './metadata-type.ts'

/**
 * A `$filter` on definitions of a type: comparisons of one of their members, of the `Value` of one, with a literal, joined
 * by `and` and `or`.
 *
 * @throws Fault 400 for what the service refuses here, 501 for what nobody has seen it take or refuse
 */
export function compileFilter(expression: Expression, type: string): (definition: Definition) => boolean {
  switch (expression.kind) {
    case 'and': {
      const operands = expression.operands.map((operand) => compileFilter(operand, type))
      return (definition) => operands.every((matches) => matches(definition))
    }
    case 'or': {
      const operands = expression.operands.map((operand) => compileFilter(operand, type))
      return (definition) => operands.some((matches) => matches(definition))
    }
    case 'comparison':
      return compileComparison(expression, type)
    case 'call':
    case 'queryFunction':
      throw new Fault(400, '0x8006088a', `The "${expression.name}" function isn't supported for Metadata Entities.`)
    case 'path':
      return compileComparison(
        {
          kind: 'comparison',
          operator: 'eq',
          left: expression,
          right: { kind: 'literal', type: 'boolean', value: true },
        },
        type,
      )
    default:
      throw notModelled('metadataFilter', `'${expression.kind}'`)
  }
}

function compileComparison(comparison: Comparison, type: string): (definition: Definition) => boolean {
  const { operator } = comparison
  const [path, value] =
    comparison.left.kind === 'path' ? [comparison.left, comparison.right] : [comparison.right, comparison.left]
  if (path.kind === 'call' || path.kind === 'queryFunction') {
    throw new Fault(400, '0x8006088a', `The "${path.name}" function isn't supported for Metadata Entities.`)
  }
  if (path.kind !== 'path' || value.kind !== 'literal')
    throw notModelled('metadataFilter', `'${operator}' between these`)
  const member = readMember(path, type)
  const wanted = readValue(value, member, operator)
  return (definition) => compare(valueOf(definition, member), wanted, operator)
}

interface Member {
  readonly name: string
  /** Whether it is the `Value` of the member that counts. */
  readonly inside: boolean
  readonly kind: MemberKind
}

function readMember({ segments }: PropertyPath, type: string): Member {
  const [name = '', part, ...rest] = segments
  const kind = membersOf(type).get(name)
  if (kind === undefined) throw unknownProperty(name, `Microsoft.Dynamics.CRM.${type}`)
  if (part === undefined) {
    if (kind === 'label' || kind === 'managed' || kind === 'complex' || (typeof kind === 'object' && 'value' in kind)) {
      throw badQuery(`The property '${name}' cannot be used in the $filter query option.`)
    }
    return { name, inside: false, kind }
  }
  if (part !== 'Value' || rest.length > 0) {
    throw badQuery(`The property '${segments.join('/')}' cannot be used in the $filter query option.`)
  }
  if (kind === 'managed') return { name, inside: true, kind: 'boolean' }
  if (typeof kind === 'object' && 'value' in kind) {
    return { name, inside: true, kind: kind.value === null ? 'string' : { enum: kind.value } }
  }
  throw badQuery(`The property '${segments.join('/')}' cannot be used in the $filter query option.`)
}

type Literal = Extract<Expression, { kind: 'literal' }>

const operatorNames = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
  has: 'Has',
} as const

function readValue(
  literal: Literal,
  { kind }: Member,
  operator: Comparison['operator'],
): string | number | boolean | null {
  if (literal.type === 'null') return null
  const mismatch = (): Fault =>
    badQuery(
      `A binary operator with incompatible types was detected. Found operand types '${edmTypeOf(kind)}' and '${edmTypeOfLiteral(literal)}' for operator kind '${operatorNames[operator]}'.`,
    )
  if (typeof kind === 'object' && 'enum' in kind) {
    // Microsoft's client for Python and many others leave the name of the type out: `AttributeType ne 'Virtual'`.
    if (literal.type === 'string') return literal.value
    if (literal.type !== 'enum' || literal.enumType !== `Microsoft.Dynamics.CRM.${kind.enum}`) throw mismatch()
    return literal.value
  }
  if (kind === 'boolean') {
    if (literal.type !== 'boolean') throw mismatch()
    return literal.value
  }
  if (kind === 'number') {
    if (literal.type !== 'number') throw mismatch()
    return Number(literal.value)
  }
  if (kind === 'guid') {
    if (literal.type !== 'guid') throw mismatch()
    return literal.value.toLowerCase()
  }
  if (kind === 'date') {
    if (literal.type !== 'dateTimeOffset' && literal.type !== 'date') throw mismatch()
    return literal.value
  }
  if (literal.type !== 'string') throw mismatch()
  return literal.value
}

function edmTypeOf(kind: MemberKind): string {
  if (typeof kind === 'object') return 'enum' in kind ? `Microsoft.Dynamics.CRM.${kind.enum}` : 'Edm.String'
  const names: Readonly<Record<string, string>> = {
    boolean: 'Edm.Boolean',
    number: 'Edm.Int32',
    guid: 'Edm.Guid',
    date: 'Edm.DateTimeOffset',
  }
  return names[kind] ?? 'Edm.String'
}

function edmTypeOfLiteral(literal: Literal): string {
  if (literal.type === 'enum') return literal.enumType
  const names: Readonly<Record<string, string>> = {
    boolean: 'Edm.Boolean',
    number: 'Edm.Int32',
    guid: 'Edm.Guid',
    date: 'Edm.Date',
    dateTimeOffset: 'Edm.DateTimeOffset',
  }
  return names[literal.type] ?? 'Edm.String'
}

function valueOf({ members }: Definition, { name, inside }: Member): unknown {
  const value = members[name] ?? null
  if (!inside) return value
  return typeof value === 'object' && value !== null && 'Value' in value ? value.Value : null
}

function compare(found: unknown, wanted: string | number | boolean | null, operator: Comparison['operator']): boolean {
  if (operator === 'eq') return found === wanted
  if (operator === 'ne') return found !== wanted
  if (typeof found !== typeof wanted || found === null || wanted === null) return false
  const [left, right] = [found as string | number | boolean, wanted] // neither is null, and both are of one type
  switch (operator) {
    case 'gt':
      return left > right
    case 'ge':
      return left >= right
    case 'lt':
      return left < right
    case 'le':
      return left <= right
    default:
      throw notModelled('metadataFilter', `'${operator}'`)
  }
}
