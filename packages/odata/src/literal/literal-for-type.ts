import type { Literal } from '../ast/literal.ts'
import {
  binaryLiteral,
  booleanLiteral,
  dateLiteral,
  dateTimeOffsetLiteral,
  durationLiteral,
  enumLiteral,
  guidLiteral,
  nullLiteral,
  numberLiteral,
  stringLiteral,
  timeOfDayLiteral,
} from './create-literal.ts'
import { isNumberOfType, plainNumberText } from './number-text.ts'

/**
 * The literal of a value whose declared type is known, so that a GUID, a date and a text are never told apart by their
 * looks. `type` is `Edm.Guid`, `Edm.Int32`, …, or the qualified name of an enum type. Numbers may be text, which keeps
 * every digit: `literalForType('Edm.Decimal', '0.10')`. {@link valueForType} is the way back.
 *
 * @throws TypeError when the value does not fit the type: a fraction or 300 in an `Edm.Byte`.
 */
export function literalForType(type: string, value: unknown): Literal {
  if (value === null) return nullLiteral
  switch (type) {
    case 'Edm.String':
      return stringLiteral(value as string)
    case 'Edm.Guid':
      return guidLiteral(value as string)
    case 'Edm.Boolean':
      return booleanLiteral(value as boolean)
    case 'Edm.Byte':
    case 'Edm.SByte':
    case 'Edm.Int16':
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal':
    case 'Edm.Double':
    case 'Edm.Single':
      return numberForType(type, value)
    case 'Edm.Date':
      return dateLiteral(value as string)
    case 'Edm.DateTimeOffset':
      return dateTimeOffsetLiteral(value as string)
    case 'Edm.TimeOfDay':
      return timeOfDayLiteral(value as string)
    case 'Edm.Duration':
      return durationLiteral(value as string)
    case 'Edm.Binary':
      return binaryLiteral(value as string)
  }
  if (type.startsWith('Edm.')) throw new TypeError(`${type} has no literal.`)
  return enumLiteral(type, value as string)
}

function numberForType(type: string, value: unknown): Literal {
  const isExact = type !== 'Edm.Double' && type !== 'Edm.Single'
  const isNumber = (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint'
  const literal = numberLiteral(isExact && isNumber ? plainNumberText(value) : (value as number))
  if (isNumberOfType(type, String(literal.value))) return literal
  throw new TypeError(`The given number is none of type ${type}.`)
}
