import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import type { Operator } from './comparison.ts'
import type { Predicate, Scan, Scope } from './scan.ts'

/** A test of one cell that may ask who calls and when; `undefined` is the cell of a row that is not there. */
export type CellTest = (value: Value | undefined, scan: Scan) => boolean

/**
 * What both query languages make of a filter: a tree, so that a scan can run the tests of single cells over a whole column, and
 * an explanation can say which part a row fails.
 */
export type Condition = Combination | CellCondition | OtherCondition

/** `all`: every part holds; `any`: one does. */
interface Combination {
  readonly kind: 'all' | 'any'
  readonly parts: readonly Condition[]
}

/** A test of one cell of a row. */
export interface CellCondition {
  readonly kind: 'cell'
  /** Where the row stands in the scope. */
  readonly index: number
  /** Property name. */
  readonly name: string
  readonly test: CellTest
  /** What the test is, where it compares with a number. */
  readonly comparison?: { readonly operator: Operator; readonly operand: number }
  /** As the query says it: `revenue gt 1000`. */
  readonly describe: () => string
}

/** Anything else: related rows, two columns of a row. */
export interface OtherCondition {
  readonly kind: 'other'
  readonly test: Predicate
  /** The one row of the scope that it looks at, if it is one. */
  readonly index: number | undefined
  readonly describe: () => string
  /** For an explanation; absent where there is nothing to look at. */
  readonly looksAt?: LooksAt
}

/** What a condition looks at that is more than one cell of a row. */
type LooksAt = CellsLookedAt | RelatedLookedAt

interface CellsLookedAt {
  readonly kind: 'cells'
  readonly cells: readonly {
    /** As the query calls it: `primarycontactid/fullname`. */
    readonly name: string
    readonly get: (scope: Scope, scan: Scan) => Value | undefined
  }[]
}

/** Related rows, of which one has to satisfy something, or none may. */
export interface RelatedLookedAt {
  readonly kind: 'related'
  /** `contact_customer_accounts`, or the alias of a link-entity. */
  readonly name: string
  readonly table: Table
  /** Where a related row stands in the scope. */
  readonly index: number
  readonly rows: (scope: Scope, scan: Scan) => readonly Row[]
  readonly condition: Condition | undefined
  /** Whether a row, put into the scope, satisfies all. */
  readonly satisfies: Predicate
  /** Whether a row that satisfies it has to be there, or must not. */
  readonly isWanted: boolean
}

/** The condition as a function. */
export function predicateOf(condition: Condition): Predicate {
  switch (condition.kind) {
    case 'all':
      return allOf(condition.parts.map(predicateOf))
    case 'any':
      return anyOf(condition.parts.map(predicateOf))
    case 'cell': {
      const { index, name, test } = condition
      return (scope, scan) => test(cellOf(scope, index, name), scan)
    }
    case 'other':
      return condition.test
  }
}

function cellOf(scope: Scope, index: number, name: string): Value | undefined {
  const row = scope[index]
  return row && (row[name] ?? null)
}

function allOf(parts: readonly Predicate[]): Predicate {
  return (scope, scan) => {
    for (const part of parts) if (!part(scope, scan)) return false
    return true
  }
}

function anyOf(parts: readonly Predicate[]): Predicate {
  return (scope, scan) => {
    for (const part of parts) if (part(scope, scan)) return true
    return false
  }
}

/** The parts that all have to hold, however deep `all` stands in `all`. */
export const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'all' ? condition.parts.flatMap(conjuncts) : [condition]

/** Whether a condition looks at the row at one place of the scope and no other. */
export function isAbout(condition: Condition, index: number): boolean {
  return 'parts' in condition ? condition.parts.every((part) => isAbout(part, index)) : condition.index === index
}
