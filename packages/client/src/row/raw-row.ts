import { annotationNames } from '@dynamics-kit/odata'

/** Names the table of a polymorphic lookup's row. */
export const LOOKUP_LOGICAL_NAME: string = annotationNames.lookupLogicalName

/** Says a value as a person reads it, in the caller's language, format and time zone. */
export const FORMATTED_VALUE: string = annotationNames.formattedValue

/** A row as it came. */
export type RawRow = Readonly<Record<string, unknown>>

/** Whether a value is an object, as every row is. */
export function isRawRow(value: unknown): value is RawRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
