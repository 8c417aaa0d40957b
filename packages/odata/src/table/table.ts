import type { ChoiceOptions, ColumnKind, EntityReference, KeyReference } from './column.ts'
import type { AlternateKeyOf, ChoicesOf, TableShape } from './shape.ts'

/** What is known of a column at run time. */
export type ColumnDefinition =
  | Exclude<ColumnKind, 'choice' | 'choices' | 'lookup'>
  /** Number to label. */
  | { readonly choice: ChoiceOptions }
  | { readonly choices: ChoiceOptions }
  /** Target table's logical name to `[navigation property, entity set]`, as `@odata.bind` needs them. */
  | { readonly lookup: Readonly<Record<string, readonly [navigationProperty: string, entitySet: string]>> }

/** What is known of a table at run time. */
export interface TableDefinition {
  /** `accounts`, from metadata: never a guessed plural. */
  readonly entitySet: string
  readonly logicalName: string
  /** Primary key column, `accountid`. */
  readonly key: string
  /** Columns of each alternate key. */
  readonly alternateKeys: readonly (readonly string[])[]
  readonly columns: Readonly<Record<string, ColumnDefinition>>
  readonly navigation: Readonly<Record<string, NavigationDefinition>>
}

/** Where a navigation property leads. */
export interface NavigationDefinition {
  readonly cardinality: 'one' | 'many'
  /** Its name on the wire, `new_ParentId` for the lookup `new_parentid`. */
  readonly property: string
  /** Of N:N relationships: logical name of the table that holds the pairs, by the primary keys of both. */
  readonly intersect?: string
  /** A function, because tables refer to each other. */
  readonly target: () => TableDefinition
}

/** Carries a table's types through a value; never present at run time. */
declare const shape: unique symbol

/** A table as a value: what `from`, `create`, `update` and the others take. */
export interface Table<Shape extends TableShape = TableShape> extends TableDefinition {
  readonly entitySet: Shape['entitySet']
  readonly logicalName: Shape['logicalName']
  /** Number to label of each choice column: `accounts.choices.statecode[0]` is `'Active'`. */
  readonly choices: ChoicesOf<Shape>
  /**
   * Names a row, to be put in a lookup: `accounts.ref(id)`.
   *
   * @throws TypeError when the id is no GUID.
   */
  ref(id: string): EntityReference<Shape['logicalName']>
  /**
   * Names a row by an alternate key, to be put in a lookup: `contacts.ref({ emailaddress1: 'someone@contoso.com' })`. The service
   * looks for it when the lookup is written, and refuses what it does not find.
   *
   * On the wire: `"primarycontactid@odata.bind": "/contacts(emailaddress1='someone@contoso.com')"`.
   *
   * @throws TypeError when these are not the columns of an alternate key, each with a value.
   * @see https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
   */
  ref(key: AlternateKeyOf<Shape>): KeyReference<Shape['logicalName']>
  readonly [shape]?: Shape
}
