import type { BindingOf, EntityReference, OperationShape, ParametersOf, Table, TableShape } from '@dynamics-kit/odata'

/** What a bound operation is called on: a row, or a table for all of its rows. */
export type CallTarget<O extends OperationShape> = {
  [B in Exclude<BindingOf<O>, 'unbound'>]: B extends `${infer Name}[]` ? TableOfName<Name> : EntityReference<B>
}[Exclude<BindingOf<O>, 'unbound'>]

type TableOfName<Name extends string> = Table<TableShape & { readonly logicalName: Name }>

/** The binding that a target stands for: `lead`, `lead[]`. */
export type BindingTo<O extends OperationShape, Target> = Extract<
  Target extends { readonly logicalName: infer Name extends string }
    ? `${Name}[]`
    : Target extends { readonly table: infer Name }
      ? Name
      : never,
  BindingOf<O>
>

/** Parameters, which may be left out when all of them may, and options. */
export type GivenTo<O extends OperationShape, B extends BindingOf<O>, Options> =
  object extends ParametersOf<O, B>
    ? [parameters?: ParametersOf<O, B>, options?: Options]
    : [parameters: ParametersOf<O, B>, options?: Options]

/** Refuses a bound operation, with a sentence in the place of a type. */
export type NotBound<O extends OperationShape> =
  'unbound' extends BindingOf<O> ? unknown : 'This operation is bound to a table: use callOn.'

/** Without generated code: a row by entity set and id, or the name of an entity set for all of its rows. */
export type NamedTarget = { readonly entitySet: string; readonly id: string } | string
