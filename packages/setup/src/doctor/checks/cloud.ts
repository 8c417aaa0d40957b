import { failed, passed, type Check } from '../check.ts'

/** Older names of the public authority. */
const publicNames: ReadonlySet<string> = new Set([
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
])

/** Whether the authority that is configured is that of the cloud the environment lives in. Nothing is sent. */
export const cloud: Check = {
  name: 'cloud',
  title: 'Cloud',
  step: 3,
  needs: ['environment-url'],
  run(examination) {
    const home = examination.cloud()
    const authority = examination.authority()
    if (home === undefined) {
      return passed(
        authority === undefined
          ? 'The environment is asked where it signs in'
          : `Signs in at ${authority}, as configured`,
      )
    }
    const expected = new URL(home.authority).host
    const { host, hostname } = new URL(authority ?? home.authority)
    const same = host === expected || (publicNames.has(host) && publicNames.has(expected))
    if (same || /^(localhost|127\.|\[::1\])/.test(hostname)) return passed(`${home.name}, signs in at ${host}`)
    return failed({
      cause: 'cloud-mismatch',
      evidence: `The environment is in the ${home.name} cloud, which signs in at ${expected}; AZURE_AUTHORITY_HOST names ${host}`,
      fix: `Unset AZURE_AUTHORITY_HOST, or set it to ${home.authority}.`,
      command: 'unset AZURE_AUTHORITY_HOST',
    })
  },
}
