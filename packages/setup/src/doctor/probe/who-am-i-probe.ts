import { isDynamicsError, type DynamicsClient, type DynamicsError, type WhoAmI } from '@dynamics-kit/client'
import type { CheckName } from '../diagnosis.ts'

/** How the environment took the app. */
export type WhoAmIProbe =
  | { readonly ok: true; readonly me: WhoAmI }
  | { readonly ok: false; readonly error: DynamicsError; readonly blames: CheckName }

/** The shortest request that needs everything: token, application user and a role. */
export async function probeWhoAmI(dynamics: DynamicsClient, signal: AbortSignal | undefined): Promise<WhoAmIProbe> {
  try {
    return { ok: true, me: await dynamics.whoAmI(signal && { signal }) }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    if (!isDynamicsError(error)) throw error
    return { ok: false, error, blames: blamed(error) }
  }
}

/** `AADError`: the environment did not find the app in Entra. */
const principalUnread = '0x80072559'

function blamed({ code, dataverseCode }: DynamicsError): CheckName {
  if (dataverseCode === principalUnread) return 'application-user'
  switch (code) {
    case 'throttled':
      return 'limits'
    case 'not-a-member':
    case 'user-disabled':
    case 'no-license':
      return 'application-user'
    case 'no-role':
    case 'privilege':
      return 'roles'
    default:
      return 'access'
  }
}
