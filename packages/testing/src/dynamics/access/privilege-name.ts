import type { Table } from '../schema/table.ts'

/** What a privilege lets one do with a table's rows. */
export type Verb = 'Create' | 'Read' | 'Write' | 'Delete' | 'Append' | 'AppendTo' | 'Assign' | 'Share'

export const verbs: readonly Verb[] = ['Create', 'Read', 'Write', 'Delete', 'Append', 'AppendTo', 'Assign', 'Share']

/** Tables whose privileges have another name than their schema name. */
const special: Readonly<Record<string, string>> = {
  systemuser: 'User',
  annotation: 'Note',
  // An attachment is guarded as the activity that it is of.
  activitymimeattachment: 'Activity',
}

/** `prvReadAccount`; all activities share `prvReadActivity`. */
export function privilegeName(verb: Verb, table: Pick<Table, 'name' | 'isActivity' | 'type'>): string {
  const noun = table.isActivity ? 'Activity' : (special[table.name] ?? table.type.table?.schemaName ?? table.name)
  return `prv${verb}${noun}`
}

/** Whether rows of the table are guarded by privileges of their own. */
export const isGuarded = (table: Table): boolean => table.set !== undefined && isGuardedType(table.type)

/** As {@link isGuarded}, of a type with an entity set. Intersect tables, which lead nowhere, are not. */
export const isGuardedType = (type: Table['type']): boolean =>
  !unguarded.has(type.name) && (type.navigationProperties.size > 0 || type.baseType !== 'crmbaseentity')

const unguarded: ReadonlySet<string> = new Set([
  'activityparty',
  'privilege',
  'roletemplate',
  'roleprivileges',
  'usersettings',
  'expando',
])
