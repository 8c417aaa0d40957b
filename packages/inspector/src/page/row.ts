/** A row as the Web API gives it, annotations among its properties. */
export type Row = Readonly<Record<string, unknown>>

export const formattedSuffix = '@OData.Community.Display.V1.FormattedValue'
export const lookupTableSuffix = '@Microsoft.Dynamics.CRM.lookuplogicalname'

/** Values as text; nested rows as JSON. */
export function shownValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Properties that hold values, in the order of the first row that has them. */
export function propertiesOf(rows: readonly Row[]): readonly string[] {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) if (!name.includes('@')) names.add(name)
  return [...names]
}

/** Rows in an answer: those of a collection, or the one. */
export function rowsIn(body: unknown): readonly Row[] {
  if (typeof body !== 'object' || body === null) return []
  const value: unknown = Reflect.get(body, 'value')
  if (Array.isArray(value)) return value.map((one: unknown) => (isRow(one) ? one : { value: one }))
  return [body as Row]
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What an error answer says. */
export function errorIn(body: unknown, text: string): string {
  const error: unknown = isRow(body) ? body['error'] : undefined
  if (!isRow(error)) return text
  return `${String(error['code'])}: ${String(error['message'])}`
}
