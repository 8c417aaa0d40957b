import type { Expression, NamedArgument, QueryFunctionCall } from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { type Names, resolvePath, resolveStart, walk } from './column-path.ts'
import { compareCells } from './comparison.ts'
import { formatDate, formatDateTime, parseDateTime } from './date-time.ts'
import { countedWindows, type DateWindow, dayWindows, fixedWindows } from './date-window.ts'
import { textOperand } from './literal-value.ts'
import { type Predicate, type Scan, teamsOf } from './scan.ts'
import { fold } from './text-collation.ts'

const prefix = 'Microsoft.Dynamics.CRM.'

/** A test of one cell that may ask who calls and when. */
type CellTest = (value: Value | undefined, scan: Scan) => boolean

/** Compiles `Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=["a"])` and its like. */
export function compileQueryFunction(
  names: Names,
  call: QueryFunctionCall,
  aliases: Readonly<Record<string, Expression>>,
): Predicate {
  const name = call.name.startsWith(prefix) ? call.name.slice(prefix.length) : call.name
  const parameters = new Map(call.arguments.map((argument) => [argument.name, plainValue(argument.value, aliases)]))
  const propertyName = parameters.get('PropertyName')
  if (typeof propertyName !== 'string') throw badQuery(`The function '${name}' needs the parameter 'PropertyName'.`)
  const path = [...call.path, ...propertyName.split('/')]
  // Both spellings are met: `_ownerid_value` and the attribute's own name, `ownerid`.
  const { column, table, get } = resolvePath(
    names,
    path,
    (owner, last) => owner.columns.get(last) ?? owner.attributes.get(last),
  )
  const hierarchy = hierarchyFunctions[name]
  if (hierarchy) {
    const start = resolveStart(names, call.path)
    const { row } = walk(names.schema, start.table, start.row, start.rest)
    const set = hierarchy(table, column, textParameter(parameters, 'PropertyValue', name))
    return (scope, scan) => {
      const found = row(scope, scan)
      return found !== undefined && set(String(found[table.key]), scan)
    }
  }
  const test = cellTest(name, column, parameters)
  return (scope, scan) => test(get(scope, scan), scan)
}

type Parameters = ReadonlyMap<string, unknown>

function cellTest(name: string, column: Column, parameters: Parameters): CellTest {
  const fixed = fixedWindows[name]
  if (fixed) return windowTest(column, name, (now) => fixed(now))
  const counted = countedWindows[name]
  if (counted) {
    const count = countParameter(parameters, name)
    return windowTest(column, name, (now) => counted(now, count))
  }
  const around = dayWindows[name]
  if (around) {
    const time = parseDateTime(textParameter(parameters, 'PropertyValue', name))
    if (time === undefined) throw badQuery(`The value of '${name}' is not a date.`)
    return windowTest(column, name, () => around(time))
  }
  const special = cellFunctions[name]
  if (special) return special(column, parameters, name)
  if (/Fiscal/.test(name)) throw notModelled('fiscalCalendar', name)
  if (name === 'Contains') throw notModelled('fullText', name)
  if (/Hierarchy/.test(name)) throw notModelled('userHierarchy', name)
  throw badQuery(`The function '${prefix}${name}' is not a query function.`)
}

const cellFunctions: Readonly<Record<string, (column: Column, parameters: Parameters, name: string) => CellTest>> = {
  In: (column, parameters, name) => {
    const wanted = membership(column, listParameter(parameters, name))
    return (value) => wanted(value)
  },
  // Null is in no list and outside of none (reference 35).
  NotIn: (column, parameters, name) => {
    const wanted = membership(column, listParameter(parameters, name))
    return (value) => value !== null && value !== undefined && !wanted(value)
  },
  Between: (column, parameters, name) => between(column, listParameter(parameters, name), name),
  NotBetween: (column, parameters, name) => {
    const inside = between(column, listParameter(parameters, name), name)
    return (value, scan) => value !== null && value !== undefined && !inside(value, scan)
  },
  ContainValues: (column, parameters, name) => containValues(column, listParameter(parameters, name), name),
  DoesNotContainValues: (column, parameters, name) => {
    const contains = containValues(column, listParameter(parameters, name), name)
    return (value, scan) => !contains(value, scan)
  },
  EqualUserId: () => (value, scan) => value === scan.userId,
  NotEqualUserId: () => (value, scan) => value !== scan.userId,
  EqualBusinessId: () => (value, scan) => value === scan.businessUnitId,
  NotEqualBusinessId: () => (value, scan) => value !== scan.businessUnitId,
  EqualUserTeams: () => (value, scan) => typeof value === 'string' && teamsOf(scan).includes(value),
  EqualUserOrUserTeams: () => (value, scan) =>
    typeof value === 'string' && (value === scan.userId || teamsOf(scan).includes(value)),
  EqualUserLanguage: () => (value, scan) => value === scan.languageCode,
}

function membership(column: Column, values: readonly string[]): (value: Value | undefined) => boolean {
  const folds = column.type === 'text' || column.type === 'memo'
  const wanted = new Set(
    values.map((text) => {
      const operand = textOperand(column, text)
      return folds && typeof operand === 'string' ? fold(operand) : operand
    }),
  )
  return (value) =>
    value !== null && value !== undefined && wanted.has(folds && typeof value === 'string' ? fold(value) : value)
}

