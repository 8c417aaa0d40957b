import type { Check } from '../check.ts'
import { judgedByToken } from './judged-by-token.ts'

/** Whether the tenant knows the client id. */
export const app: Check = {
  name: 'app',
  title: 'App registration',
  step: 1,
  needs: ['tenant'],
  run(examination) {
    const { clientId, proof } = examination.validSettings()
    if (proof === undefined) return undefined
    return judgedByToken('app', examination, {
      fine: `Microsoft Entra ID knows the app ${clientId}`,
      explain: (problem) => ({ ...problem, command: `az ad app show --id ${clientId}` }),
    })
  },
}
