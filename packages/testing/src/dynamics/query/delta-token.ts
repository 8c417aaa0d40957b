/** From where on changes are wanted. */
export interface DeltaToken {
  /** Row version: changes after it are wanted; 0 for all rows. */
  readonly since: number
  /** On later pages, the row version that the first page began at: where the next token continues. */
  readonly until?: number
  /** When the token was given out, milliseconds since 1970. */
  readonly at: number
}

/** `919042!08/22/2017 08:10:44`; on later pages `0-919042!08/22/2017 08:10:44`. */
export function printDeltaToken({ since, until, at }: DeltaToken): string {
  const [date = '', time = ''] = new Date(at).toISOString().slice(0, 19).split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `${until === undefined ? since : `${since}-${until}`}!${month}/${day}/${year} ${time}`
}

/** `undefined` for a text that is none. */
export function parseDeltaToken(text: string): DeltaToken | undefined {
  const match = /^(\d+)(?:-(\d+))?!(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/.exec(text)
  if (!match) return undefined
  const [, since = '', until, month = '', day = '', year = '', time = ''] = match
  const at = Date.parse(`${year}-${month}-${day}T${time}Z`)
  if (Number.isNaN(at)) return undefined
  return { since: Number(since), ...(until === undefined ? {} : { until: Number(until) }), at }
}
