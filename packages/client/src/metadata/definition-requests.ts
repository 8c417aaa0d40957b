import { readEntityDefinitions } from '@dynamics-kit/odata'
import type { EntityDefinitions } from '@dynamics-kit/odata'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import { knownOptions, OPERATION } from '../known-options.ts'
import type { OperationOptions } from '../query/query.ts'
import type { MetadataOptions } from './metadata.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'

/** The kinds of requests that definitions take. */
export interface DefinitionRequests {
  read(path: string, options: OperationOptions, table?: string): Promise<EntityDefinitions>
  /** Gives the new definition's id. */
  create(path: string, body: object, options: OperationOptions): Promise<string>
  /** An action of the service. */
  post(name: string, body: object, options: OperationOptions): Promise<RawRow>
  remove(path: string, options: OperationOptions): Promise<void>
  /** Reads a definition, changes it, and writes it back as a whole, there or at another address: there is no PATCH (32.4). */
  change(path: string, changed: Change, options: OperationOptions, at?: (definition: RawRow) => string): Promise<void>
}

/** Members that a definition gets, by themselves or from those that it has. */
type Change = object | ((definition: RawRow) => object)

export function definitionRequests(send: Send): DefinitionRequests {
  return {
    read: async (path, options, table) => {
      const { body } = await send({ method: 'GET', path, ...ended(options) })
      return readEntityDefinitions(body, table === undefined ? {} : { table })
    },
    create: async (path, body, options) => {
      const request = { method: 'POST', path, body, ...ended(options) }
      return metadataId(request, await send(request))
    },
    post: async (name, body, options) => {
      const { body: answer } = await send({ method: 'POST', path: name, body, ...ended(options) })
      return isRawRow(answer) ? answer : {}
    },
    remove: async (path, options) => void (await send({ method: 'DELETE', path, ...ended(options) })),
    change: async (path, changed, options, at = () => path) => {
      const reading = { method: 'GET', path, headers: { Consistency: 'Strong' }, ...ended(options) }
      const { body, status } = await send(reading)
      if (!isRawRow(body)) throw unreadable(reading, status, 'the answer is no definition')
      const { '@odata.context': _, ...definition } = body
      await send({
        method: 'PUT',
        path: at(definition),
        headers: { 'MSCRM.MergeLabels': 'true' },
        body: { ...definition, ...(typeof changed === 'function' ? changed(definition) : changed) },
        ...ended(options),
      })
    },
  }
}

function ended(options: MetadataOptions): Pick<ServiceRequest, 'signal'> {
  knownOptions('metadata', options, { ...OPERATION, language: 1 })
  return signalOf(options)
}

/** The last id of `OData-EntityId: …/EntityDefinitions(…)/Attributes(…)`. */
function metadataId(request: ServiceRequest, { status, headers }: ServiceResponse): string {
  const id = /\(([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\)$/i.exec(headers.get('OData-EntityId') ?? '')?.[1]
  if (id === undefined) throw unreadable(request, status, 'it was created, but OData-EntityId does not name it')
  return id.toLowerCase()
}
