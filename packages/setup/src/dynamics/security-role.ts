import { requireOptions } from '../require-options.ts'
import { column, guid, type DynamicsClient } from '@dynamics-kit/client'
import { applying } from '../plan/settle.ts'
import type { Prospect } from '../plan/prospect.ts'
import { unknownRights } from '../rights/environment-rights.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'
import { lookForBusinessUnit, type BusinessUnit } from './business-unit.ts'
import { requestOptions, type Environment } from './environment.ts'
import { tablePrivileges, type Privilege } from './table-privileges.ts'

/** What a role may allow on a table, in the words of the Web API's `AccessRights`. */
export type TableAction = 'create' | 'read' | 'write' | 'delete' | 'append' | 'appendTo' | 'assign' | 'share'

/** Logical names of tables to what is done with their rows. */
export type TableActions = Readonly<Record<string, readonly TableAction[]>>

/** The security role that is to be there. */
export interface SecurityRoleOptions extends SetupOptions {
  /** The environment, signed in as somebody who may make roles: a System Administrator. */
  readonly dynamics: DynamicsClient
  /** Name of the role; a role of this name in the business unit is taken to be it. */
  readonly name: string
  /**
   * Logical names of tables to what the role allows on all their rows. A lookup that is set needs `append` on the row's table
   * and `appendTo` on the table it points to.
   */
  readonly tables: TableActions
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
  requireOptions('addSecurityRole', options, '{ dynamics, name, tables }')
  const { dynamics, signal, name, tables } = options
  const environment = { dynamics, signal, rights: unknownRights }
  const { value: businessUnit } = await lookForBusinessUnit(environment, {
    name: options.businessUnit,
    clientId: undefined,
  })
  const role = await applying(options)(() => lookForRole(environment, { name, tables, businessUnit }))
  return { roleId: role?.roleId ?? '', businessUnitId: businessUnit?.id ?? '' }
}

/** A role that allows these actions on these tables. @throws {SetupError} `privilege-unknown` */
export async function lookForRole(
  environment: Environment,
  wanted: {
    readonly name: string
    readonly tables: TableActions
    /** Absent while it is still to be made. */
    readonly businessUnit: BusinessUnit | undefined
    /** The id that a new role gets. Default: the service’s choice. */
    readonly id?: string | undefined
  },
): Promise<Prospect<{ readonly roleId: string }>> {
  const { dynamics, rights, signal } = environment
  const { name, tables, businessUnit, id } = wanted
  const privileges = await findPrivileges(environment, tables)
  const about = {
    step: 2,
    subject: 'security role',
    detail: `${name}: ${Object.entries(tables)
      .map(([table, actions]) => `${table} ${actions.join(', ')}`)
      .join('; ')}`,
  } as const
  const found =
    businessUnit &&
    (await dynamics
      .from('roles')
      .select('roleid')
      .where(
        column('name')
          .eq(name)
          .and(column('_businessunitid_value').eq(guid(businessUnit.id))),
      )
      .expand('roleprivileges_association', (privilege) => privilege.select('name'))
      .first(signal && { signal }))

  const held = new Set(namesOf(found?.['roleprivileges_association']))
  const lacking = privileges.filter((privilege) => !held.has(privilege.name.toLowerCase()))
  const value = found && { roleId: String(found['roleid']) }
  if (value && lacking.length === 0) return { action: { ...about, outcome: 'exists' }, value }
  return {
    action: {
      ...about,
      outcome: value ? 'update' : 'create',
      ...rights.all(...(value ? [] : ['prvCreateRole']), 'prvWriteRole'),
    },
    ...(value && { value }),
    async apply() {
      if (!businessUnit) throw new TypeError('businessUnit: is not there yet')
      const roleId =
        value?.roleId ??
        (await dynamics.create(
          'roles',
          {
            ...(id !== undefined && { roleid: id }),
            name,
            'businessunitid@odata.bind': `/businessunits(${businessUnit.id})`,
          },
          requestOptions(environment),
        ))
      await addPrivileges(environment, roleId, businessUnit, lacking)
      return { value: { roleId } }
    },
  }
}

async function addPrivileges(
  environment: Environment,
  roleId: string,
  businessUnit: BusinessUnit,
  privileges: readonly Privilege[],
): Promise<void> {
  if (privileges.length === 0) return
  await environment.dynamics.request('POST', `roles(${roleId})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
    body: {
      Privileges: privileges.map((privilege) => ({
        Depth: 'Global',
        PrivilegeId: privilege.id,
        BusinessUnitId: businessUnit.id,
        PrivilegeName: privilege.name,
      })),
    },
    ...requestOptions(environment),
  })
}

/** What the actions on the tables need, each once. */
async function findPrivileges({ dynamics, signal }: Environment, tables: TableActions): Promise<readonly Privilege[]> {
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
