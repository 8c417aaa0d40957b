import type { JsonLiteral, JsonValue, Literal, ParameterAlias, TextLiteralType } from '../ast/literal.ts'
import { isQualifiedName } from '../text/identifier.ts'
import { isLiteralText } from './literal-pattern.ts'

/** `null` */
export const nullLiteral: Literal = Object.freeze({ kind: 'literal', type: 'null', value: null })

/**
 * Text in quotes: `stringLiteral("O'Bryan")` prints `'O''Bryan'`.
 *
 * @throws TypeError when the value is no text.
 * @example
 * ```ts
 * import { printExpression, stringLiteral } from '@dynamics-kit/odata'
 *
 * const name = { kind: 'path', segments: ['name'] } as const
 * printExpression({ kind: 'comparison', operator: 'eq', left: name, right: stringLiteral("O'Bryan") }) // "name eq 'O''Bryan'"
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.1.14.1)
 */
export function stringLiteral(value: string): Literal {
  return { kind: 'literal', type: 'string', value: requireText('string', value) }
}

/**
 * A number. Text keeps every digit of a decimal or a 64-bit integer: `numberLiteral('10.50')` prints `10.50`.
 *
 * @throws TypeError when the value is no number or not finite.
 */
export function numberLiteral(value: number | bigint | string): Literal {
  if (typeof value === 'number' && !Number.isFinite(value)) throw notA('number')
  return textLiteral('number', typeof value === 'string' ? value : numberText(value))
}

/** `true` or `false`. @throws TypeError when the value is neither. */
export function booleanLiteral(value: boolean): Literal {
  if (typeof value !== 'boolean') throw notA('boolean')
  return { kind: 'literal', type: 'boolean', value }
}

/** A GUID, which stands without quotes. @throws TypeError when it is none. */
export function guidLiteral(value: string): Literal {
  return textLiteral('guid', value)
}

/**
 * `2024-04-05`. A `Date` gives its day in UTC.
 *
 * @throws TypeError when it has another form, and for an invalid `Date`; whether a month has 30 days the service says.
 */
export function dateLiteral(value: string | Date): Literal {
  return textLiteral('date', value instanceof Date ? isoText(value).slice(0, -'T00:00:00.000Z'.length) : value)
}

/**
 * `2024-04-05T18:30:00Z`. Without an offset Dataverse takes it for UTC.
 *
 * @throws TypeError when it has another form, a day without a time among them, and for an invalid `Date`.
 */
export function dateTimeOffsetLiteral(value: string | Date): Literal {
  return textLiteral('dateTimeOffset', value instanceof Date ? isoText(value) : value)
}

/** `18:30:00`, of 24 hours. @throws TypeError when it is no time of day. */
export function timeOfDayLiteral(value: string): Literal {
  return textLiteral('timeOfDay', value)
}

/**
 * `durationLiteral('P1DT2H')` prints `duration'P1DT2H'`.
 *
 * @throws TypeError when it is no ISO 8601 duration of days, hours, minutes and seconds: OData has no months and years.
 */
export function durationLiteral(value: string): Literal {
  return textLiteral('duration', value)
}

/** `binaryLiteral('T0RhdGE')` prints `binary'T0RhdGE'`; base64url. @throws TypeError when it has other characters. */
export function binaryLiteral(value: string): Literal {
  return textLiteral('binary', value)
}

/**
 * `enumLiteral('Microsoft.Dynamics.CRM.EndpointAccessType', 'Default')` prints
 * `Microsoft.Dynamics.CRM.EndpointAccessType'Default'`.
 *
 * @throws TypeError when the type name is not qualified.
 */
export function enumLiteral(enumType: string, value: string): Literal {
  if (!isQualifiedName(enumType)) throw new TypeError('enumLiteral: the type needs its qualified name.')
  return { kind: 'literal', type: 'enum', enumType, value: requireText('enum', value) }
}

/**
 * A JSON array or object as an argument: `["1","2"]`. Whether it is one is looked at when it is printed.
 *
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.1.14.2)
 */
export function jsonLiteral(value: JsonValue): JsonLiteral {
  return { kind: 'json', value }
}

/**
 * `parameterAlias('p1')` prints `@p1`. Whether it is a name is looked at when it is printed.
 *
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.3)
 */
export function parameterAlias(name: string): ParameterAlias {
  return { kind: 'alias', name }
}

function textLiteral(type: Exclude<TextLiteralType, 'string'>, value: string): Literal {
  if (!isLiteralText(type, requireText(type, value))) throw notA(type)
  return { kind: 'literal', type, value }
}

function requireText(type: string, value: unknown): string {
  if (typeof value !== 'string') throw notA(type)
  return value
}

function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? '0' : String(value)
}

function isoText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new TypeError('The given Date is invalid.')
  // Years past 9999 have a sign and six digits in ISO 8601 text, which OData does not know.
  return date.toISOString().replace(/^\+0*/u, '')
}

function notA(type: string): TypeError {
  return new TypeError(`The given value cannot be written as a literal of type ${type}.`)
}
