import type { EntityReference } from '../table/column.ts'
import type { ColumnName, Row, TableShape, WriteOf } from '../table/shape.ts'

/**
 * The types of one action, function or Custom API.
 *
 * `O` stands for a shape, `B` for one of its bindings: `'unbound'`, the logical name of the table whose row it is bound to
 * (`'lead'`), or that with brackets for the whole entity set (`'savedquery[]'`).
 */
export interface OperationShape {
  readonly name: string
  readonly kind: 'action' | 'function'
  /** One for each thing that it can be bound to, by `B`. */
  readonly overloads: object
}

/** One way to call an operation. */
export interface OverloadShape {
  /** Value by name; those that may be left out are optional. */
  readonly parameters: object
  /** What comes back; `void` for nothing. */
  readonly result: unknown
}

/** Has no name that anybody could write, so that no parameter fits. */
declare const none: unique symbol

/** Parameters of an operation that has none; TypeScript would take any object for `{}`. */
export interface NoParameters {
  readonly [none]?: never
}

/** What an operation can be bound to: `'unbound' | 'lead' | 'lead[]'`. */
export type BindingOf<O extends OperationShape> = keyof O['overloads'] & string

/** What a call takes, by binding: `ParametersOf<typeof QualifyLead, 'lead'>`. */
export type ParametersOf<O extends OperationShape, B extends BindingOf<O>> = O['overloads'][B] extends {
  readonly parameters: infer Parameters
}
  ? Parameters
  : never

/** What a call gives, by binding. */
export type ResultOf<O extends OperationShape, B extends BindingOf<O>> = O['overloads'][B] extends {
  readonly result: infer Result
}
  ? Result
  : never

/** Members that no type names: an open type, or a row of a table that the program does not import. */
export interface OpenObject {
  readonly [name: string]: unknown
}

/**
 * A row that an operation is given: the name of one that exists, or one to be made. Its columns are those of the imported
 * table; of other tables anything goes, as it stands on the wire.
 *
 * On the wire: `{ "@odata.type": "Microsoft.Dynamics.CRM.letter", "activityid": "…" }`.
 *
 * @typeParam Tables - the imported tables
 * @typeParam Name - logical names of the tables that it may be of
 */
export type RowInput<Tables, Name extends string> =
  | EntityReference<Name>
  | (Name extends keyof Tables ? (Tables[Name] extends infer S extends TableShape ? NewRow<S> : never) : UntypedRow)

/** A row of a table that the compiler does not know; where the operation takes rows of several, its type says of which. */
export interface UntypedRow extends OpenObject {
  /** `Microsoft.Dynamics.CRM.opportunityclose` */
  readonly '@odata.type'?: string
  /** References have it; they are checked by their table. */
  readonly table?: never
}

/** Any columns of a table, as create takes them. */
export type NewRow<S extends TableShape> = { readonly [N in ColumnName<S>]?: WriteOf<S['columns'][N]> } & {
  readonly '@odata.type'?: string
}

/** A row that an operation gives: as it is read from an imported table, else with members that are not known. */
export type RowResult<Tables, Name extends string> = Name extends keyof Tables
  ? Tables[Name] extends infer S extends TableShape
    ? Row<S>
    : never
  : OpenObject
