import type { TableDefinition } from '@dynamics-kit/odata'

/**
 * Makes GUIDs for new rows that SQL Server sorts by the time they were made, as the service's own are: rows of one load lie
 * side by side instead of all over the index. Their last six bytes, which SQL Server compares first, count on.
 *
 * `now` in milliseconds since 1970.
 */
export function createCombGuids(now: () => number = Date.now): () => string {
  let last = 0
  return () => {
    // Several in one millisecond, and clocks that go back, still rise.
    last = Math.max(last + 1, now() * 16)
    const tail = last.toString(16).padStart(12, '0').slice(-12)
    return crypto.randomUUID().slice(0, 24) + tail
  }
}

/** The `index`th GUID after `first`, which {@link createCombGuids} made: the same for the same two, and rising with the index. */
export function combGuidAfter(first: string, index: number): string {
  const tail = (Number.parseInt(first.slice(24), 16) + index) % 2 ** 48
  return first.slice(0, 24) + tail.toString(16).padStart(12, '0')
}

/** A new row with an id that is made here, unless it has one or nothing is known of its table. */
export function withOwnId(table: TableDefinition | string, row: object, newId: () => string): object {
  if (typeof table === 'string') return row
  const { [table.key]: id } = row as Readonly<Record<string, unknown>>
  return id === undefined ? { ...row, [table.key]: newId() } : row
}
