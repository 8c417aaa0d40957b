import type { annotationNames } from '@dynamics-kit/odata'

/** As the table of all annotations has them, which nobody else here needs. */
type AnnotationNames = typeof annotationNames

/** Names the table of a polymorphic lookup's row. */
export const LOOKUP_LOGICAL_NAME: AnnotationNames['lookupLogicalName'] = 'Microsoft.Dynamics.CRM.lookuplogicalname'

/** Says a value as a person reads it, in the caller's language, format and time zone. */
export const FORMATTED_VALUE: AnnotationNames['formattedValue'] = 'OData.Community.Display.V1.FormattedValue'

/** A row as it came. */
export type RawRow = Readonly<Record<string, unknown>>

/** Whether a value is an object, as every row is. */
export function isRawRow(value: unknown): value is RawRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
