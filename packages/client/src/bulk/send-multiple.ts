import type { TableDefinition } from '@dynamics-kit/odata'
import type { BatchContext } from '../batch/send-batch.ts'
import { isDuplicateError, isDynamicsError, isNotFoundError } from '../errors/dynamics-error.ts'
import { applySettings } from '../http/request-settings.ts'
import { run } from '../operation/operation.ts'
import { retrieve } from '../operation/retrieve.ts'
import { signalOf } from '../operation/request-parts.ts'
import type { OperationOptions } from '../query/query.ts'
import { multipleRequest } from './chunk-request.ts'
import type { Target } from './chunk-request.ts'
import { isStopping } from './send-chunk.ts'
import type { ChunkOutcome, SendRows } from './send-chunk.ts'

const ALL_WELL: ChunkOutcome = { failures: [] }

/** Sends rows by `UpdateMultiple` or `UpsertMultiple`: done twice, they do the same. */
export function sendMultiple(
  context: BatchContext,
  table: TableDefinition,
  message: Parameters<typeof multipleRequest>[1],
  options: OperationOptions,
): SendRows<Target> {
  return async (targets) => {
    const request = { ...multipleRequest(table, message, targets), ...signalOf(options) }
    try {
      await context.send(applySettings(context.settings, request))
      return ALL_WELL
    } catch (error) {
      if (!isDynamicsError(error) || isStopping(error)) throw error
      return { refused: error, repeated: false }
    }
  }
}

/**
 * Sends rows by `CreateMultiple`. Repeated after a lost answer, a duplicate may be what the first request made: a row whose
 * id was made here tells, since all rows of a request are made or none.
 */
export function sendCreates(
  context: BatchContext,
  table: TableDefinition,
  hasOwnId: (target: Target) => boolean,
  options: OperationOptions,
): SendRows<Target> {
  const send = sendMultiple(context, table, 'CreateMultiple', options)
  return async (targets, repeated) => {
    const outcome = await send(targets, repeated)
    if (!('refused' in outcome) || !repeated || !isDuplicateError(outcome.refused)) return outcome
    const witness = targets.find((target) => hasOwnId(target))
    if (witness !== undefined) {
      return (await exists(context, table, witness[table.key], options)) ? ALL_WELL : outcome
    }
    // Ids that the caller chose: alone, a row that is there after a lost answer is the one that was sent.
    return targets.length === 1 ? ALL_WELL : { ...outcome, repeated: true }
  }
}

async function exists(
  { send, settings }: BatchContext,
  table: TableDefinition,
  id: unknown,
  options: OperationOptions,
): Promise<boolean> {
  const operation = retrieve(table, id, { select: [table.key], ...signalOf(options) })
  try {
    await run(send, { ...operation, request: applySettings(settings, operation.request) })
    return true
  } catch (error) {
    if (isNotFoundError(error)) return false
    throw error
  }
}
