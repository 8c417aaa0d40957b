import type {
  ChoiceOption,
  DefinedAttribute,
  DefinedKey,
  DefinedTable,
  OptionSet,
  Relationship,
} from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import type {
  Cascade,
  LabelText,
  NewChoice,
  NewColumn,
  NewKey,
  NewLookup,
  NewManyToMany,
  NewOption,
  NewRequiredLevel,
  NewTable,
} from './new-definition.ts'

/** How definitions are read and written. */
export interface MetadataOptions extends OperationOptions {
  /** Language code of labels that are given as text. Default 1033, English. */
  readonly language?: number | undefined
}

/** What of a table changes; what is not said stays. */
export interface TableChanges {
  readonly label?: LabelText
  readonly collectionLabel?: LabelText
  readonly description?: LabelText
  readonly changeTracking?: boolean
}

/** What of a column changes; what is not said stays. */
export interface ColumnChanges {
  readonly label?: LabelText
  readonly description?: LabelText
  readonly required?: NewRequiredLevel
  /** Of text; it can only grow. */
  readonly maxLength?: number
  /** Of numbers. */
  readonly min?: number
  readonly max?: number
}

/** What of a relationship changes; what is not said stays. */
export interface RelationshipChanges {
  /** Of a 1:N relationship: what becomes of rows when something is done to the row that they look up. */
  readonly cascade?: Cascade
  /** Of a 1:N relationship of a table with itself: whether it is the one of `under` and `above`. */
  readonly hierarchical?: boolean
}

/** What of a choice changes; what is not said stays. Its options are changed by `updateOption` and its like. */
export interface ChoiceChanges {
  readonly label?: LabelText
  readonly description?: LabelText
}

/** Where options stand: a choice that columns share, or a choice column of a table. */
export type OptionsOf = { readonly choice: string } | { readonly table: string; readonly column: string }

/**
 * Definitions of tables, columns, relationships, keys and choices. Names are logical names: `account`, not `accounts`. To change a
 * table or what is in it, its `MetadataId` does as well.
 *
 * What is created or changed is looked at before anything is sent: a `TypeError` tells what it lacks, what it does not take, and what
 * is of another kind.
 *
 * Created and changed definitions go into the solution of `dynamics.with({ solution })`. People see changed labels and forms after
 * `publish`.
 */
export interface Metadata {
  /** All tables, without their columns: `GET EntityDefinitions?$select=LogicalName,…`, the members that a `DefinedTable` has. */
  tables(options?: OperationOptions): Promise<readonly DefinedTable[]>
  /**
   * A table with its columns, their options, and its keys: `GET EntityDefinitions(LogicalName='account')?$expand=Attributes,Keys`.
   *
   * @throws DynamicsError `unknown-table` when there is none.
   */
  table(name: string, options?: OperationOptions): Promise<DefinedTable>
  /**
   * One column, with its options: `GET EntityDefinitions(LogicalName='account')/Attributes(LogicalName='name')`, and a second request for
   * a column that has options.
   *
   * @throws NotFoundError where there is no such column.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const { maxLength, requiredLevel } = await dynamics.metadata.column('account', 'name')
   * ```
   */
  column(table: string, column: string, options?: OperationOptions): Promise<DefinedAttribute>
  /** The columns of a table, with their options: the requests of `table`. */
  columns(table: string, options?: OperationOptions): Promise<readonly DefinedAttribute[]>
  /** The alternate keys of a table: `GET EntityDefinitions(LogicalName='account')/Keys`. */
  keys(table: string, options?: OperationOptions): Promise<readonly DefinedKey[]>
  /** The relationships of a table, 1:N, N:1 and N:N. */
  relationships(table: string, options?: OperationOptions): Promise<readonly Relationship[]>
  /**
   * One relationship by its schema name: `GET RelationshipDefinitions(SchemaName='contact_customer_accounts')`.
   *
   * @throws NotFoundError where there is none.
   */
  relationship(schemaName: string, options?: OperationOptions): Promise<Relationship>
  /** All choices that columns share: `GET GlobalOptionSetDefinitions`. */
  choices(options?: OperationOptions): Promise<readonly OptionSet[]>
  /** A choice that columns share, with its options. @throws NotFoundError where there is none. */
  choice(name: string, options?: OperationOptions): Promise<OptionSet>
  /**
   * The options of one choice column, with their values, labels and colours, whether they are its own or shared:
   * `GET EntityDefinitions(LogicalName='account')/Attributes(LogicalName='industrycode')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata`.
   * Also of columns for several choices, states, status reasons, and yes or no.
   *
   * @throws NotFoundError where there is no such column or choice; TypeError for a column that has no options.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const options = await dynamics.metadata.options({ table: 'account', column: 'industrycode' })
   * console.log(options.map(({ value, label }) => `${value} ${label}`))
   * ```
   */
  options(of: OptionsOf, options?: OperationOptions): Promise<readonly ChoiceOption[]>

