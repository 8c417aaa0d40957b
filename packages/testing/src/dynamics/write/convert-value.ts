import { Fault, badPayload, validation } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { formatDate, formatDateTime, isStorableTime, parseDateTime } from '../query/date-time.ts'
import { isGuid } from '../query/literal-value.ts'
import { convertImage } from './images.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'

/** A JSON value as the column's cells hold it. @throws Fault where the service refuses it. */
export function convertValue(table: Table, column: Column, json: unknown): Value {
  if (json === null || json === undefined) return null
  switch (column.type) {
    case 'text':
    case 'memo':
      return convertText(table, column, json)
    case 'integer':
    case 'bigInt':
    case 'decimal':
    case 'money':
    case 'double':
      return convertNumber(table, column, json)
    case 'boolean':
      return typeof json === 'boolean' ? json : refuse(table, column, json)
    case 'choice':
      return convertChoice(table, column, json)
    case 'choices':
      return convertChoices(table, column, json)
    case 'guid':
    case 'file':
      return typeof json === 'string' && isGuid(json) ? json.toLowerCase() : refuse(table, column, json)
    case 'dateTime':
    case 'dateOnly':
      return convertDate(table, column, json)
    case 'image':
      return convertImage(column, json)
    default:
      throw notModelled('complexWrite', column.attribute)
  }
}

function refuse(table: Table, column: Column, json: unknown): never {
  const literal = typeof json === 'object' ? JSON.stringify(json) : String(json)
  throw badPayload(
    table.set ?? table.name,
    `Microsoft.OData.ODataException: Cannot convert the literal '${literal}' to the expected type '${column.edmType}'.`,
  )
}

function convertText(table: Table, column: Column, json: unknown): Value {
  if (typeof json !== 'string') return refuse(table, column, json)
  if (column.maxLength !== undefined && json.length > column.maxLength) {
    throw validation(
      '0x80044331',
      `A validation error occurred.  The length of the '${column.attribute}' attribute of the '${table.name}' entity exceeded the maximum allowed length of '${column.maxLength}'.`,
    )
  }
  return json === '' ? null : json // empty text is kept as no text
}

const int32 = 2_147_483_647

/** What an amount is kept with. Its precision is that of its currency, and for people. */
const MONEY_DECIMALS = 4

function convertNumber(table: Table, column: Column, json: unknown): Value {
  if (typeof json !== 'number') return refuse(table, column, json)
  const whole = column.type === 'integer' || column.type === 'bigInt'
  if (whole && !Number.isInteger(json)) return refuse(table, column, json)
  if (column.type === 'integer' && (json > int32 || json < -int32 - 1)) return refuse(table, column, json)
  if (
    (column.minValue !== undefined && json < column.minValue) ||
    (column.maxValue !== undefined && json > column.maxValue)
  ) {
    throw validation(
      '0x80044330',
      `A validation error occurred.  The value of '${column.attribute}' on record of type '${table.name}' is outside the valid range.`,
    )
  }
  if (whole || column.precision === undefined) return json
  const factor = 10 ** (column.type === 'money' ? MONEY_DECIMALS : column.precision)
  return Math.round(json * factor) / factor
}

function convertChoice(table: Table, column: Column, json: unknown): Value {
  if (typeof json !== 'number' || !Number.isInteger(json)) return refuse(table, column, json)
  // Status reasons are judged together with the state.
  if (column.options && column.attributeType !== 'Status' && !column.options.has(json)) {
    throw outOfRange(table, column, json)
  }
  return json
}

function outOfRange(table: Table, column: Column, value: number): Fault {
  const accepted = [...(column.options?.keys() ?? [])].join(',')
  return validation(
    '0x8004431a',
    `A validation error occurred. The value ${value} of '${column.attribute}' on record of type '${table.name}' is outside the valid range. Accepted Values: ${accepted}`,
  )
}

/** Most selected choices in one column. */
const maximumChoices = 150

function convertChoices(table: Table, column: Column, json: unknown): Value {
  if (typeof json !== 'string') return refuse(table, column, json)
  const values = json.split(',').map((part) => part.trim())
  if (json.trim() === '') return null
  if (values.some((part) => !/^-?\d+$/.test(part)) || values.length > maximumChoices) return refuse(table, column, json)
  const numbers = [...new Set(values.map(Number))].toSorted((left, right) => left - right)
  for (const number of numbers)
    if (column.options && !column.options.has(number)) throw outOfRange(table, column, number)
  return numbers.join(',')
}

function convertDate(table: Table, column: Column, json: unknown): Value {
  const time = typeof json === 'string' ? parseDateTime(json) : undefined
  if (time === undefined) return refuse(table, column, json)
  if (!isStorableTime(time)) {
    throw validation('0x80040239', 'The date-time format is invalid, or value is outside the supported range.')
  }
  return column.type === 'dateOnly' ? formatDate(time) : formatDateTime(time)
}
