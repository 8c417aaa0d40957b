import type { Table } from '../schema/table.ts'

/** What a privilege lets one do with a table's rows. */
export type Verb = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign' | 'Share'

export const verbs: readonly Verb[] = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share']

/** Tables whose privileges have another name than their schema name. */
const special: Readonly<Record<string, string>> = { systemuser: 'User', annotation: 'Note' }

/** `prvReadAccount`; all activities share `prvReadActivity`. */
export function privilegeName(verb: Verb, table: Pick<Table, 'name' | 'isActivity' | 'type'>): string {
  const noun = table.isActivity ? 'Activity' : (special[table.name] ?? table.type.table?.schemaName ?? table.name)
  return `prv${verb}${noun}`
}

/** Whether rows of the table are guarded by privileges of their own. */
export function isGuarded(table: Table): boolean {
  return table.set !== undefined && !table.isIntersect && !unguarded.has(table.name)
}

const unguarded: ReadonlySet<string> = new Set([
  'privilege',
  'roletemplate',
  'roleprivileges',
  'usersettings',
  'expando',
])
