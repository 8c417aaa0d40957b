import type { Actor } from '../exchange.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'

/** Where the seeds of auto-number columns are kept: they are rows that no table shows. */
const seeds = ' autonumber'

/** The number that the service begins with. */
const firstNumber = 1000

const seedId = (table: string, attribute: string): string => `${table}.${attribute}`

/** The number that the next row gets. */
export const nextNumber = ({ organization }: Pick<Actor, 'organization'>, table: string, attribute: string): number =>
  Number(organization.store.table(seeds, 'id').get(seedId(table, attribute))?.['next'] ?? firstNumber)

export function setNextNumber(
  { organization }: Pick<Actor, 'organization'>,
  table: string,
  attribute: string,
  next: number,
): void {
  const id = seedId(table, attribute)
  organization.store.table(seeds, 'id')
  organization.store.put(seeds, id, { id, next })
}

/**
 * Numbers the columns with an `AutoNumberFormat` that nobody gave a value: `CAS-{SEQNUM:5}-{RANDSTRING:6}`.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/create-auto-number-attributes
 */
export function numberRow(actor: Actor, table: Table, cells: Record<string, Value>): void {
  for (const column of table.picked.numbered) {
    const format = column.metadata?.autoNumberFormat
    if (format !== undefined && (cells[column.name] ?? null) === null)
      cells[column.name] = number(actor, table, column, format)
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

function number(actor: Actor, table: Table, column: Column, format: string): string {
  return format.replaceAll(/\{(SEQNUM|RANDSTRING|DATETIMEUTC):([^}]+)\}/g, (whole, kind: string, detail: string) => {
    if (kind === 'SEQNUM') {
      const next = nextNumber(actor, table.name, column.attribute)
      setNextNumber(actor, table.name, column.attribute, next + 1)
      return String(next).padStart(Number(detail), '0')
    }
    if (kind === 'RANDSTRING') return randomText(Math.min(6, Math.max(1, Number(detail))))
    return kind === 'DATETIMEUTC' ? printDate(actor.scan.now, detail) : whole
  })
}

const randomText = (length: number): string =>
  [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => letters[byte % letters.length]).join('')

/** The parts of a .NET date format that formats of numbers are made of. */
function printDate(time: number, format: string): string {
  const iso = new Date(time).toISOString()
  const parts: Readonly<Record<string, string>> = {
    yyyy: iso.slice(0, 4),
    yy: iso.slice(2, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  }
  return format.replaceAll(/yyyy|yy|MM|dd|HH|mm|ss/g, (part) => parts[part] ?? part)
}
