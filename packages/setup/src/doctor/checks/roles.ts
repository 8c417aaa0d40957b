import { isDynamicsError, type WhoAmI } from '@dynamics-kit/client'
import { systemAdministratorTemplate } from '../../well-known.ts'
import { passed, warning, type Check, type Outcome, type Problem } from '../check.ts'
import type { Examination } from '../examination.ts'
import { judgedByWhoAmI } from './judged-by-who-am-i.ts'

/** Whether the application user has security roles, and not all of them at once. */
export const roles: Check = {
  name: 'roles',
  title: 'Security roles',
  step: 2,
  needs: ['application-user'],
  run(examination) {
    return judgedByWhoAmI('roles', examination, {
      async fine() {
        const probe = await examination.probeWhoAmI()
        return probe.ok ? look(examination, probe.me) : passed('')
      },
      explain: async (problem) => ({ ...problem, ...(await remedy(examination)) }),
    })
  },
}

interface Role {
  readonly name: string
  readonly isAdministrator: boolean
}

async function look(examination: Examination, me: WhoAmI): Promise<Outcome> {
  const found = await ownRoles(examination, me)
  if (found === undefined) return passed('It has some; their names are not its to read')
  if (found.length === 0) return passed('It has them by its teams')
  const names = found.map(({ name }) => name).join(', ')
  if (!found.some(({ isAdministrator }) => isAdministrator)) return passed(names)
  return warning({
    cause: 'role-too-powerful',
    evidence: `The application user may do everything: ${names}`,
    fix: 'Give it a role with what the program needs, and take System Administrator away: Power Platform admin center > Environments > (environment) > Settings > Users + permissions > Application users > Edit security roles.',
  })
}

/** `undefined` where the roles do not let the user read users and roles. */
async function ownRoles(examination: Examination, { userId }: WhoAmI): Promise<readonly Role[] | undefined> {
  const { signal } = examination.options
  try {
    const row = await examination.dynamics().retrieve('systemusers', userId, {
      select: ['systemuserid'],
      expand: { systemuserroles_association: { select: ['name', '_roletemplateid_value'] } },
      ...(signal && { signal }),
    })
    const found = row['systemuserroles_association'] as readonly Record<string, unknown>[]
    return found.map((role) => ({
      name: String(role['name']),
      isAdministrator: role['_roletemplateid_value'] === systemAdministratorTemplate,
    }))
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (!isDynamicsError(error)) throw error
    return undefined
  }
}

async function remedy(examination: Examination): Promise<Pick<Problem, 'command' | 'repair'>> {
  const clientId = await examination.clientId()
  const { roles: given = [] } = examination.options
  if (clientId === undefined) return {}
  const names = given.length > 0 ? given : ['<security role>']
  return {
    command: `pac admin assign-user --environment ${examination.url()} --user ${clientId} --application-user --role "${names.join('" --role "')}"`,
    ...(given.length > 0 && {
      repair: {
        kind: 'application-user',
        clientId,
        roles: given,
        description: `Give the application user of ${clientId} the role ${given.join(', ')}`,
      },
    }),
  }
}
