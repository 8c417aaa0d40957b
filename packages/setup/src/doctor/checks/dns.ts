import { failed, passed, type Check } from '../check.ts'
import { hostsOf, reaches } from '../probe/reaches.ts'

/** Whether the names of the hosts lead anywhere. */
export const dns: Check = {
  name: 'dns',
  title: 'Name lookup',
  step: 4,
  needs: ['proxy'],
  async run(examination) {
    const all = await reaches(examination)
    const lost = all.filter((reach) => !reach.answered && reach.why === 'dns')
    const [first] = lost
    if (first === undefined || first.answered) return passed(hostsOf(all))
    const evidence = `The name${lost.length > 1 ? 's' : ''} ${hostsOf(lost)} cannot be looked up (${first.code})`
    // The other host was found, so this machine is online.
    if (lost.length < all.length && first.host === all[0]?.host) {
      return failed({
        cause: 'dns',
        evidence: `${evidence}, others can`,
        fix: 'Check the environment name and its region (crm, crm4, …) against the Environment URL of Power Platform admin center > Manage > Environments: the environment may have been renamed, moved or deleted.',
        command: `nslookup ${first.host}`,
      })
    }
    return failed({
      cause: 'dns',
      evidence,
      fix: 'Check that this machine is online and that its name server resolves *.dynamics.com and login.microsoftonline.com.',
      command: `nslookup ${first.host}`,
    })
  },
}
