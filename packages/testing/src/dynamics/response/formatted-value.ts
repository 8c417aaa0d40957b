import { formatDateTime } from '../query/date-time.ts'
import type { Scan } from '../query/scan.ts'
import type { Column } from '../schema/table.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'

/** What people read: a choice's label, a lookup's name, money with its symbol, times where the caller is (English). `undefined` for plain text. */
export function formatValue(column: Column, value: Value, row: Row, scan: Scan): string | undefined {
  if (value === null) return undefined
  switch (column.type) {
    case 'choice':
      return column.options?.get(Number(value))?.label
    case 'choices':
      return choiceLabels(column, String(value))
    case 'boolean':
      return column.options?.get(value === true ? 1 : 0)?.label ?? (value === true ? 'Yes' : 'No')
    case 'lookup':
      return lookupName(column, row, scan)
    case 'money':
      return formatMoney(Number(value), row, scan)
    case 'integer':
    case 'bigInt':
      return grouped(Number(value), 0)
    case 'decimal':
    case 'double':
      return grouped(Number(value), column.precision ?? 2)
    case 'dateTime':
      return formatMoment(String(value), column, scan)
    case 'dateOnly':
      return formatDay(String(value))
    default:
      return column.attributeType === 'EntityName' ? scan.schema.table(String(value))?.displayName : undefined
  }
}

function choiceLabels(column: Column, value: string): string {
  return value
    .split(',')
    .map((one) => column.options?.get(Number(one))?.label ?? one)
    .join('; ')
}

/** The primary name of the row that a lookup points to. */
function lookupName(column: Column, row: Row, scan: Scan): string | undefined {
  const id = row[column.name]
  const type = row[lookupTypeOf(column.name)]
  if (typeof id !== 'string' || typeof type !== 'string') return undefined
  const target = scan.schema.table(type)
  const found = target && scan.store.table(type).get(id)
  const name = found && target.primaryName !== undefined ? found[target.primaryName] : undefined
  return typeof name === 'string' ? name : undefined
}

function formatMoney(value: number, row: Row, scan: Scan): string {
  const currency = scan.store.table('transactioncurrency').get(String(row['_transactioncurrencyid_value'] ?? ''))
  const symbol = typeof currency?.['currencysymbol'] === 'string' ? currency['currencysymbol'] : '$'
  const precision = typeof currency?.['currencyprecision'] === 'number' ? currency['currencyprecision'] : 2
  const amount = symbol + grouped(Math.abs(value), precision)
  return value < 0 ? `(${amount})` : amount
}

const formats = new Map<number, Intl.NumberFormat>()

function grouped(value: number, digits: number): string {
  let format = formats.get(digits)
  if (!format) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    formats.set(digits, format)
  }
  return format.format(value)
}

/** `4/5/2024 6:30 PM` */
function formatMoment(stored: string, column: Column, { calendar: { zone } }: Scan): string {
  const isIndependent = column.metadata?.dateTimeBehavior === 'TimeZoneIndependent'
  const text = isIndependent ? stored : formatDateTime(zone.toLocal(Date.parse(stored)))
  const hours = Number(text.slice(11, 13))
  const minutes = text.slice(14, 16)
  return `${formatDay(text)} ${hours % 12 === 0 ? 12 : hours % 12}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`
}

/** `4/5/2024` */
const formatDay = (text: string): string =>
  `${Number(text.slice(5, 7))}/${Number(text.slice(8, 10))}/${text.slice(0, 4)}`
