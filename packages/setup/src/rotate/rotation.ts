import type { Application } from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import type { PlannedAction } from '../plan/prospect.ts'
import type { Settle } from '../plan/settle.ts'
import type { RotateOptions } from './rotate.ts'

/** What a rotation works on. */
export interface RotationContext {
  readonly directory: Directory
  /** Origin of the environment, for which tokens are tried. */
  readonly url: string
  readonly options: RotateOptions
}

/** How one kind of credential is replaced. */
export interface Rotation {
  readonly subject: string
  /** The one that is stored, as the directory knows it; absent when it knows none. */
  current(application: Application): Promise<{ readonly expires: number; readonly detail: string } | undefined>
  /** Makes another, tries it, and stores it. */
  replace(
    application: Application,
    settle: Settle,
    successes: number,
  ): Promise<{ readonly expires: string; readonly variables: Readonly<Record<string, string>> }>
  /** What nobody uses any more: made and never stored, or replaced longer ago than `overlap`. */
  outdated(
    application: Application,
    overlap: number,
  ): Promise<{ readonly action: PlannedAction; readonly remove?: (() => Promise<true>) | undefined }>
}
