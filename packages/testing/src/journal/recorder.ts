import type { ServiceName } from '../doors/mount.ts'
import type { ChangedEnvironment } from '../fake/environments.ts'
import type { Inhabitants } from '../fake/inhabitants.ts'
import { snapshotTenant } from '../fake/snapshot-inhabitants.ts'
import type { Journal } from './journal.ts'

/** Who is written down. */
type Recorded = Pick<Inhabitants, 'world' | 'own' | 'others'>

export interface Recorder {
  /** Writes down what the last request changed; nothing when that is nothing. */
  record(answeredBy: ServiceName): void
}

/** Writes down everything now, and from then on what changes. */
export function createRecorder(journal: Journal, { world, own, others }: Recorded): Recorder {
  const { clientId, clientSecret } = own.administrator
  /** As they were written last. */
  let directory = ''
  let otherDirectories = '[]'
  let ahead = 0
  write('entra')
  return { record: write }

  function write(answeredBy: ServiceName): void {
    const environments = [own, ...others]
      .flatMap((parts) => parts.environments.takeChanges())
      .filter(({ changes }) => hasChanged(changes))
    // Dynamics does not change directories.
    const isSame = answeredBy === 'dynamics'
    const tenant = isSame ? undefined : snapshotTenant(own).tenant
    const otherTenants = isSame ? undefined : others.map(snapshotTenant)
    const text = tenant ? JSON.stringify(tenant) : directory
    const othersText = otherTenants ? JSON.stringify(otherTenants) : otherDirectories
    // Whole seconds, because the machine's clock goes on between two readings.
    const aheadNow = Math.round((world.clock.now() - Date.now()) / 1000) * 1000
    const isDirectorySame = text === directory && othersText === otherDirectories
    if (environments.length === 0 && isDirectorySame && aheadNow === ahead) return
    journal.write({
      administrator: { clientId, clientSecret },
      clockAhead: aheadNow,
      ...(tenant && text !== directory ? { tenant } : {}),
      ...(otherTenants && othersText !== otherDirectories ? { otherTenants } : {}),
      environments,
    })
    directory = text
    otherDirectories = othersText
    ahead = aheadNow
  }
}

function hasChanged({ isWhole, store, definitions }: ChangedEnvironment['changes']): boolean {
  return isWhole || store.rows.length > 0 || store.deletions.length > 0 || definitions !== undefined
}
