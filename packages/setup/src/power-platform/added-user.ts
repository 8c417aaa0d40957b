import { isAuthError, type TokenCredential } from '@dynamics-kit/auth'
import { createClient, isDynamicsError, type DynamicsClient } from '@dynamics-kit/client'
import { findUsers, type ApplicationUser, type FoundUser } from '../dynamics/application-user.ts'
import { requestOptions } from '../dynamics/environment.ts'
import { lookForAssignment } from '../dynamics/role-assignment.ts'
import type { Prospect } from '../plan/prospect.ts'
import { proveAccess } from '../proof/access-proof.ts'
import { proveTokens } from '../proof/token-proof.ts'
import type { DirectoryOptions } from '../entra/directory.ts'
import { unknownRights } from '../rights/environment-rights.ts'
import { isTurnedAway } from '../rights/not-a-user.ts'
import { SetupError } from '../setup-error.ts'
import type { AdministeredEnvironment } from './administered-environment.ts'

/**
 * How often it is asked for, a minute apart. Mostly the user is there within 10 to 60 seconds; but the admin API answers 200 also for an
 * app that it does not see yet.
 */
const mostAttempts = 3

/** An app that becomes, or is, a user of an environment that its administrator is no user of. */
interface AddedApp {
  readonly url: string
  /** Absent while it is still to be registered. */
  readonly clientId: string | undefined
  /** Signs in as the app; absent where that cannot be done from here. */
  readonly credential: TokenCredential | undefined
}

/**
 * The application user of an app, and System Administrator, by the admin API of Power Platform. Nobody but the app itself can see
 * whether it is one already.
 *
 * @throws {SetupError} `not-replicated`, `permission-missing`
 */
export async function lookForAddedUser(
  environment: AdministeredEnvironment,
  { url, clientId, credential }: AddedApp,
  options: DirectoryOptions,
): Promise<Prospect<ApplicationUser | undefined>> {
  const { fetch, signal } = options
  const about = { step: 2, subject: 'application user' } as const
  const dynamics = credential && createClient({ url, credential, fetch })
  const seen = dynamics && (await ownUser(dynamics, clientId, signal))
  if (seen) {
    return { action: { ...about, outcome: 'exists', detail: `${seen.userId}, System Administrator` }, value: seen }
  }
  return {
    action: {
      ...about,
      outcome: 'create',
      detail:
        'System Administrator, by the admin API of Power Platform: the environment does not let the administrator in',
      needs: 'Power Platform Administrator',
    },
    async apply() {
      if (clientId === undefined) throw new TypeError('clientId: is not known yet')
      if (!credential || !dynamics) {
        await environment.addAppUser(clientId)
        return { value: undefined }
      }
      await proveTokens(credential, `${url}/.default`, 1, options)
      await addUntilSeen(environment, clientId, dynamics, options)
      const value = await ownUser(dynamics, clientId, signal)
      if (!value) throw notThere(clientId)
      return { value, detail: `${value.userId}, System Administrator, by the admin API of Power Platform` }
    },
  }
}

async function addUntilSeen(
  environment: AdministeredEnvironment,
  clientId: string,
  dynamics: DynamicsClient,
  options: DirectoryOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      await environment.addAppUser(clientId)
      // oxlint-disable-next-line no-await-in-loop
      await proveAccess(dynamics, options)
      return
    } catch (error) {
      if (!isTurnedAway(error)) throw error
      if (attempt === mostAttempts) throw notThere(clientId, error)
    }
  }
}

/** The app as a user, as it sees itself; `undefined` where it is none, or not System Administrator. */
async function ownUser(
  dynamics: DynamicsClient,
  clientId: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ApplicationUser | undefined> {
  if (clientId === undefined) return undefined
  try {
    const { userId } = await dynamics.whoAmI(requestOptions({ signal }))
    const user: FoundUser | undefined = (await findUsers({ dynamics, signal }, clientId)).find(
      (row) => row.userId === userId,
    )
    if (!user) return undefined
    const environment = { dynamics, signal, rights: unknownRights }
    const { action } = await lookForAssignment(environment, user, undefined, 'System Administrator')
    return action.outcome === 'exists' ? { userId, businessUnitId: user.businessUnitId } : undefined
  } catch (error) {
    signal?.throwIfAborted()
    // A secret that was made moments ago, no user, or one that may not look: all of it is mended by adding it.
    if (isAuthError(error) || isTurnedAway(error) || (isDynamicsError(error) && error.code === 'privilege')) {
      return undefined
    }
    throw error
  }
}

function notThere(clientId: string, cause?: unknown): SetupError {
  return new SetupError(
    `The admin API of Power Platform took the app ${clientId}, and it is still no System Administrator of the environment`,
    {
      code: 'not-replicated',
      fix: 'Run it again in some minutes; or look at Power Platform admin center > Manage > Environments > (environment) > Settings > Users + permissions > Application users.',
      step: 2,
      cause,
    },
  )
}
