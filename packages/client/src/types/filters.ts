import type {
  CardinalityOf,
  Column,
  ColumnKind,
  ColumnName,
  DecimalText,
  EntityReference,
  KeyReference,
  Literal,
  NavigationName,
  TableShape,
  TargetOf,
} from '@dynamics-kit/odata'
import type { Condition } from '../filter/condition.ts'
import type { CallerFilter, HierarchyFilter } from '../filter/caller-functions.ts'
import type { RelativeDateFilter } from '../filter/relative-dates.ts'

/** What `where` gives to its function: the table's columns, its lookups with the columns behind them, its collections. */
export type Filters<S extends TableShape> = RelatedFilters<S> & {
  readonly [N in NavigationName<S> as CardinalityOf<S, N> extends 'many' ? N : never]: CollectionFilter<TargetOf<S, N>>
}

/** As {@link Filters} without collections: Dataverse takes no `any` or `all` behind a lookup. */
export type RelatedFilters<S extends TableShape> = {
  readonly [N in ColumnName<S>]: N extends NavigationName<S>
    ? ColumnFilter<S['columns'][N]> & RelatedFilters<TargetOf<S, N>>
    : ColumnFilter<S['columns'][N]>
} & {
  readonly [
    N in NavigationName<S> as N extends ColumnName<S> ? never : CardinalityOf<S, N> extends 'one' ? N : never
  ]: RelatedFilters<TargetOf<S, N>>
}

/** The operators that fit a column. */
export type ColumnFilter<C> =
  C extends Column<infer Kind, infer Read, infer Write>
    ? ColumnKind extends Kind
      ? UntypedFilter
      : FiltersByKind<Read | Write>[Kind]
    : never

interface FiltersByKind<Value> {
  readonly key: IdFilter
  readonly guid: IdFilter
  readonly text: TextFilter
  readonly integer: IntegerFilter
  readonly bigInt: OrderedFilter<number | bigint>
  readonly decimal: OrderedFilter<number | DecimalText>
  readonly money: OrderedFilter<number | DecimalText>
  readonly double: OrderedFilter<number>
  readonly boolean: EqualityFilter<boolean>
  readonly dateTime: DateFilter<string | Date>
  readonly dateOnly: DateFilter<string>
  readonly choice: ListFilter<Value>
  readonly choices: ChoicesFilter<Value extends readonly (infer Item)[] ? Item : Value>
  readonly lookup: LookupFilter<string | Exclude<Value, KeyReference>>
  readonly image: NullFilter
  readonly file: NullFilter
}

/** `x eq null`, `x ne null` */
export interface NullFilter {
  /** `x eq null` */
  isNull(): Condition
  /** `x ne null` */
  isNotNull(): Condition
}

/** Columns whose values are the same or not. */
export interface EqualityFilter<Value> extends NullFilter {
  /** `x eq 1`. Text compares without case. */
  eq(value: Value | null): Condition
  /** `x ne 1`. Rows without a value match too. */
  ne(value: Value | null): Condition
}

/** Columns whose values can be looked for in a list. */
export interface ListFilter<Value> extends EqualityFilter<Value> {
  /** `Microsoft.Dynamics.CRM.In(PropertyName='x',PropertyValues=["1","2"])`. Needs at least one value. */
  in(values: readonly Value[]): Condition
  /** `Microsoft.Dynamics.CRM.NotIn(…)`. Needs at least one value. */
  notIn(values: readonly Value[]): Condition
}

/** Primary keys and other GUIDs; with who asks, and with places in a hierarchy. */
export interface IdFilter extends ListFilter<string>, CallerFilter, HierarchyFilter<string> {}

/** Lookups, by the id or a reference; with who asks, and with places in a hierarchy. */
export interface LookupFilter<Value> extends ListFilter<Value>, CallerFilter, HierarchyFilter<Value> {}

/** Text; every comparison ignores case. */
export interface TextFilter extends ListFilter<string> {
  /** `contains(x,'text')`, literally: the wildcards `%`, `_` and `[` of the service are escaped. */
  contains(text: string): Condition
  /** `startswith(x,'text')`, literally. */
  startsWith(text: string): Condition
  /** `endswith(x,'text')`, literally. */
  endsWith(text: string): Condition
  /** `Microsoft.Dynamics.CRM.Contains(…)`: a search for words, on columns with a full-text index, as those of knowledge articles. */
  containsWords(words: string): Condition
}

