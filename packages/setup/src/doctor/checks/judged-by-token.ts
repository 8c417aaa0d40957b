import { passed, problemOf, skipped, type Outcome, type Problem } from '../check.ts'
import type { CheckName } from '../diagnosis.ts'
import type { Examination } from '../examination.ts'

/**
 * What one token request says of one of Entra’s matters. Checks stand in the order in which Entra looks at these, so one
 * that comes before the refused one is fine.
 */
export async function judgedByToken(
  name: CheckName,
  examination: Examination,
  outcome: {
    /** What is fine. */
    readonly fine: string
    /** What is known besides of the failure. */
    readonly explain?: (problem: Problem) => Problem | Promise<Problem>
  },
): Promise<Outcome> {
  const probe = await examination.probeToken()
  if (probe.ok) return passed(outcome.fine)
  if (probe.blames === name) {
    const { step, ...problem } = problemOf(probe.error)
    if (!outcome.explain) return { verdict: 'failed', step, ...problem }
    // More is said behind it.
    const evidence = problem.evidence.replace(/\.$/, '')
    return { verdict: 'failed', step, ...(await outcome.explain({ ...problem, evidence })) }
  }
  if (!probe.decided) return skipped('Microsoft Entra ID said nothing about it', 'token')
  return passed('Microsoft Entra ID went past it')
}
