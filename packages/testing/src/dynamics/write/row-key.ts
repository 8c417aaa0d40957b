import type { Argument, Literal } from '@dynamics-kit/odata'
import { badQuery, Fault, noSuchRow } from '../fault.ts'
import { isGuid, literalOperand, textOperand } from '../query/literal-value.ts'
import { type Aliases, unaliased } from '../query/parameter-alias.ts'
import type { Scan } from '../query/scan.ts'
import { formatDateTime } from '../query/date-time.ts'
import { fold } from '../query/text-collation.ts'
import type { AlternateKeyDefinition, Column, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'

/** Which row a URL names: by primary key, or by an alternate key and its values. */
export type RowKey =
  | { readonly kind: 'primary'; readonly id: string }
  | {
      readonly kind: 'alternate'
      readonly key: AlternateKeyDefinition
      readonly values: Readonly<Record<string, Value>>
    }

/** Reads what stands in the brackets of `accounts(…)`. @throws Fault 400 for what is no key of the table. */
export function readRowKey(table: Table, args: readonly Argument[], aliases: Aliases = {}): RowKey {
  const [only] = args
  if (
    only &&
    args.length === 1 &&
    (only.name === undefined || (only.name === table.key && table.keyAlias === undefined))
  ) {
    const literal = literalOf(only, aliases)
    const isKey = literal && (literal.type === 'guid' || literal.type === 'string') && isGuid(literal.value)
    if (!isKey) throw badQuery('Bad Request - Error in query syntax.')
    return { kind: 'primary', id: literal.value.toLowerCase() }
  }
  const names = args.map((argument) => argument.name ?? '')
  const key = table.alternateKeys.find(
    ({ properties }) => properties.length === names.length && properties.every((name) => names.includes(name)),
  )
  if (!key) {
    throw badQuery(
      `The key in the request URI is not valid for resource '${table.qualifiedName}'. Ensure that the names and number of key properties match the declared or alternate key properties for the resource '${table.qualifiedName}'.`,
    )
  }
  const values: Record<string, Value> = {}
  for (const argument of args) {
    const column = table.columns.get(argument.name ?? '')
    const literal = literalOf(argument, aliases)
    if (!column || !literal) throw badQuery('Bad Request - Error in query syntax.')
    values[column.name] = keyValue(column, literal)
  }
  return { kind: 'alternate', key, values }
}

function literalOf(argument: Argument, aliases: Aliases): Literal | undefined {
  const value = unaliased(argument.value, aliases)
  return value?.kind === 'literal' ? value : undefined
}

function keyValue(column: Column, literal: Literal): Value {
  // Numbers in text keys are met unquoted too.
  if (literal.type === 'number' && column.edmType === 'Edm.String') return textOperand(column, literal.value)
  const operand = literalOperand(column, literal, 'Equal')
  return operand.kind === 'time' ? formatDateTime(operand.time) : operand.value
}

/** The row of a key, if it is there, with the table it is really in. */
export function findRow(scan: Scan, table: Table, key: RowKey): { table: Table; row: Row } | undefined {
  for (const name of table.concrete) {
    const actual = scan.schema.table(name)
    const row =
      key.kind === 'primary'
        ? scan.store.table(name).get(key.id)
        : findByValues(scan, name, key.key.properties, key.values)
    if (row && actual) return { table: actual, row }
  }
  return undefined
}

/** The row with these values of an alternate key. */
export function findByValues(
  scan: Pick<Scan, 'store'>,
  tableName: string,
  properties: readonly string[],
  values: Readonly<Record<string, Value>>,
): Row | undefined {
  const [first = '', ...others] = properties
  return scan.store
    .table(tableName)
    .whereFolded(first, values[first] ?? null)
    .find((row) => others.every((name) => sameKeyPart(row[name] ?? null, values[name] ?? null)))
}

const sameKeyPart = (left: Value, right: Value): boolean =>
  typeof left === 'string' && typeof right === 'string' ? fold(left) === fold(right) : left === right

/** The answer where {@link findRow} finds nothing. */
export function missingRow(table: Table, key: RowKey): Fault {
  return key.kind === 'primary'
    ? noSuchRow(table.name, key.id)
    : new Fault(404, '0x80060891', `A record with the specified key values does not exist in ${table.name} entity`)
}
