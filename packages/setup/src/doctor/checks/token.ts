import { isAuthError } from '@dynamics-kit/auth'
import { failed, passed, problemOf, type Check } from '../check.ts'

/** Whether there is an access token for the environment. */
export const token: Check = {
  name: 'token',
  title: 'Access token',
  step: 3,
  needs: ['settings', 'tenant', 'app', 'secret', 'certificate', 'federation', 'service-principal'],
  async run(examination) {
    const probe = await examination.probeToken()
    if (probe.ok) {
      const minutes = Math.round((probe.expiresOn - examination.now()) / 60_000)
      return passed(`Issued, valid for ${minutes} min`)
    }
    if (probe.error === undefined) {
      return failed({
        cause: 'no-token',
        evidence: 'The credential gave no token',
        fix: 'Use a credential that answers with a token: one of @dynamics-kit/auth or @azure/identity.',
      })
    }
    if (isAuthError(probe.error)) {
      const problem = problemOf(probe.error)
      const policies = policiesIn(probe.error.claims)
      return failed(policies === '' ? problem : { ...problem, evidence: `${problem.evidence} Policy: ${policies}` })
    }
    return failed({
      cause: 'rejected',
      evidence: probe.error instanceof Error ? `${probe.error.name}: ${probe.error.message}` : String(probe.error),
      fix: 'The credential that was given failed in its own way: see its documentation.',
    })
  },
}

/** Ids of the Conditional Access policies in `{"access_token":{"capolids":{"essential":true,"values":["…"]}}}`. */
function policiesIn(claims: string | undefined): string {
  return [...(claims ?? '').matchAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi)].map(([id]) => id).join(', ')
}
