import type { ChoiceOption } from '@dynamics-kit/odata'
import type { ColumnSource, LookupTarget } from './table-source.ts'

type Extra = Partial<Omit<ColumnSource, 'type'>>

/** A single line of text, `maxLength` characters. */
export const text = (maxLength = 100, extra: Extra = {}): ColumnSource => ({ type: 'String', maxLength, ...extra })
/** Multiple lines of text. */
export const memo = (maxLength = 2000, extra: Extra = {}): ColumnSource => ({ type: 'Memo', maxLength, ...extra })
export const integer = (min = -2_147_483_648, max = 2_147_483_647, extra: Extra = {}): ColumnSource => ({
  type: 'Integer',
  min,
  max,
  ...extra,
})
export const bigInt = (extra: Extra = {}): ColumnSource => ({ type: 'BigInt', ...extra })
export const decimal = (precision = 2, extra: Extra = {}): ColumnSource => ({
  type: 'Decimal',
  precision,
  min: -100_000_000_000,
  max: 100_000_000_000,
  ...extra,
})
export const double = (min: number, max: number, precision = 5, extra: Extra = {}): ColumnSource => ({
  type: 'Double',
  min,
  max,
  precision,
  ...extra,
})
export const money = (extra: Extra = {}): ColumnSource => ({
  type: 'Money',
  precision: 2,
  min: -922_337_203_685_477,
  max: 922_337_203_685_477,
  ...extra,
})
/** An amount that is not below nothing, up to `max`. */
export const amount = (max: number, extra: Extra = {}): ColumnSource => money({ min: 0, max, ...extra })
/** The value of a money column in the organization's base currency. */
export const baseMoney = (): ColumnSource => money({ precision: 4, readOnly: true, computed: true })
export const guid = (extra: Extra = {}): ColumnSource => ({ type: 'Uniqueidentifier', ...extra })
/** The primary key: may be given on create. */
export const key = (): ColumnSource => ({
  type: 'Uniqueidentifier',
  required: 'SystemRequired',
  createOnly: true,
})
export const dateTime = (extra: Extra = {}): ColumnSource => ({
  type: 'DateTime',
  dateTimeBehavior: 'UserLocal',
  ...extra,
})
export const dateOnly = (extra: Extra = {}): ColumnSource => ({
  type: 'DateTime',
  dateTimeBehavior: 'DateOnly',
  ...extra,
})

/** Yes/No; labels are those of the two options. */
export const yesNo = (
  defaultValue: boolean | undefined = false,
  labels: readonly string[] = ['No', 'Yes'],
  extra: Extra = {},
): ColumnSource => ({
  type: 'Boolean',
  default: defaultValue,
  options: [
    { value: 0, label: labels[0] ?? 'No' },
    { value: 1, label: labels[1] ?? 'Yes' },
  ],
  ...extra,
})

/** Label to value. */
export type Labels = Readonly<Record<string, number>>

export const choice = (labels: Labels, extra: Extra = {}): ColumnSource => ({
  type: 'Picklist',
  options: Object.entries(labels).map(([label, value]) => ({ value, label })),
  ...extra,
})

/** State and status reason belong together: each state with its reasons, the first reason being its default. */
export function stateAndStatus(
  states: Readonly<Record<string, readonly [value: number, reasons: Labels]>>,
  stateLabel = 'Status',
): {
  statecode: ColumnSource
  statuscode: ColumnSource
} {
  const stateOptions: ChoiceOption[] = []
  const statusOptions: ChoiceOption[] = []
  for (const [label, [value, reasons]] of Object.entries(states)) {
    const all = Object.entries(reasons)
    stateOptions.push({ value, label, ...(all[0] ? { defaultStatus: all[0][1] } : {}) })
    for (const [reason, reasonValue] of all) statusOptions.push({ value: reasonValue, label: reason, state: value })
  }
  return {
    statecode: { type: 'State', options: stateOptions, required: 'SystemRequired', label: stateLabel },
    statuscode: { type: 'Status', options: statusOptions, label: 'Status Reason' },
  }
}

/** A table that a lookup may point to: its name, the collection on its side, and how the lookup is called on this side. */
export const to = (table: string, partner?: string, as?: string): LookupTarget => ({
  table,
  ...(partner === undefined ? {} : { partner }),
  ...(as === undefined ? {} : { as }),
})

export const lookup = (targets: LookupTarget | readonly LookupTarget[], extra: Extra = {}): ColumnSource => ({
  type: 'Lookup',
  targets: [targets].flat(),
  ...extra,
})
/** A lookup that takes an account or a contact. */
export const customer = (targets: readonly LookupTarget[], extra: Extra = {}): ColumnSource => ({
  type: 'Customer',
  targets,
  ...extra,
})
