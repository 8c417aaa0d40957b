import { failed, passed, type Check } from '../check.ts'

/** Whether there is an environment URL, and it is one. */
export const environmentUrl: Check = {
  name: 'environment-url',
  title: 'Environment URL',
  step: 4,
  needs: [],
  run(examination) {
    if (examination.givenUrl === undefined) {
      return failed({
        cause: 'url-missing',
        evidence: 'No environment URL is given, and DYNAMICS_URL is not set',
        fix: 'Set DYNAMICS_URL to the Environment URL: Power Platform admin center > Manage > Environments > (environment).',
        command: 'export DYNAMICS_URL=https://<environment>.crm.dynamics.com',
      })
    }
    try {
      const cloud = examination.cloud()
      return passed(`${examination.url()}${cloud ? `, ${cloud.name} cloud` : ', no host of Microsoft’s clouds'}`)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return failed({
        cause: 'url-invalid',
        evidence: error.message,
        fix: 'Give the Environment URL of Power Platform admin center > Manage > Environments > (environment), such as https://contoso.crm.dynamics.com.',
      })
    }
  },
}