/** Columns whose values have an order: numbers and dates. */
export interface OrderedFilter<Value> extends ListFilter<Value> {
  /** `x gt 1` */
  gt(value: Value): Condition
  /** `x ge 1` */
  ge(value: Value): Condition
  /** `x lt 1` */
  lt(value: Value): Condition
  /** `x le 1` */
  le(value: Value): Condition
  /** `(x ge 1 and x le 9)`: both ends are included. */
  between(lowest: Value, highest: Value): Condition
  /** `Microsoft.Dynamics.CRM.NotBetween(PropertyName='x',PropertyValues=["1","9"])` */
  notBetween(lowest: Value, highest: Value): Condition
}

/** Whole numbers. */
export interface IntegerFilter extends OrderedFilter<number> {
  /** `Microsoft.Dynamics.CRM.EqualUserLanguage(…)`: the language code of who asks. */
  equalUserLanguage(): Condition
}

/** Dates: ISO 8601 text or `Date`. The relative ones use the calling user's time zone. */
export interface DateFilter<Value> extends OrderedFilter<Value>, RelativeDateFilter {
  /** `Microsoft.Dynamics.CRM.On(…)`: any time of that day, `2024-04-05`. */
  on(day: string): Condition
  /** `Microsoft.Dynamics.CRM.OnOrAfter(…)`: that day or later, `2024-04-05`. */
  onOrAfter(day: string): Condition
  /** `Microsoft.Dynamics.CRM.OnOrBefore(…)`: that day or earlier, `2024-04-05`. */
  onOrBefore(day: string): Condition
}

/** Choices (multi-select). */
export interface ChoicesFilter<Option> extends NullFilter {
  /** At least one of these is selected. */
  containValues(options: readonly Option[]): Condition
  /** None of these is selected. */
  doesNotContainValues(options: readonly Option[]): Condition
}

/** A collection-valued navigation property. */
export interface CollectionFilter<S extends TableShape> {
  /** `nav/any(a:…)`: some related row matches; without a function: there is one. */
  any(predicate?: (row: Filters<S>) => Condition): Condition
  /** `nav/all(a:…)`: every related row matches; true when there is none. */
  all(predicate: (row: Filters<S>) => Condition): Condition
}

/** A value whose type in the URL follows its JavaScript type, or is said by `guid(…)`, `date(…)`, `dateTime(…)`. */
export type UntypedValue = string | number | bigint | boolean | Date | Literal | EntityReference

/** A column of a table known by name: all operators, used with care. */
export interface UntypedFilter extends EqualityFilter<UntypedValue>, UntypedTextFilter, UntypedOrderFilter {
  /** `Microsoft.Dynamics.CRM.In(…)`. Needs at least one value. */
  in(values: readonly UntypedValue[]): Condition
  /** `Microsoft.Dynamics.CRM.NotIn(…)`. Needs at least one value. */
  notIn(values: readonly UntypedValue[]): Condition
  /** Of a multi-select choice: at least one of these is selected. */
  containValues(options: readonly number[]): Condition
  /** Of a multi-select choice: none of these is selected. */
  doesNotContainValues(options: readonly number[]): Condition
  /** Of a collection: some related row matches; without a function: there is one. */
  any(predicate?: (row: UntypedFilters) => Condition): Condition
  /** Of a collection: every related row matches; true when there is none. */
  all(predicate: (row: UntypedFilters) => Condition): Condition
}

type UntypedTextFilter = Pick<TextFilter, 'contains' | 'startsWith' | 'endsWith' | 'containsWords'>
type UntypedOrderFilter = Pick<OrderedFilter<UntypedValue>, 'gt' | 'ge' | 'lt' | 'le' | 'between' | 'notBetween'> &
  CallerFilter &
  HierarchyFilter<string> &
  Pick<IntegerFilter, 'equalUserLanguage'> &
  RelativeDateFilter &
  Pick<DateFilter<string>, 'on' | 'onOrAfter' | 'onOrBefore'>

/** Columns by name; `primarycontactid/fullname` reaches a related row. */
export type UntypedFilters = Readonly<Record<string, UntypedFilter>>
