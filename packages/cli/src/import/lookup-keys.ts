import type { TableDefinition } from '@dynamics-kit/odata'
import { CommandFailure } from '../command/command-failure.ts'
import type { EnvironmentTable } from '../command/environment-table.ts'
import { columnValue } from './column-value.ts'

/** How cells of a lookup name the row that they lead to, by column. */
export type LookupKeys = ReadonlyMap<string, (value: unknown) => unknown>

/**
 * Lookups whose cells hold the value of an alternate key: `primarycontactid=emailaddress1`, or where they lead to several tables
 * `customerid=account.accountnumber`.
 *
 * @throws CommandFailure `usage` for what is no lookup, and no alternate key
 */
export function lookupKeys(target: EnvironmentTable, wanted: Readonly<Record<string, string>>): LookupKeys {
  return new Map(Object.entries(wanted).map(([lookup, key]) => [lookup, byKey(target, lookup, key)]))
}

function byKey(target: EnvironmentTable, lookup: string, wanted: string): (value: unknown) => unknown {
  const { logicalName, columns } = target.table
  const definition = columns[lookup]
  const refuse = (problem: string): never => {
    throw new CommandFailure('usage', `--lookup ${lookup}=${wanted}: ${problem}`)
  }
  if (typeof definition !== 'object' || !('lookup' in definition))
    return refuse(`${logicalName}.${lookup} is no lookup.`)
  const tables = Object.keys(definition.lookup)
  const [key = '', table = tables.length === 1 ? tables[0] : undefined] = wanted.split('.').toReversed()
  if (table === undefined || !tables.includes(table)) return refuse(`say to which table, such as ${tables[0]}.${key}.`)
  const { table: other } = target.other(table)
  const column = other.columns[key]
  if (column === undefined || !other.alternateKeys.some((names) => names.join() === key)) {
    return refuse(`${table} has no alternate key of ${key}; it has ${keysOf(other)}.`)
  }
  return (value) => (value === null ? null : other.ref({ [key]: columnValue(column, value) }))
}

/** Those that one cell can hold. */
function keysOf({ alternateKeys }: TableDefinition): string {
  return alternateKeys.flatMap((names) => (names.length === 1 ? names : [])).join(', ') || 'none of one column'
}
