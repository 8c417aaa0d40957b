import { Fault } from './fault.ts'

/** What this fake does not model yet. A request that needs one of these is answered 501, naming it. */
export const gaps = {
  retainedRows: 'rows of long-term retention (datasource of FetchXML)',
  virtualColumn: 'the text of a choice or lookup as a column of its own',
  sql: 'this part of a query in SQL (sql=)',
  changeTracking: 'change tracking of the rows in a collection of another row',
  imageScaling: 'images larger than a thumbnail of 144 x 144 pixels, which the service scales',
  metadata: 'this way to ask for definitions of tables and columns',
  metadataFilter: 'a $filter on definitions other than comparisons with a literal, and, or',
  metadataWrite: 'this change of a definition',
  searchSyntax: 'columns by name in a Lucene query of Dataverse search (name:contoso)',
  discovery: 'discovery below an environment (/api/discovery); global discovery has its own host',
  fiscalPeriods: 'fiscal periods of this type (fiscalperiodtype of the organization)',
  timeZone: 'the time zone of this number (timezonecode of usersettings)',
  fullText: 'full-text search (Microsoft.Dynamics.CRM.Contains)',
  partialRelationship: 'a navigation property whose other end the schema does not tell',
  expandedCount: 'the number of expanded rows ($expand=x/$count), which nobody documents for Dataverse',
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
