import {
  booleanLiteral,
  dateLiteral,
  dateTimeOffsetLiteral,
  durationLiteral,
  enumLiteral,
  guidLiteral,
  jsonLiteral,
  numberLiteral,
  stringLiteral,
  timeOfDayLiteral,
} from '@dynamics-kit/odata'
import type { Expression, JsonValue, Literal, OperationDefinition, OperationParameter } from '@dynamics-kit/odata'
import { literalOfUntyped } from '../filter/literals.ts'
import { isKeyReference } from '../row/key-reference.ts'
import { rowId } from '../row/row-id.ts'
import { encodeRow, written } from '../write/encode-row.ts'

type Parameter = OperationParameter | undefined
type Definition = OperationDefinition | undefined

const NAMESPACE = 'Microsoft.Dynamics.CRM.'

/** A parameter of an action, as JSON. */
export function bodyValue(operation: Definition, parameter: Parameter, value: unknown, where: string): unknown {
  if (parameter?.collection === true && value !== null) {
    if (!Array.isArray(value)) throw new TypeError(`${where} takes an array.`)
    return value.map((item) => singleBodyValue(operation, parameter, item, where))
  }
  return singleBodyValue(operation, parameter, value, where)
}

function singleBodyValue(operation: Definition, parameter: Parameter, value: unknown, where: string): unknown {
  if (value instanceof Date) return isoText(value, parameter, where)
  if (Array.isArray(value)) {
    return parameter?.kind === 'enum'
      ? value.join(', ')
      : value.map((item) => singleBodyValue(operation, undefined, item, where))
  }
  if (value === null) return null
  if (typeof value !== 'object') {
    const isTyped = parameter !== undefined && HELD_TO_TYPE.has(parameter.kind)
    return written(isTyped ? literalOf(parameter, value, where) : literalOfUntyped(value, where), value, where)
  }
  return operation && parameter?.kind === 'row'
    ? rowValue(operation, parameter, value, where)
    : plainObject(operation, value, where)
}

/** Kinds whose values JSON has as such; of others the service knows more spellings than we do. */
const HELD_TO_TYPE: ReadonlySet<OperationParameter['kind']> = new Set([
  'text',
  'guid',
  'boolean',
  'integer',
  'bigInt',
  'decimal',
  'double',
])

/** Objects within objects: dates as text, references as rows where their table is known. */
function plainObject(operation: Definition, value: object, where: string): unknown {
  const reference = operation && referenceValue(operation, value, where)
  if (reference) return reference
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, singleBodyValue(operation, undefined, member, where)]],
    ),
  )
}

/** `{ "@odata.type": "Microsoft.Dynamics.CRM.letter", "activityid": "…" }`, or a new row of a table (25.2). */
function rowValue(
  operation: OperationDefinition,
  parameter: OperationParameter,
  value: object,
  where: string,
): unknown {
  const reference = referenceValue(operation, value, where)
  if (reference) return reference
  const { '@odata.type': given, ...columns } = value as Readonly<Record<string, unknown>>
  const type = typeof given === 'string' ? given : parameter.type && NAMESPACE + parameter.type
  const table = type === undefined ? undefined : operation.table(type.replace(/^#?Microsoft\.Dynamics\.CRM\./, ''))
  return { ...(type !== undefined && { '@odata.type': type }), ...encodeRow(table, columns) }
}

function referenceValue(operation: OperationDefinition, value: object, where: string): object | undefined {
  // Refused there, in words.
  if (isKeyReference(value)) rowId(value, where)
  if (!('id' in value && 'table' in value) || typeof value.table !== 'string') return undefined
  const address = operation.rowAddress(value.table)
  if (address === undefined)
    throw new TypeError(`${where}: the table ${value.table} was not generated, so its key is not known.`)
  return { '@odata.type': NAMESPACE + value.table, [address.key]: rowId(value, where) }
}

/** A parameter of a function, as the value of an alias. */
export function aliasValue(operation: Definition, parameter: Parameter, value: unknown, where: string): Expression {
  if (parameter === undefined || operation === undefined) return untypedAlias(value, where)
  if (value === null) return literalOfUntyped(null, where)
  if (parameter.collection || parameter.kind === 'complex' || parameter.kind === 'row') {
    return jsonLiteral(addressed(operation, bodyValue(operation, parameter, value, where), value, where))
  }
  return literalOf(parameter, value, where)
}

function untypedAlias(value: unknown, where: string): Expression {
  const isJson = typeof value === 'object' && value !== null && !(value instanceof Date) && !('kind' in value)
  // What is neither a literal nor a date is an object or array of JSON values.
  return isJson
    ? jsonLiteral(bodyValue(undefined, undefined, value, where) as JsonValue)
    : literalOfUntyped(value, where)
}

/** In URLs rows are named by their address: `{'@odata.id':'contacts(…)'}` (25.1). */
function addressed(operation: OperationDefinition, encoded: unknown, value: unknown, where: string): JsonValue {
  if (typeof value === 'object' && value !== null && 'id' in value && 'table' in value) {
    const address = operation.rowAddress(String(value.table))
    if (address) return { '@odata.id': `${address.entitySet}(${rowId(value, where)})` }
  }
  // JSON by construction: bodyValue leaves nothing else.
  return encoded as JsonValue
}

function literalOf({ kind, type }: OperationParameter, value: unknown, where: string): Literal {
  if (kind === 'guid') return guidLiteral(rowId(value, where))
  try {
    switch (kind) {
      case 'text':
        return stringLiteral(value as string)
      case 'boolean':
        return booleanLiteral(value as boolean)
      case 'dateTime':
        return dateTimeOffsetLiteral(value as string | Date)
      case 'dateOnly':
        return dateLiteral(value as string)
      case 'timeOfDay':
        return timeOfDayLiteral(value as string)
      case 'duration':
        return durationLiteral(value as string)
      case 'enum':
        return enumLiteral(`${NAMESPACE}${type ?? ''}`, Array.isArray(value) ? value.join(',') : String(value))
      default:
        return numberLiteral(value as number)
    }
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`${where}: ${error.message}`) : error
  }
}

function isoText(value: Date, parameter: Parameter, where: string): string {
  if (Number.isNaN(value.getTime())) throw new TypeError(`${where} was given an invalid Date.`)
  return parameter?.kind === 'dateOnly' ? value.toISOString().slice(0, 10) : value.toISOString()
}
