import type {
  ChoiceOptions,
  ColumnDefinition,
  EntityReference,
  KeyReference,
  TableDefinition,
} from '@dynamics-kit/odata'
import { setMember } from '../dynamics/set-member.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * A row of a generated table as a create of the Web API takes it: lookups as `@odata.bind`, choices as numbers, dates as text. What the
 * table does not know passes as it is, so that the fake says what is wrong with it.
 *
 * @throws {TypeError} for a label that the choice does not have, and a reference to a table that the lookup does not lead to
 */
export function wireRow(table: TableDefinition, row: object): Record<string, unknown> {
  const wired: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    if (value === undefined) continue
    const where = `${table.logicalName}.${name}`
    const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
    const navigation = Object.hasOwn(table.navigation, name) ? table.navigation[name] : undefined
    if (navigation && (!column || isNewRow(value))) {
      const { property, target } = navigation
      const rows: readonly unknown[] = Array.isArray(value) ? value : [value]
      const bound = rows.filter(isReference).map((reference) => boundPath(target().entitySet, target(), reference))
      const made = rows.filter(isNewRow).map((one) => wireRow(target(), one))
      if (bound.length > 0) wired[`${property}@odata.bind`] = Array.isArray(value) ? bound : bound[0]
      if (made.length > 0) wired[property] = Array.isArray(value) ? made : made[0]
    } else if (typeof column === 'object' && 'lookup' in column) {
      const [property, target] = bindOf(table, column.lookup, value, where)
      wired[`${property}@odata.bind`] = target
    } else {
      setMember(wired, name, value === null || !column ? value : wireValue(column, value, where))
    }
  }
  return wired
}

type Reference = EntityReference | KeyReference

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' &&
  value !== null &&
  'table' in value &&
  ('id' in value || ('key' in value && typeof value.key === 'object'))

/** `/contacts(…)`, or `/contacts(emailaddress1='someone@contoso.com')` */
function boundPath(entitySet: string, table: TableDefinition | undefined, reference: Reference): string {
  if ('id' in reference) return `/${entitySet}(${reference.id})`
  const parts = Object.entries(reference.key).map(([name, value]) => {
    const column = table?.columns[name]
    if (typeof column === 'object' && 'lookup' in column) return `_${name}_value=${idOf(value)}`
    const wired = column === undefined ? value : wireValue(column, value, name)
    return `${name}=${typeof wired === 'string' && !isBare(column) ? `'${wired.replaceAll("'", "''")}'` : String(wired)}`
  })
  return `/${entitySet}(${parts.join(',')})`
}

const idOf = (value: unknown): string =>
  String(typeof value === 'object' && value !== null && 'id' in value ? value.id : value)

/** Ids and dates stand in a key without quotes. */
const isBare = (column: ColumnDefinition | undefined): boolean =>
  column === 'key' || column === 'guid' || column === 'dateTime' || column === 'dateOnly'

const isNewRow = (value: unknown): value is Json => typeof value === 'object' && value !== null && !isReference(value)

type Targets = Extract<ColumnDefinition, { lookup: unknown }>['lookup']

function bindOf(
  { navigation }: TableDefinition,
  targets: Targets,
  value: unknown,
  where: string,
): readonly [property: string, target: string | null] {
  const table = isReference(value) ? value.table : undefined
  const found = Object.entries(targets).find(([name]) => name === table || value === null)?.[1]
  if (!found) {
    const names = Object.keys(targets)
    throw new TypeError(
      `${where} takes a reference to a row of ${names.join(' or ')}, such as ${names[0]}s.ref(id), or null.`,
    )
  }
  if (!isReference(value)) return [found[0], null]
  const known = Object.values(navigation).find(({ property }) => property === found[0])
  return [found[0], boundPath(found[1], known?.target(), value)]
}

function wireValue(column: ColumnDefinition, value: unknown, where: string): unknown {
  if (typeof column === 'object') {
    if ('choice' in column) return numberOf(column.choice, value, where)
    if ('choices' in column && Array.isArray(value))
      return value.map((one) => numberOf(column.choices, one, where)).join(',')
  }
  if (value instanceof Date) return value.toISOString()
  const isNumber = column === 'decimal' || column === 'money' || column === 'bigInt'
  return isNumber && (typeof value === 'string' || typeof value === 'bigint') ? Number(value) : value
}

function numberOf(options: ChoiceOptions, value: unknown, where: string): unknown {
  if (typeof value !== 'string') return value
  const number = Object.keys(options).find((one) => options[Number(one)] === value)
  if (number !== undefined) return Number(number)
  const labels = Object.values(options).map((label) => `'${label}'`)
  throw new TypeError(`${where} has no choice '${value}'; there are ${labels.slice(0, 20).join(', ')}.`)
}
