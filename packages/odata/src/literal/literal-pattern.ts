import type { TextLiteralType } from '../ast/literal.ts'
import { isGuid } from './guid.ts'

// OData 4.0 ABNF section 7. The offset of a dateTimeOffset may be absent, because Dataverse reads that as UTC.
const NUMBER = /^(?:[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?INF)$/u
const DATE = /^-?\d{4,}-\d\d-\d\d$/u
const DATE_TIME_OFFSET = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)?$/iu
const TIME_OF_DAY = /^\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?$/u
const DURATION = /^[+-]?P(?=\d|T\d)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/iu
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
      return DATE_TIME_OFFSET.test(value)
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
  if (DATE_TIME_OFFSET.test(text)) return 'dateTimeOffset'
  if (TIME_OF_DAY.test(text)) return 'timeOfDay'
  return undefined
}
