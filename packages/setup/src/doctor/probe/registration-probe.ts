import type { GraphClient } from '../../entra/graph-client.ts'

/** A secret as Graph still tells of it. */
interface RegisteredSecret {
  /** First three characters. */
  readonly hint: string
  /** Milliseconds since 1970. */
  readonly expires: number
  readonly name: string
}

/** What Microsoft Graph tells an administrator of an app. */
export type RegistrationProbe =
  | {
      readonly known: true
      readonly displayName: string
      readonly signInAudience: string
      readonly secrets: readonly RegisteredSecret[]
      /** SHA-1 of the registered certificates, upper case, and when they end. */
      readonly certificates: readonly { readonly thumbprint: string; readonly expires: number }[]
      readonly hasPermission: boolean
      /** Absent where there is no service principal. */
      readonly servicePrincipal?: { readonly id: string; readonly enabled: boolean }
    }
  | { readonly known: false; readonly reason: string }

/** `GET /applications(appId='…')` and `GET /servicePrincipals(appId='…')`. */
export async function probeRegistration(
  graph: GraphClient,
  clientId: string,
  options: { readonly dataverseAppId: string; readonly signal?: AbortSignal | undefined },
): Promise<RegistrationProbe> {
  try {
    const application = await graph.find(`applications(appId='${clientId}')`)
    if (application === undefined) return { known: false, reason: `the administrator’s tenant has no app ${clientId}` }
    const principal = await graph.find(`servicePrincipals(appId='${clientId}')`)
    return {
      known: true,
      displayName: String(application['displayName']),
      signInAudience: String(application['signInAudience']),
      secrets: records(application['passwordCredentials']).map((secret) => ({
        hint: String(secret['hint']),
        expires: Date.parse(String(secret['endDateTime'])),
        name: String(secret['displayName'] ?? ''),
      })),
      certificates: records(application['keyCredentials']).map((key) => ({
        thumbprint: String(key['customKeyIdentifier']).toUpperCase(),
        expires: Date.parse(String(key['endDateTime'])),
      })),
      hasPermission: records(application['requiredResourceAccess']).some(
        (access) => access['resourceAppId'] === options.dataverseAppId,
      ),
      ...(principal && {
        servicePrincipal: { id: String(principal['id']), enabled: principal['accountEnabled'] !== false },
      }),
    }
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason
    // A credential of somebody else’s fails in its own way; the diagnosis goes on without the administrator.
    return { known: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}
