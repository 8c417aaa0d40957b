import type { DepthName } from './depth-name.ts'

/** How the fake came to an answer. `String(explanation)` is all of it in words. */
export interface Explanation {
  /** `GET accounts?$filter=revenue gt 1000` */
  readonly request: string
  readonly caller: ExplainedCaller
  /** Of the answer. */
  readonly status: number
  /** How rows are found, in order; empty where none are looked for. */
  readonly steps: readonly ExplainedStep[]
  /** Present where the answer is a refusal. */
  readonly refusal?: ExplainedRefusal
  /** The row that was asked for. */
  readonly row?: ExplainedRow
  /** Secured columns of the table that are empty for the caller, whatever the row has. */
  readonly columns: readonly ExplainedColumn[]
  /** What else there is to know. */
  readonly notes: readonly string[]
  /** All of it in words. */
  toString(): string
}

/** On whose behalf it is asked. */
export interface ExplainedCaller {
  /** `systemuserid`; absent where the environment has no such user. */
  readonly id?: string
  readonly name: string
  /** Names of their security roles, also of those that they have by a team. */
  readonly roles: readonly string[]
}

/** One thing that is done to find the rows. */
export interface ExplainedStep {
  /**
   * `scan`, `seek` (by an index) and `related` (a row's collection) say where rows come from, `access` leaves those that the
   * caller may read, `columns` empties secured columns, `filter` and the joins decide by what the query says.
   */
  readonly kind:
    | 'scan'
    | 'seek'
    | 'related'
    | 'access'
    | 'columns'
    | 'filter'
    | 'semijoin'
    | 'antijoin'
    | 'join'
    | 'distinct'
    | 'group'
    | 'sort'
    | 'page'
    | 'count'
  /** `filter revenue gt 1000` */
  readonly text: string
  /** How many are left after it: rows, and ways to join them; groups after `group`. */
  readonly rows: number
}

/** What became of one row. */
export interface ExplainedRow {
  /** Logical name. */
  readonly table: string
  /** Absent where no row has the alternate key that was given. */
  readonly id?: string
  readonly isInAnswer: boolean
  /** The step that removed it; absent where it is in the answer, or was never there. */
  readonly removedBy?: ExplainedStep
  /** Why, with the values that were compared: `revenue is 5000, and the condition is revenue gt 1000000`. */
  readonly reasons: readonly string[]
}

/** An answer that is an error. */
export interface ExplainedRefusal {
  readonly status: number
  /** `0x80040220` */
  readonly code: string
  readonly message: string
  /** What was missing, where the caller may not do it. */
  readonly privilege?: ExplainedPrivilege
  /** The secured column that they may not set. */
  readonly column?: ExplainedColumn
}

/** A secured column, and what the caller may not do with it. */
export interface ExplainedColumn {
  /** Logical name. */
  readonly table: string
  readonly name: string
  readonly permission: 'create' | 'read' | 'update'
  /** Whether the row that was asked for has a value; absent where no one row was. */
  readonly hasValue?: boolean
  /** Column security profiles of the caller and of their teams. */
  readonly profiles: readonly string[]
  /** Profiles that would allow it. */
  readonly grantedBy: readonly string[]
}

/** A privilege that is missing, or does not reach far enough. */
export interface ExplainedPrivilege {
  /** `prvReadAccount` */
  readonly name: string
  /** How far the one reaches who lacks it. */
  readonly depth: DepthName
  /** How far it would have to reach. */
  readonly needed: DepthName
  /** Roles of the one who lacks it, and how far each lets them. */
  readonly roles: readonly ExplainedRole[]
  /** Roles of the environment that would do. */
  readonly grantedBy: readonly string[]
  /** About the row that is not reached: its owner, its business unit, its shares. */
  readonly reasons: readonly string[]
}

/** A security role that gives a privilege, and how far it reaches. */
export interface ExplainedRole {
  readonly name: string
  readonly depth: DepthName
  /** Name of the team that has the role; absent where the user has it. */
  readonly team?: string
}

/** All of it in words. */
export function printExplanation(explanation: Omit<Explanation, 'toString'>): string {
  const { request, caller, steps, refusal, row, columns, notes, status } = explanation
  const roles = caller.roles.length > 0 ? caller.roles.join(', ') : 'no roles'
  const parts = [
    [request, `as ${caller.name} (${roles})`],
    stepLines(steps),
    refusal ? refusalLines(refusal) : steps.length === 0 ? [`answers ${status}`] : [],
    row ? rowLines(row) : [],
    columns.flatMap(columnLines),
    notes,
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function stepLines(steps: readonly ExplainedStep[]): string[] {
  const counts = steps.map(({ kind, rows }) => `${rows} ${kind === 'group' ? 'group' : 'row'}${rows === 1 ? '' : 's'}`)
  const widest = Math.max(...counts.map(({ length }) => length))
  return steps.map(({ text }, index) => `${(counts[index] ?? '').padEnd(widest)}  ${text}`)
}

function refusalLines({ status, code, message, privilege, column }: ExplainedRefusal): string[] {
  if (column) return [`refused with ${status} ${code}`, ...columnLines(column)]
  if (!privilege) return [`refused with ${status} ${code}: ${message}`]
  const { name, depth, needed, roles, grantedBy, reasons } = privilege
  const lines = [
    depth === 'None'
      ? `refused with ${status}: ${name} is missing`
      : `refused with ${status}: ${name} reaches ${depth}, and ${needed} is needed`,
    ...reasons,
    ...roles.map(
      (role) => `role ${role.name}${role.team === undefined ? '' : ` (of team ${role.team})`}: ${role.depth}`,
    ),
  ]
  const others = grantedBy.length > 0 ? `, or give a role that has it: ${grantedBy.join(', ')}` : ''
  const grant =
    roles.length > 0
      ? `what would grant it: add ${name} at depth ${needed} to one of these roles${others}`
      : `what would grant it: a security role${grantedBy.length > 0 ? `, such as ${grantedBy.join(', ')}` : ` with ${name}`}`
  return indented([...lines, grant])
}

function columnLines({ table, name, permission, hasValue, profiles, grantedBy }: ExplainedColumn): string[] {
  const seen =
    permission !== 'read' ? '' : hasValue === false ? '; it has no value' : ': it is empty for them, whatever it has'
  return indented([
    `${table}.${name} is a secured column, and the caller may not ${permission} it${seen}`,
    profiles.length === 0
      ? 'the caller has no column security profile'
      : `column security profiles of the caller: ${profiles.join(', ')}`,
    grantedBy.length === 0
      ? 'no column security profile allows it'
      : `what would grant it: a column security profile, such as ${grantedBy.join(', ')}`,
  ])
}

function rowLines({ table, id, isInAnswer, removedBy, reasons }: ExplainedRow): string[] {
  const name = id === undefined ? `the ${table}` : `${table} ${id}`
  if (isInAnswer) return indented([`${name} is in the answer`, ...reasons])
  const by = removedBy ? `, removed by: ${removedBy.text}` : ''
  return indented([`${name} is not in the answer${by}`, ...reasons])
}

const indented = ([first = '', ...rest]: readonly string[]): string[] => [first, ...rest.map((line) => `  ${line}`)]
