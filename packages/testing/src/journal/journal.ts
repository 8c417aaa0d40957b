import type { ChangedEnvironment } from '../fake/environments.ts'
import type { FakeSnapshot } from '../fake/fake-dynamics.ts'

/** Where a fake writes down what it holds, so that another goes on from there. */
export interface Journal {
  /** What was written last; undefined when nothing was. */
  read(): WrittenWorld | undefined
  /** Keeps what changed, whole or not at all. An answer leaves when this has returned. */
  write(changes: FakeChanges): void
}

/** All that a fake held. */
export interface WrittenWorld extends FakeSnapshot {
  /** Milliseconds that the fake's clock was ahead of the machine's. */
  readonly clockAhead: number
}

/** What changed since the last time. */
export interface FakeChanges extends Pick<WrittenWorld, 'administrator' | 'clockAhead'> {
  /** The fake's own directory; absent where it did not change. */
  readonly tenant?: FakeSnapshot['tenant']
  /** All tenants that were added; absent where none of them changed. */
  readonly otherTenants?: FakeSnapshot['otherTenants']
  /** The first is the fake's own. */
  readonly environments: readonly ChangedEnvironment[]
}
