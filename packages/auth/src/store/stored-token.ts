import type { StoredToken } from './token-store.ts'

/** The longest life Entra gives a token is 28 hours, with continuous access evaluation; milliseconds, with room. */
const longestLife = 48 * 3_600_000

/** JSON of one entry, `{"token":"eyJ…","expiresOn":…,"storedOn":…}`. */
export function printStoredToken({ token, expiresOn, refreshOn, storedOn }: StoredToken): string {
  return JSON.stringify({ token, expiresOn, refreshOn, storedOn })
}

/** The entry in a text; `undefined` when it is not one. */
export function parseStoredToken(text: string): StoredToken | undefined {
  const { token, expiresOn, refreshOn, storedOn } = members(text)
  if (typeof token !== 'string' || token === '' || !isTime(expiresOn) || !isTime(storedOn)) return undefined
  if (expiresOn <= storedOn || expiresOn - storedOn > longestLife) return undefined
  if (refreshOn !== undefined && !isTime(refreshOn)) return undefined
  return { token, expiresOn, storedOn, ...(refreshOn !== undefined && { refreshOn }) }
}

function members(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value)
}
