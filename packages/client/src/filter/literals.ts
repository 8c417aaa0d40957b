import { isGuid, plainNumberText } from '@dynamics-kit/odata'
import type { ColumnDefinition, Literal } from '@dynamics-kit/odata'
import { choiceValue } from '../row/choice-value.ts'

/**
 * A value as the declared kind of its column spells it.
 *
 * @throws TypeError naming the column when the value cannot be one of its kind.
 */
export function literalOf(definition: ColumnDefinition, value: unknown, column: string): Literal {
  if (value === null) return NULL
  if (typeof definition === 'object') return literalOfObjectKind(definition, value, column)
  switch (definition) {
    case 'key':
    case 'guid':
      return guidLiteral(value, column)
    case 'text':
    case 'image':
      return textLiteral(value, column)
    case 'integer':
    case 'bigInt':
      if (typeof value !== 'bigint' && !Number.isInteger(value)) throw new TypeError(`${column} takes a whole number.`)
      return numberLiteral(value as number | bigint, column)
    case 'decimal':
    case 'money':
      return numberLiteral(value, column, true)
    case 'double':
      return numberLiteral(value, column)
    case 'boolean':
      if (typeof value !== 'boolean') throw new TypeError(`${column} takes true or false.`)
      return { kind: 'literal', type: 'boolean', value }
    case 'dateTime':
      return dateTimeLiteral(value, column)
    case 'dateOnly':
      return dateLiteral(value, column)
    case 'file':
      throw new TypeError(`${column} is a file column: it can only be compared with null.`)
  }
}

/** A value spelled by its JavaScript type; the helpers above say what text means. */
export function literalOfUntyped(value: unknown, column: string): Literal {
  if (value === null) return NULL
  // Properties of lookups are called so, and no column is: `_primarycontactid_value`.
  if (typeof value === 'string' && isGuid(value) && /^_\w+_value$/.test(column)) return guidLiteral(value, column)
  if (typeof value === 'string') return { kind: 'literal', type: 'string', value }
  if (typeof value === 'boolean') return { kind: 'literal', type: 'boolean', value }
  if (typeof value === 'number' || typeof value === 'bigint') return numberLiteral(value, column)
  if (value instanceof Date) return dateTimeLiteral(value, column)
  if (isLiteral(value)) return value
  if (typeof value === 'object' && value !== null && 'id' in value) return guidLiteral(value.id, column)
  throw new TypeError(`${column} takes text, a number, a boolean, a Date, null, or guid(…), date(…), dateTime(…).`)
}

const NULL: Literal = { kind: 'literal', type: 'null', value: null }

function literalOfObjectKind(definition: Extract<ColumnDefinition, object>, value: unknown, column: string): Literal {
  if ('lookup' in definition) {
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value
    return guidLiteral(id, column)
  }
  if ('choice' in definition) return numberLiteral(choiceValue(definition.choice, value, column), column)
  throw new TypeError(`${column} holds several choices: use containValues or doesNotContainValues.`)
}

function isLiteral(value: unknown): value is Literal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'literal'
}

/** A GUID, in lower case. */
export function guidLiteral(value: unknown, column: string): Literal {
  if (typeof value !== 'string' || !isGuid(value))
    throw new TypeError(`${column} takes a GUID such as 7eb682f1-ca75-e511-80d4-00155d2a68d1.`)
  return { kind: 'literal', type: 'guid', value: value.toLowerCase() }
}

function textLiteral(value: unknown, column: string): Literal {
  if (typeof value !== 'string') throw new TypeError(`${column} takes text.`)
  return { kind: 'literal', type: 'string', value }
}

/** `takesText`: a decimal number may be exact text, `12345678901234567890.1234`. */
function numberLiteral(value: unknown, column: string, takesText = false): Literal {
  const isExact = takesText && typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)
  if (!isExact && typeof value !== 'bigint' && !Number.isFinite(value))
    throw new TypeError(`${column} takes a finite number${takesText ? ', as such or as text like "1234.5678"' : ''}.`)
  return { kind: 'literal', type: 'number', value: isExact ? value : plainNumberText(value as number | bigint) }
}

/** A day: `2024-04-05`. */
export function dateLiteral(value: unknown, column: string): Literal {
  if (typeof value !== 'string' || !isDay(value)) throw new TypeError(`${column} takes a day such as "2024-04-05".`)
  return { kind: 'literal', type: 'date', value }
}

/** `2024-04-05T18:30`, with seconds, a fraction and an offset as wanted. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

/** A point in time; ISO 8601 text or a `Date`. */
export function dateTimeLiteral(value: unknown, column: string): Literal {
  if (value instanceof Date && !Number.isNaN(value.getTime())) {
    return { kind: 'literal', type: 'dateTimeOffset', value: value.toISOString() }
  }
  if (typeof value === 'string' && isDay(value)) return { kind: 'literal', type: 'date', value }
  const match = typeof value === 'string' ? ISO_TIME.exec(value) : null
  if (match === null || Number.isNaN(Date.parse(match[0]))) {
    throw new TypeError(`${column} takes a valid Date or ISO 8601 text such as "2024-04-05T18:30:00Z".`)
  }
  // Dataverse takes a time without offset as UTC; said aloud, nobody has to know.
  return { kind: 'literal', type: 'dateTimeOffset', value: match[3] === undefined ? `${match[0]}Z` : match[0] }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}
