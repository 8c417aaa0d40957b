import { isUnlimited } from '../access/access.ts'
import { maskOf } from '../access/column-security.ts'
import { isGuarded, privilegeName } from '../access/privilege-name.ts'
import { accessTest } from '../access/require-access.ts'
import { type Condition, conjuncts, isAbout, predicateOf } from '../query/condition.ts'
import { type Join, openJoins, type Relation, type Seek } from '../query/relation.ts'
import type { Scan, Scope } from '../query/scan.ts'
import type { Table } from '../schema/table.ts'
import { accessReasons } from './access-reasons.ts'
import { conditionReasons, type Places } from './condition-reasons.ts'
import { depthName, reachOf } from './depth-name.ts'
import type { ExplainedStep } from './explanation.ts'
import { joinReasons } from './join-reasons.ts'
import { toldValue } from './told-value.ts'

/** One thing that is done to find rows, done by itself so that what is left after it can be counted. */
export interface Stage {
  readonly kind: ExplainedStep['kind']
  readonly text: string
  /** What is left of rows, and of ways to join them. */
  apply(scopes: readonly Scope[]): Scope[]
  /** Why a scope is not left. */
  reasons(scope: Scope): readonly string[]
}

/** How the rows of a relation are decided on, one thing after another. */
export function stagesOf({ table, seek, joins, condition }: Relation, scan: Scan): readonly Stage[] {
  const places = placesOf(table, joins)
  const all = condition ? conjuncts(condition) : []
  const columns = columnsStage(table, scan)
  // With columns emptied for the caller, a condition sees something else than the seek did.
  const sought = columns.length === 0 ? all.find((part) => isSought(part, seek, scan)) : undefined
  const parts = all.filter((part) => part !== sought)
  const own = joins.length === 0 ? parts : parts.filter((part) => isAbout(part, 0))
  return [
    ...accessStage(table, scan),
    ...columns,
    ...own.map((part) => conditionStage(part, scan, places)),
    ...joins.map((join) => joinStage(join, scan, places)),
    ...parts.filter((part) => !own.includes(part)).map((part) => conditionStage(part, scan, places)),
  ]
}

/** Whether a condition holds for every row that a seek finds: all of them have its value. */
const isSought = (part: Condition, seek: Seek | undefined, scan: Scan): boolean =>
  part.kind === 'cell' && part.index === 0 && part.name === seek?.property && part.test(seek.value, scan)

function placesOf(table: Table, joins: readonly Join[]): Places {
  const places = new Map<number, { readonly table: Table; readonly name?: string }>([[0, { table }]])
  const visit = (list: readonly Join[]): void => {
    for (const { index, link, joins: inner } of list) {
      places.set(index, { table: link.table, name: link.name })
      visit(inner)
    }
  }
  visit(joins)
  return places
}

function accessStage(table: Table, scan: Scan): Stage[] {
  if (!isGuarded(table) || isUnlimited(scan.access)) return []
  const privilege = privilegeName('Read', table)
  const depth = depthName(scan.access.depth(privilege))
  const mayRead = accessTest(scan, 'Read', table)
  if (!mayRead) return []
  return [
    {
      kind: 'access',
      text: `may be read: ${privilege} at depth ${depth}, ${reachOf[depth]}`,
      apply: (scopes) => scopes.filter(([row]) => row && mayRead(row)),
      reasons: ([row]) => (row ? accessReasons(scan, 'Read', table, row) : []),
    },
  ]
}

function columnsStage(table: Table, scan: Scan): Stage[] {
  const mask = maskOf(scan, table)
  if (!mask) return []
  const closed = Object.keys(mask({})).filter((name) => table.columns.has(name))
  return [
    {
      kind: 'columns',
      text: `empty for the caller, by column security: ${closed.join(', ')}`,
      apply: (scopes) => scopes.map(([row, ...others]) => (row ? [mask(row), ...others] : others)),
      reasons: () => [],
    },
  ]
}

function conditionStage(part: Condition, scan: Scan, places: Places): Stage {
  const passes = predicateOf(part)
  return {
    kind: kindOf(part),
    text: `${kindOf(part) === 'filter' ? 'filter' : kindOf(part)} ${toldCondition(part)}`,
    apply: (scopes) => scopes.filter((scope) => passes(scope, scan)),
    reasons: (scope) => conditionReasons(part, scope, scan, places),
  }
}

/** A condition about related rows is a join that gives no columns. */
function kindOf(part: Condition): 'filter' | 'semijoin' | 'antijoin' {
  if (part.kind !== 'other' || part.looksAt?.kind !== 'related') return 'filter'
  return part.looksAt.isWanted ? 'semijoin' : 'antijoin'
}

function toldCondition(condition: Condition): string {
  if (!('parts' in condition)) return condition.describe()
  const word = condition.kind === 'all' ? ' and ' : ' or '
  return condition.parts.map((part) => ('parts' in part ? `(${toldCondition(part)})` : toldCondition(part))).join(word)
}

const joinWords: Readonly<Record<Join['kind'], string>> = {
  inner: 'join',
  outer: 'outer join',
  first: 'join the first of',
}

function joinStage(join: Join, scan: Scan, places: Places): Stage {
  const open = openJoins([join], scan)
  return {
    kind: 'join',
    text: `${joinWords[join.kind]} ${toldJoin(join)}`,
    apply(scopes) {
      const joined: Scope[] = []
      for (const scope of scopes) {
        open(scope, (one) => {
          joined.push(one)
          return false
        })
      }
      return joined
    },
    reasons: (scope) => joinReasons(join, scope, scan, places),
  }
}

function toldJoin({ link: { table, name, from, to }, condition, joins }: Join): string {
  const alias = name === table.name ? '' : ` as ${name}`
  const where = condition ? ` where ${toldCondition(condition)}` : ''
  const inner = joins.map((join) => `, ${joinWords[join.kind]} ${toldJoin(join)}`).join('')
  return `${table.name}${alias} by ${from.attribute} = ${to.attribute}${where}${inner}`
}

/** Where the rows come from. */
export function sourceText(
  { table, seek }: Relation,
  collection: string | undefined,
): Pick<ExplainedStep, 'kind' | 'text'> {
  if (collection !== undefined) return { kind: 'related', text: collection }
  if (!seek) return { kind: 'scan', text: `scan ${table.name}` }
  return { kind: 'seek', text: `seek ${table.name} by ${seek.property} = ${toldValue(seek.value)}` }
}
