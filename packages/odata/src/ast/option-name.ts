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

/** What may stand in brackets after `$count` in `$expand` (OData 4.01 ABNF `expandCountOption`). */
export const optionsAfterCount: readonly string[] = ['$filter', '$search']

/** What may stand in brackets after `$ref` in `$expand` (OData 4.01 ABNF `expandRefOption`). */
export const optionsAfterRef: readonly string[] = [...optionsAfterCount, '$orderby', '$skip', '$top', '$count']

/** The name of an option as it stands on the wire, by the member of {@link QueryOptions}. */
export function nameOfMember(member: string): string {
  return MODELLED.has(member) ? member : '$' + member
}
