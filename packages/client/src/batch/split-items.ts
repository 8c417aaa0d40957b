import { batchLimits } from '@dynamics-kit/odata'
import type { BatchRequestItem } from '@dynamics-kit/odata'

/** Largest body of one batch in characters, well below the 116.85 MB that the service takes (27). */
const MOST_CHARACTERS = 32 * 1024 * 1024

/** Items that fit into one `$batch`: 1,000 operations, and a size that every gateway passes. Change sets stay whole. */
export interface Splitter<Item> {
  /** The items before this one, where it does not fit in with them. @throws RangeError as {@link splitItems} does. */
  add(item: Item): Item[] | undefined
  /** Those that are left. */
  rest(): Item[]
}

export function createSplitter<Item extends { readonly printed: BatchRequestItem }>(): Splitter<Item> {
  let group: Item[] = []
  let operations = 0
  let characters = 0
  const rest = (): Item[] => {
    const whole = group
    group = []
    operations = 0
    characters = 0
    return whole
  }
  return {
    add(item) {
      const count = operationCount(item.printed)
      const size = characterCount(item.printed)
      if (count > batchLimits.operations) {
        throw new RangeError(`A change set has at most ${batchLimits.operations} operations; this one has ${count}.`)
      }
      const isFull = operations + count > batchLimits.operations || characters + size > MOST_CHARACTERS
      const whole = group.length > 0 && isFull ? rest() : undefined
      group.push(item)
      operations += count
      characters += size
      return whole
    },
    rest,
  }
}

/**
 * Items in groups that each fit into one `$batch`.
 *
 * @throws RangeError for a change set of more than 1,000 operations, which can only be sent whole.
 */
export function splitItems<Item extends { readonly printed: BatchRequestItem }>(items: readonly Item[]): Item[][] {
  const splitter = createSplitter<Item>()
  const groups = items.flatMap((item) => {
    const whole = splitter.add(item)
    return whole === undefined ? [] : [whole]
  })
  const rest = splitter.rest()
  return rest.length > 0 ? [...groups, rest] : groups
}

function operationCount(item: BatchRequestItem): number {
  return item.kind === 'operation' ? 1 : item.operations.length
}

function characterCount(item: BatchRequestItem): number {
  const operations = item.kind === 'operation' ? [item] : item.operations
  return operations.reduce((sum, { target, body }) => sum + target.length + body.length, 0)
}
