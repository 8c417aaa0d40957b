/** A `SELECT` as a tree: the subset that `?sql=` takes (Dataverse "Use SQL to query data by using the Dataverse Web API"). */
export interface SqlQuery {
  readonly distinct: boolean
  readonly top?: number
  readonly columns: readonly SqlSelected[]
  readonly from: SqlTable
  readonly joins: readonly SqlJoin[]
  readonly where?: SqlCondition
  readonly groupBy: readonly SqlColumn[]
  readonly orderBy: readonly { readonly column: SqlColumn; readonly descending: boolean }[]
  /** `OFFSET 10 ROWS FETCH NEXT 5 ROWS ONLY` */
  readonly offset?: { readonly skip: number; readonly rows: number }
}

/** `a.name`, or `name`. */
export interface SqlColumn {
  readonly table?: string
  readonly name: string
}

/** A column or an aggregate of one, with the name it has in the answer. */
export interface SqlSelected {
  readonly alias?: string
  readonly aggregate?: 'count' | 'sum' | 'avg' | 'min' | 'max'
  /** Absent in `COUNT(*)`. */
  readonly column?: SqlColumn
  /** `COUNT(DISTINCT name)` */
  readonly distinct?: boolean
}

/** `account AS a` */
export interface SqlTable {
  readonly name: string
  readonly alias?: string
}

/** `LEFT JOIN contact AS c ON a.accountid = c.parentcustomerid` */
export interface SqlJoin extends SqlTable {
  readonly kind: 'inner' | 'left'
  readonly on: readonly [SqlColumn, SqlColumn]
}

export type SqlComparison = '=' | '<>' | '<' | '>' | '<=' | '>='

/** The text of a literal as FetchXML has it; `null` is the word `NULL`. */
export type SqlLiteral = string | null

export type SqlCondition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly SqlCondition[] }
  | {
      readonly kind: 'compare'
      readonly column: SqlColumn
      readonly operator: SqlComparison
      readonly value: SqlLiteral
    }
  | { readonly kind: 'like'; readonly column: SqlColumn; readonly not: boolean; readonly pattern: string }
  | { readonly kind: 'in'; readonly column: SqlColumn; readonly not: boolean; readonly values: readonly string[] }
  | {
      readonly kind: 'between'
      readonly column: SqlColumn
      readonly not: boolean
      readonly from: string
      readonly to: string
    }
  | { readonly kind: 'null'; readonly column: SqlColumn; readonly not: boolean }
