import type { TableDefinition } from '@dynamics-kit/odata'
import type { Condition } from '../filter/condition.ts'
import type { OperationOptions } from '../query/query.ts'

/** A table to search in. */
export interface SearchTable {
  /** A generated table, or a logical name: `account`. */
  readonly table: TableDefinition | string
  /** Columns that found rows bring along. Default: those of the table's Quick Find view. */
  readonly select?: readonly string[]
  /** Columns to search in. Default: those of the table's Quick Find view. */
  readonly searchColumns?: readonly string[]
  /** Which of its rows: a condition made with `column(…)`, or a filter as text. */
  readonly where?: Condition | string
}

/** Where is searched. */
export interface SearchScope extends OperationOptions {
  /** Default: all tables that are indexed. */
  readonly tables?: readonly SearchTable[]
  /** Which rows of all tables: a condition made with `column(…)`, or a filter as text. */
  readonly where?: Condition | string
  /** Rows at most, 1 to 100. Default 50; 5 for suggestions. */
  readonly top?: number
  /** `['@search.score desc', 'createdon desc']` */
  readonly orderBy?: readonly string[]
}

export interface SearchOptions extends SearchScope {
  /** Rows to leave out at the beginning. */
  readonly skip?: number
  /** Whether the number of all rows is wanted. */
  readonly count?: boolean
  /** Whether a row has to have all the words. Default `any`. */
  readonly mode?: 'any' | 'all'
  /** `lucene`: the text is a query of that language. Default `simple`. */
  readonly language?: 'simple' | 'lucene'
  /** `['@search.entityname,count:100', 'account.primarycontactid,count:5']` */
  readonly facets?: readonly string[]
}

export interface SuggestOptions extends SearchScope {
  /** Whether words with one letter wrong are found too. */
  readonly fuzzy?: boolean
}

/** A row that was found. */
export interface FoundRow {
  readonly id: string
  /** Logical name of its table. */
  readonly table: string
  readonly score: number
  /** Columns as the index has them. */
  readonly columns: Readonly<Record<string, unknown>>
  /** Where the text was found, by column, between `{crmhit}` and `{/crmhit}`. */
  readonly highlights: Readonly<Record<string, readonly string[]>>
}

/** What a search found, the best first. */
export interface SearchResult {
  readonly rows: readonly FoundRow[]
  /** The number of all rows, when it was asked for. */
  readonly count?: number
  readonly facets: Readonly<Record<string, readonly unknown[]>>
}

/** A text that goes on as the given one begins, and the row it comes from. */
export interface Suggestion {
  /** With the given text between `{crmhit}` and `{/crmhit}`. */
  readonly text: string
  readonly row: Readonly<Record<string, unknown>>
}

/**
 * Dataverse search: rows of many tables by their words. It has an index of its own, which follows the rows by minutes, and
 * has to be turned on in the environment. One request per second and user is served.
 *
 * A text that is too short or has more than 100 characters, and a `top` outside of 1 to 100, are a `RangeError` before anything is sent; what the
 * search refuses is a DynamicsError `invalid-query`.
 */
export interface Search {
  /**
   * Rows with these words: `POST searchquery`.
   *
   * @example
   * ```ts
   * import { column, createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const { rows } = await dynamics.search.query('contoso', {
   *   tables: [{ table: 'account', select: ['name'], where: column('statecode').eq(0) }],
   *   top: 10,
   * })
   * for (const { table, id, columns } of rows) console.log(table, id, columns['name'])
   * ```
   * @see https://learn.microsoft.com/power-apps/developer/data-platform/search/query
   */
  query(text: string, options?: SearchOptions): Promise<SearchResult>
  /** Texts that go on like this one, of 3 characters at least: `POST searchsuggest`. */
  suggest(text: string, options?: SuggestOptions): Promise<readonly Suggestion[]>
  /** The text with its last word completed, or `''`: `POST searchautocomplete`. */
  autocomplete(text: string, options?: Omit<SuggestOptions, 'top' | 'orderBy'>): Promise<string>
}
