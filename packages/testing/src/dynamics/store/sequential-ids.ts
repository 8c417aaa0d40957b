/** Ids of new rows. */
export interface SequentialIds {
  next(): string
  /** Goes on from here; so does this one, with the same ids. */
  fork(): SequentialIds
}

/**
 * GUIDs that rise in SQL Server's order, as Dataverse makes them: rows that were given no key come back in the order they
 * were created. `seed` is any GUID; it decides the part that stays.
 */
export function createSequentialIds(seed: string, from = 0): SequentialIds {
  const rest = seed.slice(8).replace(/^(-.{4})-.{4}/, '$1-ef11')
  let counter = from
  return {
    next() {
      counter += 1
      const digits = counter.toString(16).padStart(8, '0')
      return digits.slice(6) + digits.slice(4, 6) + digits.slice(2, 4) + digits.slice(0, 2) + rest
    },
    fork: () => createSequentialIds(seed, counter),
  }
}
