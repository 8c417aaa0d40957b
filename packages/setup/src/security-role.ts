import { column, guid, type DynamicsClient } from '@dynamics-kit/client'
import { findBusinessUnit } from './business-unit.ts'
import type { SetupOptions } from './progress.ts'
import { SetupError } from './setup-error.ts'
import { tablePrivileges, type Privilege } from './table-privileges.ts'

/** What a role may allow on a table, in the words of the Web API's `AccessRights`. */
export type TableAction = 'create' | 'read' | 'write' | 'delete' | 'append' | 'appendTo' | 'assign' | 'share'

export interface SecurityRoleOptions extends SetupOptions {
  /** The environment, signed in as somebody who may make roles: a System Administrator. */
  readonly dynamics: DynamicsClient
  /** Name of the role; a role of this name in the business unit is taken to be it. */
  readonly name: string
  /**
   * Logical names of tables to what the role allows on all their rows. A lookup that is set needs `append` on the row's table
   * and `appendTo` on the table it points to.
   */
  readonly tables: Readonly<Record<string, readonly TableAction[]>>
  /** Business unit by name. Default: the root one. */
  readonly businessUnit?: string | undefined
}

/** What {@link addSecurityRole} leaves behind. */
export interface SecurityRole {
  readonly roleId: string
  readonly businessUnitId: string
}

/**
 * Makes a security role with just the privileges that a program needs, at organization depth. A role that exists keeps what
 * it has and gets what it lacks.
 *
 * On the wire: `POST roles`, `POST roles(…)/Microsoft.Dynamics.CRM.AddPrivilegesRole` of the Web API.
 *
 * @throws {SetupError} `privilege-unknown` for a table or action that the environment has no privilege for.
 * @throws {DynamicsError} When the administrator may not do it.
 * @example
 * ```ts
 * import { fromEnvironment } from '@dynamics-kit/auth'
 * import { createClient } from '@dynamics-kit/client'
 * import { addSecurityRole } from '@dynamics-kit/setup'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com', credential: fromEnvironment() })
 * await addSecurityRole({ dynamics, name: 'Contoso integration', tables: { account: ['read', 'write'] } })
 * ```
 * @see https://learn.microsoft.com/power-platform/admin/security-roles-privileges
 */
export async function addSecurityRole(options: SecurityRoleOptions): Promise<SecurityRole> {
  const { dynamics, name, onProgress, signal } = options
  const businessUnit = await findBusinessUnit(options)
  const privileges = await findPrivileges(options)

  const found = await dynamics
    .from('roles')
    .select('roleid')
    .where(
      column('name')
        .eq(name)
        .and(column('_businessunitid_value').eq(guid(businessUnit.id))),
    )
    .expand('roleprivileges_association', (privilege) => privilege.select('name'))
    .first(signal && { signal })
  const roleId = found
    ? String(found['roleid'])
    : await dynamics.create(
        'roles',
        { name, 'businessunitid@odata.bind': `/businessunits(${businessUnit.id})` },
        signal && { signal },
      )

  const held = new Set(namesOf(found?.['roleprivileges_association']))
  const lacking = privileges.filter((privilege) => !held.has(privilege.name.toLowerCase()))
  if (lacking.length > 0) {
    await dynamics.request('POST', `roles(${roleId})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
      body: {
        Privileges: lacking.map((privilege) => ({
          Depth: 'Global',
          PrivilegeId: privilege.id,
          BusinessUnitId: businessUnit.id,
          PrivilegeName: privilege.name,
        })),
      },
      ...(signal && { signal }),
    })
  }
  const outcome = found === undefined ? 'created' : lacking.length > 0 ? 'updated' : 'exists'
  onProgress?.({
    subject: 'security role',
    outcome,
    detail: `${name}, ${privileges.length} privileges on ${Object.keys(options.tables).join(', ')}`,
  })
  return { roleId, businessUnitId: businessUnit.id }
}

/** What the actions on the tables need, each once. */
async function findPrivileges({ dynamics, tables, signal }: SecurityRoleOptions): Promise<readonly Privilege[]> {
  const found = new Map<string, Privilege>()
  for (const [table, actions] of Object.entries(tables)) {
    // Programs work with few tables; one after another is kind to the service.
    // oxlint-disable-next-line no-await-in-loop
    const privileges = await tablePrivileges(dynamics, table, signal)
    for (const action of actions) {
      const privilege = privileges?.get(action.toLowerCase())
      if (privilege === undefined) throw unknownPrivilege(table, action, privileges !== undefined)
      found.set(privilege.id, privilege)
    }
  }
  return [...found.values()]
}

function unknownPrivilege(table: string, action: TableAction, hasTable: boolean): SetupError {
  return new SetupError(
    hasTable ? `The table ${table} has no privilege to ${action}` : `The environment has no table ${table}`,
    {
      code: 'privilege-unknown',
      fix: 'Give tables by their logical name, such as account, and actions that they have.',
      step: 2,
    },
  )
}

function namesOf(rows: unknown): readonly string[] {
  return Array.isArray(rows) ? rows.map((row) => String((row as { name?: unknown }).name).toLowerCase()) : []
}
