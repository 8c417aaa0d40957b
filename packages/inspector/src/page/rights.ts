import type { Api } from './api.ts'
import { errorIn, rowsIn } from './row.ts'

/** What a user may do with the rows of a table. */
export interface Right {
  /** `Read`, `AppendTo` */
  readonly action: string
  /** `prvReadAccount` */
  readonly privilege: string
  /** How far it reaches; undefined when no role of the user has it. */
  readonly depth: Depth | undefined
}

export type Depth = 'Basic' | 'Local' | 'Deep' | 'Global'

/** How far a privilege reaches, in the words of the security role editor. */
export const depths: Readonly<Record<Depth, string>> = {
  Basic: 'their own (User)',
  Local: 'of their business unit',
  Deep: 'of their business unit and those below (Parent: Child)',
  Global: 'all (Organization)',
}

interface PrivilegeDefinition {
  readonly Name: string
  readonly PrivilegeId: string
  readonly PrivilegeType: string
}

interface HeldPrivilege {
  readonly PrivilegeId: string
  readonly Depth: Depth
}

/** The table's privileges beside those that the user's roles give. */
export async function rightsOf(api: Api, userId: string, table: string): Promise<readonly Right[]> {
  const [defined, held] = await Promise.all([
    ask(api, `EntityDefinitions(LogicalName='${table}')?$select=LogicalName,Privileges`),
    ask(api, `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`),
  ])
  const depthOf = new Map(listIn<HeldPrivilege>(held, 'RolePrivileges').map((one) => [one.PrivilegeId, one.Depth]))
  return listIn<PrivilegeDefinition>(defined, 'Privileges').map(({ Name, PrivilegeId, PrivilegeType }) => ({
    action: PrivilegeType,
    privilege: Name,
    depth: depthOf.get(PrivilegeId),
  }))
}

async function ask(api: Api, path: string): Promise<unknown> {
  const { status, body, text } = await api.webApi(path)
  if (status !== 200) throw new Error(errorIn(body, text))
  return body
}

function listIn<Item>(body: unknown, member: string): readonly Item[] {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, member) : undefined
  // What the definition of the answer says.
  return rowsIn({ value }) as readonly Item[]
}
