import { maskOf } from '../access/column-security.ts'
import { type Condition, type OtherCondition, predicateOf, type RelatedLookedAt } from '../query/condition.ts'
import type { Scan, Scope } from '../query/scan.ts'
import type { Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { toldCell, toldRow, toldValue } from './told-value.ts'

/** What rows of a scope are of, by place; a joined one has a name. */
export type Places = ReadonlyMap<number, { readonly table: Table; readonly name?: string }>

/** Rows told of a list, at most. */
const most = 3

/** Why a condition does not hold, a line for each reason; none where it holds. */
export function conditionReasons(condition: Condition, scope: Scope, scan: Scan, places: Places): string[] {
  if (predicateOf(condition)(scope, scan)) return []
  switch (condition.kind) {
    case 'all':
      return condition.parts.flatMap((part) => conditionReasons(part, scope, scan, places))
    case 'any':
      return [
        'none of these holds:',
        ...condition.parts.flatMap((part) => conditionReasons(part, scope, scan, places)).map((line) => `  ${line}`),
      ]
    case 'cell': {
      const { index, name, describe } = condition
      const place = places.get(index)
      const row = scope[index]
      const what = place?.name === undefined ? name : `${place.name}.${name}`
      if (!place || !row) return [`${what} is not there, and the condition is ${describe()}`]
      const told = toldCell(place.table, name, row, scan)
      return [`${what} is ${told}${maskNote(place.table, name, row[name], scan)}, and the condition is ${describe()}`]
    }
    case 'other':
      return otherReasons(condition, scope, scan, places)
  }
}

/** A column that looks empty and may not be. */
function maskNote(table: Table, name: string, value: Value | undefined, scan: Scan): string {
  const isMasked = (value ?? null) === null && maskOf(scan, table)?.({})[name] === null
  return isMasked ? ' for the caller, who may not read this secured column' : ''
}

function otherReasons(condition: OtherCondition, scope: Scope, scan: Scan, places: Places): string[] {
  const { looksAt, describe } = condition
  if (!looksAt) return [`the condition is ${describe()}`]
  if (looksAt.kind === 'related') return relatedReasons(looksAt, describe(), scope, scan, places)
  const cells = looksAt.cells.map(({ name, get }) => `${name} is ${toldValue(get(scope, scan))}`)
  return [`${cells.join(', ')}, and the condition is ${describe()}`]
}

function relatedReasons(
  { name, table, index, rows, condition, satisfies, isWanted }: RelatedLookedAt,
  described: string,
  scope: Scope,
  scan: Scan,
  places: Places,
): string[] {
  const found = rows(scope, scan)
  if (found.length === 0) return [`it has no ${name} that the caller may read, and the condition is ${described}`]
  const withRow = (row: Scope[number]): Scope => {
    const next = scope.slice()
    next[index] = row
    return next
  }
  if (!isWanted) {
    const wrong = found.filter((row) => satisfies(withRow(row), scan))
    return [
      `${wrong.length} of its ${found.length} ${name} should not be there, and the condition is ${described}`,
      ...listed(wrong.map((row) => `  ${toldRow(table, row)}`)),
    ]
  }
  const inner: Places = new Map([...places, [index, { table, name }]])
  const why = found.slice(0, most).flatMap((row) => {
    const reasons = condition ? conditionReasons(condition, withRow(row), scan, inner) : []
    return reasons.length > 0 ? reasons : [`nothing that is linked with ${toldRow(table, row)} fits`]
  })
  return [
    `none of its ${found.length} ${name} fits, and the condition is ${described}`,
    ...why.map((line) => `  ${line}`),
    ...(found.length > most ? [`  and ${found.length - most} more`] : []),
  ]
}

/** The first of many lines. */
const listed = (lines: readonly string[]): string[] =>
  lines.length > most ? [...lines.slice(0, most), `  and ${lines.length - most} more`] : [...lines]
