import { isDynamicsError, type DynamicsError } from '@dynamics-kit/client'
import { SetupError } from '../setup-error.ts'

/** Whether an environment turned an administrator away: nobody it knows, or somebody without a role. */
export const isTurnedAway = (error: unknown): error is DynamicsError =>
  isDynamicsError(error) && (error.code === 'not-a-member' || error.code === 'no-role')

/** How somebody comes in who administers Power Platform. */
export const becomeAUser =
  'Become a System Administrator of the environment, as a Power Platform Administrator may: Power Platform admin center > Manage > Environments > (environment) > Membership > Add me.'

/** Why nothing can be done in an environment that turned the administrator away. */
export function notAUser(
  url: string,
  refused: DynamicsError,
  { besides = '', otherwise = '' }: { readonly besides?: string; readonly otherwise?: string } = {},
): SetupError {
  const who = refused.code === 'no-role' ? 'has no security role in' : 'is no user of'
  return new SetupError(`The administrator ${who} ${url} (${refused.dataverseCode ?? refused.code})${besides}`, {
    code: 'permission-missing',
    fix: `${becomeAUser}${otherwise} Nothing was changed.`,
    step: 2,
    status: refused.status,
    serviceCode: refused.dataverseCode,
    cause: refused,
  })
}
