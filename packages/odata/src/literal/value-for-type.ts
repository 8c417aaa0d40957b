import type { Literal } from '../ast/literal.ts'
import { isLiteralText } from './literal-pattern.ts'
import { isNumberOfType } from './number-text.ts'

/**
 * The value of a literal whose declared type is known: the way back from `literalForType`.
 *
 * No digit is lost: `Edm.Decimal` gives text, `Edm.Int64` a `bigint`, the other numbers a `number`. Dates, times, durations,
 * GUIDs, enum members and binary (base64url) are text as spelled. As Dataverse does, it takes a day for a date and time
 * (midnight in UTC), and a time without offset as UTC.
 *
 * @throws TypeError when the literal is none of the type: `'5'` for `Edm.Int32`, `300` for `Edm.Byte`.
 *
 * @example
 * ```ts
 * import { parseLiteral, valueForType } from '@dynamics-kit/odata'
 *
 * const literal = parseLiteral('79228162514264337593543950335.10')
 * if (literal.kind === 'literal') valueForType('Edm.Decimal', literal) // '79228162514264337593543950335.10'
 * ```
 */
export function valueForType(type: string, literal: Literal): null | boolean | number | bigint | string {
  if (literal.type === 'null') return null
  const value = type.startsWith('Edm.') ? primitiveValue(type, literal) : enumValue(type, literal)
  if (value === undefined) throw new TypeError(`A ${literal.type} literal is no value of type ${type}.`)
  return value
}

function primitiveValue(type: string, literal: Literal): boolean | number | bigint | string | undefined {
  switch (type) {
    case 'Edm.String':
      return textOf(literal, 'string')
    case 'Edm.Guid':
      return textOf(literal, 'guid')
    case 'Edm.Boolean':
      return literal.type === 'boolean' ? literal.value : undefined
    case 'Edm.Date':
      return textOf(literal, 'date')
    case 'Edm.DateTimeOffset':
      return dateTimeOf(literal)
    case 'Edm.TimeOfDay':
      return textOf(literal, 'timeOfDay')
    case 'Edm.Duration':
      // OData 4.01 lets a duration be a mere string; the declared type decides.
      return literal.type === 'string' && isLiteralText('duration', literal.value)
        ? literal.value
        : textOf(literal, 'duration')
    case 'Edm.Binary':
      return textOf(literal, 'binary')
    default:
      return numberOf(type, literal)
  }
}

function textOf(literal: Literal, type: Literal['type']): string | undefined {
  return literal.type === type && typeof literal.value === 'string' ? literal.value : undefined
}

const WITH_OFFSET = /(?:Z|[+-]\d\d:\d\d)$/iu

function dateTimeOf(literal: Literal): string | undefined {
  if (literal.type === 'date') return `${literal.value}T00:00:00Z`
  const text = textOf(literal, 'dateTimeOffset')
  return text === undefined || WITH_OFFSET.test(text) ? text : `${text}Z`
}

function numberOf(type: string, literal: Literal): number | bigint | string | undefined {
  const text = textOf(literal, 'number')
  if (text === undefined || !isNumberOfType(type, text)) return undefined
  if (type === 'Edm.Decimal') return text
  if (type === 'Edm.Int64') return BigInt(text.replace('+', ''))
  return Number(text.replace('INF', 'Infinity'))
}

/** OData 4.01 lets an enum member be a mere string, too. */
function enumValue(type: string, literal: Literal): string | undefined {
  if (literal.type === 'enum') return literal.enumType === type ? literal.value : undefined
  return textOf(literal, 'string')
}
