import type { JsonLiteral, Literal, ParameterAlias } from './literal.ts'

/** A `$filter` expression, or a part of one (OData URL Conventions 5.1.1). */
export type Expression =
  | Literal
  | JsonLiteral
  | ParameterAlias
  | PropertyPath
  | Comparison
  | InExpression
  | Logical
  | Not
  | Arithmetic
  | MethodCall
  | QueryFunctionCall
  | Lambda

/** `name`, `primarycontactid/fullname`, or `t/subject` where `t` is a lambda variable. */
export interface PropertyPath {
  readonly kind: 'path'
  /** At least one name; navigation properties and lambda variables come first. */
  readonly segments: readonly string[]
}

/** `eq`, `ne`, `gt`, `ge`, `lt`, `le`. `has` is OData but not Dataverse. */
export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'has'

/** `name eq 'Contoso'` */
export interface Comparison {
  readonly kind: 'comparison'
  readonly operator: ComparisonOperator
  readonly left: Expression
  readonly right: Expression
}

/** `x in (1,2)`. OData 4.01; Dataverse refuses it in `$filter`. */
export interface InExpression {
  readonly kind: 'in'
  readonly left: Expression
  readonly right: readonly Expression[]
}

/** A chain of the same operator: `a and b and c` is one node with three operands. A nested chain prints with brackets. */
export interface Logical {
  readonly kind: 'and' | 'or'
  /** Two or more. */
  readonly operands: readonly Expression[]
}

/** `not contains(name,'x')` */
export interface Not {
  readonly kind: 'not'
  readonly operand: Expression
}

/** `add`, `sub`, `mul`, `div`, `mod`, and unary minus. OData, but Dataverse refuses them. */
export type Arithmetic =
  | {
      readonly kind: 'arithmetic'
      readonly operator: 'add' | 'sub' | 'mul' | 'div' | 'mod'
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'negate'; readonly operand: Expression }

/** A built-in function with positional arguments: `contains(name,'x')`. */
export interface MethodCall {
  readonly kind: 'call'
  readonly name: string
  readonly arguments: readonly Expression[]
}

/** A Dataverse query function: `t/Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=7)`. */
export interface QueryFunctionCall {
  readonly kind: 'queryFunction'
  /** What stands before the function: a lambda variable or navigation path; empty for the row itself. */
  readonly path: readonly string[]
  /** Qualified name, `Microsoft.Dynamics.CRM.LastXDays`. */
  readonly name: string
  readonly arguments: readonly NamedArgument[]
}

/** `PropertyName='createdon'` */
export interface NamedArgument {
  readonly name: string
  readonly value: Literal | JsonLiteral | ParameterAlias
}

/** `Account_Tasks/any(t:t/statecode eq 0)`, `Account_Tasks/any()`. */
export interface Lambda {
  readonly kind: 'lambda'
  readonly operator: 'any' | 'all'
  /** The collection-valued navigation property, with what leads to it. */
  readonly path: readonly string[]
  /** Absent in `any()`. */
  readonly variable?: string
  readonly predicate?: Expression
}
