import type { Caller, Exchange } from '../exchange.ts'
import { Fault, methodNotAllowed, noSuchRow } from '../fault.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Organization } from '../organization.ts'
import { type Answer, json } from '../response/answer.ts'
import { insertSystemRow } from '../write/system-row.ts'

/** States and reasons of `backgroundoperation`. */
const completed = 3
const succeeded = 30
const failed = 31

/**
 * Does a Custom API in the background: 202 with the address of the status monitor. The fake does it at once, and the monitor says so.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/background-operations
 */
export function runInBackground(exchange: Exchange, name: string, work: () => Record<string, unknown>): Answer {
  const result = outcome(work)
  const time = formatDateTime(exchange.scan.now)
  const row = insertSystemRow(exchange, 'backgroundoperation', {
    name,
    displayname: name,
    starttime: time,
    endtime: time,
    retrycount: 0,
    backgroundoperationstatecode: completed,
    ...('output' in result
      ? {
          backgroundoperationstatuscode: succeeded,
          outputparameters: JSON.stringify(Object.entries(result.output).map(([Key, Value]) => ({ Key, Value }))),
        }
      : {
          backgroundoperationstatuscode: failed,
          errorcode: Number.parseInt(result.fault.code, 16) | 0,
          errormessage: result.fault.message,
        }),
    _ownerid_value: exchange.caller.userId,
    '_ownerid_value@type': 'systemuser',
  })
  const id = String(row['backgroundoperationid'])
  return {
    status: 202,
    headers: {
      Location: `${exchange.base}/api/backgroundoperation/${id}`,
      'x-ms-dyn-backgroundoperationid': id,
      'Preference-Applied': 'respond-async',
    },
  }
}

function outcome(work: () => Record<string, unknown>): { output: Record<string, unknown> } | { fault: Fault } {
  try {
    return { output: work() }
  } catch (error) {
    if (error instanceof Fault) return { fault: error }
    throw error
  }
}

/** `GET` and `DELETE {origin}/api/backgroundoperation/{id}`: the status monitor. */
export function answerStatusMonitor(organization: Organization, caller: Caller, method: string, path: string): Answer {
  const id = path.replace(/^\/api\/backgroundoperation\/?/, '').toLowerCase()
  const row = organization.store.table('backgroundoperation').get(id)
  if (!row || row['_ownerid_value'] !== caller.userId) throw noSuchRow('backgroundoperation', id)
  // What is done cannot be cancelled any more; it is told as it is.
  if (method !== 'GET' && method !== 'DELETE') throw methodNotAllowed(method)
  const outputs: { Key: string; Value: unknown }[] = JSON.parse(String(row['outputparameters'] ?? '[]'))
  return json({
    backgroundOperationStateCode: row['backgroundoperationstatecode'],
    backgroundOperationStatusCode: row['backgroundoperationstatuscode'],
    ...Object.fromEntries(outputs.map(({ Key, Value }) => [Key, Value])),
    ...(row['errorcode'] === undefined
      ? {}
      : {
          backgroundOperationErrorCode: row['errorcode'],
          backgroundOperationErrorMessage: row['errormessage'],
        }),
  })
}
