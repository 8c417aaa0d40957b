import { maskRow } from '../access/column-security.ts'
import { reaches } from '../access/require-access.ts'
import type { Schema } from '../schema/schema.ts'
import type { Column, LookupNavigation, Table } from '../schema/table.ts'
import { badQuery, unknownProperty } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'
import type { CellCondition, CellTest, Condition } from './condition.ts'
import type { Scan, Scope } from './scan.ts'

/** The cell at the end of a path; `undefined` where a lookup on the way is empty. */
export type Getter = (scope: Scope, scan: Scan) => Value | undefined

/** What a name can stand for while an expression is compiled. */
export interface Names {
  readonly schema: Schema
  /** The table of the row itself. */
  readonly table: Table
  /** Where the row itself stands in the scope. */
  readonly index: number
  /** Lambda variables. */
  readonly variables: ReadonlyMap<string, { readonly table: Table; readonly index: number }>
}

export interface ColumnPath {
  /** As the query says it: `primarycontactid/fullname`. */
  readonly text: string
  readonly column: Column
  readonly table: Table
  readonly get: Getter
  /** The row that the column is of. */
  readonly row: RowGetter
  /** Whether it leads through a lookup. */
  readonly related: boolean
  /** Where the row that the path starts from stands in the scope. */
  readonly index: number
}

/** A test of the cell at the end of a path. */
export function pathCondition(
  { text, column, get, index, related }: ColumnPath,
  test: CellTest,
  describe: () => string,
  comparison?: CellCondition['comparison'],
): Condition {
  if (related) {
    const looksAt = { kind: 'cells', cells: [{ name: text, get }] } as const
    return { kind: 'other', test: (scope, scan) => test(get(scope, scan), scan), index, describe, looksAt }
  }
  return { kind: 'cell', index, name: column.name, test, describe, ...(comparison ? { comparison } : {}) }
}

/** Finds the column that `segments` name: a column of the row, of a lambda variable, or of a row they look up. */
export function resolvePath(
  names: Names,
  segments: readonly string[],
  find: (table: Table, name: string) => Column | undefined = (table, name) => table.columns.get(name),
): ColumnPath {
  const start = resolveStart(names, segments)
  const last = start.rest.at(-1)
  if (last === undefined) throw badQuery(`The path '${segments.join('/')}' does not name a property.`)
  const { table, row } = walk(names.schema, start.table, start.row, start.rest.slice(0, -1))
  const column = find(table, last)
  if (!column) throw unknownProperty(last, table.qualifiedName)
  const { name } = column
  const related = start.rest.length > 1
  const index = start.index
  return {
    text: segments.join('/'),
    column,
    table,
    related,
    row,
    index,
    get: related
      ? (scope, scan) => {
          const found = row(scope, scan)
          return found && (found[name] ?? null)
        }
      : (scope) => scope[index]?.[name] ?? null,
  }
}

export type RowGetter = (scope: Scope, scan: Scan) => Row | undefined

/** Where a path starts: the row itself or a lambda variable. */
export function resolveStart(
  names: Names,
  segments: readonly string[],
): { table: Table; row: RowGetter; rest: readonly string[]; index: number } {
  const variable = names.variables.get(segments[0] ?? '')
  const { table, index } = variable ?? names
  return { table, index, row: (scope) => scope[index], rest: variable ? segments.slice(1) : segments }
}

/** Follows single-valued navigation properties. */
export function walk(
  schema: Schema,
  table: Table,
  row: RowGetter,
  segments: readonly string[],
): { table: Table; row: RowGetter } {
  let at = table
  let get = row
  for (const segment of segments) {
    const navigation = at.navigations.get(segment)
    if (!navigation) throw unknownProperty(segment, at.qualifiedName)
    if (navigation.kind === 'unmodelled') throw notModelled('partialRelationship', segment)
    if (navigation.kind !== 'lookup') {
      throw badQuery(`The parent value for a property access of a property '${segment}' is not a single value.`)
    }
    const target = targetOf(schema, navigation)
    const from = get
    get = (scope, scan) => {
      const source = from(scope, scan)
      return source && follow(source, navigation, target, scan)
    }
    at = target
  }
  return { table: at, row: get }
}

/** The row that a lookup points to, if it is of the type the navigation property declares. */
export function follow(row: Row, navigation: LookupNavigation, target: Table, scan: Scan): Row | undefined {
  const id = row[navigation.property]
  if (typeof id !== 'string') return undefined
  const type = row[lookupTypeOf(navigation.property)]
  if (typeof type !== 'string' || !target.concrete.includes(type)) return undefined
  const found = scan.store.table(type).get(id)
  return found && reaches(scan, 'Read', target, found) ? maskRow(scan, target, found) : undefined
}

export function targetOf(schema: Schema, navigation: { readonly name: string; readonly target: string }): Table {
  const target = schema.table(navigation.target)
  if (!target) throw notModelled('partialRelationship', navigation.name)
  return target
}
