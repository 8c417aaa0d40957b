import { passed, type Check, type Problem } from '../check.ts'
import type { Examination } from '../examination.ts'
import type { UserRow } from '../probe/user-row-probe.ts'
import { becomeAUser } from '../../rights/not-a-user.ts'
import { judgedByWhoAmI } from './judged-by-who-am-i.ts'

/** Whether the app is an enabled user of the environment. */
export const applicationUser: Check = {
  name: 'application-user',
  title: 'Application user',
  step: 2,
  needs: ['limits'],
  run(examination) {
    return judgedByWhoAmI('application-user', examination, {
      async fine() {
        const probe = await examination.probeWhoAmI()
        return passed(probe.ok ? `User ${probe.me.userId}` : '')
      },
      explain: async (problem) => ({ ...problem, ...(await remedy(problem, examination)) }),
    })
  },
}

async function remedy(problem: Problem, examination: Examination): Promise<Partial<Problem>> {
  const clientId = await examination.clientId()
  if (clientId === undefined) return {}
  const { evidence } = problem
  const seen = await examination.probeUserRow()
  if (seen?.known !== true) {
    const reason = seen ? `. An administrator could not be asked: ${seen.reason}` : ''
    if (seen?.isTurnedAway === true) {
      const byPowerPlatform = 'Or set the app up with the role System Administrator and no other, which goes without.'
      return { evidence: evidence + reason, fix: `${becomeAUser} ${byPowerPlatform}` }
    }
    return { evidence: evidence + reason, ...create(examination, clientId, problem) }
  }
  const [row] = seen.rows
  if (row === undefined) {
    return {
      evidence: `${evidence} There is no user for the app ${clientId}.`,
      ...create(examination, clientId, problem),
    }
  }
  if (row.isDeleted) {
    return {
      evidence: `${evidence} ${named(row)} is deleted, and may be brought back or removed.`,
      fix: 'Delete the user for good and add the app again: Power Platform admin center > Environments > (environment) > Settings > Users + permissions > Application users, filter Deleted.',
    }
  }
  if (row.isDisabled) {
    return { evidence: `${evidence} ${named(row)} is disabled.`, ...enable(clientId) }
  }
  const registration = await examination.probeRegistration()
  const principal = registration?.known ? registration.servicePrincipal : undefined
  if (principal !== undefined && principal.id !== row.principalId) {
    return {
      evidence: `${evidence} ${named(row)} is of the service principal ${row.principalId}, which is gone; the app now has ${principal.id}.`,
      fix: 'Refresh the user in Power Platform admin center > Environments > (environment) > Settings > Users + permissions > Application users, or delete it and add the app again.',
    }
  }
  return { evidence: `${evidence} ${named(row)} is there and enabled.` }
}

const named = ({ name, userId }: UserRow): string => `The user ${name} (${userId})`

function create(
  { options, url }: Examination,
  clientId: string,
  { cause }: Problem,
): Pick<Problem, 'command' | 'repair'> {
  if (cause === 'user-disabled') return enable(clientId)
  if (cause !== 'not-a-member') return {}
  const { roles = [] } = options
  const names = roles.length > 0 ? roles : ['<security role>']
  return {
    command: `pac admin assign-user --environment ${url()} --user ${clientId} --application-user --role "${names.join('" --role "')}"`,
    ...(roles.length > 0 && {
      repair: {
        kind: 'application-user',
        clientId,
        roles,
        description: `Make the app ${clientId} a user of the environment, with ${roles.join(', ')}`,
      },
    }),
  }
}

function enable(clientId: string): Pick<Problem, 'repair'> {
  return {
    repair: {
      kind: 'application-user',
      clientId,
      roles: [],
      description: `Enable the application user of ${clientId}; ask first whether somebody disabled it on purpose`,
    },
  }
}
