/** Offsets of one time zone. "Local" times are those of a clock on the wall there, as if it showed UTC. */
export interface TimeZone {
  toLocal(utc: number): number
  /** An hour that the clock shows twice is the first of the two. */
  toUtc(local: number): number
}

export const utcZone: TimeZone = { toLocal: (time) => time, toUtc: (time) => time }

/** A zone by its name in the IANA database, `Europe/Berlin`. */
export function createTimeZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const toLocal = (utc: number): number => {
    const parts = new Map(format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
    const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    return seconds + (((utc % 1000) + 1000) % 1000)
  }
  return {
    toLocal,
    toUtc(local) {
      const near = local - (toLocal(local) - local)
      const utc = local - (toLocal(near) - near)
      const earlier = utc - 3_600_000
      return toLocal(earlier) === local ? earlier : utc
    },
  }
}

/**
 * `timezonecode` of a user's settings to the zone: the numbers that Windows gives its zones.
 *
 * @see https://learn.microsoft.com/previous-versions/windows/embedded/ms912391(v=winembedded.11)
 */
const zones: Readonly<Record<number, string>> = {
  1: 'Pacific/Pago_Pago',
  2: 'Pacific/Honolulu',
  3: 'America/Anchorage',
  4: 'America/Los_Angeles',
  10: 'America/Denver',
  13: 'America/Mazatlan',
  15: 'America/Phoenix',
  20: 'America/Chicago',
  25: 'America/Regina',
  30: 'America/Mexico_City',
  33: 'America/Guatemala',
  35: 'America/New_York',
  40: 'America/Indiana/Indianapolis',
  45: 'America/Bogota',
  50: 'America/Halifax',
  55: 'America/La_Paz',
  56: 'America/Santiago',
  60: 'America/St_Johns',
  65: 'America/Sao_Paulo',
  70: 'America/Cayenne',
  73: 'America/Godthab',
  75: 'Atlantic/South_Georgia',
  80: 'Atlantic/Azores',
  83: 'Atlantic/Cape_Verde',
  85: 'Europe/London',
  90: 'Atlantic/Reykjavik',
  92: 'UTC',
  95: 'Europe/Budapest',
  100: 'Europe/Warsaw',
  105: 'Europe/Paris',
  110: 'Europe/Berlin',
  113: 'Africa/Lagos',
  115: 'Europe/Chisinau',
  120: 'Africa/Cairo',
  125: 'Europe/Kiev',
  130: 'Europe/Bucharest',
  135: 'Asia/Jerusalem',
  140: 'Africa/Johannesburg',
  145: 'Europe/Moscow',
  150: 'Asia/Riyadh',
  155: 'Africa/Nairobi',
  158: 'Asia/Baghdad',
  160: 'Asia/Tehran',
  165: 'Asia/Dubai',
  170: 'Asia/Yerevan',
  175: 'Asia/Kabul',
  180: 'Asia/Yekaterinburg',
  185: 'Asia/Tashkent',
  190: 'Asia/Calcutta',
  193: 'Asia/Katmandu',
  195: 'Asia/Almaty',
  200: 'Asia/Colombo',
  201: 'Asia/Novosibirsk',
  203: 'Asia/Rangoon',
  205: 'Asia/Bangkok',
  207: 'Asia/Krasnoyarsk',
  210: 'Asia/Shanghai',
  215: 'Asia/Singapore',
  220: 'Asia/Taipei',
  225: 'Australia/Perth',
  227: 'Asia/Irkutsk',
  230: 'Asia/Seoul',
  235: 'Asia/Tokyo',
  240: 'Asia/Yakutsk',
  245: 'Australia/Darwin',
  250: 'Australia/Adelaide',
  255: 'Australia/Sydney',
  260: 'Australia/Brisbane',
  265: 'Australia/Hobart',
  270: 'Asia/Vladivostok',
  275: 'Pacific/Port_Moresby',
  280: 'Pacific/Guadalcanal',
  285: 'Pacific/Fiji',
  290: 'Pacific/Auckland',
  300: 'Pacific/Tongatapu',
}

/** The zone of a `timezonecode`; `undefined` for a number that stands for none here. */
export const zoneOfCode = (code: number): string | undefined => zones[code]
