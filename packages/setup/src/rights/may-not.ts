import type { PlannedAction } from '../plan/prospect.ts'
import { SetupError } from '../setup-error.ts'

/** Why a plan is not begun: the administrator lacks rights. */
export function mayNot(missing: readonly PlannedAction[]): SetupError {
  const list = missing.map(({ outcome, subject, needs = '' }) => `${outcome} ${subject}: ${needs}`)
  return new SetupError(`The administrator may not do all of it: ${list.join('; ')}`, {
    code: 'permission-missing',
    fix: 'Sign in as somebody who may: an Application Administrator of the tenant who is a System Administrator of the environment. Nothing was changed.',
    step: missing[0]?.step ?? 1,
  })
}
