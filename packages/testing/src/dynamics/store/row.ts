/** What a cell holds. Dates are ISO 8601 text in whole seconds (`2024-04-05T18:30:00Z`) or days, GUIDs lower case. */
export type Value = string | number | boolean | null

/**
 * One row, by property name; never changed in place. A lookup `_x_value` has the logical name of the row it points to
 * beside it, under {@link lookupTypeOf}.
 */
export type Row = Readonly<Record<string, Value>>

/** Where a row keeps the table of what its lookup `property` points to. */
export const lookupTypeOf = (property: string): string => `${property}@type`
