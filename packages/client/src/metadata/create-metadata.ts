import { isGuid, joinEntityDefinitions, readEntityDefinitions } from '@dynamics-kit/odata'
import type { DefinedTable, EntityDefinitions } from '@dynamics-kit/odata'
import { createError } from '../errors/create-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { signalOf, withEnd } from '../operation/request-parts.ts'
import type { OperationOptions } from '../query/query.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import { definitionBodies, nameOf } from './definition-body.ts'
import type { DefinitionBodies } from './definition-body.ts'
import type { ColumnChanges, Metadata, MetadataOptions, OptionsOf, TableChanges } from './metadata.ts'
import type { LabelText } from './new-definition.ts'

/** English, of the United States. */
const DEFAULT_LANGUAGE = 1033

/** Types of columns whose options have to be asked for apart (32.2). */
const WITH_OPTIONS = ['Picklist', 'MultiSelectPicklist', 'State', 'Status', 'Boolean']

function bodies({ language = DEFAULT_LANGUAGE }: MetadataOptions): DefinitionBodies {
  return definitionBodies(language)
}

/** Reads and writes definitions with `send`. */
export function createMetadata(send: Send): Metadata {
  const get = async (path: string, options: OperationOptions): Promise<ServiceResponse> =>
    send({ method: 'GET', path, ...signalOf(options) })
  const read = async (path: string, options: OperationOptions, name?: string): Promise<EntityDefinitions> =>
    readEntityDefinitions((await get(path, options)).body, name === undefined ? {} : { table: name })
  const create = async (path: string, body: object, options: OperationOptions): Promise<string> => {
    const request = { method: 'POST', path, body, ...signalOf(options) }
    return metadataId(request, await send(request))
  }
  const post = async (name: string, body: object, options: OperationOptions): Promise<RawRow> => {
    const { body: answer } = await send({ method: 'POST', path: name, body, ...signalOf(options) })
    return isRawRow(answer) ? answer : {}
  }
  const remove = async (path: string, options: OperationOptions): Promise<void> => {
    await send({ method: 'DELETE', path, ...signalOf(options) })
  }
  /** Reads a definition, changes it, and writes it back as a whole: there is no PATCH (32.4). */
  const change = async (path: string, changed: object, options: OperationOptions): Promise<void> => {
    const reading = { method: 'GET', path, headers: { Consistency: 'Strong' }, ...signalOf(options) }
    const { body, status } = await send(reading)
    if (!isRawRow(body)) throw unreadable(reading, status, 'the answer is no definition')
    const { '@odata.context': _, ...definition } = body
    await send({
      method: 'PUT',
      path,
      headers: { 'MSCRM.MergeLabels': 'true' },
      body: { ...definition, ...changed },
      ...signalOf(options),
    })
  }

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

  return Object.freeze({
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

    createTable: async (given, options = {}) => create('EntityDefinitions', bodies(options).table(given), options),
    updateTable: async (name: string, changes: TableChanges, options: MetadataOptions = {}) =>
      change(tablePath(name), tableChanges(changes, bodies(options).label), withEnd(options)),
    deleteTable: async (name: string, options: OperationOptions = {}) => remove(tablePath(name), options),

    createColumn: async (name, column, options = {}) =>
      create(`${tablePath(name)}/Attributes`, bodies(options).column(column), options),
    async updateColumn(name: string, column: string, changes: ColumnChanges, given: MetadataOptions = {}) {
      const options = withEnd(given)
      const path = columnPath(name, column)
      const request = { method: 'GET', path: `${path}?$select=AttributeType`, ...signalOf(options) }
      const { body, status } = await send(request)
      const type = isRawRow(body) ? /Microsoft\.Dynamics\.CRM\.\w+$/.exec(String(body['@odata.type']))?.[0] : undefined
      if (type === undefined) throw unreadable(request, status, 'the answer does not tell the type of the column')
      await change(`${path}/${type}`, columnChanges(changes, bodies(options)), options)
    },
    deleteColumn: async (name: string, column: string, options: OperationOptions = {}) =>
      remove(columnPath(name, column), options),

    createLookup: async (lookup, options = {}) =>
      create('RelationshipDefinitions', bodies(options).lookup(lookup), options),
    createManyToMany: async (relationship, options = {}) =>
      create('RelationshipDefinitions', bodies(options).manyToMany(relationship), options),
    deleteRelationship: async (schemaName: string, options: OperationOptions = {}) =>
      remove(`RelationshipDefinitions(SchemaName='${nameOf(schemaName)}')`, options),

    createKey: async (name, key, options = {}) => create(`${tablePath(name)}/Keys`, bodies(options).key(key), options),
    deleteKey: async (name: string, key: string, options: OperationOptions = {}) =>
      remove(`${tablePath(name)}/Keys(LogicalName='${nameOf(key)}')`, options),

    createChoice: async (choice, options = {}) =>
      create('GlobalOptionSetDefinitions', bodies(options).choice(choice), options),
    deleteChoice: async (name: string, options: OperationOptions = {}) => remove(choicePath(name), options),
    async insertOption(to, { value, label, color }, options = {}) {
      const answer = await post(
        'InsertOptionValue',
        {
          ...optionsOf(to),
          ...(value !== undefined && { Value: value }),
          Label: bodies(options).label(label),
          ...(color !== undefined && { Color: color }),
        },
        options,
      )
      return Number(answer['NewOptionValue'])
    },
    async updateOption(of: OptionsOf, value: number, label: LabelText, options: MetadataOptions = {}) {
      const body = { ...optionsOf(of), Value: value, Label: bodies(options).label(label), MergeLabels: true }
      await post('UpdateOptionValue', body, options)
    },
    async deleteOption(of: OptionsOf, value: number, options: OperationOptions = {}) {
      await post('DeleteOptionValue', { ...optionsOf(of), Value: value }, options)
    },
    async orderOptions(of: OptionsOf, values: readonly number[], options: OperationOptions = {}) {
      await post('OrderOption', { ...optionsOf(of), Values: values }, options)
    },

    async publish(tables?: readonly string[], options: OperationOptions = {}) {
      if (tables === undefined) return void (await post('PublishAllXml', {}, options))
      const entities = tables.map((name) => `<entity>${nameOf(name)}</entity>`).join('')
      const ParameterXml = `<importexportxml><entities>${entities}</entities></importexportxml>`
      return void (await post('PublishXml', { ParameterXml }, options))
    },
  } satisfies Metadata)
}

