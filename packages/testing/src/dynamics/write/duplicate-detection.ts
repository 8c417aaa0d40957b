import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import { fold } from '../query/text-collation.ts'
import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { readable } from '../access/require-access.ts'

/** What has to be alike: `operatorcode` of `duplicaterulecondition`. */
const operators = { exact: 0, firstCharacters: 1, lastCharacters: 2, sameDate: 3, sameDateAndTime: 4 } as const

interface Condition {
  readonly base: string
  readonly matching: string
  readonly operator: number
  readonly length: number
  readonly ignoresBlanks: boolean
}

interface Rule {
  readonly id: string
  readonly matchingTable: Table
  readonly excludesInactive: boolean
  readonly isCaseSensitive: boolean
  readonly conditions: readonly Condition[]
}

/** The published rules for rows of a table. */
function rulesOf({ organization }: Actor, table: Table): Rule[] {
  const { store, schema } = organization
  return store
    .table('duplicaterule')
    .where('baseentityname', table.name)
    .flatMap((row): Rule[] => {
      const matchingTable = schema.table(String(row['matchingentityname']))
      if (row['statecode'] !== 1 || !matchingTable) return []
      const conditions = store
        .table('duplicaterulecondition')
        .where('_regardingobjectid_value', row['duplicateruleid'] ?? null)
        .map((condition) => ({
          base: propertyOf(table, String(condition['baseattributename'])),
          matching: propertyOf(matchingTable, String(condition['matchingattributename'])),
          operator: Number(condition['operatorcode'] ?? operators.exact),
          length: Number(condition['operatorparam'] ?? 0),
          ignoresBlanks: condition['ignoreblankvalues'] !== false,
        }))
      if (conditions.length === 0) return []
      const isCaseSensitive = row['iscasesensitive'] === true
      return [
        {
          id: String(row['duplicateruleid']),
          matchingTable,
          excludesInactive: row['excludeinactiverecords'] === true,
          isCaseSensitive,
          conditions,
        },
      ]
    })
}

const propertyOf = (table: Table, attribute: string): string => table.attributes.get(attribute)?.name ?? attribute

/** Rows of a table that published rules take for the same as a row, the row itself left out. */
export function duplicatesOf(
  actor: Actor,
  table: Table,
  row: Readonly<Record<string, Value>>,
  matching: Table,
): readonly Row[] {
  const byRule = duplicatesByRule(actor, table, row).filter((one) => one.matching === matching)
  return [...new Set(byRule.flatMap(({ found }) => found))]
}

/** The same, for each published rule that finds any. */
export function duplicatesByRule(
  actor: Actor,
  table: Table,
  row: Readonly<Record<string, Value>>,
): readonly { readonly rule: string; readonly matching: Table; readonly found: readonly Row[] }[] {
  return rulesOf(actor, table).flatMap((rule) => {
    const { matchingTable: matching } = rule
    const alike = actor.organization.store
      .of(matching)
      .rows()
      .filter((candidate) => {
        const isSelf = matching === table && candidate[table.key] === row[table.key]
        if (isSelf || (rule.excludesInactive && candidate['statecode'] !== 0)) return false
        return rule.conditions.every((condition) => isAlike(condition, rule, row, candidate))
      })
    return alike.length === 0 ? [] : [{ rule: rule.id, matching, found: readable(actor.scan, matching, alike) }]
  })
}

function isAlike(condition: Condition, rule: Rule, row: Readonly<Record<string, Value>>, candidate: Row): boolean {
  const left = row[condition.base] ?? null
  const right = candidate[condition.matching] ?? null
  if (left === null || right === null) return left === right && !condition.ignoresBlanks
  const [one, other] = [reduce(left, condition, rule), reduce(right, condition, rule)]
  return one === other
}

function reduce(value: Value, { operator, length }: Condition, { isCaseSensitive }: Rule): Value {
  if (typeof value !== 'string') return value
  const text = isCaseSensitive ? value : fold(value)
  if (operator === operators.firstCharacters) return text.slice(0, length)
  if (operator === operators.lastCharacters) return length === 0 ? '' : text.slice(-length)
  return operator === operators.sameDate ? text.slice(0, 10) : text
}

/** @throws Fault 412 when the caller asked for it, and published rules say that the row is there already */
export function refuseDuplicate(actor: Actor, table: Table, cells: Readonly<Record<string, Value>>): void {
  if (actor.detectsDuplicates !== true) return
  if (actor.organization.store.table('organization').rows()[0]?.['isduplicatedetectionenabled'] === false) return
  const tables = new Set(rulesOf(actor, table).map(({ matchingTable }) => matchingTable))
  for (const matching of tables) {
    if (duplicatesOf(actor, table, cells, matching).length === 0) continue
    throw new Fault(
      412,
      '0x80040333',
      'A record was not created or updated because a duplicate of the current record already exists.',
    )
  }
}
