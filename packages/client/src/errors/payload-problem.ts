/**
 * What the service's reader of payloads says, as far as it names columns and types; values are row data and left out. These texts
 * come from a library that does not translate them.
 *
 * `Invalid property 'nam' was found in entity 'Microsoft.Dynamics.CRM.account'. ---> …`
 */
export function payloadProblem(message: string): string | undefined {
  const [, column, table] = /Invalid property '(\w+)' was found in entity '(?:[\w.]+\.)?(\w+)'/.exec(message) ?? []
  if (column !== undefined) return `the table ${table ?? ''} has no column ${column}`
  const [, navigation] = /undeclared property '(\w+)' which only has property annotations/.exec(message) ?? []
  if (navigation !== undefined) return `the table has no navigation property ${navigation}`
  const [, type] = /Cannot convert the literal '.*' to the expected type '(Edm\.\w+)'/s.exec(message) ?? []
  return type === undefined ? undefined : `a value is no ${type}, as its column wants`
}
