import { failed, passed, type Check } from '../check.ts'
import { hostsOf, reaches } from '../probe/reaches.ts'

/** Whether this machine trusts the hosts’ certificates. */
export const tls: Check = {
  name: 'tls',
  title: 'TLS',
  step: 4,
  needs: ['connection'],
  applies: ({ givenUrl }) => !/^\s*http:/i.test(givenUrl ?? ''),
  async run(examination) {
    const all = await reaches(examination)
    const lost = all.filter((reach) => !reach.answered && reach.why === 'tls')
    const [first] = lost
    if (first === undefined || first.answered) return passed('The certificates are trusted')
    const { hostname, port } = new URL(`https://${first.host}`)
    return failed({
      cause: 'certificate-untrusted',
      evidence: `The certificate of ${hostsOf(lost)} is not accepted (${first.code})`,
      fix: 'Something between here and the service opens the traffic, or it is an emulator: name the file of its certificate authority in NODE_EXTRA_CA_CERTS, or start Node.js with --use-system-ca.',
      command: `openssl s_client -connect ${hostname}:${port || '443'} -showcerts </dev/null`,
    })
  },
}
