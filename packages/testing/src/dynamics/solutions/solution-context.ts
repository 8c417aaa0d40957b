import { validation } from '../fault.ts'
import type { Exchange } from '../exchange.ts'
import type { Organization } from '../organization.ts'
import type { Answer } from '../response/answer.ts'
import type { Row } from '../store/row.ts'
import { insertSystemRow } from '../write/system-row.ts'

/**
 * The solution that `MSCRM.SolutionUniqueName` or a parameter `SolutionUniqueName` names.
 *
 * @throws Fault 400 when it is not there, or nothing can be added to it
 */
export function solutionNamed({ store }: Organization, given: unknown): Row | undefined {
  const name = typeof given === 'string' ? given.trim() : ''
  if (name === '') return undefined
  const found = store
    .table('solution')
    .rows()
    .find((row) => String(row['uniquename']).toLowerCase() === name.toLowerCase())
  if (!found) throw validation('0x80048033', `The solution with the unique name '${name}' was not found.`)
  if (found['ismanaged'] === true) {
    throw validation('0x80048004', `The solution '${name}' is managed: nothing can be added to it.`)
  }
  return found
}

/** `componenttype` of what has a definition or is a row of a table of components. */
const componentTypes: readonly (readonly [path: RegExp, type: number])[] = [
  [/\/EntityDefinitions\([^)]*\)\/Attributes\(([0-9a-f-]{36})\)$/, 2],
  [/\/EntityDefinitions\([^)]*\)\/Keys\(([0-9a-f-]{36})\)$/, 14],
  [/\/EntityDefinitions\(([0-9a-f-]{36})\)$/, 1],
  [/\/GlobalOptionSetDefinitions\(([0-9a-f-]{36})\)$/, 9],
  [/\/RelationshipDefinitions\(([0-9a-f-]{36})\)$/, 10],
  [/\/roles\(([0-9a-f-]{36})\)$/, 20],
  [/\/savedqueries\(([0-9a-f-]{36})\)$/, 26],
  [/\/workflows\(([0-9a-f-]{36})\)$/, 29],
  [/\/connectionroles\(([0-9a-f-]{36})\)$/, 63],
  [/\/fieldsecurityprofiles\(([0-9a-f-]{36})\)$/, 70],
  [/\/environmentvariabledefinitions\(([0-9a-f-]{36})\)$/, 380],
  [/\/environmentvariablevalues\(([0-9a-f-]{36})\)$/, 381],
  [/\/customapis\(([0-9a-f-]{36})\)$/, 10_024],
]

/** `componenttype` of the parts of definitions. */
export const componentType = { table: 1, column: 2, optionSet: 9, relationship: 10, key: 14 } as const

/** Adds what a request made, and says the address of, to the solution that it was made in. */
export function addToSolution(exchange: Exchange, solution: Row | undefined, answer: Answer): void {
  const address = answer.headers['OData-EntityId'] ?? answer.headers['Location']
  if (!solution || address === undefined || answer.status >= 300) return
  for (const [path, type] of componentTypes) {
    const id = path.exec(address)?.[1]
    if (id !== undefined) return addComponent(exchange, solution, id, type)
  }
}

/** Once in each solution. */
export function addComponent(exchange: Exchange, solution: Row | undefined, id: string, type: number): void {
  if (!solution) return
  const components = exchange.organization.store.table('solutioncomponent').where('objectid', id)
  if (components.some((row) => row['_solutionid_value'] === solution['solutionid'])) return
  insertSystemRow(exchange, 'solutioncomponent', {
    objectid: id,
    componenttype: type,
    rootcomponentbehavior: 0,
    _solutionid_value: solution['solutionid'] ?? null,
    '_solutionid_value@type': 'solution',
  })
}
