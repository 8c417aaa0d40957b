import type { DynamicsResponse, RequestOptions, WhoAmI } from './client.ts'
import type { BackgroundOptions } from './background/background-operation.ts'
import type { Changes } from './changes/changes.ts'
import { readChanges } from './changes/read-changes.ts'
import type { AnyChangesOptions } from './changes/read-changes.ts'
import { callerOf } from './calm/gate.ts'
import type { Limits } from './calm/governor.ts'
import type { BatchResult } from './batch/batch-item.ts'
import type { BatchOptions } from './batch/send-batch.ts'
import type { FetchXml, TableShape } from '@dynamics-kit/odata'
import { createFetchXmlQuery } from './fetchxml/create-fetch-xml-query.ts'
import type { FetchQuery } from './fetchxml/typed-fetch.ts'
import type { FetchXmlQuery } from './fetchxml/fetch-xml-query.ts'
import { applySettings, withCaller, withSettings } from './http/request-settings.ts'
import type { Caller, ClientSettings, RequestSettings } from './http/request-settings.ts'
import type { Send } from './http/send.ts'
import { anyRequest } from './operation/any-request.ts'
import { lazyMethods } from './lazy.ts'
import type { AnyCallable, AnyTarget } from './operation/call.ts'
import type { Metadata } from './metadata/metadata.ts'
import { namedTable } from './operation/named-table.ts'
import type { AnyTable } from './operation/named-table.ts'
import type { Organization } from './operation/organization.ts'
import { run } from './operation/operation.ts'
import type * as Writes from './operation/writes.ts'
import { retrieve } from './operation/retrieve.ts'
import { relatedRows, retrieveRelated } from './operation/retrieve-related.ts'
import { whoAmI } from './operation/who-am-i.ts'
import { createQuery } from './query/create-query.ts'
import type { QueryBuilder } from './query/create-query.ts'
import type { OperationOptions } from './query/query.ts'
import { rowId } from './row/row-id.ts'
import { withOwnId } from './write/comb-guid.ts'
import { createViewQuery } from './view/create-view-query.ts'
import type { ViewQuery } from './view/view-query.ts'

/** What the operations of a client share. */
export interface OperationsContext {
  readonly serviceRoot: string
  readonly settings: RequestSettings
  /** Sends a request as it is. */
  readonly send: Send
  /** The same, after what a person may be waiting for. */
  readonly bulk: Send
  readonly limits: (caller: string) => Limits
  /** Makes ids of new rows, which rise with time. */
  readonly newId: () => string
}

/** {@link FetchQuery} without its types. */
type AnyFetchQuery = Pick<FetchQuery<TableShape>, 'entitySet' | 'columns' | 'toFetchXml'>

/** The operations of {@link DynamicsClient} without their types; their mistakes reject, as everything else does. */
export interface Operations {
  from(table: AnyTable): QueryBuilder
  fetchXml(table: AnyTable | AnyFetchQuery, fetch?: string | FetchXml): FetchXmlQuery
  fromRelated(table: AnyTable, id: unknown, name: string): QueryBuilder
  savedQuery(table: AnyTable, id: unknown): ViewQuery<unknown>
  userQuery(table: AnyTable, id: unknown): ViewQuery<unknown>
  changes(table: AnyTable, options?: AnyChangesOptions): Changes<unknown>
  retrieve(...given: Parameters<typeof retrieve>): Promise<unknown>
  retrieveRelated(...given: Parameters<typeof retrieveRelated>): Promise<unknown>
  create(...given: Parameters<typeof Writes.create>): Promise<unknown>
  update(...given: Parameters<typeof Writes.update>): Promise<unknown>
  upsert(...given: Parameters<typeof Writes.upsert>): Promise<unknown>
  delete(...given: Parameters<typeof Writes.deleteRow>): Promise<void>
  getValue(...given: Parameters<typeof Writes.getValue>): Promise<unknown>
  setValue(...given: Parameters<typeof Writes.setValue>): Promise<void>
  getRawValue(...given: Parameters<typeof Writes.getRawValue>): Promise<unknown>
  assign(...given: Parameters<typeof Writes.assign>): Promise<void>
  setState(...given: Parameters<typeof Writes.setState>): Promise<void>
  associate(table: AnyTable, id: unknown, name: string, related: unknown, options?: OperationOptions): Promise<void>
  disassociate(...given: Parameters<typeof Writes.disassociate>): Promise<void>
  call(operation: AnyCallable, parameters?: object, options?: OperationOptions): Promise<unknown>
  callOn(target: AnyTarget, operation: AnyCallable, parameters?: object, options?: OperationOptions): Promise<unknown>
  callInBackground(operation: AnyCallable, parameters?: object, options?: BackgroundOptions): Promise<unknown>
  callOnInBackground(
    target: AnyTarget,
    operation: AnyCallable,
    parameters?: object,
    options?: BackgroundOptions,
  ): Promise<unknown>
  backgroundOperation(id: string): object
  merge(...given: Parameters<typeof Writes.merge>): Promise<void>
  batch(build: (builder: object) => unknown, options?: BatchOptions): Promise<BatchResult<unknown>[]>
  batchStream(build: (builder: object) => unknown, options?: BatchOptions): AsyncGenerator<BatchResult<unknown>, void>
  readonly bulk: object
  readonly files: object
  readonly search: object
  readonly metadata: object
  whoAmI(options?: OperationOptions): Promise<WhoAmI>
  retrieveVersion(options?: OperationOptions): Promise<string>
  retrieveCurrentOrganization(options?: OperationOptions): Promise<Organization>
  request(method: string, path: string, options?: RequestOptions): Promise<DynamicsResponse>
  as(caller: Caller): object
  with(settings: ClientSettings): object
}

