import type { TableDefinition } from '@dynamics-kit/odata'
import type { BatchContext } from '../batch/send-batch.ts'
import { deleteRow } from '../operation/delete.ts'
import type { Operation } from '../operation/operation.ts'
import { withEnd } from '../operation/with-end.ts'
import { combGuidAfter } from '../write/comb-guid-after.ts'
import type { BulkOptions, BulkResult, Rows } from './bulk.ts'
import { updateTarget, upsertTarget } from './chunk-request.ts'
import { createTargets } from './create-targets.ts'
import { encodedRows, isMistaken } from './encoded-rows.ts'
import { readResumeToken, resumeToken } from './resume-token.ts'
import type { BulkOperation } from './resume-token.ts'
import { runBulk } from './run-bulk.ts'
import type { BulkRun } from './run-bulk.ts'
import { sendDeletes } from './send-deletes.ts'
import { sendCreates, sendMultiple } from './send-multiple.ts'
import { hasAlternateKey } from '../row/row-path.ts'
import { knownOptions, OPERATION } from '../known-options.ts'
import type { OptionNames } from '../known-options.ts'

const BULK: OptionNames<BulkOptions> = {
  batchSize: 1,
  concurrency: 1,
  onProgress: 1,
  resume: 1,
  skip: 1,
  ...OPERATION,
}

type UpsertOptions = BulkOptions & { readonly key: string | readonly string[] }

/** {@link Bulk} without its types. */
interface AnyBulk {
  create(table: TableDefinition, rows: Rows<object>, options?: BulkOptions): Promise<BulkResult>
  update(table: TableDefinition, rows: Rows<object>, options?: BulkOptions): Promise<BulkResult>
  upsert(table: TableDefinition, rows: Rows<object>, options: UpsertOptions): Promise<BulkResult>
  delete(table: TableDefinition, ids: Rows<unknown>, options?: BulkOptions): Promise<BulkResult>
}

/** Bulk operations of a client. `recommended` tells how many requests the service takes at once. */
export function createBulk(context: BatchContext, recommended: () => number): AnyBulk {
  const begin = (operation: BulkOperation, table: TableDefinition, options: BulkOptions): BulkRun => {
    const { resume, skip } = options
    if (resume !== undefined && skip !== undefined) {
      throw new TypeError('resume: tells where to go on, so it does not go with skip.')
    }
    const from =
      resume === undefined
        ? { position: skip ?? 0, firstId: context.newId() }
        : readResumeToken(resume, operation, table.logicalName)
    return {
      ...from,
      isResumed: resume !== undefined,
      recommended,
      options,
      resumeAt: (position) => resumeToken(operation, table.logicalName, { ...from, position }),
    }
  }
  return Object.freeze({
    async create(table: TableDefinition, rows: Rows<object>, given: BulkOptions = {}): Promise<BulkResult> {
      check(table, rows)
      knownOptions('bulk.create', given, BULK)
      const options = withEnd(given)
      const run = begin('create', table, options)
      const { encode, hasOwnId } = createTargets(table, (index) => combGuidAfter(run.firstId, index))
      return runBulk(
        run,
        encodedRows(rows, encode, (row) => isMistaken(table, row)),
        sendCreates(context, table, hasOwnId, options),
      )
    },
    async update(table: TableDefinition, rows: Rows<object>, given: BulkOptions = {}): Promise<BulkResult> {
      check(table, rows)
      knownOptions('bulk.update', given, BULK)
      const options = withEnd(given)
      const send = sendMultiple(context, table, 'UpdateMultiple', options)
      const isMistake = (row: object): boolean => isMistaken(table, row, [table.key])
      return runBulk(begin('update', table, options), encodedRows(rows, updateTarget(table), isMistake), send)
    },
    async upsert(table: TableDefinition, rows: Rows<object>, given: UpsertOptions): Promise<BulkResult> {
      check(table, rows)
      if (typeof given !== 'object' || given.key === undefined)
        throw new TypeError("key: is missing; name the columns that tell rows apart, such as { key: 'accountnumber' }")
      knownOptions('bulk.upsert', given, { key: 1, ...BULK })
      const options = withEnd(given)
      const send = sendMultiple(context, table, 'UpsertMultiple', options)
      const encode = upsertTarget(table, options.key)
      const isMistake = (row: object): boolean => isMistaken(table, row, [options.key].flat())
      return runBulk(begin('upsert', table, options), encodedRows(rows, encode, isMistake), send)
    },
    async delete(table: TableDefinition, ids: Rows<unknown>, given: BulkOptions = {}): Promise<BulkResult> {
      check(table, ids)
      knownOptions('bulk.delete', given, BULK)
      const options = withEnd(given)
      const encode = (id: unknown): Operation<void> => deleteRow(table, id)
      const isNoKey = (id: unknown): boolean =>
        typeof id === 'object' && id !== null && !hasAlternateKey(table, Object.keys(id))
      return runBulk(begin('delete', table, options), encodedRows(ids, encode, isNoKey), sendDeletes(context, options))
    },
  })
}

/** Bulk messages name the type of their rows, which an entity set name alone does not tell. */
function check(table: unknown, rows: unknown): void {
  if (typeof table !== 'object' || table === null || !('entitySet' in table))
    throw new TypeError(
      'bulk: needs a table value, as `npx dynamics-kit generate` writes them; with a name alone use create, update or batch',
    )
  if (typeof rows !== 'object' || rows === null || !(Symbol.iterator in rows || Symbol.asyncIterator in rows))
    throw new TypeError('bulk: takes an array of rows, or whatever else can be iterated over')
}
