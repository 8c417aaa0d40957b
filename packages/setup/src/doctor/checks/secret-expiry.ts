import { passed, skipped, warning, type Check } from '../check.ts'
import { day, millisecondsOfDay, soon } from './day.ts'
import { daysOf } from '../../days-of.ts'

/** When the configured secret expires; needs an administrator, because a secret does not tell. */
export const secretExpiry: Check = {
  name: 'secret-expiry',
  title: 'Secret expiry',
  step: 1,
  needs: ['settings', 'tenant', 'app', 'secret'],
  applies: ({ proof }) => proof() === 'secret',
  async run(examination) {
    const { clientId } = examination.validSettings()
    const probe = await examination.probeRegistration()
    if (probe === undefined) return skipped('Needs an administrator')
    if (!probe.known) return skipped(`Cannot be looked at: ${probe.reason}`)
    const given = examination.environment['AZURE_CLIENT_SECRET'] ?? ''
    const now = examination.now()
    // The first three characters are all that Entra still tells of a secret; the accepted one has not expired.
    const matches = probe.secrets.filter(({ hint, expires }) => given.startsWith(hint) && expires > now)
    const expires = Math.min(...matches.map((secret) => secret.expires))
    const [match] = matches
    if (match === undefined) return skipped('None of the app’s secrets begins like the configured one')
    const days = Math.floor((expires - now) / millisecondsOfDay)
    const evidence = `${match.hint}… expires ${day(expires)}, in ${daysOf(days)}`
    if (days >= soon) return passed(evidence)
    return warning({
      cause: 'expires-soon',
      evidence,
      fix: 'Make the next secret beside this one, deploy its Value, and remove this one afterwards.',
      command: `az ad app credential reset --id ${clientId} --append --display-name <name>`,
    })
  },
}
