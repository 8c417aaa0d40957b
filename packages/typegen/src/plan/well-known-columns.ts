import type { ColumnMark } from './table-plan.ts'

/**
 * Columns that mean the same in every table, for documents that do not say so: a `$metadata` without annotations marks
 * nothing, and one with annotations calls every lookup computed, also those that are written by `@odata.bind`.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/entity-attribute-metadata
 */
export const WELL_KNOWN_MARKS: ReadonlyMap<string, readonly ColumnMark[]> = new Map<string, readonly ColumnMark[]>([
  ['createdby', ['ReadOnly']],
  ['createdon', ['ReadOnly']],
  ['createdonbehalfby', ['ReadOnly']],
  ['modifiedby', ['ReadOnly']],
  ['modifiedon', ['ReadOnly']],
  ['modifiedonbehalfby', ['ReadOnly']],
  ['overriddencreatedon', ['CreateOnly']],
  ['owningteam', ['ReadOnly']],
  ['owninguser', ['ReadOnly']],
  ['statecode', ['NotNull']],
  ['versionnumber', ['ReadOnly']],
])