function between(column: Column, values: readonly string[], name: string): CellTest {
  const [low, high] = values
  if (low === undefined || high === undefined || values.length !== 2) throw badQuery(`'${name}' needs two values.`)
  const from = textOperand(column, low)
  const to = textOperand(column, high)
  const isText = column.type === 'text' || column.type === 'memo'
  return (value) =>
    value !== null &&
    value !== undefined &&
    compareCells(value, from, isText) >= 0 &&
    compareCells(value, to, isText) <= 0
}

function containValues(column: Column, values: readonly string[], name: string): CellTest {
  if (column.type !== 'choices') {
    throw badQuery(`The function '${name}' works on multi-select choices; '${column.attribute}' is none.`)
  }
  const wanted = new Set(values.map((value) => value.trim()))
  return (value) => typeof value === 'string' && value.split(',').some((one) => wanted.has(one))
}

const timeOnly = /^(OlderThanXMinutes|OlderThanXHours|LastXHours|NextXHours)$/

function windowTest(column: Column, name: string, windowAt: (now: number) => DateWindow): CellTest {
  if (column.type === 'dateOnly') {
    if (timeOnly.test(name))
      throw badQuery(`The function '${name}' cannot be used with the date-only '${column.attribute}'.`)
    return (value, scan) => {
      const { start, end, endInclusive } = windowAt(scan.now)
      if (typeof value !== 'string') return false
      if (start !== undefined && value < formatDate(start)) return false
      if (end === undefined) return true
      // A window that ends within a day takes that day in.
      const last = formatDate(endInclusive === true ? end : end - 1)
      return value <= last
    }
  }
  if (column.type !== 'dateTime') {
    throw badQuery(`The function '${name}' works on dates; '${column.attribute}' is none.`)
  }
  return (value, scan) => {
    if (typeof value !== 'string') return false
    const { start, end, endInclusive } = windowAt(scan.now)
    if (start !== undefined && value < formatDateTime(start)) return false
    if (end === undefined) return true
    return endInclusive === true ? value <= formatDateTime(end) : value < formatDateTime(end)
  }
}

/** A test of a row's key against one row's place in a hierarchy. */
type HierarchyTest = (id: string, scan: Scan) => boolean

const hierarchyFunctions: Readonly<Record<string, (table: Table, column: Column, root: string) => HierarchyTest>> = {
  Above: (table, column, root) => {
    const parent = parentOf(table, column, root)
    return (id, scan) => id !== root.toLowerCase() && parent.above(scan).has(id)
  },
  AboveOrEqual: (table, column, root) => {
    const parent = parentOf(table, column, root)
    return (id, scan) => parent.above(scan).has(id)
  },
  Under: (table, column, root) => {
    const parent = parentOf(table, column, root)
    return (id, scan) => id !== root.toLowerCase() && parent.under(scan, id)
  },
  UnderOrEqual: (table, column, root) => {
    const parent = parentOf(table, column, root)
    return (id, scan) => parent.under(scan, id)
  },
  NotUnder: (table, column, root) => {
    const parent = parentOf(table, column, root)
    return (id, scan) => !parent.under(scan, id) || id === root.toLowerCase()
  },
}

function parentOf(table: Table, column: Column, root: string) {
  const property = hierarchyColumn(table)
  if (column.name !== table.key || property === undefined) {
    throw badQuery(
      `The hierarchy operators work on the primary key of a hierarchical table; '${column.attribute}' is none.`,
    )
  }
  const id = String(textOperand(column, root))
  const chain = (scan: Scan, from: string): Set<string> => {
    const seen = new Set<string>()
    for (let at: string | undefined = from; at !== undefined && !seen.has(at);) {
      seen.add(at)
      const parent: Value | undefined = scan.store.table(table.name).get(at)?.[property]
      at = typeof parent === 'string' ? parent : undefined
    }
    return seen
  }
  return {
    /** The row and those above it. */
    above: (scan: Scan): Set<string> => chain(scan, id),
    /** Whether the row is `id` or below it. */
    under: (scan: Scan, row: string): boolean => chain(scan, row).has(id),
  }
}

/** The lookup to the same table that makes its rows a tree. */
function hierarchyColumn(table: Table): string | undefined {
  const preferred = [`_parent${table.name}id_value`, '_parentcustomerid_value']
  const own = [...table.navigations.values()].flatMap((navigation) =>
    navigation.kind === 'lookup' && navigation.target === table.name ? [navigation.property] : [],
  )
  return preferred.find((name) => own.includes(name)) ?? own.find((name) => /parent/.test(name))
}

function plainValue(value: NamedArgument['value'], aliases: Readonly<Record<string, Expression>>): unknown {
  if (value.kind === 'alias') {
    const assigned = aliases[value.name]
    if (!assigned) return null
    if (assigned.kind === 'literal' || assigned.kind === 'json') return plainValue(assigned, aliases)
    return assigned.kind === 'path' ? assigned.segments.join('/') : null
  }
  return value.value
}

function textParameter(parameters: Parameters, name: string, functionName: string): string {
  const value = parameters.get(name)
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw badQuery(`The function '${functionName}' needs the parameter '${name}'.`)
}

function countParameter(parameters: Parameters, functionName: string): number {
  const text = textParameter(parameters, 'PropertyValue', functionName)
  const count = Number(text)
  if (!Number.isInteger(count) || count <= 0) {
    throw badQuery(`The value '${text}' of '${functionName}' is not a positive whole number.`)
  }
  return count
}

function listParameter(parameters: Parameters, functionName: string): string[] {
  const value = parameters.get('PropertyValues')
  if (!Array.isArray(value)) throw badQuery(`The function '${functionName}' needs the parameter 'PropertyValues'.`)
  return value.map(String)
}
