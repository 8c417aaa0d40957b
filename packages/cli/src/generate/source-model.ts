import type { EntityDefinitions, Model } from '@dynamics-kit/odata'

/** A model, the tables of it that are asked for, and what should be said about how it was read. */
export interface SourceModel {
  readonly model: Model
  /** Patterns, with a solution's tables among them; `undefined` for all. */
  readonly tables: readonly string[] | undefined
  /** What the environment said besides, with the stamp to ask later what changed since. */
  readonly definitions?: EntityDefinitions
  readonly warnings: readonly string[]
}
