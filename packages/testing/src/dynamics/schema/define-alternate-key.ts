import type { AlternateKey } from '@dynamics-kit/odata'
import { Fault, validation } from '../fault.ts'
import type { Store } from '../store/store.ts'
import type { Schema } from './schema.ts'
import type { Column, Table } from './table.ts'

/** Limits of alternate keys: per table, columns per key. */
const maximumKeys = 10
const maximumColumns = 16

const keyTypes: ReadonlySet<string> = new Set([
  'decimal',
  'integer',
  'text',
  'dateTime',
  'dateOnly',
  'lookup',
  'choice',
  'guid',
])

/** Gives a table a key by the attributes named, active at once. The model has it from then on. */
export function defineAlternateKey(
  { schema, store }: { readonly schema: Schema; readonly store: Store },
  table: Table,
  key: Omit<AlternateKey, 'properties'> & { readonly name: string },
  attributes: readonly string[],
): void {
  const { name } = key

  if (table.alternateKeys.some((other) => other.name === name)) {
    throw validation('0x80060893', `An entity key with the name ${name} already exists on entity ${table.name}.`)
  }
  if (table.alternateKeys.length >= maximumKeys || attributes.length === 0 || attributes.length > maximumColumns) {
    throw validation('0x80040203', `A table takes up to ${maximumKeys} keys of 1 to ${maximumColumns} columns.`)
  }
  const properties = attributes.map((attribute) => keyColumn(table, attribute).name)
  const seen = new Set<string>()
  for (const row of store.of(table).rows()) {
    if (properties.some((property) => (row[property] ?? null) === null)) continue
    const identity = JSON.stringify(properties.map((property) => row[property]))
    if (seen.has(identity)) {
      throw new Fault(400, '0x80060892', `The rows of ${table.name} already hold duplicates for the key ${name}.`)
    }
    seen.add(identity)
  }
  const type = { ...table.type, alternateKeys: [...table.type.alternateKeys, { ...key, properties }] }
  const { model } = schema
  schema.change({ ...model, entityTypes: new Map(model.entityTypes).set(table.name, type) })
}

function keyColumn(table: Table, attribute: string): Column {
  const column = table.attributes.get(attribute)
  if (column && keyTypes.has(column.type)) return column
  throw validation('0x80040203', `The attribute '${attribute}' of '${table.name}' cannot be part of an alternate key.`)
}
