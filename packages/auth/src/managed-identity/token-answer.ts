import type { FetchedToken } from '../token-provider.ts'
import type { TokenResponse } from '../token-response.ts'

/** A token that lives longer than this many milliseconds is renewed after half its life. */
const longLife = 2 * 3_600_000

/**
 * The token in an answer. Hosts write its end as seconds from now (`expires_in`), as seconds since 1970, or as a date
 * (`expires_on`), in numbers or text.
 *
 * @returns undefined when the answer holds none.
 */
export function readTokenAnswer({ status, body }: TokenResponse, now: number): FetchedToken | undefined {
  if (status !== 200 || typeof body !== 'object' || body === null) return undefined
  const { access_token: token, expires_on: on, expires_in: within } = body as Readonly<Record<string, unknown>>
  if (typeof token !== 'string' || token === '') return undefined
  const expiresOn = timeOf(on) ?? after(now, within)
  if (expiresOn === undefined) return undefined
  const life = expiresOn - now
  return { token, expiresOn, ...(life > longLife && { refreshOn: now + life / 2 }) }
}

function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return seconds * 1000
  const date = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}

function after(now: number, value: unknown): number | undefined {
  const seconds = Number(value ?? Number.NaN)
  return Number.isFinite(seconds) ? now + seconds * 1000 : undefined
}
