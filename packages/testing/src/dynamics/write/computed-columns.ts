import type { Actor } from '../exchange.ts'
import type { Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'

type Draft = Record<string, Value>

/** Fills the columns that follow from others: full name, whole address, amounts in the base currency. */
export function computeColumns(actor: Pick<Actor, 'organization'>, table: Table, draft: Draft): void {
  computeFullName(table, draft)
  for (const prefix of table.picked.addressPrefixes) computeAddress(draft, prefix)
  computeBaseAmounts(actor, table, draft)
}

const textIn = (draft: Draft, name: string): string => {
  const value = draft[name]
  return typeof value === 'string' ? value : ''
}

/** First name, last name (the organization's default convention). */
function computeFullName(table: Table, draft: Draft): void {
  if (!table.columns.has('fullname') || !table.columns.has('lastname')) return
  const full = [textIn(draft, 'firstname'), textIn(draft, 'lastname')].filter(Boolean).join(' ')
  // An application user has a full name and no parts.
  if (full !== '' || draft['applicationid'] === undefined) draft['fullname'] = full === '' ? null : full
  if (table.columns.has('yomifullname')) draft['yomifullname'] = yomiFullName(draft)
}

/** The full name as it is said, or as it is written where nobody says how. */
function yomiFullName(draft: Draft): Value {
  const full = [textIn(draft, 'yomifirstname'), textIn(draft, 'yomilastname')].filter(Boolean).join(' ')
  return full === '' ? (draft['fullname'] ?? null) : full
}

function computeAddress(draft: Draft, prefix: string): void {
  const part = (name: string): string => textIn(draft, prefix + name)
  const place = [part('city'), [part('stateorprovince'), part('postalcode')].filter(Boolean).join(' ')]
  const lines = [part('line1'), part('line2'), part('line3'), place.filter(Boolean).join(', '), part('country')]
  const whole = lines.filter(Boolean).join('\r\n')
  if (whole !== '' || draft[`${prefix}composite`] !== undefined)
    draft[`${prefix}composite`] = whole === '' ? null : whole
}

/** Money needs a currency; what it is in the base currency follows from the rate of the row's own. */
function computeBaseAmounts({ organization }: Pick<Actor, 'organization'>, table: Table, draft: Draft): void {
  const { amounts } = table.picked
  const hasCurrency = table.columns.has('_transactioncurrencyid_value')
  if (hasCurrency && amounts.some(({ name }) => (draft[name] ?? null) !== null)) {
    draft['_transactioncurrencyid_value'] ??= organization.currencyId
    draft['_transactioncurrencyid_value@type'] = 'transactioncurrency'
  }
  const currency = organization.store.table('transactioncurrency').get(String(draft['_transactioncurrencyid_value']))
  const rate = Number(currency?.['exchangerate'] ?? 1)
  if (hasCurrency && currency && table.columns.has('exchangerate')) draft['exchangerate'] = rate
  for (const { name, base } of amounts) {
    const value = draft[name]
    if (base === undefined || value === undefined) continue
    draft[base] = typeof value === 'number' ? roundAmount(value / rate) : null
  }
}

/** Amounts have at most four decimals. */
const roundAmount = (value: number): number => Math.round(value * 10_000) / 10_000
