import type { FetchXml } from '@dynamics-kit/odata'
import type { BatchOptions } from './batch/send-batch.ts'
import { callerOf } from './calm/gate.ts'
import type { Limits } from './calm/governor.ts'
import { createChanges } from './changes/create-changes.ts'
import type { AnyFetchQuery } from './fetchxml/create-fetch-xml-query.ts'
import { applySettings, withCaller, withSettings } from './http/request-settings.ts'
import type { Caller, ClientSettings, RequestSettings } from './http/request-settings.ts'
import type { Send } from './http/send.ts'
import { lazily, lazyMethods, lazyOperations, part } from './lazy.ts'
import type { Metadata } from './metadata/metadata.ts'
import { namedTable } from './operation/named-table.ts'
import type { AnyTable } from './operation/named-table.ts'
import { createQuery, deferredQuery } from './query/create-query.ts'
import { deferredKind } from './query/deferred-query.ts'
import { rowId } from './row/row-id.ts'
import type { ViewKind } from './view/view-request.ts'

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

const METADATA = (
  'table tables createTable updateTable deleteTable column columns createColumn updateColumn deleteColumn ' +
  'relationship relationships createLookup createManyToMany updateRelationship deleteRelationship ' +
  'keys createKey deleteKey choice choices createChoice updateChoice deleteChoice ' +
  'options insertOption updateOption deleteOption orderOptions publish'
).split(' ') as (keyof Metadata)[]

const deferredFetch = deferredKind({ chain: 'formatted', reads: 'first' })
const deferredView = deferredKind({ chain: 'formatted pageSize', reads: 'first' })

/**
 * What a client can do, without its types. What begins a query is here; everything else is asynchronous, and loaded with its
 * like when it is first used. `derive` makes a client with other settings.
 */
export function createOperations(context: OperationsContext, derive: (settings: RequestSettings) => object): object {
  const { serviceRoot, settings, newId } = context
  const send: Send = Object.assign((request: Parameters<Send>[0]) => context.send(applySettings(settings, request)), {
    build: (request: Parameters<Send>[0]) => context.send.build(applySettings(settings, request)),
    decoders: context.send.decoders,
    repeats: context.send.repeats,
  })
  const related = lazily(() => import('./operation/related-rows.ts'))
  const fetches = lazily(() => import('./fetchxml/create-fetch-xml-query.ts'))
  const views = lazily(() => import('./view/create-view-query.ts'))
  const view = (table: AnyTable, kind: ViewKind, id: unknown): object =>
    deferredView(async () => (await views()).createViewQuery(send, table, kind, id))
  const reads = lazily(() => import('./operation/reads.ts'))
  const otherReads = lazily(() => import('./operation/other-reads.ts'))
  const creates = lazily(() => import('./operation/creates.ts'))
  const writes = lazily(() => import('./operation/writes.ts'))
  const rareWrites = lazily(() => import('./operation/rare-writes.ts'))
  const calls = lazily(() => import('./operation/calls.ts'))
  return {
    from: (table: AnyTable) => createQuery(send, { ...namedTable(table), expand: [], orderby: [] }),
    fromRelated: (table: AnyTable, id: unknown, name: string) =>
      deferredQuery(async () => createQuery(send, (await related()).relatedRows(table, id, name))),
    fetchXml: (table: AnyTable | AnyFetchQuery, fetch?: string | FetchXml) =>
      deferredFetch(async () => (await fetches()).createFetchXmlQuery(send, table, fetch)),
    savedQuery: (table: AnyTable, id: unknown) => view(table, 'savedQuery', id),
    userQuery: (table: AnyTable, id: unknown) => view(table, 'userQuery', id),
    changes: (table: AnyTable, options?: object) => createChanges(send, namedTable(table), options),
    ...lazyOperations(send, ['retrieve'], reads),
    ...lazyOperations(send, ['retrieveRelated', 'whoAmI', 'request'], otherReads),
    ...lazyOperations(send, ['update', 'upsert', 'delete'], writes),
    create: async (table: AnyTable, row: object, options?: object) => {
      const { create, run, withOwnId } = await creates()
      return run(send, create(table, settings.clientIds ? withOwnId(table, row, newId) : row, options))
    },
    ...lazyOperations(
      send,
      ['getValue', 'setValue', 'getRawValue', 'assign', 'setState', 'merge', 'disassociate'],
      rareWrites,
    ),
    associate: async (table: AnyTable, id: unknown, name: string, other: unknown, options?: object) => {
      const { associate, run } = await rareWrites()
      return run(send, associate(serviceRoot, table, id, name, other, options))
    },
    ...lazyOperations(send, ['call', 'callOn', 'retrieveVersion', 'retrieveCurrentOrganization'], calls),
    ...lazyMethods(['callInBackground', 'callOnInBackground'], async () =>
      (await import('./background/create-background-operation.ts')).createBackgroundCalls(send),
    ),
    backgroundOperation(given: unknown) {
      const id = rowId(given, 'backgroundOperation')
      const methods = lazyMethods(['status', 'result', 'cancel'], async () =>
        (await import('./background/create-background-operation.ts')).createBackgroundOperation(send, id),
      )
      return Object.freeze({ id, ...methods })
    },
    batch: async (build: (builder: object) => unknown, options?: BatchOptions) =>
      (await part(import('./batch/run-batch.ts'))).runBatch(context, build, options),
    async *batchStream(build: (builder: object) => unknown, options?: BatchOptions) {
      const { runBatchStream } = await part(import('./batch/run-batch.ts'))
      yield* runBatchStream(context, build, options)
    },
    bulk: lazyMethods(['create', 'update', 'upsert', 'delete'], async () => {
      const { createBulk } = await import('./bulk/create-bulk.ts')
      const recommended = () => context.limits(callerOf(settings.everyRequest)).concurrency
      return createBulk({ ...context, send: context.bulk }, recommended)
    }),
    files: lazyMethods(['upload', 'download', 'delete'], async () =>
      (await import('./files/create-files.ts')).createFiles(send),
    ),
    search: lazyMethods(['query', 'suggest', 'autocomplete'], async () =>
      (await import('./search/create-search.ts')).createSearch(send),
    ),
    metadata: lazyMethods(METADATA, async () => (await import('./metadata/create-metadata.ts')).createMetadata(send)),
    as: (caller: Caller) => derive(withCaller(settings, caller)),
    with: (added: ClientSettings) => derive(withSettings(settings, added)),
  }
}
