import type { Clock } from '../../world/clock.ts'

/** What can be deleted; the words are those of the `DeletedMetadataFilters` enum. */
export type DeletedKind = 'Default' | 'Attribute' | 'Relationship' | 'Label' | 'OptionSet'

/** When which definition changed, since the environment was founded. */
export interface MetadataHistory {
  /** A point in time, `1000003!11/24/2026 02:45:12`: the last change, and the moment of asking. */
  stamp(): string
  /** The moment of the last change. Two that are equal have no change between them. */
  timestamp(): string
  /** What a stamp of {@link MetadataHistory.stamp} points to; `undefined` for one that is too old, or of elsewhere. */
  read(stamp: string): number | undefined
  /** Notes that a definition was created or changed. */
  changed(id: string): void
  deleted(kind: DeletedKind, id: string): void
  isChangedSince(version: number, id: string): boolean
  deletedSince(version: number, kind: DeletedKind): readonly string[]
  /** ISO 8601, whole seconds; 1900 for what was never changed, as the service says of what came with it. */
  modifiedOn(id: string): string
  snapshot(): MetadataHistorySnapshot
  restore(snapshot: MetadataHistorySnapshot): void
  fork(clock: Clock): MetadataHistory
}

/** A history as plain JSON. */
export interface MetadataHistorySnapshot {
  readonly version: number
  readonly lastChange: number
  readonly changes: readonly (readonly [id: string, change: Change])[]
  readonly deletions: readonly Deletion[]
}

interface Change {
  readonly version: number
  /** Milliseconds since 1970. */
  readonly at: number
}

interface Deletion extends Change {
  readonly kind: DeletedKind
  readonly id: string
}

const firstVersion = 1_000_000

/** How long changes are remembered: `ExpireSubscriptionsInDays` of an organization. */
const daysRemembered = 90
const day = 24 * 60 * 60 * 1000

export function createMetadataHistory(clock: Clock, from?: MetadataHistorySnapshot): MetadataHistory {
  let version = from?.version ?? firstVersion
  let lastChange = from?.lastChange ?? clock.now()
  let changes = new Map<string, Change>(from?.changes)
  let deletions: Deletion[] = [...(from?.deletions ?? [])]
  const next = (): Change => {
    version += 1
    lastChange = clock.now()
    return { version, at: lastChange }
  }
  return {
    stamp: () => `${version}!${moment(clock.now())}`,
    timestamp: () => `${version}!${moment(lastChange)}`,
    read(stamp) {
      const [, number = '', month = '', date = '', year = '', time = ''] =
        /^(\d+)!(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(stamp) ?? []
      const at = Date.parse(`${year}-${month}-${date}T${time}Z`)
      const known = Number(number) >= firstVersion && Number(number) <= version
      return known && clock.now() - at <= daysRemembered * day ? Number(number) : undefined
    },
    changed(id) {
      changes.set(id, next())
    },
    deleted(kind, id) {
      changes.delete(id)
      deletions.push({ kind, id, ...next() })
    },
    isChangedSince: (since, id) => (changes.get(id)?.version ?? 0) > since,
    deletedSince: (since, kind) =>
      deletions.filter((one) => one.kind === kind && one.version > since).map((one) => one.id),
    modifiedOn(id) {
      const change = changes.get(id)
      return change ? `${new Date(change.at).toISOString().slice(0, 19)}Z` : '1900-01-01T00:00:00Z'
    },
    fork: (its) => createMetadataHistory(its, { version, lastChange, changes: [...changes], deletions }),
    snapshot: () => ({ version, lastChange, changes: [...changes], deletions: [...deletions] }),
    restore(to) {
      version = to.version
      lastChange = to.lastChange
      changes = new Map(to.changes)
      deletions = [...to.deletions]
    },
  }
}

/** `11/24/2026 02:45:12` */
function moment(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T')
  const [year = '', month = '', dayOfMonth = ''] = date.split('-')
  return `${month}/${dayOfMonth}/${year} ${time}`
}
