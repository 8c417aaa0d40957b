import { column, guid, isDynamicsError, type DynamicsClient } from '@dynamics-kit/client'
import { findBusinessUnit } from './business-unit.ts'
import { pause } from './pause.ts'
import type { SetupOptions } from './progress.ts'
import { SetupError } from './setup-error.ts'
import { systemAdministratorTemplate } from './well-known.ts'

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

/**
 * Step 2: makes an app a user of the environment, with security roles.
 *
 * A user that exists is kept, enabled if it is disabled, and given the roles it lacks; no role is taken away.
 *
 * On the wire: `POST systemusers {"applicationid": …}` and
 * `POST systemusers(…)/systemuserroles_association/$ref` of the Web API.
 *
 * @throws {SetupError} `role-unknown`, `business-unit-unknown`, `user-ambiguous`; `not-replicated` while the environment does
 * not see the app in Entra.
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
  const user = (await findUser(options)) ?? (await createUser(options))
  for (const name of options.roles) await ensureRole(user, name, options)
  return { userId: user.userId, businessUnitId: user.businessUnitId }
}

interface FoundUser extends ApplicationUser {
  readonly roleIds: ReadonlySet<string>
}

async function findUser({
  dynamics,
  clientId,
  onProgress,
  signal,
}: ApplicationUserOptions): Promise<FoundUser | undefined> {
  const users = await dynamics
    .from('systemusers')
    .select('systemuserid', 'fullname', 'isdisabled', '_businessunitid_value')
    .where(column('applicationid').eq(guid(clientId)))
    .expand('systemuserroles_association', (role) => role.select('roleid'))
    .all(signal && { signal })
  const [user, another] = users
  if (user === undefined) return undefined
  if (another !== undefined) {
    throw new SetupError(`The environment has ${users.length} application users for the app ${clientId}`, {
      code: 'user-ambiguous',
      fix: 'Delete all but one of them in the Power Platform admin center: Environments > (environment) > Settings > Application users.',
      step: 2,
    })
  }
  const userId = String(user['systemuserid'])
  const detail = `${String(user['fullname'])} (${userId})`
  if (user['isdisabled'] === true) {
    await dynamics.update('systemusers', userId, { isdisabled: false }, signal && { signal })
    onProgress?.({ subject: 'application user', outcome: 'updated', detail: `${detail} was disabled` })
  } else {
    onProgress?.({ subject: 'application user', outcome: 'exists', detail })
  }
  const roles = user['systemuserroles_association'] as readonly Record<string, unknown>[]
  return {
    userId,
    businessUnitId: String(user['_businessunitid_value']),
    roleIds: new Set(roles.map((role) => String(role['roleid']))),
  }
}

async function createUser(options: ApplicationUserOptions): Promise<FoundUser> {
  const { dynamics, clientId, onProgress } = options
  const businessUnit = await findBusinessUnit(options)
  const userId = await whenReplicated(
    () =>
      dynamics.create(
        'systemusers',
        {
          applicationid: clientId,
          'businessunitid@odata.bind': `/businessunits(${businessUnit.id})`,
          accessmode: 4,
          isdisabled: false,
        },
        options.signal && { signal: options.signal },
      ),
    options,
  )
  onProgress?.({
    subject: 'application user',
    outcome: 'created',
    detail: `${userId} in business unit ${businessUnit.name}`,
  })
  return { userId, businessUnitId: businessUnit.id, roleIds: new Set() }
}

/** Every business unit has its own copy of each role, and only the copy of the user's own unit can be given. */
async function ensureRole(
  user: FoundUser,
  name: string,
  { dynamics, onProgress, signal }: ApplicationUserOptions,
): Promise<void> {
  const role = await dynamics
    .from('roles')
    .select('roleid', 'name')
    .where(
      column('_businessunitid_value')
        .eq(guid(user.businessUnitId))
        .and(
          name === 'System Administrator'
            ? column('_roletemplateid_value').eq(guid(systemAdministratorTemplate))
            : column('name').eq(name),
        ),
    )
    .first(signal && { signal })
  if (role === undefined) {
    throw new SetupError(`The environment has no security role ${JSON.stringify(name)} in the user’s business unit`, {
      code: 'role-unknown',
      fix: 'Give the name as the environment shows it: Power Platform admin center > Environments > (environment) > Settings > Security roles.',
      step: 2,
    })
  }
  const roleId = String(role['roleid'])
  const exists = user.roleIds.has(roleId)
  if (!exists) {
    await dynamics.request('POST', `systemusers(${user.userId})/systemuserroles_association/$ref`, {
      // The service takes absolute URLs only here.
      body: { '@odata.id': `${dynamics.serviceRoot}roles(${roleId})` },
      ...(signal && { signal }),
    })
  }
  onProgress?.({ subject: 'security role', outcome: exists ? 'exists' : 'created', detail: String(role['name']) })
}

/** How long a new app may take to become visible to the environment, in milliseconds. */
const replicationLimit = 60_000

/** An app registered moments ago may not be known to the environment yet; it answers as for one that does not exist. */
async function whenReplicated<Value>(
  attempt: () => Promise<Value>,
  { clientId, signal }: ApplicationUserOptions,
): Promise<Value> {
  const started = Date.now()
  for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isDynamicsError(error) || error.dataverseCode?.toLowerCase() !== '0x80072559') throw error
      if (Date.now() - started > replicationLimit) {
        throw new SetupError(
          `The environment still does not see the app ${clientId} in Microsoft Entra ID after ${replicationLimit / 1000} s`,
          {
            code: 'not-replicated',
            fix: 'Check that the app has a service principal in the environment’s own tenant (step 1), or run it again in some minutes.',
            step: 2,
            cause: error,
          },
        )
      }
      await pause(wait, signal)
    }
  }
}
