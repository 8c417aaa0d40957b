/** Where SQL Server looks at a GUID first: the last group, then the others, the first three of them byte by byte from behind. */
const places: readonly number[] = [
  24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 19, 20, 21, 22, 16, 17, 14, 15, 11, 12, 9, 10, 6, 7, 4, 5, 2, 3, 0, 1,
]

/** Order of two lower-case GUIDs as SQL Server has it. Rows without `$orderby` come in this order. */
export function compareGuids(left: string, right: string): number {
  for (const place of places) {
    const difference = left.charCodeAt(place) - right.charCodeAt(place)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
  }
  return left === right ? 0 : left < right ? -1 : 1
}
