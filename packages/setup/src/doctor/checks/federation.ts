import { readFileSync } from 'node:fs'
import { decodeAccessToken, type AccessTokenClaims } from '@dynamics-kit/auth'
import type { Check } from '../check.ts'
import type { Examination } from '../examination.ts'
import { judgedByToken } from './judged-by-token.ts'

/** Whether the app trusts the token that another issuer gave this program. */
export const federation: Check = {
  name: 'federation',
  title: 'Federated credential',
  step: 1,
  needs: ['app'],
  applies: ({ proof }) => proof() === 'federation',
  run(examination) {
    const { clientId } = examination.validSettings()
    const presented = presentedToken(examination)
    return judgedByToken('federation', examination, {
      fine: presented === undefined ? 'Accepted' : `Issuer ${presented.iss}, subject ${String(presented['sub'])}`,
      explain: (problem) =>
        presented === undefined
          ? problem
          : {
              ...problem,
              evidence: `${problem.evidence}. Presented: issuer ${presented.iss}, subject ${String(presented['sub'])}, audience ${String(presented.aud)}`,
              ...(problem.cause === 'federation-mismatch' && { command: createCredential(clientId, presented) }),
            },
    })
  },
}

function presentedToken({ environment }: Examination): AccessTokenClaims | undefined {
  try {
    return decodeAccessToken(readFileSync(environment['AZURE_FEDERATED_TOKEN_FILE'] ?? '', 'utf8').trim())
  } catch {
    // No file, or no JWT in it: the credential says so itself.
    return undefined
  }
}

function createCredential(clientId: string | undefined, { iss, sub }: AccessTokenClaims): string {
  const credential = {
    name: '<name>',
    issuer: iss,
    subject: sub,
    audiences: ['api://AzureADTokenExchange'],
  }
  return `az ad app federated-credential create --id ${clientId} --parameters '${JSON.stringify(credential)}'`
}
