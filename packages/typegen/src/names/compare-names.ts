/** Order by code unit: the same on every machine, whatever its language. */
export function compareNames(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
