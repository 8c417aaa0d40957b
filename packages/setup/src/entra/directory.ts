import { cloudOf, type TokenCredential } from '@dynamics-kit/auth'
import { readDirectoryRights, type DirectoryRights } from '../rights/directory-rights.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'
import { GraphClient, graphScope } from './graph-client.ts'

/** How to reach the directory of a tenant, and as whom. */
export interface DirectoryOptions extends SetupOptions {
  /** Signs in whoever may manage app registrations: `azureCli()`, `deviceCode(…)`, an app. */
  readonly administrator: TokenCredential
  /** Default: Microsoft Graph of the environment’s cloud. Emulators have their own. With or without `/v1.0`. */
  readonly graphUrl?: string | undefined
  /** Where the tenant signs in. Default: as the environment says, or as the cloud of `graphUrl` does. */
  readonly authority?: string | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** The directory of one tenant, with what the administrator may do there. */
export interface Directory {
  readonly graph: GraphClient
  readonly rights: DirectoryRights
  readonly tenantId: string
  /** Origin of where the tenant signs in. */
  readonly authority: string
}

/**
 * Signs in to Microsoft Graph.
 *
 * @param expected Tenant of the environment, where it is known.
 * @throws {SetupError} `tenant-mismatch` when the administrator is of another tenant than the environment.
 */
export async function openDirectory(
  options: DirectoryOptions,
  expected: { readonly tenantId?: string | undefined; readonly authority?: string | undefined } = {},
): Promise<Directory> {
  const { administrator, graphUrl, fetch, signal, now, sleep } = options
  const rights = await readDirectoryRights(administrator, graphScope(graphUrl), signal)
  const tenantId = rights.tenantId ?? expected.tenantId
  if (tenantId === undefined) {
    throw new SetupError('The administrator’s token does not say which tenant it is of', {
      code: 'not-signed-in',
      fix: 'Sign in with an account or app of the environment’s tenant.',
      step: 1,
    })
  }
  if (expected.tenantId !== undefined && expected.tenantId.toLowerCase() !== tenantId.toLowerCase()) {
    throw new SetupError(
      `The administrator signed in to the tenant ${tenantId}, and the environment belongs to ${expected.tenantId}`,
      {
        code: 'tenant-mismatch',
        fix: `Sign in to the environment’s tenant: az login --tenant ${expected.tenantId} --allow-no-subscriptions`,
        step: 1,
      },
    )
  }
  const cloud = cloudOf(new URL(graphUrl ?? 'https://graph.microsoft.com').host)
  return {
    graph: new GraphClient({ credential: administrator, graphUrl, fetch, signal, now, sleep }),
    rights,
    tenantId,
    authority: new URL(
      options.authority ?? expected.authority ?? cloud?.authority ?? 'https://login.microsoftonline.com',
    ).origin,
  }
}
