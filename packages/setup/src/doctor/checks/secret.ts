import type { Check } from '../check.ts'
import type { Examination } from '../examination.ts'
import { day } from './day.ts'
import { judgedByToken } from './judged-by-token.ts'

/** Whether the secret is one of the app’s, and has not expired. */
export const secret: Check = {
  name: 'secret',
  title: 'Client secret',
  step: 1,
  needs: ['app'],
  applies: ({ proof }) => proof() === 'secret',
  run(examination) {
    const { clientId } = examination.validSettings()
    return judgedByToken('secret', examination, {
      fine: 'Accepted',
      explain: async (problem) => ({
        ...problem,
        evidence: `${problem.evidence}${await whichOne(examination)}${oddity(examination)}`,
        command: `az ad app credential reset --id ${clientId} --append --display-name <name>`,
      }),
    })
  },
}

/** What an administrator sees of the app’s secrets: their first three characters, and when they expire. */
async function whichOne(examination: Examination): Promise<string> {
  const registration = await examination.probeRegistration()
  if (!registration?.known) return ''
  const { secrets } = registration
  if (secrets.length === 0) return '. The app has no secret'
  const given = examination.environment['AZURE_CLIENT_SECRET'] ?? ''
  const list = secrets.map((one) => {
    const expired = one.expires <= examination.now()
    return `${one.hint}… (${expired ? 'expired' : 'expires'} ${day(one.expires)})`
  })
  const match = secrets.some(({ hint }) => given.startsWith(hint))
    ? 'the configured one begins like it'
    : 'the configured one begins like none of them'
  return `. Secrets of the app: ${list.join(', ')}; ${secrets.length === 1 && match.endsWith('them') ? 'the configured one begins otherwise' : match}`
}

/** Only said of a secret that was refused: there may be odd ones that are right. */
function oddity({ environment }: Examination): string {
  const given = environment['AZURE_CLIENT_SECRET'] ?? ''
  if (/%[0-9A-F]{2}/i.test(given)) return '. The configured one is percent-encoded (%7E stands for ~): decode it'
  if (!/^[\w.~-]+$/.test(given))
    return '. The configured one has characters that secrets of Microsoft Entra ID never have'
  return ''
}
