import { type EntityDefinitions, isEntityDefinitionsError, readEntityDefinitions } from '@dynamics-kit/odata'
import { badPayload, type Fault, validation } from '../../fault.ts'
import { isObject } from '../../write/payload.ts'

export type JsonBody = Readonly<Record<string, unknown>>

/** The body of a metadata request. @throws Fault 400 for anything but an object */
export function requireBody(body: unknown, set: string): JsonBody {
  if (isObject(body)) return body
  throw badPayload(set, 'Microsoft.OData.ODataException: The body of the request has to be an object.')
}

export const invalid = (message: string): Fault => validation('0x80040203', message)

/** `new_BankAccount`: a publisher's prefix, then a name. */
const customName = /^[A-Za-z][A-Za-z0-9]{1,7}_[A-Za-z][A-Za-z0-9_]*$/

/** The schema name in a body, as what somebody creates needs it. @throws Fault 400 */
export function requireSchemaName(body: JsonBody, what: string, member = 'SchemaName'): string {
  const name = body[member]
  if (typeof name !== 'string' || name === '') throw invalid(`${what} needs a ${member}.`)
  if (!customName.test(name)) {
    throw invalid(`The ${member} '${name}' of ${what} has to begin with the customization prefix of a publisher.`)
  }
  return name
}

/** Reads a body as the definition it is. @throws Fault 400 for members that hold another kind of value than their type */
export function readBody(body: unknown, table: string): EntityDefinitions {
  try {
    return readEntityDefinitions(body, { table })
  } catch (error) {
    if (isEntityDefinitionsError(error)) throw badPayload(table, `Microsoft.OData.ODataException: ${error.message}`)
    throw error
  }
}
