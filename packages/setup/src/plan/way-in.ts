import type { DynamicsClient, DynamicsError } from '@dynamics-kit/client'
import type { Environment } from '../dynamics/environment.ts'
import { powerPlatformOf } from '../power-platform/addresses.ts'
import {
  findAdministeredEnvironment,
  whoAdministers,
  type AdministeredEnvironment,
} from '../power-platform/administered-environment.ts'
import { readEnvironmentRights } from '../rights/environment-rights.ts'
import { isTurnedAway, notAUser } from '../rights/not-a-user.ts'
import { isSetupError } from '../setup-error.ts'
import type { SetUpOptions } from './setup-options.ts'

/** How an app becomes a user of an environment. */
export type WayIn =
  /** By a user of the environment who may add others, with any role. */
  | { readonly by: 'environment'; readonly environment: Environment }
  /** By somebody who administers Power Platform and is no user of the environment: as System Administrator, and nothing else. */
  | { readonly by: 'power-platform'; readonly environment: AdministeredEnvironment }

/**
 * The Web API of the environment, where it knows the administrator; the admin API of Power Platform, where it does not and the app is to
 * be System Administrator.
 *
 * @throws {SetupError} `permission-missing` when neither goes.
 */
export async function findWayIn(dynamics: DynamicsClient, url: string, options: SetUpOptions): Promise<WayIn> {
  const { signal } = options
  try {
    return {
      by: 'environment',
      environment: { dynamics, signal, rights: await readEnvironmentRights(dynamics, signal) },
    }
  } catch (error) {
    if (!isTurnedAway(error)) throw error
    return { by: 'power-platform', environment: await administered(url, options, error) }
  }
}

async function administered(
  url: string,
  options: SetUpOptions,
  refused: DynamicsError,
): Promise<AdministeredEnvironment> {
  const { roles = [], tables = {}, businessUnit, powerPlatformUrl } = options
  const isMore = Object.keys(tables).length > 0 || businessUnit !== undefined
  if (isMore || roles.some((name) => name !== 'System Administrator')) {
    throw notAUser(url, refused, {
      besides: '; the admin API of Power Platform, which adds apps without, makes them System Administrators',
      otherwise: ' Or ask for the role System Administrator, and nothing else.',
    })
  }
  const address = powerPlatformOf(url, powerPlatformUrl)
  if (!address) throw notAUser(url, refused, { besides: '; the admin API of Power Platform of its cloud is not known' })
  try {
    return await findAdministeredEnvironment(url, address, options)
  } catch (error) {
    if (!isSetupError(error) || error.code !== 'permission-missing') throw error
    throw notAUser(url, refused, {
      besides: `, nor may they add the app without. ${error.message}`,
      otherwise: ` Or sign in as ${whoAdministers}`,
    })
  }
}
