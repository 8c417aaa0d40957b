import { failed, passed, problemOf, type Check } from '../check.ts'

/** Whether what answers at the URL is Dataverse, and where it signs in. */
export const environment: Check = {
  name: 'environment',
  title: 'Environment',
  step: 4,
  needs: ['connection', 'tls'],
  async run(examination) {
    const { reach, signIn, error } = await examination.probeEnvironment()
    const status = reach.answered ? reach.status : 0
    if (status === 401 && signIn && !signIn.isAdfs) {
      return passed(`Signs in at ${signIn.authority}${signIn.tenantId ? `, tenant ${signIn.tenantId}` : ''}`)
    }
    if (status === 401) {
      return failed({
        cause: 'on-premises',
        evidence: signIn
          ? `${reach.host} signs in at ${signIn.authority}/adfs`
          : `${reach.host} asks for a sign-in without naming Microsoft Entra ID`,
        fix: 'This is Dynamics on premises, which signs in otherwise. Give the URL of an online environment.',
      })
    }
    if (error) return failed(problemOf(error))
    return failed({
      cause: 'not-dataverse',
      evidence: `${reach.host} answers ${status} to a request without a token, where Dataverse asks for one`,
      fix: 'Check the environment URL (Power Platform admin center > Manage > Environments > Environment URL) and whether a proxy stands between.',
    })
  },
}
