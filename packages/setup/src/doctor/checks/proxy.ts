import { failed, passed, type Check } from '../check.ts'
import type { Reach } from '../probe/http-answer.ts'
import { proxySettings } from '../probe/proxy-settings.ts'
import { hostsOf, reaches } from '../probe/reaches.ts'

const proxyAuthenticationRequired = 407

/** Whether a proxy stands in the way, or one that is needed is not used. */
export const proxy: Check = {
  name: 'proxy',
  title: 'Proxy',
  step: 4,
  needs: ['environment-url', 'cloud'],
  async run(examination) {
    const all = await reaches(examination)
    const settings = proxySettings(new URL(examination.url()).host, examination.environment)
    const refused = all.find(isRefused)
    if (refused) {
      return failed({
        cause: 'proxy-refused',
        evidence: `A proxy${settings ? ` (${settings.host}, of ${settings.variable})` : ''} refuses to pass requests on to ${refused.host}${refused.answered ? `: HTTP ${refused.status}` : ` (${refused.code})`}`,
        fix: 'Put a user name and password that the proxy takes into HTTPS_PROXY, or ask its administrator to let this machine reach *.dynamics.com and login.microsoftonline.com.',
        command: 'export HTTPS_PROXY=http://<user>:<password>@<proxy>:<port> NODE_USE_ENV_PROXY=1',
      })
    }
    if (settings === undefined) return passed('None is configured')
    const lost = all.filter((reach) => !reach.answered && reach.why !== 'tls')
    if (lost.length > 0 && !settings.isUsed) {
      return failed({
        cause: 'proxy-unused',
        evidence: `${hostsOf(lost)} cannot be reached directly (${codeOf(lost)}); ${settings.variable} names the proxy ${settings.host}, which Node.js does not use by itself`,
        fix: 'Let Node.js use the proxy: set NODE_USE_ENV_PROXY=1 (Node.js 22.21, 24.0 and newer).',
        command: 'export NODE_USE_ENV_PROXY=1',
      })
    }
    if (settings.isUsed && lost.length === all.length) {
      return failed({
        cause: 'proxy-unreachable',
        evidence: `Nothing comes through the proxy ${settings.host}, of ${settings.variable} (${codeOf(lost)})`,
        fix: `Check the address in ${settings.variable}, and that this machine reaches the proxy; unset it where there is none.`,
        command: `curl -v -x http://${settings.host} https://login.microsoftonline.com/`,
      })
    }
    if (!settings.isUsed)
      return passed(`${settings.variable} names ${settings.host}; Node.js goes past it, and gets through`)
    return passed(`${settings.host}, of ${settings.variable}`)
  },
}

const isRefused = (reach: Reach): boolean =>
  reach.answered ? reach.status === proxyAuthenticationRequired : reach.why === 'proxy'

const codeOf = (lost: readonly Reach[]): string =>
  lost.map((reach) => (reach.answered ? String(reach.status) : reach.code)).join(', ')
