import type { Organization } from './organization.ts'
import { formatDate, formatDateTime } from './query/date-time.ts'
import { targetOf } from './query/column-path.ts'
import { setMember } from './set-member.ts'
import type { Column, Table } from './schema/table.ts'
import { isObject } from './write/payload.ts'

type Json = Readonly<Record<string, unknown>>

/** What rows of a table get before what the table itself asks for, as the Web API takes it. */
type DefaultsOf = (entitySet: string, sequence: number) => Json | undefined

interface Filling {
  readonly defaults: DefaultsOf
  /** Tables whose required lookups are being filled, from the outermost. */
  readonly filling: readonly string[]
}

/** Makes rows whole: what a table needs and a body does not say. */
export interface RowFiller {
  /**
   * A body for a create with a name and all that is required, and rows under it likewise.
   *
   * @throws {TypeError} When there is no such entity set, or a required lookup leads back to a table that is being filled.
   */
  fill(entitySet: string, body: Json, defaults: DefaultsOf): Json
  /** How many rows of each table were made whole. */
  sequences(): ReadonlyMap<string, number>
}

/** @param organization That of now: a reset makes another. */
export function createRowFiller(organization: () => Organization, before?: ReadonlyMap<string, number>): RowFiller {
  const sequences = new Map(before)

  return {
    fill(entitySet, body, defaults) {
      const table = organization().schema.bySet(entitySet)
      if (!table) throw new TypeError(`create: there is no entity set '${entitySet}' in the schema.`)
      return fillRow(table, body, { defaults, filling: [] })
    },
    sequences: () => sequences,
  }

  function next(table: Table): number {
    const sequence = Math.max(sequences.get(table.name) ?? 0, organization().store.of(table).size) + 1
    sequences.set(table.name, sequence)
    return sequence
  }

  /** @param parent The lookup that the row above it sets. */
  function fillRow(table: Table, body: Json, fill: Filling, parent?: string): Json {
    const { defaults } = fill
    const sequence = next(table)
    const given = givenColumns(table, body)
    if (parent !== undefined) given.add(parent)
    const filled: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(defaults(table.set ?? table.name, sequence) ?? {})) {
      const column = columnOf(table, name)
      if (!given.has(column)) filled[name] = value
    }
    for (const column of givenColumns(table, filled)) given.add(column)
    for (const [name, value] of Object.entries(body)) setMember(filled, name, value)
    for (const [name, value] of Object.entries(filled)) {
      const navigation = table.navigations.get(name)
      if (!navigation || navigation.kind === 'unmodelled') continue
      const target = targetOf(organization().schema, navigation)
      const link = navigation.kind === 'collection' ? navigation.property : undefined
      if (Array.isArray(value))
        filled[name] = value.map((row: unknown) => (isObject(row) ? fillRow(target, row, fill, link) : row))
      else if (isObject(value) && !target.type.abstract) filled[name] = fillRow(target, value, fill, link)
    }
    for (const column of table.columns.values()) {
      if (isWanted(table, column) && !given.has(column.name)) setValue(table, column, sequence, filled, fill)
    }
    return filled
  }

  function setValue(
    table: Table,
    column: Column,
    sequence: number,
    filled: Record<string, unknown>,
    { defaults, filling }: Filling,
  ): void {
    const { schema, systemUserId, rootBusinessUnitId, currencyId } = organization()
    if (column.type !== 'lookup') {
      const value = valueOf(table, column, sequence, organization())
      if (value !== undefined) filled[column.name] = value
      return
    }
    const known: Readonly<Record<string, string>> = {
      systemuser: systemUserId,
      businessunit: rootBusinessUnitId,
      transactioncurrency: currencyId,
    }
    const within = [...filling, table.name]
    let endless: string | undefined
    for (const [name, navigation] of column.targets) {
      const target = schema.table(name)
      if (!target?.set) continue
      const id = known[name]
      if (id === undefined && within.includes(name)) {
        endless ??= navigation
        continue
      }
      if (id === undefined) filled[navigation] = fillRow(target, {}, { defaults, filling: within })
      else filled[`${navigation}@odata.bind`] = `/${target.set}(${id})`
      return
    }
    if (endless === undefined) return
    throw new TypeError(
      `create: a row of ${table.name} needs ${column.attribute}, which leads back (${within.join(' > ')} > …): give ${endless}, null where it may be empty.`,
    )
  }
}

/** `primarycontactid@odata.bind` and `primarycontactid` are the column `_primarycontactid_value`. */
function columnOf(table: Table, name: string): string {
  const navigation = table.navigations.get(name.replace(/@odata\.bind$/, ''))
  return navigation?.kind === 'lookup' ? navigation.property : name
}

const givenColumns = (table: Table, body: Json): Set<string> =>
  new Set(Object.keys(body).map((name) => columnOf(table, name)))

/** Its name, and what people have to fill in. The service numbers, dates and owns rows by itself. */
function isWanted(table: Table, column: Column): boolean {
  const { metadata, readOnly, defaultValue, attributeType, name } = column
  if (readOnly || metadata?.isValidForCreate === false || defaultValue !== undefined) return false
  if (metadata?.autoNumberFormat !== undefined || name === table.key || name === table.keyAlias) return false
  if (attributeType === 'Owner' || attributeType === 'State' || attributeType === 'Status') return false
  return name === table.primaryName || column.required || metadata?.requiredLevel === 'ApplicationRequired'
}

function valueOf(table: Table, column: Column, sequence: number, { world, newId }: Organization): unknown {
  const now = world.clock.now()
  switch (column.type) {
    case 'text':
    case 'memo':
      return textOf(table, column, sequence)
    case 'integer':
    case 'bigInt':
    case 'decimal':
    case 'money':
    case 'double':
      return Math.min(Math.max(column.minValue ?? 0, 1), column.maxValue ?? 1)
    case 'boolean':
      return false
    case 'dateTime':
      return formatDateTime(now)
    case 'dateOnly':
      return formatDate(now)
    case 'choice':
      return column.options?.keys().next().value
    case 'choices':
      return column.options && String(column.options.keys().next().value)
    case 'guid':
      return newId()
    default:
      return undefined
  }
}

/** `Account 1`; an address where it has to be one. What is too long loses its middle. */
function textOf(table: Table, column: Column, sequence: number): string {
  const { metadata, maxLength = Infinity } = column
  const bare = table.name.replaceAll(/[^a-z0-9]/g, '')
  if (metadata?.format === 'Email' || column.attribute.includes('emailaddress')) return `${bare}${sequence}@example.com`
  if (metadata?.format === 'Url') return `https://example.com/${bare}/${sequence}`
  const end = ` ${sequence}`
  return table.displayName.slice(0, Math.max(0, maxLength - end.length)) + end.slice(-maxLength)
}
