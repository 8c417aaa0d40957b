import { column, guid } from '@dynamics-kit/client'
import type { Prospect } from '../plan/prospect.ts'
import { SetupError } from '../setup-error.ts'
import { systemAdministratorTemplate } from '../well-known.ts'
import type { FoundUser } from './application-user.ts'
import type { BusinessUnit } from './business-unit.ts'
import { requestOptions, type Environment } from './environment.ts'

/**
 * A security role of a user. Every business unit has its own copy of each role, and only the copy of the user's own unit can be given.
 *
 * @param user Absent while it is still to be made; then `businessUnit` is where it will be.
 * @throws {SetupError} `role-unknown`, when it is to be given and there is none.
 */
export async function lookForAssignment(
  environment: Environment,
  user: FoundUser | undefined,
  businessUnit: BusinessUnit | undefined,
  name: string,
): Promise<Prospect<true>> {
  const { dynamics, rights } = environment
  const about = { step: 2, subject: 'role assignment' } as const
  const role = await findRole(environment, user?.businessUnitId ?? businessUnit?.id, name)
  // A role that setup makes, or one in a business unit that it makes, is not there yet while it is planned.
  const detail = role?.name ?? name
  if (role && user?.roleIds.has(role.id)) return { action: { ...about, outcome: 'exists', detail }, value: true }
  return {
    action: { ...about, outcome: 'create', detail, ...rights.all('prvAssignRole', 'prvReadRole') },
    async apply() {
      if (!user || !role) throw unknown(name)
      await dynamics.request('POST', `systemusers(${user.userId})/systemuserroles_association/$ref`, {
        // The service takes absolute URLs only here.
        body: { '@odata.id': `${dynamics.serviceRoot}roles(${role.id})` },
        ...requestOptions(environment),
      })
      return { value: true }
    },
  }
}

/** @throws {SetupError} `role-unknown` for one of the names that no business unit has. */
export async function checkRoles(environment: Environment, names: readonly string[]): Promise<void> {
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop
    if (!(await findRole(environment, undefined, name))) throw unknown(name)
  }
}

async function findRole(
  { dynamics, signal }: Environment,
  businessUnitId: string | undefined,
  name: string,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const named =
    name === 'System Administrator'
      ? column('_roletemplateid_value').eq(guid(systemAdministratorTemplate))
      : column('name').eq(name)
  const role = await dynamics
    .from('roles')
    .select('roleid', 'name')
    .where(businessUnitId === undefined ? named : column('_businessunitid_value').eq(guid(businessUnitId)).and(named))
    .first(signal && { signal })
  return role && { id: String(role['roleid']), name: String(role['name']) }
}

function unknown(name: string): SetupError {
  return new SetupError(`The environment has no security role ${JSON.stringify(name)} in the user’s business unit`, {
    code: 'role-unknown',
    fix: 'Give the name as the environment shows it: Power Platform admin center > Environments > (environment) > Settings > Security roles.',
    step: 2,
  })
}
