import { joinEntityDefinitions } from '@dynamics-kit/odata'
import type { ChoiceOption, DefinedAttribute, DefinedTable } from '@dynamics-kit/odata'
import { createError } from '../errors/create-error.ts'
import { withEnd } from '../operation/with-end.ts'
import type { OperationOptions } from '../query/query.ts'
import { choicePath, columnPath, placeOfOptions, relationshipPath, tablePath } from './definition-path.ts'
import type { DefinitionRequests } from './definition-requests.ts'
import type { Metadata, OptionsOf } from './metadata.ts'
import { optionsOfColumn, typeOf, withOptionsOf, WITH_OPTIONS } from './read-options.ts'

type Reads = Pick<
  Metadata,
  | 'tables'
  | 'table'
  | 'column'
  | 'columns'
  | 'keys'
  | 'relationship'
  | 'relationships'
  | 'choices'
  | 'choice'
  | 'options'
>

/** What is read of each table where all are read; the service has several times as much of them. */
const OF_TABLES = [
  'LogicalName,SchemaName,EntitySetName,LogicalCollectionName,ObjectTypeCode,OwnershipType,TableType',
  'PrimaryIdAttribute,PrimaryNameAttribute,PrimaryImageAttribute,DisplayName,DisplayCollectionName,Description',
  'IsActivity,IsIntersect,IsCustomEntity,IsManaged,IsOptimisticConcurrencyEnabled,ChangeTrackingEnabled',
].join(',')

/** Reads definitions. */
export function definitionReads({ read }: DefinitionRequests): Reads {
  async function table(name: string, given: OperationOptions = {}): Promise<DefinedTable> {
    const options = withEnd(given)
    const path = tablePath(name)
    const casts = WITH_OPTIONS.map((type) => withOptionsOf(type, `${path}/Attributes`))
    const answers = await Promise.all(
      [`${path}?$expand=Attributes,Keys`, ...casts].map((each) => read(each, options, name)),
    )
    const found = joinEntityDefinitions(answers).tables.get(name)
    if (found === undefined) throw missing(path)
    return found
  }

  async function columnOf(of: string, name: string, given: OperationOptions = {}): Promise<DefinedAttribute> {
    const options = withEnd(given)
    const path = columnPath(of, name)
    const first = await read(path, options, of)
    const [found] = first.tables.get(of)?.attributes.values() ?? []
    if (found === undefined) throw missing(path)
    const type = typeOf(found)
    if (!WITH_OPTIONS.includes(type)) return found
    const joined = joinEntityDefinitions([first, await read(withOptionsOf(type, path), options, of)])
    return joined.tables.get(of)?.attributes.get(found.logicalName) ?? found
  }

  async function choice(name: string, options: OperationOptions = {}) {
    const path = choicePath(name)
    const [found] = (await read(path, options)).globalOptionSets.values()
    if (found === undefined) throw missing(path)
    return found
  }

  return {
    async options(given: OptionsOf, options: OperationOptions = {}): Promise<readonly ChoiceOption[]> {
      const of = placeOfOptions(given)
      if ('choice' in of) return (await choice(of.choice, options)).options ?? []
      return optionsOfColumn(read, of.table, of.column, options)
    },
    async tables(options: OperationOptions = {}) {
      return [...(await read(`EntityDefinitions?$select=${OF_TABLES}`, options)).tables.values()]
    },
    table,
    column: columnOf,
    async columns(name: string, options?: OperationOptions) {
      return [...(await table(name, options)).attributes.values()]
    },
    async keys(name: string, options: OperationOptions = {}) {
      const { tables } = await read(`${tablePath(name)}/Keys`, options, name)
      return [...(tables.get(name)?.keys.values() ?? [])]
    },
    async relationship(schemaName: string, options: OperationOptions = {}) {
      const path = relationshipPath(schemaName)
      const [found] = (await read(path, options)).relationships.values()
      if (found === undefined) throw missing(path)
      return found
    },
    async relationships(name: string, options: OperationOptions = {}) {
      const path = `${tablePath(name)}?$select=LogicalName&$expand=OneToManyRelationships,ManyToOneRelationships,ManyToManyRelationships`
      return [...(await read(path, options)).relationships.values()]
    },
    async choices(options: OperationOptions = {}) {
      return [...(await read('GlobalOptionSetDefinitions', options)).globalOptionSets.values()]
    },
    choice,
  }
}

function missing(path: string) {
  return createError({ code: 'not-found', problem: 'there is no such definition', method: 'GET', path, step: 4 })
}
