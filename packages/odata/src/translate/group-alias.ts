/** What the Web API calls a group: its property, or `contact_fullname` when it is of a linked table. */
export function groupAlias(table: string, path: readonly string[]): string {
  const name = path.at(-1) ?? ''
  return path.length > 1 ? `${table}_${name}` : name
}
