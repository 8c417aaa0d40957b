import { passed, warning, type Check } from '../check.ts'
import type { Examination } from '../examination.ts'
import { readLocalCertificate } from '../probe/settings.ts'
import { day, millisecondsOfDay, soon } from './day.ts'
import { judgedByToken } from './judged-by-token.ts'
import { daysOf } from '../../days-of.ts'

/** Whether the certificate is registered with the app, and how long it still lives. */
export const certificate: Check = {
  name: 'certificate',
  title: 'Certificate',
  step: 1,
  needs: ['app'],
  applies: ({ proof }) => proof() === 'certificate',
  async run(examination) {
    const { clientId } = examination.validSettings()
    const command = `az ad app credential reset --id ${clientId} --append --cert @<certificate.pem>`
    const outcome = await judgedByToken('certificate', examination, {
      fine: 'Accepted',
      explain: async (problem) => ({
        ...problem,
        evidence: `${problem.evidence}${await registered(examination)}`,
        ...(problem.cause === 'certificate-unknown' && { command }),
      }),
    })
    const local = readLocalCertificate(examination.environment)
    if (outcome.verdict !== 'passed' || local === undefined) return outcome
    const days = Math.floor((local.notAfter.getTime() - examination.now()) / millisecondsOfDay)
    const evidence = `Thumbprint ${local.thumbprint}, expires ${day(local.notAfter.getTime())}, in ${daysOf(days)}`
    if (days >= soon) return passed(evidence)
    return warning({
      cause: 'expires-soon',
      evidence,
      fix: 'Register the next certificate beside this one, deploy it, and remove this one afterwards.',
      command,
    })
  },
}

/** Which certificates the app has, as an administrator sees them. */
async function registered(examination: Examination): Promise<string> {
  const registration = await examination.probeRegistration()
  if (!registration?.known) return ''
  const local = readLocalCertificate(examination.environment)
  const list = registration.certificates.map((one) => `${one.thumbprint} (until ${day(one.expires)})`)
  const own = local ? `; the configured one has ${local.thumbprint}` : ''
  return `. ${list.length === 0 ? 'The app has no certificate' : `Certificates of the app: ${list.join(', ')}`}${own}`
}
