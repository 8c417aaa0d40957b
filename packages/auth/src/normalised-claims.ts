/**
 * A claims request in one spelling: two of the same meaning, written with other blanks or another order of members, are
 * the same text. What is no JSON stays as it is; Entra will say so.
 */
export function normalisedClaims(claims: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(claims)))
  } catch {
    return claims
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
