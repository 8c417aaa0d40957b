import type { BatchItem, BatchResults, StreamedBatchResult } from '../batch/batch-item.ts'
import type { BatchBuilder } from '../batch/batch.ts'
import type { Bulk } from '../bulk/bulk.ts'
import type { Files } from '../files/files.ts'
import type { Limits } from '../calm/governor.ts'
import type { BatchOptions } from '../batch/send-batch.ts'
import type { Caller, ClientSettings } from '../http/request-settings.ts'
import type { Search } from '../search/search.ts'
import type { Metadata } from '../metadata/metadata.ts'
import type { ClientReads } from './client-reads.ts'
import type { ClientWrites } from './client-writes.ts'
import type { ClientCalls } from './client-calls.ts'

/**
 * The Dataverse Web API of one environment, called as one application or user.
 *
 * Wherever a table is asked for, either a table value (typed) or the name of an entity set (`'accounts'`, untyped) does.
 * Every operation rejects with a `DynamicsError`; mistakes that are seen before anything is sent are `TypeError`s.
 *
 * @typeParam S - shape of the table
 */
export interface DynamicsClient extends ClientReads, ClientWrites, ClientCalls {
  /** `https://contoso.crm.dynamics.com` */
  readonly url: string
  /** `https://contoso.crm.dynamics.com/api/data/v9.2/` */
  readonly serviceRoot: string
  /** How far the service's limits are used, as its last answers told. Requests wait here rather than be refused there. */
  readonly limits: Limits

  /**
   * Many operations in one request, `POST $batch`; more than 1,000 are sent in several. Each has its own outcome, in the
   * order given: `succeeded` with its value, `failed` with its error, `skipped` because an earlier one failed.
   *
   * @throws DynamicsError when a request cannot be sent, or its answer cannot be read.
   * @throws TypeError for what is no operation.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const [me, both] = await dynamics.batch((b) => [
   *   b.whoAmI(),
   *   b.changeSet((c) => {
   *     const account = c.create('accounts', { name: 'Contoso' })
   *     return [account, c.update('accounts', account.reference, { telephone1: '555-0100' })]
   *   }),
   * ])
   * if (me.status === 'succeeded') console.log(me.value.userId)
   * if (both.status === 'succeeded') console.log(both.value[0])
   * ```
   */
  batch<const Items extends readonly BatchItem[]>(
    build: (builder: BatchBuilder) => Items,
    options?: BatchOptions,
  ): Promise<BatchResults<Items>>

  /**
   * Any number of operations, as they become known: a generator is asked for as many as go into one `POST $batch`, and each result is
   * given as soon as its part of the answer has arrived, in the order of the operations. Neither the operations nor the answers are
   * ever all in memory. Leaving the loop ends the request.
   *
   * An operation that fails ends it after the `skipped` ones of its request, unless `continueOnError` is set.
   *
   * @throws DynamicsError when a request cannot be sent, or its answer breaks off and not all that is left may be done twice; the
   * results that had arrived are given before.
   * @throws TypeError for what is no operation.
   * @example
   * ```ts
   * import { createClient } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const ids = ['7eb682f1-ca75-e511-80d4-00155d2a68d1', '25a17064-1ae7-e611-80f4-e0071b661f01']
   * const results = dynamics.batchStream(function* (b) {
   *   for (const id of ids) yield b.retrieve('accounts', id, { select: ['name'] })
   * }, { continueOnError: true })
   * for await (const result of results) {
   *   console.log(ids[result.index], result.status === 'succeeded' ? result.value['name'] : result.status)
   * }
   * ```
   */
  batchStream<Item extends BatchItem>(
    build: (builder: BatchBuilder) => Iterable<Item> | AsyncIterable<Item>,
    options?: BatchOptions,
  ): AsyncGenerator<StreamedBatchResult<Item>, void>

  /** The contents of file and image columns. */
  readonly files: Files

  /** Dataverse search: rows of many tables by their words. */
  readonly search: Search

  /** Definitions of tables, columns, relationships, keys and choices. */
  readonly metadata: Metadata

  /** Many rows in few requests. */
  readonly bulk: Bulk

  /** This client in the name of another user: `CallerObjectId`. Needs `prvActOnBehalfOfAnotherUser`; both users' rights hold. */
  as(caller: Caller): DynamicsClient

  /** This client with settings for every operation: solution, bypassed logic, duplicate detection. */
  with(settings: ClientSettings): DynamicsClient
}
