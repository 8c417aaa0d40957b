import type { TableDefinition } from '@dynamics-kit/odata'
import type { BatchContext } from '../batch/send-batch.ts'
import { isDynamicsError } from '../errors/dynamics-error.ts'
import { isPrivilegeError } from '../errors/guards.ts'
import { unreadable } from '../errors/unreadable.ts'
import { applySettings } from '../http/request-settings.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import type { OperationOptions } from '../query/query.ts'
import { isRawRow } from '../row/raw-row.ts'
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
 * Sends rows by `CreateMultiple`. What is refused after it may have been sent before, in this run or an earlier one, is looked
 * for: rows that are there are done, and the others are sent by themselves.
 */
export function sendCreates(
  context: BatchContext,
  table: TableDefinition,
  hasOwnId: (target: Target) => boolean,
  options: OperationOptions,
): SendRows<Target> {
  const send = sendMultiple(context, table, 'CreateMultiple', options)
  let mayLook = true
  return async (targets, repeated) => {
    const outcome = await send(targets, repeated)
    if (!repeated || !('refused' in outcome)) return outcome
    const found = mayLook ? await existing(context, table, targets, options).catch(unlessDenied) : undefined
    if (found === undefined) {
      mayLook = false
      return { refused: Object.assign(outcome.refused, { afterLostAnswer: true }), repeated }
    }
    const isThere = (target: Target): boolean => found.has(idOf(table, target))
    // Ids that were made here tell: where none of them is there, rows with ids that the caller chose were there before.
    const own = targets.filter(hasOwnId)
    if (found.size === 0 || (own.length > 0 && !own.some(isThere))) return outcome
    const missing = targets.filter((target) => !isThere(target))
    if (missing.length === 0) return ALL_WELL
    const others = await send(missing, repeated)
    // Halves look again for what is there, until those to blame stand alone.
    return 'refused' in others ? { ...others, repeated: true } : others
  }
}

/** Who may create rows, and not read them, cannot be told what an earlier run has made: what is refused stands. */
function unlessDenied(error: unknown): undefined {
  if (!isPrivilegeError(error)) throw error
}

/** Ids that are looked for in one request: as many as every URL holds. */
const IDS_AT_ONCE = 200

/** The ids of rows that are there: `accounts?$select=accountid&$filter=Microsoft.Dynamics.CRM.In(…)`. */
async function existing(
  { send, settings }: BatchContext,
  table: TableDefinition,
  targets: readonly Target[],
  options: OperationOptions,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let start = 0; start < targets.length; start += IDS_AT_ONCE) {
    const ids = targets.slice(start, start + IDS_AT_ONCE).map((target) => idOf(table, target))
    const values = encodeURIComponent(JSON.stringify(ids))
    const request: ServiceRequest = {
      method: 'GET',
      path: `${table.entitySet}?$select=${table.key}&$filter=Microsoft.Dynamics.CRM.In(PropertyName='${table.key}',PropertyValues=${values})`,
      ...signalOf(options),
    }
    // A request of rows has rarely more than these.
    // oxlint-disable-next-line no-await-in-loop
    const { status, body } = await send(applySettings(settings, request))
    if (!isRawRow(body) || !Array.isArray(body['value'])) throw unreadable(request, status, 'the answer has no rows')
    for (const row of body['value'] as readonly Target[]) found.add(idOf(table, row))
  }
  return found
}

function idOf(table: TableDefinition, row: Target): string {
  return String(row[table.key]).toLowerCase()
}
