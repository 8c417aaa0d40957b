import type { Examination } from '../examination.ts'
import type { Reach } from './http-answer.ts'

/** How the environment and the authority can be reached; the authority only where it is known. */
export async function reaches(examination: Examination): Promise<readonly Reach[]> {
  const { reach } = await examination.probeEnvironment()
  const authority = await examination.probeAuthority()
  const isSame = authority?.reach.host === reach.host
  return authority === undefined || isSame ? [reach] : [reach, authority.reach]
}

/** `contoso.crm.dynamics.com and login.microsoftonline.com` */
export const hostsOf = (all: readonly Reach[]): string => all.map(({ host }) => host).join(' and ')
