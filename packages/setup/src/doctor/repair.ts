import { requireOptions } from '../require-options.ts'
import type { DynamicsClient, TokenCredential } from '@dynamics-kit/client'
import { addApplicationUser } from '../dynamics/application-user.ts'
import { GraphClient, type GraphClientOptions } from '../entra/graph-client.ts'
import type { SetupOptions } from '../progress.ts'
import { addSecurityRole, type TableAction } from '../dynamics/security-role.ts'

/**
 * A change that mends what was found, adds rights only where a role was named, and takes nothing away. Plain JSON, so that
 * it can be shown before it is done.
 */
export type Repair =
  | { readonly kind: 'create-service-principal'; readonly clientId: string; readonly description: string }
  | { readonly kind: 'enable-service-principal'; readonly clientId: string; readonly description: string }
  | {
      readonly kind: 'application-user'
      readonly clientId: string
      readonly roles: readonly string[]
      readonly description: string
    }
  | {
      readonly kind: 'privileges'
      readonly clientId: string
      /** Name of the role that is made, or gets what it lacks. */
      readonly role: string
      readonly tables: Readonly<Record<string, readonly TableAction[]>>
      readonly description: string
    }

/** Who repairs what {@link diagnose} found, and where. */
export interface RepairOptions extends SetupOptions, Pick<GraphClientOptions, 'graphUrl' | 'fetch'> {
  /** Who may change app registrations, and users of the environment. */
  readonly administrator: TokenCredential
  /** The environment, signed in as the administrator. */
  readonly dynamics: DynamicsClient
}

/**
 * Does what a finding of {@link diagnose} offers in `repair`. Ask first.
 *
 * @throws {SetupError} When the administrator may not do it in Microsoft Entra ID, or a role is unknown.
 * @throws {DynamicsError} When the administrator may not do it in the environment.
 */
export async function applyRepair(repair: Repair, options: RepairOptions): Promise<void> {
  requireOptions('applyRepair', repair, 'finding.repair, { administrator, dynamics }')
  requireOptions('applyRepair', options, 'finding.repair, { administrator, dynamics }')
  const { administrator, dynamics, graphUrl, fetch, onProgress, signal } = options
  const progress = { onProgress, signal }
  switch (repair.kind) {
    case 'create-service-principal': {
      const graph = new GraphClient({ credential: administrator, graphUrl, fetch, signal })
      const { id } = await graph.post('servicePrincipals', { appId: repair.clientId })
      onProgress?.({ subject: 'service principal', outcome: 'created', detail: `object id ${String(id)}` })
      return
    }
    case 'enable-service-principal': {
      const graph = new GraphClient({ credential: administrator, graphUrl, fetch, signal })
      await graph.patch(`servicePrincipals(appId='${repair.clientId}')`, { accountEnabled: true })
      onProgress?.({ subject: 'service principal', outcome: 'updated', detail: 'sign-in was disabled' })
      return
    }
    case 'application-user': {
      const { clientId, roles } = repair
      await addApplicationUser({ dynamics, clientId, roles, ...progress })
      return
    }
    case 'privileges': {
      const { clientId, role, tables } = repair
      await addSecurityRole({ dynamics, name: role, tables, ...progress })
      await addApplicationUser({ dynamics, clientId, roles: [role], ...progress })
    }
  }
}
