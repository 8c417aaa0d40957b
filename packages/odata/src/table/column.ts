/**
 * The type of one column, as the compiler sees it; none of these exist at run time.
 *
 * `read` is what a row holds, `write` what create and update take, `kind` chooses the operators of a filter. Marks such as
 * {@link ReadOnly} are put around it.
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
/** `Edm.Int64`. Numbers past 2^53 lose digits when they are read as such; `bigint` writes all of them. */
export type BigIntColumn = Column<'bigInt', number, number | bigint>
/** A decimal number as text, with all of its digits: `'12345678901.0000000001'`. */
export type DecimalText = `${number}`

/** `Edm.Decimal`. Text, `'12345678901.0000000001'`, writes all digits. */
export type DecimalColumn = Column<'decimal', number, number | DecimalText>
/** Money: `Edm.Decimal` in the row's currency. Text writes all digits. */
export type MoneyColumn = Column<'money', number, number | DecimalText>
/** `Edm.Double` */
export type DoubleColumn = Column<'double', number>
/** Yes/No */
export type BooleanColumn = Column<'boolean', boolean>
/** Date and time; reads as ISO 8601 text in UTC, writes from text or `Date`. */
export type DateTimeColumn = Column<'dateTime', string, string | Date>
/** Date only, `2024-04-05`. */
export type DateOnlyColumn = Column<'dateOnly', string>
/** An image: `Edm.Binary`, read and written as base64 text. */
export type ImageColumn = Column<'image', string>
/** A file: reads as the GUID of its content, which is uploaded apart and never written with the row. */
export type FileColumn = Column<'file', string, never>

/** Number to label: `{ 0: 'Active'; 1: 'Inactive' }`. Labels may repeat; numbers never do. */
export type ChoiceOptions = Readonly<Record<number, string>>

/** A choice, state or status reason. Reads as its number; writes and filters by label or number. */
export interface ChoiceColumn<Options extends ChoiceOptions> extends Column<
  'choice',
  keyof Options,
  keyof Options | Options[keyof Options]
> {
  readonly options: Options
}

/** Choices (multi-select). Reads as numbers; writes and filters by labels or numbers. */
export interface ChoicesColumn<Options extends ChoiceOptions> extends Column<
  'choices',
  readonly (keyof Options)[],
  readonly (keyof Options | Options[keyof Options])[]
> {
  readonly options: Options
}

/**
 * A lookup by attribute name. Reads as `{ id, table }`, writes from `table.ref(id)`, or by alternate key from
 * `table.ref({ accountnumber: 'A-1' })`; `null` clears it.
 */
export type LookupColumn<Target extends string> = Column<
  'lookup',
  EntityReference<Target>,
  EntityReference<Target> | KeyReference<Target>
>

/** A row of some table, named: what a lookup holds. */
export interface EntityReference<Target extends string = string> {
  /** Primary key, a GUID. */
  readonly id: string
  /** Logical name of the table, `contact`. */
  readonly table: Target
}

/** A row of some table, named by an alternate key: what a lookup can be written with, and never reads as. */
export interface KeyReference<Target extends string = string> {
  /** Columns of the key with their values. */
  readonly key: Readonly<Record<string, unknown>>
  /** Logical name of the table, `contact`. */
  readonly table: Target
}

/** Marks a column that the service computes: it can be read and filtered, not written. */
export type ReadOnly<C extends Column> = C & { readonly readOnly: true }

/** Marks a column that is written when the row is created and never again. */
export type CreateOnly<C extends Column> = C & { readonly createOnly: true }

/** Marks a column that a row has to exist for: it is never written on create. */
export type UpdateOnly<C extends Column> = C & { readonly updateOnly: true }

/** Marks a column that never reads as `null`, such as `statecode`; it cannot be cleared either. */
export type NotNull<C extends Column> = C & { readonly notNull: true }
