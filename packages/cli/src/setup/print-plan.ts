import type { PlannedAction, SetupAction, SetupPlan, TeardownPlan } from '@dynamics-kit/setup'
import type { Paint } from '../command/paint.ts'

/** A plan as a table: what is done, whether the administrator may, and what it is about. */
export function printPlan(plan: SetupPlan | TeardownPlan, title: string, paint: Paint): string {
  const lines = plan.actions.map((action) => line(action, paint))
  const verdict = plan.upToDate
    ? 'Nothing to do.'
    : plan.missing.length > 0
      ? paint('red', `You may not do ${plan.missing.length} of it.`)
      : ''
  return [paint('bold', title), '', ...lines, ...(verdict === '' ? [] : ['', verdict]), ''].join('\n')
}

/** One thing that was done, below the plan. */
export function printAction({ outcome, subject, detail }: SetupAction, paint: Paint): string {
  const colour =
    outcome === 'refused' || outcome === 'waiting'
      ? 'yellow'
      : outcome === 'exists' || outcome === 'kept'
        ? 'dim'
        : 'green'
  return `  ${paint(colour, outcome.padEnd(8))} ${subject.padEnd(width)} ${detail}`
}

/** Longest subject, and a blank. */
const width = 20

function line({ outcome, subject, detail, needs, allowed }: PlannedAction, paint: Paint): string {
  const isChange = outcome === 'create' || outcome === 'update' || outcome === 'remove'
  const colour = outcome === 'refused' ? 'yellow' : outcome === 'remove' ? 'red' : isChange ? 'green' : 'dim'
  // Told where it is missing, or where only the service can tell.
  const right =
    needs === undefined || allowed === true || !isChange
      ? ''
      : allowed === false
        ? paint('red', `  (you lack ${needs})`)
        : paint('dim', `  (needs ${needs})`)
  return `  ${paint(colour, outcome.padEnd(8))} ${subject.padEnd(width)} ${detail}${right}`
}
