import type { TableDefinition } from '../table/table.ts'
import type { OperationShape } from './operation-shape.ts'

/** What a parameter or result holds; decides how it is spelled in a URL and in JSON. */
export type OperationValueKind =
  | 'text'
  | 'guid'
  | 'integer'
  | 'bigInt'
  | 'decimal'
  | 'double'
  | 'boolean'
  | 'dateTime'
  | 'dateOnly'
  | 'timeOfDay'
  | 'duration'
  | 'binary'
  /** A member's name; in a URL with the type in front. Flags are given as an array or as text with `, ` between. */
  | 'enum'
  /** An object; as an alias in URLs. */
  | 'complex'
  /** A row, or the name of one. */
  | 'row'

/** A parameter or result at run time. */
export interface OperationValueType {
  readonly kind: OperationValueKind
  /** Name of an enum or complex type or logical name of a table, without namespace; absent on a row of any table. */
  readonly type?: string
  readonly collection: boolean
}

export interface OperationParameter extends OperationValueType {
  /** It need not be given. */
  readonly optional: boolean
}

/** What an overload is bound to: a row of a table, or all of its entity set. */
export interface OperationBinding {
  /** `lead` */
  readonly table: string
  /** `leads` */
  readonly entitySet: string
  readonly collection: boolean
}

/** One way to call an operation, as known at run time. */
export interface OverloadDefinition {
  /** Absent on unbound ones. */
  readonly boundTo?: OperationBinding
  /** By name, in the order of metadata; without the binding parameter. */
  readonly parameters: Readonly<Record<string, OperationParameter>>
  /** Absent where nothing comes back. */
  readonly result?: OperationValueType
  /** Its result takes query options. */
  readonly composable: boolean
}

/** What is known of an action or function at run time. */
export interface OperationDefinition {
  /** `QualifyLead`, without namespace. In URLs a bound one is called `Microsoft.Dynamics.CRM.QualifyLead`. */
  readonly name: string
  readonly kind: 'action' | 'function'
  /** By binding: `unbound`, `lead`, `lead[]`. */
  readonly overloads: Readonly<Record<string, OverloadDefinition>>
  /** Entity set and primary key of a table, to name its rows; `undefined` for one that was not generated. */
  readonly rowAddress: (logicalName: string) => RowAddress | undefined
  /** A generated table, to write and read its rows. */
  readonly table: (logicalName: string) => TableDefinition | undefined
}

/** `contacts` and `contactid` */
export interface RowAddress {
  readonly entitySet: string
  readonly key: string
}

/** Carries an operation's types through a value; never present at run time. */
declare const shape: unique symbol

/** An action, function or Custom API as a value: what `call` takes. */
export interface Callable<O extends OperationShape = OperationShape> extends OperationDefinition {
  readonly name: O['name']
  readonly kind: O['kind']
  readonly [shape]?: O
}
