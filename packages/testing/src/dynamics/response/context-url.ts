import type { ExpandPlan } from '../query/expand.ts'
import type { Selection } from '../query/select.ts'

/** What follows the set in a context URL: `(name,primarycontactid(fullname))`; empty where all columns are meant. */
export function contextColumns(selection: Selection, expands: readonly ExpandPlan[]): string {
  const parts = [...(selection.names ?? []), ...expands.map(contextOfExpand)]
  return parts.length === 0 ? '' : `(${parts.join(',')})`
}

function contextOfExpand({ navigation, ref, selection, expands }: ExpandPlan): string {
  if (ref) return `${navigation.name}/$ref`
  return navigation.name + (contextColumns(selection, expands) || '()')
}
