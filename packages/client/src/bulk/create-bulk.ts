import type { TableDefinition } from '@dynamics-kit/odata'
import type { BatchContext } from '../batch/send-batch.ts'
import { withEnd } from '../operation/request-parts.ts'
import type { BulkOptions, BulkResult, Rows } from './bulk.ts'
import { updateTarget, upsertTarget } from './chunk-request.ts'
import type { EncodeTarget, Target } from './chunk-request.ts'
import { createTargets } from './create-targets.ts'
import { runBulk } from './run-bulk.ts'
import { sendDeletes } from './send-deletes.ts'
import { sendCreates, sendMultiple } from './send-multiple.ts'

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
  const { newId } = context
  return Object.freeze({
    async create(table: TableDefinition, rows: Rows<object>, given: BulkOptions = {}): Promise<BulkResult> {
      requireTable(table)
      const options = withEnd(given)
      const { encode, hasOwnId } = createTargets(table, newId)
      return runBulk(encoded(rows, encode), sendCreates(context, table, hasOwnId, options), recommended, options)
    },
    async update(table: TableDefinition, rows: Rows<object>, given: BulkOptions = {}): Promise<BulkResult> {
      requireTable(table)
      const options = withEnd(given)
      const send = sendMultiple(context, table, 'UpdateMultiple', options)
      return runBulk(encoded(rows, updateTarget(table)), send, recommended, options)
    },
    async upsert(table: TableDefinition, rows: Rows<object>, given: UpsertOptions): Promise<BulkResult> {
      requireTable(table)
      if (typeof given !== 'object' || given.key === undefined)
        throw new TypeError("key: is missing; name the columns that tell rows apart, such as { key: 'accountnumber' }")
      const options = withEnd(given)
      const send = sendMultiple(context, table, 'UpsertMultiple', options)
      return runBulk(encoded(rows, upsertTarget(table, options.key)), send, recommended, options)
    },
    async delete(table: TableDefinition, ids: Rows<unknown>, given: BulkOptions = {}): Promise<BulkResult> {
      requireTable(table)
      const options = withEnd(given)
      return runBulk(ids, sendDeletes(context, table, options), recommended, options)
    },
  })
}

async function* encoded(rows: Rows<object>, encode: EncodeTarget): AsyncGenerator<Target, void> {
  for await (const row of rows) yield encode(row)
}

/** Bulk messages name the type of their rows, which an entity set name alone does not tell. */
function requireTable(table: unknown): void {
  if (typeof table === 'object' && table !== null && 'entitySet' in table) return
  throw new TypeError(
    'bulk: needs a table value, as `npx dynamics-kit generate` writes them; with a name alone use create, update or batch',
  )
}
