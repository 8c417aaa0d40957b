import type { ColumnName, DecimalText, TableShape } from '@dynamics-kit/odata'

/** What values of some kinds of columns read as, in place of what JSON says. */
export interface ValueOptions {
  /** Date and time columns read as `Date`; days stay text. */
  readonly dateTime?: 'Date' | undefined
  /** Decimal and money columns read as text, every digit as the service wrote it. */
  readonly decimal?: 'text' | undefined
  /** Big integer columns read as `bigint`, every digit as the service wrote it. */
  readonly bigInt?: 'bigint' | undefined
}

/**
 * A shape whose columns read as {@link ValueOptions} say, and those of its related tables too.
 *
 * @typeParam S - shape of the table
 * @typeParam V - the options
 */
export type WithValues<S extends TableShape, V> = Omit<S, 'columns' | 'tables' | 'keys' | 'required'> & {
  readonly entitySet: S['entitySet']
  readonly logicalName: S['logicalName']
  readonly navigation: S['navigation']
  readonly columns: { readonly [N in ColumnName<S>]: ConvertedColumn<S['columns'][N], V> }
  readonly tables: ConvertedTables<S['tables'], V>
}

type ConvertedTables<Tables, V> = {
  readonly [Name in keyof Tables]: Tables[Name] extends infer T extends TableShape ? WithValues<T, V> : never
}

type ConvertedColumn<C, V> =
  ConvertedRead<C, V> extends infer Read
    ? [Read] extends [never]
      ? C
      : Omit<C, 'read'> & { readonly read: Read }
    : never

/** What it reads as; `never` when that stays as it is. */
type ConvertedRead<C, V> = C extends { readonly kind: infer Kind }
  ? Kind extends 'dateTime'
    ? V extends { readonly dateTime: 'Date' }
      ? Date
      : never
    : Kind extends 'decimal' | 'money'
      ? V extends { readonly decimal: 'text' }
        ? DecimalText
        : never
      : Kind extends 'bigInt'
        ? V extends { readonly bigInt: 'bigint' }
          ? bigint
          : never
        : never
  : never
