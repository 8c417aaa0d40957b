import type { Operation, TypeReference } from '@dynamics-kit/odata'
import { badPayload } from '../fault.ts'
import { parseDateTime } from '../query/date-time.ts'
import { isGuid } from '../query/literal-value.ts'
import { isObject } from '../write/payload.ts'

/**
 * The parameters of an action, as its body has them. An action without parameters may come without a body.
 *
 * @throws Fault 400 for a parameter that the action does not have, and for a primitive value that is not of its type
 */
export function actionParameters({ name, parameters }: Operation, body: unknown): Readonly<Record<string, unknown>> {
  const given = isObject(body) ? body : {}
  for (const [parameter, value] of Object.entries(given)) {
    if (parameter.includes('@')) continue
    const declared = parameters.find((one) => one.name === parameter)
    if (!declared)
      throw unreadable(
        `The parameter '${parameter}' in the request payload is not a valid parameter for the operation '${name}'.`,
      )
    requireType(declared.type, value)
  }
  return given
}

function requireType(type: TypeReference, value: unknown): void {
  if (value === null || value === undefined) return
  const fits = primitives[type.name]
  if (!type.collection) {
    if (fits && !fits(value)) throw unreadable(cannotConvert(value, type.name))
    return
  }
  if (!Array.isArray(value)) throw unreadable(cannotConvert(value, `Collection(${type.name})`))
  const wrong: unknown = fits && value.find((one) => !fits(one))
  if (wrong !== undefined) throw unreadable(cannotConvert(wrong, type.name))
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number'
const isInteger = (value: unknown): boolean => Number.isInteger(value)

/** Whether a JSON value is of a primitive type. */
const primitives: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.Binary': isText,
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.DateTimeOffset': (value) => typeof value === 'string' && parseDateTime(value) !== undefined,
  'Edm.Decimal': isNumber,
  'Edm.Double': isNumber,
  'Edm.Guid': (value) => typeof value === 'string' && isGuid(value),
  'Edm.Int32': isInteger,
  'Edm.Int64': (value) => isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value)),
  'Edm.String': isText,
}

const cannotConvert = (value: unknown, type: string): string =>
  `Cannot convert the literal '${isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)}' to the expected type '${type}'.`

const unreadable = (message: string) => badPayload('', `Microsoft.OData.ODataException: ${message}`)
