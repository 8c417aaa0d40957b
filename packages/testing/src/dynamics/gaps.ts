import { Fault } from './fault.ts'

/** What this fake does not model yet. A request that needs one of these is answered 501, naming it. */
const gaps = {
  fetchXml: 'FetchXML queries (fetchXml=)',
  predefinedQuery: 'saved and personal views (savedQuery=, userQuery=)',
  sql: 'SQL queries (sql=)',
  changeTracking: 'change tracking of the rows in a collection of another row',
  files: 'file and image content (uploads, downloads, $value of an image)',
  metadata: 'this way to ask for definitions of tables and columns',
  metadataFilter: 'a $filter on definitions other than comparisons with a literal, and, or',
  metadataWrite: 'this change of a definition',
  search: 'Dataverse search (/api/search)',
  discovery: 'global discovery (/api/discovery)',
  backgroundOperations: 'background operations (/api/backgroundoperation)',
  fiscalCalendar: 'query functions that need fiscal settings',
  fullText: 'full-text search (Microsoft.Dynamics.CRM.Contains)',
  userHierarchy: 'query functions over the user hierarchy',
  sharing: 'sharing of rows (GrantAccess, ModifyAccess, RevokeAccess)',
  partialRelationship: 'a navigation property whose other end the schema does not tell',
  partitions: 'elastic tables and partitions (partitionId)',
  activityParties: 'activity parties as a replaced collection',
  applyWithoutAggregation: '$apply without groupby or aggregate',
  applyWithOptions: '$apply beside $filter, $select, $expand, $top or $count',
  operation: 'a function or action of the schema without an implementation here',
  complexWrite: 'writing columns of complex types',
} as const

export type Gap = keyof typeof gaps

/** The loud refusal: HTTP 501, naming the gap. `detail` says which one exactly. */
export function notModelled(gap: Gap, detail?: string): Fault {
  return new Fault(
    501,
    '0x80040800',
    `The fake Dynamics environment does not model ${gaps[gap]}${detail === undefined ? '' : `: ${detail}`}. Nothing was read or written.`,
  )
}