  /** Creates a table with the column that people know a row by, and gives its `MetadataId`: `POST EntityDefinitions`. */
  createTable(table: NewTable, options?: MetadataOptions): Promise<string>
  /** Changes a table: reads its definition, and writes it back as a whole, `PUT EntityDefinitions(LogicalName='…')`. */
  updateTable(name: string, changes: TableChanges, options?: MetadataOptions): Promise<void>
  /** Deletes a table with its rows: `DELETE EntityDefinitions(LogicalName='…')`. */
  deleteTable(name: string, options?: OperationOptions): Promise<void>

  /** Creates a column, and gives its `MetadataId`: `POST EntityDefinitions(LogicalName='…')/Attributes`. */
  createColumn(table: string, column: NewColumn, options?: MetadataOptions): Promise<string>
  /** Changes a column, as `updateTable` does a table. */
  updateColumn(table: string, column: string, changes: ColumnChanges, options?: MetadataOptions): Promise<void>
  /** Deletes a column with its values. */
  deleteColumn(table: string, column: string, options?: OperationOptions): Promise<void>

  /** Creates a lookup column with its 1:N relationship, and gives its `MetadataId`: `POST RelationshipDefinitions`. */
  createLookup(lookup: NewLookup, options?: MetadataOptions): Promise<string>
  /** Creates an N:N relationship, and gives its `MetadataId`. */
  createManyToMany(relationship: NewManyToMany, options?: MetadataOptions): Promise<string>
  /**
   * Changes a relationship that was created here, by schema name: reads its definition, and writes it back as a whole,
   * `PUT RelationshipDefinitions(…)/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata`.
   *
   * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-entity-relationships-using-web-api#update-relationships
   */
  updateRelationship(schemaName: string, changes: RelationshipChanges, options?: MetadataOptions): Promise<void>
  /** Deletes a relationship, by schema name, and with a 1:N one its lookup. */
  deleteRelationship(schemaName: string, options?: OperationOptions): Promise<void>

  /** Creates an alternate key, which can be used when its index is `Active`: `POST EntityDefinitions(LogicalName='…')/Keys`. */
  createKey(table: string, key: NewKey, options?: MetadataOptions): Promise<string>
  /** Deletes an alternate key, by its logical name. */
  deleteKey(table: string, key: string, options?: OperationOptions): Promise<void>

  /** Creates a choice that columns share: `POST GlobalOptionSetDefinitions`. */
  createChoice(choice: NewChoice, options?: MetadataOptions): Promise<string>
  /**
   * Changes what a choice is called, as `updateTable` does a table: `PUT GlobalOptionSetDefinitions(…)`.
   *
   * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-update-optionsets#messages
   */
  updateChoice(name: string, changes: ChoiceChanges, options?: MetadataOptions): Promise<void>
  /** Deletes a choice that no column has. */
  deleteChoice(name: string, options?: OperationOptions): Promise<void>
  /** Adds an option, and gives its value: `POST InsertOptionValue`. */
  insertOption(to: OptionsOf, option: NewOption, options?: MetadataOptions): Promise<number>
  /** Gives an option another label: `POST UpdateOptionValue`. */
  updateOption(of: OptionsOf, value: number, label: LabelText, options?: MetadataOptions): Promise<void>
  /** Takes an option away: `POST DeleteOptionValue`. */
  deleteOption(of: OptionsOf, value: number, options?: OperationOptions): Promise<void>
  /** Puts the options in an order: `POST OrderOption`. */
  orderOptions(of: OptionsOf, values: readonly number[], options?: OperationOptions): Promise<void>

  /** Lets people see what was changed of tables, `POST PublishXml`, or without names of everything, `POST PublishAllXml`. */
  publish(tables?: readonly string[], options?: OperationOptions): Promise<void>
}
