import type { Check, Problem } from '../check.ts'
import { judgedByToken } from './judged-by-token.ts'

/** Whether the app may sign in to this tenant. */
export const servicePrincipal: Check = {
  name: 'service-principal',
  title: 'Service principal',
  step: 1,
  needs: ['app', 'secret', 'certificate', 'federation'],
  applies: ({ proof }) => proof() !== undefined,
  run(examination) {
    const { clientId } = examination.validSettings()
    if (clientId === undefined) return undefined
    return judgedByToken('service-principal', examination, {
      fine: 'The app may sign in to the tenant',
      explain: (problem) => ({ ...problem, ...remedy(problem, clientId) }),
    })
  },
}

function remedy({ cause }: Problem, clientId: string): Partial<Problem> {
  if (cause === 'service-principal-missing') {
    return {
      command: `az ad sp create --id ${clientId}`,
      repair: {
        kind: 'create-service-principal',
        clientId,
        description: `Create the service principal of the app ${clientId} in the tenant`,
      },
    }
  }
  if (cause === 'app-disabled') {
    return {
      command: `az ad sp update --id ${clientId} --set accountEnabled=true`,
      repair: {
        kind: 'enable-service-principal',
        clientId,
        description: `Let the app ${clientId} sign in again; ask first whether somebody disabled it on purpose`,
      },
    }
  }
  return {}
}
