/**
 * A claims request in one spelling: two of the same meaning, written with other blanks or another order of members, are
 * the same text.
 *
 * @throws {TypeError} When it is no JSON object.
 */
export function normalisedClaims(claims: string): string {
  const request = parsed(claims)
  if (typeof request === 'object' && request !== null) return JSON.stringify(sorted(request))
  throw new TypeError(
    'claims: give the JSON text of a claims request; a challenge has it in base64, so decode it first',
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
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