const METADATA_METHODS =
  `tables table columns keys relationships choices choice createTable updateTable deleteTable createColumn updateColumn
  deleteColumn createLookup createManyToMany deleteRelationship createKey deleteKey createChoice deleteChoice insertOption
  updateOption deleteOption orderOptions publish`.split(/\s+/) as (keyof Metadata)[]

const writes = (): Promise<typeof Writes> => import('./operation/writes.ts')

/** What a client can do. `derive` makes a client with other settings. */
export function createOperations(
  context: OperationsContext,
  derive: (settings: RequestSettings) => object,
): Operations {
  const { serviceRoot, settings, newId } = context
  const send: Send = Object.assign((request: Parameters<Send>[0]) => context.send(applySettings(settings, request)), {
    build: (request: Parameters<Send>[0]) => context.send.build(applySettings(settings, request)),
    decoders: context.send.decoders,
    repeats: context.send.repeats,
  })
  return {
    from: (table) => createQuery(send, { ...namedTable(table), expand: [], orderby: [] }),
    fetchXml(table, fetch) {
      if (typeof table === 'object' && 'toFetchXml' in table) {
        return createFetchXmlQuery(send, table.entitySet, table.toFetchXml(), table.columns)
      }
      if (fetch === undefined) throw new TypeError('fetchXml takes a table and a query, or what fetchFrom gave.')
      return createFetchXmlQuery(send, namedTable(table).entitySet, fetch)
    },
    fromRelated: (...given) => createQuery(send, relatedRows(...given)),
    savedQuery: (table, id) => createViewQuery(send, namedTable(table), 'savedQuery', id),
    userQuery: (table, id) => createViewQuery(send, namedTable(table), 'userQuery', id),
    changes: (table, options) => readChanges(send, namedTable(table), options),
    retrieve: async (...given) => run(send, retrieve(...given)),
    retrieveRelated: async (...given) => run(send, retrieveRelated(...given)),
    create: async (table, row, options) =>
      run(send, (await writes()).create(table, settings.clientIds ? withOwnId(table, row, newId) : row, options)),
    update: async (...given) => run(send, (await writes()).update(...given)),
    upsert: async (...given) => run(send, (await writes()).upsert(...given)),
    delete: async (...given) => run(send, (await writes()).deleteRow(...given)),
    getValue: async (...given) => run(send, (await writes()).getValue(...given)),
    setValue: async (...given) => run(send, (await writes()).setValue(...given)),
    getRawValue: async (...given) => run(send, (await writes()).getRawValue(...given)),
    assign: async (...given) => run(send, (await writes()).assign(...given)),
    setState: async (...given) => run(send, (await writes()).setState(...given)),
    associate: async (...given) => run(send, (await writes()).associate(serviceRoot, ...given)),
    disassociate: async (...given) => run(send, (await writes()).disassociate(...given)),
    async call(operation, parameters, options) {
      const { call } = await import('./operation/call.ts')
      return run(send, call(operation, undefined, parameters, options))
    },
    async callOn(target, operation, parameters, options) {
      const { call } = await import('./operation/call.ts')
      return run(send, call(operation, target, parameters, options))
    },
    async callInBackground(operation, parameters, options) {
      const { startInBackground } = await import('./background/create-background-operation.ts')
      return startInBackground(send, operation, undefined, parameters, options)
    },
    async callOnInBackground(target, operation, parameters, options) {
      const { startInBackground } = await import('./background/create-background-operation.ts')
      return startInBackground(send, operation, target, parameters, options)
    },
    backgroundOperation: (given) => backgroundOperation(send, rowId(given, 'backgroundOperation')),
    merge: async (...given) => run(send, (await writes()).merge(...given)),
    async batch(build, options) {
      const { runBatch } = await import('./batch/run-batch.ts')
      return runBatch(context, build, options)
    },
    async *batchStream(build, options) {
      const { runBatchStream } = await import('./batch/run-batch.ts')
      yield* runBatchStream(context, build, options)
    },
    bulk: lazyMethods(['create', 'update', 'upsert', 'delete'], async () => {
      const { createBulk } = await import('./bulk/create-bulk.ts')
      const recommended = () => context.limits(callerOf(settings.everyRequest)).concurrency
      return createBulk({ serviceRoot, settings, send: context.bulk, newId }, recommended)
    }),
    files: lazyMethods(['upload', 'download', 'delete'], async () => {
      const { createFiles } = await import('./files/create-files.ts')
      return createFiles(send)
    }),
    search: lazyMethods(['query', 'suggest', 'autocomplete'], async () => {
      const { createSearch } = await import('./search/create-search.ts')
      return createSearch(send)
    }),
    metadata: lazyMethods(METADATA_METHODS, async () => {
      const { createMetadata } = await import('./metadata/create-metadata.ts')
      return createMetadata(send)
    }),
    whoAmI: async (options) => run(send, whoAmI(options)),
    retrieveVersion: async (options) => run(send, (await writes()).retrieveVersion(options)),
    retrieveCurrentOrganization: async (options) => run(send, (await writes()).retrieveCurrentOrganization(options)),
    request: async (...given) => run(send, anyRequest(...given)),
    as: (caller) => derive(withCaller(settings, caller)),
    with: (added) => derive(withSettings(settings, added)),
  }
}

function backgroundOperation(send: Send, id: string): object {
  const methods = lazyMethods(['status', 'result', 'cancel'], async () => {
    const { createBackgroundOperation } = await import('./background/create-background-operation.ts')
    return createBackgroundOperation(send, id)
  })
  return Object.freeze({ id, ...methods })
}
