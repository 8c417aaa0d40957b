/**
 * The type of one column, as the compiler sees it; none of these exist at run time.
 *
 * `read` is what a row holds, `write` what create and update take, `kind` chooses the operators of a filter.
 */
export interface Column<Kind extends ColumnKind = ColumnKind, Read = unknown, Write = Read> {
  readonly kind: Kind
  readonly read: Read
  readonly write: Write
}

/** What a column holds; decides how a value is spelled in a URL. */
export type ColumnKind =
  | 'key'
  | 'guid'
  | 'text'
  | 'integer'
  | 'bigInt'
  | 'decimal'
  | 'money'
  | 'double'
  | 'boolean'
  | 'dateTime'
  | 'dateOnly'
  | 'choice'
  | 'choices'
  | 'lookup'
  | 'image'
  | 'file'

/** Primary key: a GUID string; may be given on create, never changed. */
export type KeyColumn = Column<'key', string>
/** `Edm.Guid` that is no lookup. */
export type GuidColumn = Column<'guid', string>
/** Single or multiple lines of text. */
export type TextColumn = Column<'text', string>
/** Whole number, `Edm.Int32`. */
export type IntegerColumn = Column<'integer', number>
/** `Edm.Int64`. Numbers past 2^53 lose digits in JSON. */
export type BigIntColumn = Column<'bigInt', number>
/** `Edm.Decimal` */
export type DecimalColumn = Column<'decimal', number>
/** Money: `Edm.Decimal` in the row's currency. */
export type MoneyColumn = Column<'money', number>
/** `Edm.Double` */
export type DoubleColumn = Column<'double', number>
/** Yes/No */
export type BooleanColumn = Column<'boolean', boolean>
/** Date and time; reads as ISO 8601 text in UTC, writes from text or `Date`. */
export type DateTimeColumn = Column<'dateTime', string, string | Date>
/** Date only, `2024-04-05`. */
export type DateOnlyColumn = Column<'dateOnly', string>
/** A choice, state or status reason. Reads as its number; writes and filters by label or number. */
export type ChoiceColumn<Options extends Readonly<Record<string, number>>> = Column<
  'choice',
  Options[keyof Options],
  Options[keyof Options] | keyof Options
>
/** A lookup by attribute name. Reads as `{ id, table }`, writes from `table.ref(id)`; `null` clears it. */
export type LookupColumn<Target extends string> = Column<'lookup', EntityReference<Target>>

/** A row of some table, named: what a lookup holds. */
export interface EntityReference<Target extends string = string> {
  /** Primary key, a GUID. */
  readonly id: string
  /** Logical name of the table, `contact`. */
  readonly table: Target
}

/** Marks a column that the service computes: it can be read and filtered, not written. */
export type ReadOnly<C extends Column> = Column<C['kind'], C['read'], never>

/** Marks a column that never reads as `null`, such as `statecode`. */
export interface NotNull<C extends Column> extends Column<C['kind'], C['read'], C['write']> {
  readonly notNull: true
}
