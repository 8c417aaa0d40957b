import type { Join } from '../query/relation.ts'
import type { Scan, Scope } from '../query/scan.ts'
import { conditionReasons, type Places } from './condition-reasons.ts'
import { toldRow, toldValue } from './told-value.ts'

/** Rows told of a list, at most. */
const most = 3

/** Why nothing joins a row, a line for each reason; none where something does. */
export function joinReasons(join: Join, scope: Scope, scan: Scan, places: Places): string[] {
  if (join.kind === 'outer') return []
  const { link, index, condition, joins } = join
  const { table, from, to, parent, name } = link
  const value = scope[parent]?.[to.name] ?? null
  if (value === null) return [`${to.attribute} is empty, and the link to ${table.name} needs it`]
  const candidates = join.open(scan)(scope)
  if (candidates.length === 0) return [missing(join, value, scan)]
  const inner: Places = new Map([...places, [index, { table, name }]])
  const reasons: string[] = []
  for (const row of candidates) {
    const next = scope.slice()
    next[index] = row
    const why = [
      ...joins.flatMap((one) => joinReasons(one, next, scan, inner)),
      ...(condition && joins.length === 0 ? conditionReasons(condition, next, scan, inner) : []),
    ]
    if (why.length === 0) return []
    reasons.push(`${toldRow(table, row)} does not join:`, ...why.map((line) => `  ${line}`))
    if (reasons.length > most * 3) break
  }
  return [`no ${name} whose ${from.attribute} is its ${to.attribute} fits`, ...reasons.map((line) => `  ${line}`)]
}

/** Nobody has the value, or only rows that the caller may not read. */
function missing({ link: { table, from, to } }: Join, value: string | number | boolean, scan: Scan): string {
  const there = table.concrete.some((name) => scan.store.table(name).whereFolded(from.name, value).length > 0)
  const said = `its ${to.attribute} is ${toldValue(value)}`
  return there
    ? `${said}, and the caller may not read the ${table.name} with it`
    : `${said}, and no ${table.name} has that as its ${from.attribute}`
}
