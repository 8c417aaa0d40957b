import type { Expression, ODataUri } from '@dynamics-kit/odata'
import { NotModelledError } from '../world/not-modelled.ts'
import { DiscoveryError } from './discovery-error.ts'
import { INSTANCE_PROPERTIES, type Instance } from './instance.ts'

/**
 * Rows of `Instances` that a request asks for: by key, filtered, with the properties selected. A key, too, is answered with an
 * array.
 *
 * @throws {DiscoveryError} 404 for another set, 400 for what is no property.
 * @throws {NotModelledError} For options and operators that the service is not known to take.
 */
export function queryInstances({ path, options }: ODataUri, all: readonly Instance[]): readonly Instance[] {
  const [set, ...rest] = path
  if (set?.name !== 'Instances' || rest.length > 0) {
    throw new DiscoveryError(404, `Resource not found for the segment '${rest.at(-1)?.name ?? set?.name ?? ''}'.`)
  }
  const { select, filter, custom = [], aliases: _, ...others } = options
  for (const name of [...Object.keys(others), ...custom.map(([given]) => given)]) {
    if (name !== '$format') throw new NotModelledError(`${name} in global discovery`)
  }
  select?.forEach(checkProperty)
  if (filter) check(filter)
  const rows = all.filter((row) => isKeyOf(set.arguments, row) && (!filter || evaluate(filter, row) === true))
  if (!select || select.includes('*')) return rows
  return rows.map((row) => Object.fromEntries(select.map((name) => [name, row[name] ?? null])))
}

/** `Instances(55555555-…)` and `Instances(UniqueName='contoso')`. */
function isKeyOf(key: ODataUri['path'][number]['arguments'], row: Instance): boolean {
  if (!key) return true
  const [part, ...more] = key
  const name = part?.name ?? 'Id'
  const literal = part?.value
  if (more.length > 0 || literal?.kind !== 'literal' || (name !== 'Id' && name !== 'UniqueName')) {
    throw new DiscoveryError(400, 'The key in the request is none of an instance.')
  }
  return name === 'Id' ? row['Id'] === String(literal.value).toLowerCase() : row[name] === literal.value
}

function checkProperty(name: string): void {
  if (name === '*' || INSTANCE_PROPERTIES.has(name)) return
  // In the service's own examples, and in no list of its properties.
  if (name === 'Type') throw new NotModelledError('the property Type in global discovery')
  throw new DiscoveryError(
    400,
    `Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.Discovery.Instance'.`,
  )
}

const FUNCTIONS: ReadonlySet<string> = new Set(['contains', 'startswith', 'endswith'])

function check(node: Expression): void {
  switch (node.kind) {
    case 'literal':
      return
    case 'path':
      if (node.segments.length > 1) throw new NotModelledError(`$filter by ${node.segments.join('/')}`)
      return checkProperty(node.segments[0] ?? '')
    case 'and':
    case 'or':
      return node.operands.forEach(check)
    case 'not':
      return check(node.operand)
    case 'comparison':
      if (node.operator === 'has') throw new NotModelledError('has in $filter of global discovery')
      check(node.left)
      return check(node.right)
    case 'call':
      if (!FUNCTIONS.has(node.name)) throw new NotModelledError(`${node.name} in $filter of global discovery`)
      return node.arguments.forEach(check)
    default:
      throw new NotModelledError(`'${node.kind}' in $filter of global discovery`)
  }
}

function evaluate(node: Expression, row: Instance): unknown {
  switch (node.kind) {
    case 'literal':
      if (node.type === 'number') return Number(node.value)
      return node.type === 'guid' ? node.value.toLowerCase() : node.value
    case 'path':
      return row[node.segments[0] ?? '']
    case 'and':
      return node.operands.every((operand) => evaluate(operand, row) === true)
    case 'or':
      return node.operands.some((operand) => evaluate(operand, row) === true)
    case 'not':
      return evaluate(node.operand, row) !== true
    case 'comparison':
      return compare(node.operator, evaluate(node.left, row), evaluate(node.right, row))
    case 'call': {
      const [text, part] = node.arguments.map((argument) => evaluate(argument, row))
      if (typeof text !== 'string' || typeof part !== 'string') return false
      if (node.name === 'contains') return text.includes(part)
      return node.name === 'startswith' ? text.startsWith(part) : text.endsWith(part)
    }
    default:
      // `check` lets nothing else through.
      throw new NotModelledError(`'${node.kind}' in $filter of global discovery`)
  }
}

/** Text compares with regard to case, unlike in the Web API. */
function compare(operator: string, left: unknown, right: unknown): boolean {
  if (operator === 'eq') return left === right
  if (operator === 'ne') return left !== right
  if (!isOrdered(left) || !isOrdered(right)) return false
  if (operator === 'gt') return left > right
  if (operator === 'ge') return left >= right
  return operator === 'lt' ? left < right : left <= right
}

function isOrdered(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}
