/** Query options that {@link QueryOptions} has a member for, as they stand on the wire. */
const MODELLED = new Set([
  '$select',
  '$filter',
  '$expand',
  '$orderby',
  '$top',
  '$skip',
  '$count',
  '$apply',
  '$skiptoken',
  '$deltatoken',
  'fetchXml',
  'savedQuery',
  'userQuery',
])

/** Tells whether an option has a member of its own, so that it can be no custom option. */
export function isModelledOption(name: string): boolean {
  return name.startsWith('@') || MODELLED.has(name)
}
