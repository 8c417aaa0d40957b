import type { ChoiceOptions, ColumnDefinition, Literal, TableDefinition } from '@dynamics-kit/odata'
import { literalOf, literalOfUntyped } from '../filter/literals.ts'
import { contentReferenceText } from '../batch/content-reference.ts'
import { choiceValue } from '../row/choice-value.ts'
import { isKeyReference } from '../row/key-reference.ts'
import { rowId } from '../row/row-id.ts'
import { rowPath } from '../row/row-path.ts'
import { unknownName } from '../row/unknown-name.ts'

/**
 * A row as the Web API takes it: lookups as `@odata.bind`, choices as numbers, dates as text. Members that are `undefined`
 * are left out. Without a table everything passes as it is. `isNew`: related rows may come along.
 *
 * @throws TypeError naming the column, for one that the table does not have or a value it cannot hold.
 */
export function encodeRow(table: TableDefinition | undefined, row: object, isNew = false): Record<string, unknown> {
  if (Object(row) !== row || Array.isArray(row))
    throw new TypeError(
      "A row is an object of its columns, such as { name: 'Contoso' }; update and upsert take its id before; many go by bulk.",
    )
  const encoded: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    if (value === undefined) continue
    if (table === undefined) {
      encoded[name] = encodePlain(value, name)
    } else if (!encodeRelated(table, name, value, encoded, isNew)) encodeColumn(table, name, value, encoded)
  }
  return encoded
}

/** Rows that are created along: `"primarycontactid": { … }`, `"Account_Tasks": [{ … }]` (9.2). Tells whether it was one. */
function encodeRelated(
  table: TableDefinition,
  name: string,
  value: unknown,
  encoded: Record<string, unknown>,
  isNew: boolean,
): boolean {
  const navigation = Object.hasOwn(table.navigation, name) ? table.navigation[name] : undefined
  if (navigation === undefined || (Object.hasOwn(table.columns, name) && !isNewRow(value))) {
    return false
  }
  const { property, target, cardinality } = navigation
  const what = `${table.logicalName}.${name}`
  if (!isNew) throw new TypeError(`${what}: new rows come along with a new row only; create or associate them apart.`)
  if (cardinality === 'one') {
    if (typeof value !== 'object' || value === null)
      throw new TypeError(`${what} takes a new row of ${target().logicalName}.`)
    encoded[property] = encodeRow(target(), value, true)
    return true
  }
  if (!Array.isArray(value)) throw new TypeError(`${what} takes an array of rows.`)
  const known = value.filter((item) => isReference(item))
  const added = value.filter((item) => !isReference(item))
  if (added.length > 0) encoded[property] = added.map((item: object) => encodeRow(target(), item, true))
  if (known.length > 0) {
    encoded[`${property}@odata.bind`] = known.map((item) => boundPath(target().entitySet, target(), item, what))
  }
  return true
}

function isNewRow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isReference(value)
}

/** What `table.ref(…)` gives, as against a new row. */
function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'table' in value && ('id' in value || isKeyReference(value))
}

/** `/contacts(…)`, or `/contacts(emailaddress1='someone@contoso.com')`: in a body nothing is percent-encoded. It is a URI, and takes what those take. */
function boundPath(entitySet: string, table: TableDefinition | undefined, value: unknown, what: string): string {
  const created = contentReferenceText(value)
  if (created !== undefined) return created
  return `/${decodeURIComponent(rowPath(entitySet, table, value, what))}`
}

function encodeColumn(table: TableDefinition, name: string, value: unknown, encoded: Record<string, unknown>): void {
  const definition = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (definition === undefined) throw unknownName(table, name)
  const column = `${table.logicalName}.${name}`
  if (typeof definition === 'object' && 'lookup' in definition) {
    const [property, target] = encodeLookup(table, definition.lookup, value, column)
    encoded[`${property}@odata.bind`] = target
  } else {
    encoded[name] = value === null ? null : encodeValue(definition, value, column)
  }
}

type Targets = Extract<ColumnDefinition, { lookup: unknown }>['lookup']

/** `"parentcustomerid_account@odata.bind": "/accounts(…)"`: each target table has a navigation property of its own (6). */
function encodeLookup(
  { navigation }: TableDefinition,
  targets: Targets,
  value: unknown,
  column: string,
): readonly [property: string, target: string | null] {
  if (value === null) {
    // The navigation properties of one lookup share its column, so clearing through any of them clears it.
    const [first] = Object.values(targets)
    if (first === undefined) throw new TypeError(`${column} has no target table.`)
    return [first[0], null]
  }
  const table = typeof value === 'object' && 'table' in value ? value.table : undefined
  const target = typeof table === 'string' && Object.hasOwn(targets, table) ? targets[table] : undefined
  if (target === undefined) {
    throw new TypeError(
      `${column} takes a reference to a row of ${Object.keys(targets).join(' or ')}, such as ${Object.keys(targets)[0] ?? 'table'}s.ref(id), or null.`,
    )
  }
  const [property, entitySet] = target
  const known = isKeyReference(value) ? Object.values(navigation).find((one) => one.property === property) : undefined
  return [property, boundPath(entitySet, known?.target(), value, column)]
}

function encodeValue(definition: ColumnDefinition, value: unknown, column: string): unknown {
  if (definition === 'key' || definition === 'guid') return rowId(value, column)
  if (definition === 'file')
    throw new TypeError(`${column} is a file column: its content is uploaded, not written with the row.`)
  if (typeof definition === 'object' && 'choices' in definition) return encodeChoices(definition.choices, value, column)
  return written(literalOf(definition, value, column), value, column)
}

/** What has no type but its own passes as it is, where JSON can write it. */
function encodePlain(value: unknown, column: string): unknown {
  const isOwnKind = typeof value === 'object' && !(value instanceof Date)
  return isOwnKind ? (contentReferenceText(value) ?? value) : written(literalOfUntyped(value, column), value, column)
}

/** What a literal was made of as JSON has it: a number as it is, others with all of their digits. */
export function written({ type, value }: Literal, of: unknown, column: string): unknown {
  if (type !== 'number' || typeof of === 'number') return type === 'number' ? of : value
  if (String(Number(value)) === value) return Number(value)
  const { rawJSON } = JSON as { readonly rawJSON?: (text: string) => unknown }
  if (rawJSON === undefined) throw new TypeError(`${column}: this runtime cannot write ${value} without loss.`)
  return rawJSON(value)
}

/** `"2,3,8"` on the wire. */
function encodeChoices(options: ChoiceOptions, value: unknown, column: string): string {
  if (!Array.isArray(value)) throw new TypeError(`${column} takes an array of choices.`)
  return value.map((option) => choiceValue(options, option, column)).join(',')
}
