import { validation } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { isObject } from '../write/payload.ts'
import type { Definition } from './definition.ts'
import { membersOf } from './metadata-type.ts'

/** `MetadataConditionOperator`, in the order of its values: conditions may name an operator or count it. */
const operators = ['Equals', 'NotEquals', 'In', 'NotIn', 'GreaterThan', 'LessThan'] as const

type Operator = (typeof operators)[number]

/**
 * `MetadataFilterExpression`: `{ "FilterOperator": "Or", "Conditions": [{ "PropertyName": "LogicalName",
 * "ConditionOperator": "Equals", "Value": { "Type": "System.String", "Value": "account" } }], "Filters": [] }`.
 *
 * @throws Fault 400 for what is none
 */
export function compileCriteria(criteria: unknown, type: string): (definition: Definition) => boolean {
  if (criteria === undefined || criteria === null) return () => true
  if (!isObject(criteria)) throw invalid('Criteria')
  const conditions = list(criteria['Conditions'], 'Conditions').map((one) => compileCondition(one, type))
  const filters = list(criteria['Filters'], 'Filters').map((one) => compileCriteria(one, type))
  const all = [...conditions, ...filters]
  if (all.length === 0) return () => true
  const isOr = criteria['FilterOperator'] === 'Or' || criteria['FilterOperator'] === 1
  return isOr
    ? (definition) => all.some((matches) => matches(definition))
    : (definition) => all.every((matches) => matches(definition))
}

function compileCondition(condition: unknown, type: string): (definition: Definition) => boolean {
  if (!isObject(condition)) throw invalid('Conditions')
  const name = condition['PropertyName']
  const kind = typeof name === 'string' ? membersOf(type).get(name) : undefined
  if (typeof name !== 'string' || kind === undefined) {
    throw validation('0x80040203', `${String(name)} is not a property of ${type}.`)
  }
  if (kind === 'label' || kind === 'complex' || name === 'SourceType') {
    throw validation('0x80040203', `Conditions on the property ${name} of ${type} are not supported.`)
  }
  const operator = operatorOf(condition['ConditionOperator'])
  const wanted = readValues(condition['Value'])
  return (definition) => compare(valueOf(definition, name), wanted, operator)
}

function operatorOf(value: unknown): Operator {
  const found = operators.find((name, index) => name === value || String(index) === String(value))
  if (found) return found
  throw invalid('ConditionOperator')
}

/** `Object`: the .NET type of a value, and the value as text. A list is JSON, in single quotes as often as not. */
function readValues(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [null]
  if (!isObject(value)) throw invalid('Value')
  const { Type: type, Value: content } = value
  if (typeof type !== 'string') throw invalid('Value.Type')
  if (type.endsWith('[]')) {
    const items = typeof content === 'string' ? parseList(content) : content
    if (!Array.isArray(items)) throw invalid('Value.Value')
    return items.map((item) => readValue(type.slice(0, -2), item))
  }
  return [readValue(type, content)]
}

function parseList(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll("'", '"'))
  } catch {
    throw invalid('Value.Value')
  }
}

function readValue(type: string, content: unknown): unknown {
  if (content === null || content === undefined) return null
  const text = String(content)
  switch (type) {
    case 'System.Boolean':
      return text.toLowerCase() === 'true'
    case 'System.Int32':
      return Number(text)
    case 'System.Guid':
      return text.toLowerCase()
    case 'System.String':
    case 'System.DateTime':
      return text
    default:
      if (type.startsWith('Microsoft.Xrm.Sdk.')) return text
      throw notModelled('metadata', `conditions with values of type ${type}`)
  }
}

/** Of a managed property or the name of a type, what it holds. */
function valueOf({ members }: Definition, name: string): unknown {
  const value = members[name] ?? null
  return typeof value === 'object' && value !== null && 'Value' in value ? value.Value : value
}

function compare(found: unknown, wanted: readonly unknown[], operator: Operator): boolean {
  const [first] = wanted
  switch (operator) {
    case 'Equals':
      return found === first
    case 'NotEquals':
      return found !== first
    case 'In':
      return wanted.includes(found)
    case 'NotIn':
      return !wanted.includes(found)
    case 'GreaterThan':
      return isComparable(found) && isComparable(first) && found > first
    case 'LessThan':
      return isComparable(found) && isComparable(first) && found < first
  }
}

const isComparable = (value: unknown): value is number | string =>
  typeof value === 'number' || typeof value === 'string'

function list(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw invalid(name)
}

const invalid = (name: string) =>
  validation('0x80040203', `The value of ${name} in the query is not a valid metadata expression.`)