/** By logical name, or by `MetadataId`. */
function tablePath(name: string): string {
  if (isGuid(name)) return `EntityDefinitions(${name})`
  return `EntityDefinitions(LogicalName='${nameOf(name)}')`
}

function columnPath(table: string, column: string): string {
  return `${tablePath(table)}/Attributes(LogicalName='${nameOf(column)}')`
}

function choicePath(name: string): string {
  return `GlobalOptionSetDefinitions(Name='${nameOf(name)}')`
}

function optionsOf(of: OptionsOf): object {
  return 'choice' in of
    ? { OptionSetName: nameOf(of.choice) }
    : { EntityLogicalName: nameOf(of.table), AttributeLogicalName: nameOf(of.column) }
}

function tableChanges(
  { label, collectionLabel, description, changeTracking }: TableChanges,
  labelOf: (text: LabelText) => object,
): object {
  return {
    ...(label !== undefined && { DisplayName: labelOf(label) }),
    ...(collectionLabel !== undefined && { DisplayCollectionName: labelOf(collectionLabel) }),
    ...(description !== undefined && { Description: labelOf(description) }),
    ...(changeTracking !== undefined && { ChangeTrackingEnabled: changeTracking }),
  }
}

function columnChanges(
  { label, description, required, maxLength, min, max }: ColumnChanges,
  made: DefinitionBodies,
): object {
  return {
    ...(label !== undefined && { DisplayName: made.label(label) }),
    ...(description !== undefined && { Description: made.label(description) }),
    ...(required !== undefined && { RequiredLevel: made.requiredLevel(required) }),
    ...(maxLength !== undefined && { MaxLength: maxLength }),
    ...(min !== undefined && { MinValue: min }),
    ...(max !== undefined && { MaxValue: max }),
  }
}

/** The last id of `OData-EntityId: …/EntityDefinitions(…)/Attributes(…)`. */
function metadataId(request: ServiceRequest, { status, headers }: ServiceResponse): string {
  const id = /\(([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\)$/i.exec(headers.get('OData-EntityId') ?? '')?.[1]
  if (id === undefined) throw unreadable(request, status, 'it was created, but OData-EntityId does not name it')
  return id.toLowerCase()
}

function missing(path: string) {
  return createError({ code: 'not-found', problem: 'there is no such definition', method: 'GET', path, step: 4 })
}
