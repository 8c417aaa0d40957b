import type { QueryOptions } from '../ast/query-options.ts'
import type { Preferences } from '../header/prefer.ts'

/** A query of one entity set as the Web API takes it. */
export interface TableQuery {
  readonly entitySet: string
  readonly options: QueryOptions
  /** What the address has no word for: `odata.maxpagesize` is FetchXML's `count`. */
  readonly preferences?: Preferences
}
