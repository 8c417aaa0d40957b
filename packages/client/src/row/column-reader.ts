import type { ColumnDefinition } from '@dynamics-kit/odata'
import type { ValueOptions } from '../types/values.ts'
import { propertyName } from './property-name.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME } from './raw-row.ts'
import type { RawRow } from './raw-row.ts'
import { readDate } from './read-date.ts'

/** What a value on the wire reads as; `raw` is its row. */
type ReadValue = (value: unknown, raw: RawRow) => unknown

/** How a column is read. */
export interface ColumnReader {
  /** As the row names it. */
  readonly name: string
  /** As the wire names it. */
  readonly property: string
  /** `undefined` for values that are read as they came. */
  readonly read: ReadValue | undefined
}

/** How a column is read. `isNamed`: a lookup's value has the name of the row it holds, which came along as its formatted value. */
export function columnReader(
  name: string,
  definition: ColumnDefinition,
  values: ValueOptions | undefined,
  isNamed: boolean,
): ColumnReader {
  return { name, property: propertyName(name, definition), read: readValue(name, definition, values, isNamed) }
}

function readValue(
  name: string,
  definition: ColumnDefinition,
  values: ValueOptions | undefined,
  isNamed: boolean,
): ReadValue | undefined {
  if (typeof definition === 'object') {
    if ('lookup' in definition) return lookupReader(`_${name}_value`, Object.keys(definition.lookup), isNamed)
    return 'choices' in definition ? readChoices : undefined
  }
  if (values === undefined) return undefined
  switch (definition) {
    case 'dateTime':
      return values.dateTime && readDateTime
    case 'decimal':
    case 'money':
      return values.decimal && readDecimal
    case 'bigInt':
      return values.bigInt && readBigInt
    case 'double':
    case 'integer':
      return readNumber
    default:
      return undefined
  }
}

function lookupReader(property: string, targets: readonly string[], isNamed: boolean): ReadValue {
  const only = targets.length === 1 ? targets[0] : undefined
  const annotation = `${property}@${LOOKUP_LOGICAL_NAME}`
  const label = `${property}@${FORMATTED_VALUE}`
  if (isNamed) {
    return (id, raw) =>
      typeof id === 'string' ? { id, table: only ?? raw[annotation], name: raw[label] ?? null } : null
  }
  return only === undefined
    ? (id, raw) => (typeof id === 'string' ? { id, table: raw[annotation] } : null)
    : (id) => (typeof id === 'string' ? { id, table: only } : null)
}

/** `"2,3,8"` on the wire. */
const readChoices: ReadValue = (value) => {
  if (typeof value !== 'string') return null
  return value === '' ? [] : value.split(',').map(Number)
}

const readDateTime: ReadValue = (value) => (typeof value === 'string' ? readDate(value) : null)

/** Text where JSON was read with its digits kept, a number where it has few of them. */
const readDecimal: ReadValue = (value) => (value === null || value === undefined ? null : String(value))

/** A column of another table may have its name, and keep its digits. */
const readNumber: ReadValue = (value) => (typeof value === 'string' ? Number(value) : (value ?? null))

const readBigInt: ReadValue = (value) => (typeof value === 'string' || typeof value === 'number' ? BigInt(value) : null)
