import { failed, passed, type Check } from '../check.ts'
import { hostsOf, reaches } from '../probe/reaches.ts'

/** Whether the hosts answer at all. */
export const connection: Check = {
  name: 'connection',
  title: 'Connection',
  step: 4,
  needs: ['dns'],
  async run(examination) {
    const all = await reaches(examination)
    const lost = all.filter((reach) => !reach.answered && reach.why === 'connection')
    const [first] = lost
    if (first === undefined || first.answered) return passed(`${hostsOf(all)} can be reached`)
    const { port } = new URL(`https://${first.host}`)
    return failed({
      cause: /TIME/i.test(first.code) ? 'timeout' : 'connection-refused',
      evidence: `No connection to ${hostsOf(lost)} (${first.code})`,
      fix: `Let this machine reach port ${port || '443'} of *.dynamics.com and login.microsoftonline.com: a firewall that refuses or drops packets looks like this. Behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.`,
      command: `curl -v https://${first.host}/`,
    })
  },
}
