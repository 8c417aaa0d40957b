/** The `index`th GUID after `first`, which `createCombGuids` made: the same for the same two, and rising with the index. */
export function combGuidAfter(first: string, index: number): string {
  const tail = (Number.parseInt(first.slice(24), 16) + index) % 2 ** 48
  return first.slice(0, 24) + tail.toString(16).padStart(12, '0')
}
