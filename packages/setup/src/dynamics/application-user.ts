import { requireOptions } from '../require-options.ts'
import { column, guid, isDynamicsError, type DynamicsClient, type DynamicsError } from '@dynamics-kit/client'
import { applying, type Settle } from '../plan/settle.ts'
import type { Prospect } from '../plan/prospect.ts'
import { unknownRights } from '../rights/environment-rights.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'
import { stableId } from '../stable-id.ts'
import { lookForBusinessUnit, type BusinessUnit } from './business-unit.ts'
import { requestOptions, type Environment } from './environment.ts'
import { whenReplicated } from './when-replicated.ts'
import { lookForAssignment } from './role-assignment.ts'

/** The application user that an app is to have. */
export interface ApplicationUserOptions extends SetupOptions {
  /** The environment, signed in as somebody who may add users: a System Administrator. */
  readonly dynamics: DynamicsClient
  /** Client id of the app, from {@link registerApp} or the portal. */
  readonly clientId: string
  /** Security roles by name, as the environment shows them. `System Administrator` is found in every language. */
  readonly roles: readonly string[]
  /** Business unit by name. Default: the root one. */
  readonly businessUnit?: string | undefined
}

/** What {@link addApplicationUser} leaves behind. */
export interface ApplicationUser {
  /** `systemuserid`: what `WhoAmI` answers for the app. */
  readonly userId: string
  readonly businessUnitId: string
}

/** A row of the environment’s users, with the ids of its roles. */
export interface FoundUser extends ApplicationUser {
  readonly roleIds: ReadonlySet<string>
}

/**
 * Step 2: makes an app a user of the environment, with security roles.
 *
 * A user that exists is kept, enabled if it is disabled, and given the roles it lacks; no role is taken away.
 *
 * On the wire: `POST systemusers {"applicationid": …}` and
 * `POST systemusers(…)/systemuserroles_association/$ref` of the Web API.
 *
 * @throws {SetupError} `role-unknown`, `business-unit-unknown`, `user-ambiguous`, `user-outdated`; `not-replicated` while the
 * environment does not see the app in Entra.
 * @throws {DynamicsError} When the administrator may not do it.
 * @example
 * ```ts
 * import { fromEnvironment } from '@dynamics-kit/auth'
 * import { createClient } from '@dynamics-kit/client'
 * import { addApplicationUser } from '@dynamics-kit/setup'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com', credential: fromEnvironment() })
 * await addApplicationUser({ dynamics, clientId: '22222222-2222-2222-2222-222222222222', roles: ['Basic User'] })
 * ```
 * @see https://learn.microsoft.com/power-platform/admin/manage-application-users
 */
export async function addApplicationUser(options: ApplicationUserOptions): Promise<ApplicationUser> {
  requireOptions('addApplicationUser', options, '{ dynamics, clientId, roles }')
  const { dynamics, signal, clientId, roles } = options
  const environment = { dynamics, signal, rights: unknownRights }
  const settle = applying(options)
  const { value: businessUnit } = await lookForBusinessUnit(environment, {
    name: options.businessUnit,
    clientId: undefined,
  })
  const user = await settle(() => lookForUser(environment, { clientId, businessUnit }, options))
  if (!user) throw new TypeError('clientId: its user was not made')
  await settleRoles(settle, environment, { user, businessUnit, clientId }, roles)
  return { userId: user.userId, businessUnitId: user.businessUnitId }
}

/** Gives a user the roles of these names, one after another. */
export async function settleRoles(
  settle: Settle,
  environment: Environment,
  holder: {
    readonly user: FoundUser | undefined
    readonly businessUnit: BusinessUnit | undefined
    readonly clientId: string | undefined
  },
  roles: readonly string[],
): Promise<void> {
  for (const name of roles) {
    // oxlint-disable-next-line no-await-in-loop
    await settle(async () => {
      // What was given before counts, also by a request whose answer was lost.
      const rows = holder.user && holder.clientId !== undefined ? await findUsers(environment, holder.clientId) : []
      const current = rows.find(({ userId }) => userId === holder.user?.userId)
      return lookForAssignment(environment, current ?? holder.user, holder.businessUnit, name)
    })
  }
}

/**
 * The application user of an app.
 *
 * @throws {SetupError} `user-ambiguous`, `user-outdated`
 */
