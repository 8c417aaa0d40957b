import type { Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'

type Draft = Record<string, Value>

/** Fills the columns that follow from others: full name, whole address, amounts in the base currency. */
export function computeColumns(table: Table, draft: Draft, currencyId: string): void {
  computeFullName(table, draft)
  for (const prefix of table.picked.addressPrefixes) computeAddress(draft, prefix)
  computeBaseAmounts(table, draft, currencyId)
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
}

function computeAddress(draft: Draft, prefix: string): void {
  const part = (name: string): string => textIn(draft, prefix + name)
  const place = [part('city'), [part('stateorprovince'), part('postalcode')].filter(Boolean).join(' ')]
  const lines = [part('line1'), part('line2'), part('line3'), place.filter(Boolean).join(', '), part('country')]
  const whole = lines.filter(Boolean).join('\r\n')
  if (whole !== '' || draft[`${prefix}composite`] !== undefined)
    draft[`${prefix}composite`] = whole === '' ? null : whole
}

/** Money needs a currency; there is one, so amounts in it are the base amounts. */
function computeBaseAmounts(table: Table, draft: Draft, currencyId: string): void {
  let hasMoney = false
  for (const { name, base } of table.picked.amounts) {
    const value = draft[name]
    if (value === undefined) continue
    hasMoney ||= value !== null
    if (base !== undefined) draft[base] = value
  }
  if (!hasMoney || !table.columns.has('_transactioncurrencyid_value')) return
  if (draft['_transactioncurrencyid_value'] === undefined || draft['_transactioncurrencyid_value'] === null) {
    draft['_transactioncurrencyid_value'] = currencyId
    draft['_transactioncurrencyid_value@type'] = 'transactioncurrency'
  }
  if (table.columns.has('exchangerate')) draft['exchangerate'] ??= 1
}
