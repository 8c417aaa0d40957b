import type { Expression } from './expression.ts'
import type { JsonLiteral, Literal } from './literal.ts'

/** The query part of a Web API URL (OData URL Conventions 5; Dataverse "Query data using the Web API"). */
export interface QueryOptions {
  /** `$select`: property names, or `*`. */
  readonly select?: readonly string[]
  /** `$filter` */
  readonly filter?: Expression
  /** `$expand` */
  readonly expand?: readonly ExpandItem[]
  /** `$orderby` */
  readonly orderby?: readonly OrderbyItem[]
  /** `$top` */
  readonly top?: number
  /** `$skip`. OData, but Dataverse refuses it. */
  readonly skip?: number
  /** `$count=true` */
  readonly count?: boolean
  /** `$apply`: transformations, in order. */
  readonly apply?: readonly Transformation[]
  /** `$skiptoken`, decoded once; opaque. */
  readonly skiptoken?: string
  /** `$deltatoken`, decoded once; opaque. */
  readonly deltatoken?: string
  /** `fetchXml=`, decoded. */
  readonly fetchXml?: string
  /** `savedQuery=`: id of a system view. */
  readonly savedQuery?: string
  /** `userQuery=`: id of a personal view. */
  readonly userQuery?: string
  /** `@p1=…`, names without `@`. */
  readonly aliases?: Readonly<Record<string, Expression>>
  /** Everything else, in order, decoded: `tag`, `partitionId`, `api-version`, `$search`, `$format`, … */
  readonly custom?: readonly (readonly [name: string, value: string])[]
}

/** One item of `$expand`: `primarycontactid($select=fullname)`. */
export interface ExpandItem {
  readonly navigationProperty: string
  /** `nav/$ref`: the addresses of the rows. Only `$filter`, `$search`, `$orderby`, `$skip`, `$top` and `$count` may follow. */
  readonly ref?: boolean
  /** `nav/$count`: the number of the rows. Only `$filter` and `$search` may follow. */
  readonly count?: boolean
  readonly options: QueryOptions
}

/** One item of `$orderby`. */
export interface OrderbyItem {
  readonly expression: Expression
  /** Default `asc`; `asc` is not printed. */
  readonly direction: 'asc' | 'desc'
}

/** One step of `$apply` (OData Extension for Data Aggregation 3). */
export type Transformation =
  | { readonly kind: 'filter'; readonly filter: Expression }
  | { readonly kind: 'aggregate'; readonly aggregates: readonly AggregateExpression[] }
  | {
      readonly kind: 'groupby'
      readonly properties: readonly (readonly string[])[]
      readonly apply?: readonly Transformation[]
    }

/** `revenue with sum as total`, `$count as rows`. */
export type AggregateExpression =
  | { readonly kind: 'count'; readonly alias: string }
  | {
      readonly kind: 'aggregate'
      readonly path: readonly string[]
      readonly method: string
      readonly alias: string
    }

/** An argument in brackets after a path segment: a key part, or a function argument. */
export interface Argument {
  /** Absent in `accounts(g)`; the key column or parameter in `accounts(accountnumber='A')`. */
  readonly name?: string
  readonly value: Literal | JsonLiteral | { readonly kind: 'alias'; readonly name: string }
}

/**
 * One segment of a resource path. Whether `name(…)` is a row of an entity set or a function call cannot be told without a
 * model, so both have the same shape: `accounts(g)`, `WhoAmI()`, `systemusers(g)/Microsoft.Dynamics.CRM.X`.
 */
export interface PathSegment {
  /** As spelled, decoded: `accounts`, `$metadata`, `$ref`, `$value`, `$count`, `$batch`, `Microsoft.Dynamics.CRM.account`. */
  readonly name: string
  /** Absent without brackets; empty for `WhoAmI()`. */
  readonly arguments?: readonly Argument[]
}

/** A whole Web API address below the service root: `accounts(g)/Account_Tasks?$select=subject`. */
export interface ODataUri {
  readonly path: readonly PathSegment[]
  readonly options: QueryOptions
}
