/**
 * Where the settings of a program are kept: a file, a vault. Setup stores there what it makes, at once; what was made and not stored,
 * because a run was cut off, is taken back by the next one.
 *
 * @example
 * ```ts
 * import type { SettingsStore } from '@dynamics-kit/setup'
 *
 * const kept = new Map<string, string>()
 * const memory: SettingsStore = {
 *   name: 'memory',
 *   load: async () => Object.fromEntries(kept),
 *   save: async (variables) => Object.entries(variables).forEach(([name, value]) => kept.set(name, value)),
 * }
 * ```
 */
export interface SettingsStore {
  /** Names the place for people, in the name of the secret: `vault contoso-prod`. One secret is kept for each. */
  readonly name: string
  /** The variables that are there. Leave it out for a place that cannot be read back: a secret that went there is taken to be there still. */
  load?(): Promise<Readonly<Record<string, string | undefined>>>
  /** Stores variables; others stay as they are. When it resolves, they are kept for good. */
  save(variables: Readonly<Record<string, string>>): Promise<void>
  /** Takes variables out, for teardown. */
  remove?(names: readonly string[]): Promise<void>
}
