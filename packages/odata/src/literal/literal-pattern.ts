import type { TextLiteralType } from '../ast/literal.ts'
import { isGuid } from './guid.ts'

// OData 4.0 ABNF section 7. The offset of a dateTimeOffset may be absent, because Dataverse reads that as UTC.
const NUMBER = /^(?:[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?INF)$/u
const DATE = /^-?(?:\d{4}|[1-9]\d{4,})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,12})?)?$/u
const OFFSET = /(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/iu
const DURATION = /^-?P(?=\d|T\d)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/iu
const BINARY = /^[\w-]*={0,2}$/u

/** Tells whether a value can stand in a URL as a literal of that type. A string always can. */
export function isLiteralText(type: TextLiteralType, value: string): boolean {
  switch (type) {
    case 'string':
      return true
    case 'number':
      return NUMBER.test(value)
    case 'guid':
      return isGuid(value)
    case 'date':
      return DATE.test(value)
    case 'dateTimeOffset':
      return isDateTimeOffset(value)
    case 'timeOfDay':
      return TIME_OF_DAY.test(value)
    case 'duration':
      return DURATION.test(value)
    case 'binary':
      return BINARY.test(value)
  }
}

/** The type of an unquoted literal that starts with a digit or a sign, by its looks; nothing when it has none. */
export function typeOfBareText(text: string): TextLiteralType | undefined {
  if (NUMBER.test(text)) return 'number'
  if (isGuid(text)) return 'guid'
  if (DATE.test(text)) return 'date'
  if (isDateTimeOffset(text)) return 'dateTimeOffset'
  if (TIME_OF_DAY.test(text)) return 'timeOfDay'
  return undefined
}

/** `2024-04-05T18:30:00Z`: a date, a time and an offset from UTC, which may be absent. */
function isDateTimeOffset(text: string): boolean {
  const separator = text.search(/T/iu)
  return (
    separator !== -1 &&
    DATE.test(text.slice(0, separator)) &&
    TIME_OF_DAY.test(text.slice(separator + 1).replace(OFFSET, ''))
  )
}
