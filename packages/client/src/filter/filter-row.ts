import type { TableDefinition } from '@dynamics-kit/odata'
import { isColumnName } from '../row/column-name.ts'
import { propertyName } from '../row/property-name.ts'
import { unknownName } from '../row/unknown-name.ts'
import type { UntypedFilter } from '../types/filters.ts'
import { condition } from './condition.ts'
import type { Condition } from './condition.ts'
import { expressionOf } from './expression-of.ts'
import { membersOnDemand } from './members-on-demand.ts'
import { operatorsOf } from './operators.ts'

/** Where a row stands in a filter: `path` leads to it, `depth` counts the lambdas around it. */
interface Place {
  readonly path: readonly string[]
  readonly depth: number
  /** Behind a lookup Dataverse takes no lambda. */
  readonly behindLookup: boolean
}

type Predicate = (row: unknown) => Condition

/** What `where` gives to its function: columns by name, made when asked for. Without a table any name is a column. */
export function filterRow(table: TableDefinition | undefined): unknown {
  return rowAt(table, { path: [], depth: 0, behindLookup: false })
}

/**
 * A column of a table known by name: `column('name').eq('Contoso')`, `column('primarycontactid/fullname')`,
 * `column('Account_Tasks').any()`.
 */
export function column(name: string): UntypedFilter {
  // The operators of an untyped column are exactly those of `UntypedFilter`.
  return untypedColumn(name, { path: [], depth: 0, behindLookup: false }) as UntypedFilter
}

function rowAt(table: TableDefinition | undefined, place: Place): unknown {
  const member =
    table === undefined ? (name: string) => untypedColumn(name, place) : (name: string) => memberOf(table, name, place)
  return membersOnDemand(member)
}

function memberOf(table: TableDefinition, name: string, place: Place): unknown {
  const navigation = Object.hasOwn(table.navigation, name) ? table.navigation[name] : undefined
  const definition = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (definition === undefined && navigation === undefined) throw unknownName(table, name)
  const path = [...place.path, navigation?.property ?? name]
  if (navigation?.cardinality === 'many') return lambdas(path, navigation.target(), place)
  const operators =
    definition && operatorsOf({ path: place.path, column: name, property: propertyName(name, definition), definition })
  if (navigation === undefined) return operators
  const related = rowAt(navigation.target(), { ...place, path, behindLookup: true })
  if (operators === undefined) return related
  // A lookup answers both as a column (`eq`) and as the way to the related row's columns.
  return membersOnDemand((inner) =>
    inner in operators ? operators[inner] : (related as Record<string, unknown>)[inner],
  )
}

function untypedColumn(name: string, place: Place): unknown {
  const segments = name.split('/')
  for (const segment of segments) {
    if (!isColumnName(segment)) throw new TypeError(`"${segment}" is not the name of a column.`)
  }
  const path = [...place.path, ...segments.slice(0, -1)]
  const last = segments.at(-1) ?? name
  return Object.assign(operatorsOf({ path, column: last, property: last }), lambdas([...path, last], undefined, place))
}

function lambdas(path: readonly string[], table: TableDefinition | undefined, place: Place): object {
  const lambda = (operator: 'any' | 'all') => (predicate?: Predicate) => {
    if (place.behindLookup) {
      throw new TypeError(`Dataverse does not accept "${operator}" on ${path.join('/')}: a collection behind a lookup.`)
    }
    if (predicate === undefined) return condition({ kind: 'lambda', operator, path })
    const variable = variableAt(place.depth)
    const row = rowAt(table, { path: [variable], depth: place.depth + 1, behindLookup: false })
    return condition({ kind: 'lambda', operator, path, variable, predicate: expressionOf(predicate(row)) })
  }
  return { any: lambda('any'), all: lambda('all') }
}

/** `a`, `b`, `c` … one letter for each lambda around. */
function variableAt(depth: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + depth)
}
