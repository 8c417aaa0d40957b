import type { AnswerHeaders } from './answer.ts'

/** Milliseconds that a `Retry-After` header asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3). `now` in milliseconds since 1970. */
export function retryAfterMs(headers: AnswerHeaders, now: number): number | undefined {
  const value = headers.get('Retry-After')?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000)
  // All three forms of an HTTP date begin with the name of a day; anything else is not one.
  const time = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.max(0, time - now)
}
