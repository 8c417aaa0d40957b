import type { OperationOptions, Page } from '../query/query.ts'
import type { WithTexts } from '../view/view-query.ts'

/** A row that FetchXML answers: what was asked for by name or alias; columns of linked tables as `alias.column`. */
export type FetchXmlRow = Record<string, unknown>

/**
 * A query written in FetchXML. Nothing is sent before `all`, `first`, `pages` or iteration.
 *
 * Lookups read as `{ id, table }`, columns without a value as `null`, everything else as the service says it. Linked tables
 * need an alias for their columns to have a name that lasts.
 *
 * @typeParam Row - what the rows are; nobody checks it
 */
export interface FetchXmlQuery<Row = FetchXmlRow> extends AsyncIterable<Row> {
  /**
   * Reads values also as a person reads them, groups and aggregates too: `row.formatted['statecode']`, `row.formatted['contact.ownerid']`;
   * nothing where there is no value. Lookups get a `name`.
   *
   * On the wire: `Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue,…"`.
   */
  formatted(): FetchXmlQuery<WithTexts<Row>>
  /** All rows, in memory. */
  all(options?: OperationOptions): Promise<Row[]>
  /** The first row, or `undefined` when there is none. Asks for one row only, unless the query says how many. */
  first(options?: OperationOptions): Promise<Row | undefined>
  /** Page after page, by the paging cookie, each fetched when asked for. The query's own `count` is the page size. */
  pages(options?: OperationOptions): AsyncIterable<Page<Row>>
  /**
   * The request that the first page takes, without a token; nothing is sent. Rejects where reading it would be refused before it is
   * sent, with a `FetchXmlError` for text that is none.
   */
  toRequest(): Promise<Request>
}
