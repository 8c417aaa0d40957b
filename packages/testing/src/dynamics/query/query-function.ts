import { type NamedArgument, type QueryFunctionCall, queryFunctions } from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { cellTest } from './cell-test.ts'
import { type Names, pathCondition, resolvePath, resolveStart, walk } from './column-path.ts'
import type { Condition } from './condition.ts'
import { hierarchyTest } from './hierarchy.ts'
import { type Aliases, unaliased } from './parameter-alias.ts'
import type { Predicate } from './scan.ts'

const prefix = 'Microsoft.Dynamics.CRM.'

/** Compiles `Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=["a"])` and its like. */
export function compileQueryFunction(
  names: Names,
  call: QueryFunctionCall,
  aliases: Aliases,
  describe: () => string,
): Condition {
  const name = call.name.startsWith(prefix) ? call.name.slice(prefix.length) : call.name
  const parameters = new Map(call.arguments.map((argument) => [argument.name, plainValue(argument.value, aliases)]))
  const propertyName = parameters.get('PropertyName')
  if (typeof propertyName !== 'string') throw badQuery(`The function '${name}' needs the parameter 'PropertyName'.`)
  const path = [...call.path, ...propertyName.split('/')]
  // Both spellings are met: `_ownerid_value` and the attribute's own name, `ownerid`.
  const found = resolvePath(names, path, (owner, last) => owner.columns.get(last) ?? owner.attributes.get(last))
  const { column, table } = found
  if (name === 'Contains') throw notModelled('fullText', name)
  const values = valuesOf(name, parameters)
  const hierarchy = hierarchyTest(name, table, column, values[0] ?? '', badQuery)
  if (hierarchy) {
    const start = resolveStart(names, call.path)
    const { row } = walk(names.schema, start.table, start.row, start.rest)
    const isPlaced: Predicate = (scope, scan) => {
      const placed = row(scope, scan)
      return placed !== undefined && hierarchy(String(placed[table.key]), scan)
    }
    const cells = [{ name: found.text, get: found.get }]
    return { kind: 'other', test: isPlaced, index: found.index, describe, looksAt: { kind: 'cells', cells } }
  }
  const test = cellTest(name, column, values, badQuery)
  if (!test) throw badQuery(`The function '${prefix}${name}' is not a query function.`)
  return pathCondition(found, test, describe)
}

type Parameters = ReadonlyMap<string, unknown>

/** The values of a function's parameters, in the order that it declares them. */
function valuesOf(name: string, parameters: Parameters): readonly string[] {
  const declared = queryFunctions.get(name)
  if (!declared) throw badQuery(`The function '${prefix}${name}' is not a query function.`)
  return declared.parameters.flatMap(({ name: parameter, type }) => {
    const value = parameters.get(parameter)
    if (type === 'Collection(Edm.String)') {
      if (Array.isArray(value)) return value.map(String)
    } else if (typeof value === 'string' || typeof value === 'number') return [String(value)]
    throw badQuery(`The function '${name}' needs the parameter '${parameter}'.`)
  })
}

function plainValue(value: NamedArgument['value'], aliases: Aliases): unknown {
  const plain = unaliased(value, aliases)
  if (plain?.kind === 'literal' || plain?.kind === 'json') return plain.value
  return plain?.kind === 'path' ? plain.segments.join('/') : null
}
