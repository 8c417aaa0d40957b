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
      async explain(problem) {
        const about = await whichOne(examination)
        const evidence = `${problem.evidence}${about.evidence}${oddity(examination)}`
        const fix = about.isAlike
          ? `Wait a minute if it was made moments ago; otherwise it was cut off or changed on the way: copy it again, whole. If it is nowhere any more: ${problem.fix}`
          : problem.fix
        return {
          ...problem,
          evidence,
          fix,
          command: `az ad app credential reset --id ${clientId} --append --display-name <name>`,
        }
      },
    })
  },
}

/** What an administrator sees of the app’s secrets: their first three characters, and when they expire. */
async function whichOne(examination: Examination): Promise<{ readonly evidence: string; readonly isAlike?: boolean }> {
  const registration = await examination.probeRegistration()
  if (!registration?.known) return { evidence: '' }
  const { secrets } = registration
  if (secrets.length === 0) return { evidence: '. The app has no secret' }
  const given = examination.environment['AZURE_CLIENT_SECRET'] ?? ''
  const list = secrets.map((one) => {
    const expired = one.expires <= examination.now()
    return `${one.hint}… (${expired ? 'expired' : 'expires'} ${day(one.expires)})`
  })
  const alike = secrets.find(({ hint }) => given.startsWith(hint))
  const others = secrets.length === 1 ? 'otherwise' : 'like none of them'
  return {
    evidence: `. Secrets of the app: ${list.join(', ')}; the configured one begins ${alike ? `like ${alike.hint}…` : others}`,
    // One that has expired, or was made moments ago, is refused as well.
    isAlike: alike !== undefined && alike.expires > examination.now(),
  }
}

/** Only said of a secret that was refused: there may be odd ones that are right. */
function oddity({ environment }: Examination): string {
  const given = environment['AZURE_CLIENT_SECRET'] ?? ''
  if (/%[0-9A-F]{2}/i.test(given)) return '. The configured one is percent-encoded (%7E stands for ~): decode it'
  if (!/^[\w.~-]+$/.test(given))
    return '. The configured one has characters that secrets of Microsoft Entra ID never have'
  return ''
}
