/**
 * A primitive value as it stands in an OData URL (OData 4.0 ABNF, `primitiveLiteral`).
 *
 * The kind is the lexical one, because a URL does not say more: `10` may be an `Edm.Int32` or an `Edm.Decimal`; the
 * declared type of the column decides. Numbers, dates and durations keep their text, so no digit is lost.
 */
export type Literal =
  | { readonly kind: 'literal'; readonly type: 'null'; readonly value: null }
  | { readonly kind: 'literal'; readonly type: 'boolean'; readonly value: boolean }
  | { readonly kind: 'literal'; readonly type: TextLiteralType; readonly value: string }
  /** `Microsoft.Dynamics.CRM.EndpointAccessType'Default'`; `enumType` is the qualified type name. */
  | { readonly kind: 'literal'; readonly type: 'enum'; readonly enumType: string; readonly value: string }

/** Literal types whose value is kept as text: `string` unquoted and unescaped, the others as spelled on the wire. */
export type TextLiteralType =
  | 'string'
  | 'number'
  | 'guid'
  | 'date'
  | 'dateTimeOffset'
  | 'timeOfDay'
  | 'duration'
  | 'binary'

/** A JSON array or object given as an argument or alias value, such as `["1","2"]` or `{'@odata.id':'accounts(…)'}`. */
export interface JsonLiteral {
  readonly kind: 'json'
  readonly value: JsonValue
}

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

/** A parameter alias such as `@p1` (OData URL Conventions 5.1.1.13); `name` has no `@`. */
export interface ParameterAlias {
  readonly kind: 'alias'
  readonly name: string
}
