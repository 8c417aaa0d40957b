import type { ServiceName } from '../doors/mount.ts'
import type { Environments } from '../fake/environments.ts'
import type { FakeApp } from '../world/app-registry.ts'
import type { Tenant } from '../world/directory.ts'
import { saveTenant } from '../world/directory-snapshot.ts'
import type { World } from '../world/world.ts'
import type { Journal } from './journal.ts'

/** What is written down, and the app that signs in to it. */
export interface Recorded {
  readonly world: World
  readonly tenant: Tenant
  readonly environments: Environments
  readonly administrator: FakeApp
}

export interface Recorder {
  /** Writes down what the last request changed; nothing when that is nothing. */
  record(answeredBy: ServiceName): void
}

/** Writes down everything now, and from then on what changes. */
export function createRecorder(
  journal: Journal,
  { world, tenant, environments, administrator: { clientId, clientSecret } }: Recorded,
): Recorder {
  let directory = ''
  let ahead = 0
  write('entra')
  return { record: write }

  function write(answeredBy: ServiceName): void {
    const changed = environments.takeChanges().filter(({ changes }) => hasChanged(changes))
    // Dynamics does not change the directory.
    const saved = answeredBy === 'dynamics' ? undefined : saveTenant(tenant)
    const text = saved === undefined ? directory : JSON.stringify(saved)
    // Whole seconds, because the machine's clock goes on between two readings.
    const aheadNow = Math.round((world.clock.now() - Date.now()) / 1000) * 1000
    if (changed.length === 0 && text === directory && aheadNow === ahead) return
    journal.write({
      administrator: { clientId, clientSecret },
      clockAhead: aheadNow,
      ...(saved && text !== directory ? { tenant: saved } : {}),
      environments: changed,
    })
    directory = text
    ahead = aheadNow
  }
}

function hasChanged({
  isWhole,
  store,
  definitions,
}: ReturnType<Environments['takeChanges']>[number]['changes']): boolean {
  return isWhole || store.rows.length > 0 || store.deletions.length > 0 || definitions !== undefined
}
