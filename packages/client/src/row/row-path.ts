import { printArguments } from '@dynamics-kit/odata'
import type { Argument, ColumnDefinition, TableDefinition } from '@dynamics-kit/odata'
import { contentReferenceText } from '../batch/content-reference.ts'
import { literalOf, literalOfUntyped } from '../filter/literals.ts'
import { isColumnName } from './column-name.ts'
import { isKeyReference } from './key-reference.ts'
import { propertyName } from './property-name.ts'
import { rowId } from './row-id.ts'
import { unknownName } from './unknown-name.ts'

/**
 * The path of one row: `accounts(7eb682f1-ca75-e511-80d4-00155d2a68d1)`, or by alternate key `accounts(accountnumber='A-1')`.
 *
 * `place`: in a URL an alternate key cannot have all characters.
 *
 * @throws TypeError when the id is no GUID, or the columns are not those of an alternate key, before anything is sent.
 */
export function rowPath(
  entitySet: string,
  table: TableDefinition | undefined,
  id: unknown,
  what: string,
  place: 'url' | 'body' = 'url',
): string {
  const created = contentReferenceText(id)
  if (created !== undefined) return created
  if (!isAlternateKey(id)) return `${entitySet}(${rowId(id, what)})`
  const key = isKeyReference(id) ? id.key : id
  const names = Object.keys(key)
  if (table !== undefined) refuseOtherColumns(table, names)
  const parts = names.map((name): Argument => keyPart(table, name, key[name], place))
  return `${entitySet}(${printArguments(parts)})`
}

/** References have an id and a table; anything else that is an object names columns. */
function isAlternateKey(id: unknown): id is Readonly<Record<string, unknown>> {
  return typeof id === 'object' && id !== null && !('id' in id && 'table' in id) && Object.keys(id).length > 0
}

/** Whether columns, in any order, are an alternate key of a table. */
export function hasAlternateKey({ alternateKeys }: TableDefinition, names: readonly string[]): boolean {
  const given = new Set(names)
  return alternateKeys.some((key) => key.length === given.size && key.every((name) => given.has(name)))
}

/** @throws TypeError when columns are no alternate key of a table. */
export function refuseOtherColumns(table: TableDefinition, names: readonly string[]): void {
  if (hasAlternateKey(table, names)) return
  const keys = table.alternateKeys.map((key) => `{ ${key.join(', ')} }`)
  throw new TypeError(
    keys.length === 0
      ? `Table ${table.logicalName} has no alternate key: name the row by its id.`
      : `Table ${table.logicalName} has no alternate key of { ${names.join(', ')} }; it has ${keys.join(' and ')}.`,
  )
}

function keyPart(table: TableDefinition | undefined, name: string, value: unknown, place: 'url' | 'body'): Argument {
  if (value === null || value === undefined) throw new TypeError(`${name}: a row without a value has no alternate key.`)
  const part = table === undefined ? untypedKeyPart(name, value) : typedKeyPart(table, name, value)
  const { value: literal } = part
  if (place === 'url' && literal.kind === 'literal' && literal.type === 'string' && NOT_IN_KEYS.test(literal.value)) {
    throw new TypeError(
      `${name}: Dataverse finds no row by a key with / < > * % & : \\ ? + in it: look for its id with where.`,
    )
  }
  return part
}

/** The service does not find rows by text with these characters, however they are encoded (13). */
const NOT_IN_KEYS = /[/<>*%&:\\?+]/

function untypedKeyPart(name: string, value: unknown): Argument {
  if (!isColumnName(name)) throw new TypeError(`"${name}" is not the name of a column.`)
  return { name, value: literalOfUntyped(value, name) }
}

function typedKeyPart(table: TableDefinition, name: string, value: unknown): Argument {
  const definition: ColumnDefinition | undefined = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (definition === undefined) throw unknownName(table, name)
  return {
    name: propertyName(name, definition),
    value: literalOf(definition, value, `${table.logicalName}.${name}`),
  }
}
