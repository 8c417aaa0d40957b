import type { Account } from './rows.ts'

/** The first `count` of the rows that pass, in an order: one pass, and a heap of the best so far. */
export function firstByHand(
  rows: readonly Account[],
  count: number,
  passes: (row: Account) => boolean,
  isBefore: (left: Account, right: Account) => boolean,
): Account[] {
  const heap: Account[] = []
  for (const row of rows) {
    if (!passes(row)) continue
    if (heap.length < count) {
      heap.push(row)
      for (let child = heap.length - 1; child > 0;) {
        const parent = (child - 1) >> 1
        if (!isBefore(heap[parent]!, heap[child]!)) break
        swap(heap, parent, child)
        child = parent
      }
    } else if (isBefore(row, heap[0]!)) {
      heap[0] = row
      for (let parent = 0; ;) {
        let child = 2 * parent + 1
        if (child >= count) break
        if (child + 1 < count && isBefore(heap[child]!, heap[child + 1]!)) child += 1
        if (!isBefore(heap[parent]!, heap[child]!)) break
        swap(heap, parent, child)
        parent = child
      }
    }
  }
  return heap.toSorted((left, right) => (isBefore(left, right) ? -1 : 1))
}

function swap(heap: Account[], left: number, right: number): void {
  const row = heap[left]!
  heap[left] = heap[right]!
  heap[right] = row
}
