import type { Literal } from '@dynamics-kit/odata'
import { badQuery, type Fault } from '../fault.ts'
import type { Column } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { formatDate, parseDateTime } from './date-time.ts'

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isGuid = (text: string): boolean => guidPattern.test(text)

/** A literal as cells of a column hold it. A moment stays in milliseconds, so that its fraction can be told. */
export type Operand =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'time'; readonly time: number }

const value = (content: Value): Operand => ({ kind: 'value', value: content })

/** @throws Fault when the literal's type does not go with the column's. */
export function literalOperand(column: Column, literal: Literal, operator: string): Operand {
  if (literal.type === 'null') return value(null)
  const refuse = (): never => {
    throw badQuery(
      `A binary operator with incompatible types was detected. Found operand types '${column.edmType}' and '${edmTypeOf(literal)}' for operator kind '${operator}'.`,
    )
  }
  switch (column.type) {
    case 'text':
    case 'memo':
    case 'choices':
      return literal.type === 'string' ? value(literal.value) : refuse()
    case 'integer':
    case 'bigInt':
    case 'decimal':
    case 'money':
    case 'double':
    case 'choice':
      return literal.type === 'number' ? value(Number(literal.value.replace(/[a-z]$/i, ''))) : refuse()
    case 'boolean':
      return literal.type === 'boolean' ? value(literal.value) : refuse()
    case 'guid':
    case 'lookup':
    case 'file':
      // Quoted GUIDs are taken too (reference 8).
      return (literal.type === 'guid' || literal.type === 'string') && isGuid(literal.value)
        ? value(literal.value.toLowerCase())
        : refuse()
    case 'dateTime':
    case 'dateOnly':
      return (isMoment(literal) && dateOperand(column, String(literal.value))) || refuse()
    default:
      return refuse()
  }
}

const isMoment = (literal: Literal): boolean =>
  literal.type === 'date' || literal.type === 'dateTimeOffset' || literal.type === 'string'

function dateOperand(column: Column, text: string): Operand | undefined {
  const time = parseDateTime(text)
  if (time === undefined) return undefined
  return column.type === 'dateOnly' ? value(formatDate(time)) : { kind: 'time', time }
}

function edmTypeOf(literal: Literal): string {
  switch (literal.type) {
    case 'string':
      return 'Edm.String'
    case 'number':
      return /[.e]/i.test(literal.value) ? 'Edm.Decimal' : 'Edm.Int32'
    case 'boolean':
      return 'Edm.Boolean'
    case 'guid':
      return 'Edm.Guid'
    case 'date':
      return 'Edm.Date'
    case 'dateTimeOffset':
      return 'Edm.DateTimeOffset'
    default:
      return 'Edm.Untyped'
  }
}

/** Text or a number, as query functions and FetchXML give values, as cells of a column hold it. */
export function textOperand(column: Column, text: string, complain: (message: string) => Fault = badQuery): Value {
  const refuse = (): never => {
    throw complain(
      `Invalid value '${text}' specified for the attribute '${column.attribute}' of type '${column.edmType}'.`,
    )
  }
  switch (column.type) {
    case 'text':
    case 'memo':
      return text
    case 'choices':
      return normalChoices(text) ?? refuse()
    case 'integer':
    case 'bigInt':
    case 'decimal':
    case 'money':
    case 'double':
    case 'choice':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : refuse()
    case 'boolean':
      if (text === 'true' || text === '1') return true
      return text === 'false' || text === '0' ? false : refuse()
    case 'guid':
    case 'lookup':
    case 'file': {
      const bare = text.replace(/^\{(.*)\}$/, '$1')
      return isGuid(bare) ? bare.toLowerCase() : refuse()
    }
    case 'dateTime':
    case 'dateOnly': {
      const time = parseDateTime(text)
      if (time === undefined) return refuse()
      return column.type === 'dateOnly' ? formatDate(time) : `${new Date(time).toISOString().slice(0, 19)}Z`
    }
    default:
      return refuse()
  }
}

/** Numbers in order, as cells hold them: `2,3`. */
function normalChoices(text: string): string | undefined {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.some((part) => !/^-?\d+$/.test(part))) return undefined
  return parts
    .map(Number)
    .toSorted((left, right) => left - right)
    .join(',')
}
