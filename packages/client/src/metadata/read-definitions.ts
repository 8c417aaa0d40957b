import { joinEntityDefinitions } from '@dynamics-kit/odata'
import type { DefinedTable } from '@dynamics-kit/odata'
import { createError } from '../errors/create-error.ts'
import { withEnd } from '../operation/with-end.ts'
import type { OperationOptions } from '../query/query.ts'
import { choicePath, tablePath } from './definition-path.ts'
import type { DefinitionRequests } from './definition-requests.ts'
import type { Metadata } from './metadata.ts'

type Reads = Pick<Metadata, 'tables' | 'table' | 'columns' | 'keys' | 'relationships' | 'choices' | 'choice'>

/** Types of columns whose options have to be asked for apart (32.2). */
const WITH_OPTIONS = ['Picklist', 'MultiSelectPicklist', 'State', 'Status', 'Boolean']

/** Reads definitions. */
export function definitionReads({ read }: DefinitionRequests): Reads {
  async function table(name: string, given: OperationOptions = {}): Promise<DefinedTable> {
    const options = withEnd(given)
    const path = tablePath(name)
    const casts = WITH_OPTIONS.map(
      (type) =>
        `${path}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName,AttributeType&$expand=OptionSet`,
    )
    const answers = await Promise.all(
      [`${path}?$expand=Attributes,Keys`, ...casts].map((each) => read(each, options, name)),
    )
    const found = joinEntityDefinitions(answers).tables.get(name)
    if (found === undefined) throw missing(path)
    return found
  }

  return {
    async tables(options: OperationOptions = {}) {
      return [...(await read('EntityDefinitions', options)).tables.values()]
    },
    table,
    async columns(name: string, options?: OperationOptions) {
      return [...(await table(name, options)).attributes.values()]
    },
    async keys(name: string, options: OperationOptions = {}) {
      const { tables } = await read(`${tablePath(name)}/Keys`, options, name)
      return [...(tables.get(name)?.keys.values() ?? [])]
    },
    async relationships(name: string, options: OperationOptions = {}) {
      const path = `${tablePath(name)}?$select=LogicalName&$expand=OneToManyRelationships,ManyToOneRelationships,ManyToManyRelationships`
      return [...(await read(path, options)).relationships.values()]
    },
    async choices(options: OperationOptions = {}) {
      return [...(await read('GlobalOptionSetDefinitions', options)).globalOptionSets.values()]
    },
    async choice(name: string, options: OperationOptions = {}) {
      const path = choicePath(name)
      const [found] = (await read(path, options)).globalOptionSets.values()
      if (found === undefined) throw missing(path)
      return found
    },
  }
}

function missing(path: string) {
  return createError({ code: 'not-found', problem: 'there is no such definition', method: 'GET', path, step: 4 })
}
