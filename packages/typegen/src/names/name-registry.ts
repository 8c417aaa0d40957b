import type { Renamed } from '../generated.ts'

/** Gives each thing a name of its own. */
export interface NameRegistry {
  /**
   * The wanted name if it is free, else with the suffix, else with the suffix and the first free number from 2: `solution`,
   * `solution_table`, `solution_table2`.
   */
  take(wanted: string, suffix: string, what: string): string
}

/**
 * Whoever asks first gets the name, so callers ask in a fixed order. What was renamed is added to `renamed`.
 *
 * @param reserved - names that nobody gets
 * @param ignoreCase - for file names, which some file systems do not tell apart by case
 */
export function createNameRegistry(
  reserved: Iterable<string>,
  renamed: Renamed[],
  { ignoreCase = false }: { readonly ignoreCase?: boolean } = {},
): NameRegistry {
  const keyOf = (name: string): string => (ignoreCase ? name.toLowerCase() : name)
  const taken = new Set([...reserved].map((name) => keyOf(name)))
  return {
    take(wanted, suffix, what) {
      let name = wanted
      for (let count = 1; taken.has(keyOf(name)); count++) name = `${wanted}${suffix}${count === 1 ? '' : count}`
      taken.add(keyOf(name))
      if (name !== wanted) renamed.push({ what, from: wanted, to: name })
      return name
    },
  }
}
