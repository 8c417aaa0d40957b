import type { ConditionOperator } from './condition-operator.ts'

/**
 * A FetchXML query as a tree: `<fetch top="3"><entity name="account">…</entity></fetch>` (Dataverse "Query data using
 * FetchXML"). Members are named like the attributes they hold, in camel case; what was not said is absent.
 */
export interface FetchXml {
  /** Rows at most, 1 to 5000; not together with `count` and `page`. */
  readonly top?: number
  /** Rows on a page. */
  readonly count?: number
  /** The page, counted from 1. */
  readonly page?: number
  /** `<cookie page="1">…</cookie>`, decoded. */
  readonly pagingCookie?: string
  readonly returnTotalRecordCount?: boolean
  readonly distinct?: boolean
  readonly aggregate?: boolean
  /** Rows that may be aggregated, 1 to 50000. */
  readonly aggregateLimit?: number
  /** Choices sort by number instead of by label. */
  readonly useRawOrderBy?: boolean
  /** Reads retained rows. */
  readonly dataSource?: 'retained'
  readonly lateMaterialize?: boolean
  /** Hints for the database: `OptimizeForUnknown,Recompile`. */
  readonly options?: string
  /** Legacy, ignored. */
  readonly noLock?: boolean
  /** Legacy, ignored. */
  readonly version?: string
  /** Legacy, ignored. */
  readonly mapping?: 'internal' | 'logical'
  /** Legacy, ignored. */
  readonly outputFormat?: 'xml-ado' | 'xml-auto' | 'xml-elements' | 'xml-raw' | 'xml-platform'
  /** Legacy, ignored. */
  readonly minActiveRowVersion?: boolean
  /** Legacy, of reports: a number or empty. */
  readonly utcOffset?: string
  /** Of exported personal views: which one this is. */
  readonly userQueryId?: string
  readonly entity: FetchEntity
  /** Of reports only; `entity` has orders of its own. */
  readonly orders: readonly FetchOrder[]
}

/** What an entity and a link-entity have in common. */
export interface FetchSource {
  /** Logical name of the table. */
  readonly name: string
  readonly allAttributes: boolean
  readonly attributes: readonly FetchAttribute[]
  readonly orders: readonly FetchOrder[]
  /** All of them hold together. */
  readonly filters: readonly FetchFilter[]
  readonly links: readonly FetchLinkEntity[]
  /** Of reports only. */
  readonly enablePrefiltering?: boolean
  /** Of reports only. */
  readonly prefilterParameterName?: string
}

/** `<entity name="account">` */
export interface FetchEntity extends FetchSource {
  readonly kind: 'entity'
}

/** `<link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="c">` */
export interface FetchLinkEntity extends FetchSource {
  readonly kind: 'link-entity'
  /** Column of the linked table. */
  readonly from?: string
  /** Column of the table it is linked to. */
  readonly to?: string
  /** Default `<table><n>`. */
  readonly alias?: string
  /** Default `inner`. */
  readonly linkType?: LinkType
  /** Says that the table is the middle of an N:N relationship; ignored. */
  readonly intersect?: boolean
  /** Of views: whether the designer shows it; ignored. */
  readonly visible?: boolean
}

/** How rows of a linked table join; `any`, `not any`, `all` and `not all` stand in filters. */
export type LinkType =
  | 'inner'
  | 'outer'
  /** Once a parent row, however many match. */
  | 'exists'
  | 'in'
  | 'matchfirstrowusingcrossapply'
  | 'any'
  | 'not any'
  /** Related rows exist, and none of them satisfies the filter inside: not what OData's `all` means. */
  | 'all'
  /** The same as `any`. */
  | 'not all'

/** `<attribute name="revenue" alias="total" aggregate="sum"/>` */
export interface FetchAttribute {
  readonly name: string
  readonly alias?: string
  readonly aggregate?: AggregateFunction
  readonly groupBy?: boolean
  readonly dateGrouping?: DateGrouping
  /** Different values only; with `countcolumn`. */
  readonly distinct?: boolean
  /** `false` groups dates in UTC. */
  readonly userTimeZone?: boolean
  readonly rowAggregate?: 'CountChildren'
  /** Legacy, ignored. */
  readonly build?: string
  /** Legacy, ignored. */
  readonly addedBy?: string
}

/** `count` counts rows, `countcolumn` those with a value. */
export type AggregateFunction = 'count' | 'countcolumn' | 'sum' | 'avg' | 'min' | 'max'

/** The part of a date that rows are grouped by. */
export type DateGrouping = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscal-period' | 'fiscal-year'

/** `<order attribute="name" descending="true"/>`; an aggregate is named by its alias. */
export interface FetchOrder {
  readonly attribute?: string
  readonly alias?: string
  readonly descending?: boolean
  /** Alias of the link-entity that the column is of. */
  readonly entityName?: string
}

/** `<filter type="or">` */
export interface FetchFilter {
  readonly kind: 'filter'
  /** Default `and`. */
  readonly type?: 'and' | 'or'
  readonly items: readonly FetchFilterItem[]
  readonly hint?: 'union'
  readonly isQuickFindFields?: boolean
  readonly overrideQuickFindRecordLimitEnabled?: boolean
  readonly overrideQuickFindRecordLimitDisabled?: boolean
}

/** What stands in a filter. */
export type FetchFilterItem = FetchCondition | FetchFilter | FetchLinkEntity

/** `<condition attribute="statecode" operator="eq" value="0"/>` */
export interface FetchCondition {
  readonly kind: 'condition'
  readonly attribute: string
  readonly operator: ConditionOperator
  /** What the column is compared to; see {@link conditionOperators} for how many values an operator takes. */
  readonly value?: string
  /** Another column: `name`, or `alias.name` of a link-entity. */
  readonly valueof?: string
  /** `<value>` elements, for operators that take several. */
  readonly values: readonly FetchValue[]
  /** Alias of the link-entity that the column is of. */
  readonly entityName?: string
  /** Legacy, ignored. */
  readonly column?: string
  /** Legacy, ignored. */
  readonly alias?: string
  /** Legacy, ignored. */
  readonly aggregate?: AggregateFunction
  /** Legacy, ignored. */
  readonly rowAggregate?: 'CountChildren'
  /** Label of the value; ignored. */
  readonly uiName?: string
  /** Table of the value; ignored. */
  readonly uiType?: string
  /** Ignored. */
  readonly uiHidden?: boolean
}

/** `<value uiname="Contoso" uitype="account">{…}</value>` */
export interface FetchValue {
  readonly text: string
  readonly uiName?: string
  readonly uiType?: string
}
