import { knownOptions } from '../require-options.ts'
import type { Check, Outcome } from './check.ts'
import { checks } from './checks.ts'
import type { DiagnoseOptions } from './diagnose-options.ts'
import type { BadFinding, CheckName, Diagnosis, Finding } from './diagnosis.ts'
import { createExamination } from './examination.ts'
import { createRedaction } from './redaction.ts'

/**
 * Finds out which of the four steps to Dynamics 365 is broken, the evidence, and what to do about it.
 *
 * Each check needs no more rights than those before, and nothing secret is sent before the environment has said whose it is. A
 * check without what it needs is skipped and names the check that failed. Nothing is changed.
 *
 * @throws The reason of `signal`, when it is aborted. What is broken is never thrown.
 * @example
 * ```ts
 * import { diagnose } from '@dynamics-kit/setup'
 *
 * const { healthy, first } = await diagnose({ url: 'https://contoso.crm.dynamics.com', tables: { account: ['read'] } })
 * if (!healthy) console.error(first?.cause, first?.evidence, first?.fix)
 * ```
 */
export async function diagnose(options: DiagnoseOptions = {}): Promise<Diagnosis> {
  knownOptions('diagnose', options, {
    environment: 1,
    url: 1,
    credential: 1,
    administrator: 1,
    graphUrl: 1,
    tables: 1,
    roles: 1,
    fetch: 1,
    timeout: 1,
    now: 1,
    signal: 1,
    onFinding: 1,
  })
  const examination = createExamination(options)
  const redact = createRedaction(examination.environment)
  const findings = new Map<CheckName, Finding>()
  for (const check of checks) {
    options.signal?.throwIfAborted()
    if (check.applies?.(examination) === false) continue
    const blocked = blockOf(check, findings)
    // Later checks need what earlier ones found.
    // oxlint-disable-next-line no-await-in-loop
    const outcome = blocked ?? (await check.run(examination))
    if (outcome === undefined) continue
    const finding = redact(toFinding(check, outcome))
    findings.set(check.name, finding)
    options.onFinding?.(finding)
  }
  return conclude([...findings.values()])
}

/** Whether something that the check needs failed, or was skipped because of something else. */
function blockOf(check: Check, findings: ReadonlyMap<CheckName, Finding>): Outcome | undefined {
  for (const name of check.needs) {
    const need = findings.get(name)
    // What was skipped because there was nothing to look at, or nobody to ask, stops nothing.
    const root = need?.verdict === 'failed' ? name : need?.verdict === 'skipped' ? need.because : undefined
    if (root === undefined || root === check.name) continue
    return { verdict: 'skipped', reason: `Fix ${findings.get(root)?.title ?? root} first`, because: root }
  }
  return undefined
}

function toFinding({ name, title, step }: Check, outcome: Outcome): Finding {
  // The outcome and its finding have the same members for each verdict.
  return { check: name, title, step, ...outcome } as Finding
}

function conclude(findings: readonly Finding[]): Diagnosis {
  const bad = findings.filter((finding): finding is BadFinding => 'cause' in finding)
  const first = bad.find((finding) => finding.verdict === 'failed') ?? bad[0]
  return { healthy: bad.every((finding) => finding.verdict !== 'failed'), ...(first && { first }), findings }
}
