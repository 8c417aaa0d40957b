import type { Fault } from '../fault.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { textOperand } from './literal-value.ts'
import type { Scan } from './scan.ts'

/** A test of a row's key against one row's place in a hierarchy. */
export type HierarchyTest = (id: string, scan: Scan) => boolean

interface Place {
  readonly root: string
  /** The row and those above it. */
  above(scan: Scan): Set<string>
  /** Whether the row is the root or below it. */
  under(scan: Scan, row: string): boolean
}

const tests: Readonly<Record<string, (place: Place) => HierarchyTest>> = {
  Above:
    ({ root, above }) =>
    (id, scan) =>
      id !== root && above(scan).has(id),
  AboveOrEqual:
    ({ above }) =>
    (id, scan) =>
      above(scan).has(id),
  Under:
    ({ root, under }) =>
    (id, scan) =>
      id !== root && under(scan, id),
  UnderOrEqual:
    ({ under }) =>
    (id, scan) =>
      under(scan, id),
  NotUnder:
    ({ root, under }) =>
    (id, scan) =>
      !under(scan, id) || id === root,
}

/** `Above`, `Under` and their like, for the primary key of a table whose rows are a tree; `undefined` for other names. */
export function hierarchyTest(
  name: string,
  table: Table,
  column: Column,
  value: string,
  complain: (message: string) => Fault,
): HierarchyTest | undefined {
  const test = tests[name]
  if (!test) return undefined
  const property = hierarchyColumn(table)
  if (column.name !== table.key || property === undefined) {
    throw complain(
      `The hierarchy operators work on the primary key of a hierarchical table; '${column.attribute}' is none.`,
    )
  }
  const root = String(textOperand(column, value, complain))
  return test({
    root,
    above: (scan) => chainOf(scan, table, property, root),
    under: (scan, row) => chainOf(scan, table, property, row).has(root),
  })
}

/** A row and those above it. */
function chainOf(scan: Scan, table: Table, property: string, from: string): Set<string> {
  const seen = new Set<string>()
  for (let at: string | undefined = from; at !== undefined && !seen.has(at);) {
    seen.add(at)
    const parent: Value | undefined = scan.store.table(table.name).get(at)?.[property]
    at = typeof parent === 'string' ? parent : undefined
  }
  return seen
}

/** The lookup to the same table that makes its rows a tree. */
export function hierarchyColumn(table: Table): string | undefined {
  const preferred = [`_parent${table.name}id_value`, '_parentcustomerid_value']
  const own = [...table.navigations.values()].flatMap((navigation) =>
    navigation.kind === 'lookup' && navigation.target === table.name ? [navigation.property] : [],
  )
  return preferred.find((name) => own.includes(name)) ?? own.find((name) => /parent/.test(name))
}