export async function lookForUser(
  environment: Environment,
  wanted: {
    readonly clientId: string | undefined
    readonly businessUnit: BusinessUnit | undefined
    readonly servicePrincipalId?: string | undefined
  },
  options: SetupOptions,
): Promise<Prospect<FoundUser>> {
  const { dynamics, rights } = environment
  const { clientId, businessUnit, servicePrincipalId } = wanted
  const about = { step: 2, subject: 'application user' } as const
  const rows = clientId === undefined ? [] : await findUsers(environment, clientId)
  const [user, another] = rows.filter((row) => !row.isDeleted)
  if (another !== undefined) throw ambiguous(rows.length, clientId)
  if (user) {
    const { userId, businessUnitId, roleIds } = user
    if (servicePrincipalId !== undefined && user.principalId !== servicePrincipalId)
      throw outdated(user, servicePrincipalId)
    const value = { userId, businessUnitId, roleIds }
    const elsewhere = businessUnit && businessUnit.id !== businessUnitId ? ', left in its business unit' : ''
    const detail = `${user.name} (${userId})${elsewhere}`
    if (!user.isDisabled) return { action: { ...about, outcome: 'exists', detail }, value }
    return {
      action: { ...about, outcome: 'update', detail: `${detail} was disabled`, ...rights.all('prvWriteUser') },
      value,
      async apply() {
        await dynamics.update('systemusers', userId, { isdisabled: false }, requestOptions(environment))
        return { value }
      },
    }
  }
  const removed = rows.length > 0 ? '; a deleted one is removed for good first' : ''
  return {
    action: {
      ...about,
      outcome: 'create',
      detail: `in business unit ${businessUnit?.name ?? 'to be created'}${removed}`,
      ...rights.all('prvCreateUser', ...(rows.length > 0 ? ['prvDeleteUser'] : [])),
    },
    async apply() {
      if (clientId === undefined || !businessUnit) throw new TypeError('clientId: is not known yet')
      for (const row of rows) {
        // oxlint-disable-next-line no-await-in-loop
        await dynamics.delete('systemusers', row.userId, requestOptions(environment))
      }
      const row = {
        systemuserid: stableId(clientId, 'user'),
        applicationid: clientId,
        'businessunitid@odata.bind': `/businessunits(${businessUnit.id})`,
        accessmode: 4,
        isdisabled: false,
      }
      const userId = await whenReplicated(
        () => dynamics.create('systemusers', row, requestOptions(environment)),
        clientId,
        options,
      ).catch((error: unknown) => {
        throw isDynamicsError(error) && error.status === 400 && error.fix === undefined ? notMade(error) : error
      })
      return {
        value: { userId, businessUnitId: businessUnit.id, roleIds: new Set() },
        detail: `${userId} in business unit ${businessUnit.name}`,
      }
    },
  }
}

/** A row of `systemusers`. */
export interface UserRow extends FoundUser {
  readonly name: string
  readonly isDisabled: boolean
  /** Deleted once, and still there until it is deleted again. */
  readonly isDeleted: boolean
  /** Object id of the service principal that it stands for. */
  readonly principalId: string
}

/** All rows of an app, deleted ones too. */
export async function findUsers(
  { dynamics, signal }: Pick<Environment, 'dynamics' | 'signal'>,
  clientId: string,
): Promise<readonly UserRow[]> {
  const rows = await dynamics
    .from('systemusers')
    .select(
      'systemuserid',
      'fullname',
      'isdisabled',
      'deletedstate',
      'azureactivedirectoryobjectid',
      '_businessunitid_value',
    )
    .where(column('applicationid').eq(guid(clientId)))
    .expand('systemuserroles_association', (role) => role.select('roleid'))
    .all(signal && { signal })
  return rows.map((row) => {
    const roles = row['systemuserroles_association'] as readonly Record<string, unknown>[]
    return {
      userId: String(row['systemuserid']),
      name: String(row['fullname']),
      isDisabled: row['isdisabled'] === true,
      isDeleted: Number(row['deletedstate'] ?? 0) !== 0,
      principalId: String(row['azureactivedirectoryobjectid']),
      businessUnitId: String(row['_businessunitid_value']),
      roleIds: new Set(roles.map((role) => String(role['roleid']))),
    }
  })
}

/** Some environments refuse to make application users by the Web API, and the admin center can. */
function notMade(error: DynamicsError): SetupError {
  return new SetupError(`The environment refused to make the application user: ${error.message}`, {
    code: 'rejected',
    fix: 'Add it by hand and run it again, which then gives it its roles: Power Platform admin center > Manage > Environments > (environment) > Settings > Users + permissions > Application users > New app user.',
    step: 2,
    status: error.status,
    serviceCode: error.dataverseCode,
    cause: error,
  })
}

function ambiguous(count: number, clientId: string | undefined): SetupError {
  return new SetupError(`The environment has ${count} application users for the app ${clientId}`, {
    code: 'user-ambiguous',
    fix: 'Delete all but one of them in the Power Platform admin center: Environments > (environment) > Settings > Application users.',
    step: 2,
  })
}

function outdated(user: UserRow, servicePrincipalId: string): SetupError {
  return new SetupError(
    `The application user ${user.name} (${user.userId}) is of the service principal ${user.principalId}, which is gone; the app now has ${servicePrincipalId}`,
    {
      code: 'user-outdated',
      fix: 'Refresh the user in Power Platform admin center > Environments > (environment) > Settings > Users + permissions > Application users, or delete it, and run it again.',
      step: 2,
    },
  )
}
