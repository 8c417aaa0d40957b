import type { Check } from '../check.ts'
import { judgedByToken } from './judged-by-token.ts'

/** Whether the tenant knows the client id. */
export const app: Check = {
  name: 'app',
  title: 'App registration',
  step: 1,
  needs: ['tenant'],
  applies: ({ proof }) => proof() !== undefined,
  run(examination) {
    const { clientId } = examination.validSettings()
    return judgedByToken('app', examination, {
      fine: `Microsoft Entra ID knows the app ${clientId}`,
      explain: (problem) => ({ ...problem, command: `az ad app show --id ${clientId}` }),
    })
  },
}
