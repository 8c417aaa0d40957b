import { requireRight } from '../access/require-access.ts'
import { Fault, validation } from '../fault.ts'
import { findMap, mappedBody } from '../mappings/mapped-body.ts'
import { json } from '../response/answer.ts'
import type { Column } from '../schema/table.ts'
import type { OperationHandler } from './invocation.ts'
import { entityParameter } from './entity-parameter.ts'

/** By `TargetFieldType`, by name and number: which columns of the new row. */
const fieldTypes: ReadonlyMap<string, (column: Column) => boolean> = new Map([
  ['All', () => true],
  ['ValidForCreate', ({ readOnly, metadata }: Column) => !readOnly && metadata?.isValidForCreate !== false],
  ['ValidForUpdate', ({ readOnly, metadata }: Column) => !readOnly && metadata?.isValidForUpdate !== false],
  ['ValidForRead', ({ metadata }: Column) => metadata?.isValidForRead !== false],
])

/**
 * `InitializeFrom`: what a row begins with that is made from another, to be changed and sent as a create.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#create-a-new-record-from-another
 */
export const initializeFrom: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const source = entityParameter(exchange, parameters['EntityMoniker'])
    const name = String(parameters['TargetEntityName'])
    const target = exchange.organization.schema.table(name)
    if (!target) throw new Fault(404, '0x80060888', `Could not find an entity with name ${name}.`)
    const asked = String(parameters['TargetFieldType'] ?? 'All')
    const types = [...fieldTypes.keys()]
    const takes = fieldTypes.get(asked) ?? fieldTypes.get(types[Number(asked)] ?? '')
    if (!takes) throw validation('0x80040203', `'${asked}' is no TargetFieldType; there are ${types.join(', ')}.`)
    requireRight(exchange, 'Read', source.table, source.row)
    if (!findMap(exchange, source.table.name, target.name))
      throw validation('0x80040203', `There is no mapping from ${source.table.name} to ${target.name}.`)
    return json({
      '@odata.context': `${exchange.root}/$metadata#${target.set ?? target.name}/$entity`,
      '@odata.type': `#${target.qualifiedName}`,
      ...mappedBody(exchange, source, target, takes),
    })
  },
}
