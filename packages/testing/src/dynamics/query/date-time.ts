const dateTimePattern = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** First day that Dataverse can keep. */
const earliest = Date.UTC(1753, 0, 1)
const latest = Date.UTC(9999, 11, 31, 23, 59, 59)

/** Milliseconds since 1970 of ISO 8601 text; without offset it is UTC. `undefined` if it is no date. */
export const parseDateTime = (text: string): number | undefined => parseLocalTime(text, (local) => local)

/** As {@link parseDateTime}; a time without offset is local, and `toUtc` knows where. */
export function parseLocalTime(text: string, toUtc: (local: number) => number): number | undefined {
  const match = dateTimePattern.exec(text.trim())
  if (!match) return undefined
  const [, day = '', minutes = '00:00', seconds = '00', fraction = '', offset] = match
  const time = Date.parse(
    `${day}T${minutes}:${seconds}.${(fraction + '000').slice(0, 3)}${normalOffset(offset ?? 'Z')}`,
  )
  if (Number.isNaN(time) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return undefined
  return offset === undefined ? toUtc(time) : time
}

const normalOffset = (offset: string): string =>
  offset.toUpperCase() === 'Z' ? 'Z' : offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`

/** As rows hold it: UTC, whole seconds. */
export const formatDateTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`

export const formatDate = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Whether Dataverse can keep the moment: from 1753 on. */
export const isStorableTime = (time: number): boolean => time >= earliest && time <= latest
