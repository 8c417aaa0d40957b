import type { Literal } from '@dynamics-kit/odata'
import { dateLiteral, dateTimeLiteral, guidLiteral } from './literals.ts'

/** A GUID for a filter on a table known by name: unquoted in the URL. */
export function guid(id: string): Literal {
  return guidLiteral(id, 'guid()')
}

/** A day for a filter on a table known by name: `2024-04-05`, unquoted in the URL. */
export function date(day: string): Literal {
  return dateLiteral(day, 'date()')
}

/** A point in time for a filter on a table known by name: ISO 8601 text or `Date`, unquoted in the URL. */
export function dateTime(time: string | Date): Literal {
  return dateTimeLiteral(time, 'dateTime()')
}
