import { passed, problemOf, type Outcome, type Problem } from '../check.ts'
import type { CheckName } from '../diagnosis.ts'
import type { Examination } from '../examination.ts'

/** What `WhoAmI` says of one of the environment’s matters. Checks stand in the order in which the environment looks at these. */
export async function judgedByWhoAmI(
  name: CheckName,
  examination: Examination,
  outcome: {
    readonly fine: () => Outcome | Promise<Outcome>
    readonly explain?: (problem: Problem) => Problem | Promise<Problem>
  },
): Promise<Outcome> {
  const probe = await examination.probeWhoAmI()
  if (probe.ok) return outcome.fine()
  if (probe.blames !== name) return passed('The environment did not object to it')
  const { step, ...problem } = problemOf(probe.error)
  return { verdict: 'failed', step, ...(outcome.explain ? await outcome.explain(problem) : problem) }
}
