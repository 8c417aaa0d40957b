import type { Caller, Exchange } from '../exchange.ts'
import { Fault, methodNotAllowed, noSuchRow, validation } from '../fault.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Organization } from '../organization.ts'
import { type Answer, json } from '../response/answer.ts'
import type { Row } from '../store/row.ts'
import { insertSystemRow } from '../write/system-row.ts'

/** States and reasons of `backgroundoperation`. */
const completed = 3
const succeeded = 30
const failed = 31

/**
 * Does a Custom API in the background: 202 with the address of the status monitor. The fake does it at once, and the monitor says so. With
 * `Prefer: respond-async, callback; url="…"` that address is sent the result, without the outputs.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/background-operations
 */
export function runInBackground(exchange: Exchange, name: string, work: () => Record<string, unknown>): Answer {
  const callback = callbackOf(exchange.headers.get('prefer') ?? '')
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
  const location = `${exchange.base}/api/backgroundoperation/${id}`
  if (callback !== undefined) notify(callback, { location, backgroundOperationId: id, ...statusOf(row) })
  return {
    status: 202,
    ...(callback === undefined ? {} : { body: { backgroundOperationId: id, location } }),
    headers: {
      ...(callback === undefined ? {} : { 'Content-Type': 'application/json' }),
      Location: location,
      'x-ms-dyn-backgroundoperationid': id,
      'Preference-Applied': 'respond-async',
    },
  }
}

/** @throws Fault 400 for a callback without the address it is to go to */
function callbackOf(prefer: string): string | undefined {
  if (!/\bcallback\b/i.test(prefer)) return undefined
  const url = /\burl\s*=\s*"([^"]*)"/i.exec(prefer)?.[1] ?? ''
  if (URL.canParse(url) && /^https?:/i.test(url)) return url
  throw validation('0x80040203', 'The callback of a background operation needs its url: callback; url="https://…".')
}

/** After the answer; nobody waits for it, and nobody hears that it cannot be reached. */
function notify(url: string, body: object): void {
  void Promise.resolve()
    .then(() =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    )
    .then((response) => response.body?.cancel())
    .catch(() => undefined)
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
  return json({ ...statusOf(row), ...Object.fromEntries(outputs.map(({ Key, Value }) => [Key, Value])) })
}

/** How it is with an operation, and what went wrong. */
const statusOf = (row: Row): Record<string, unknown> => ({
  backgroundOperationStateCode: row['backgroundoperationstatecode'],
  backgroundOperationStatusCode: row['backgroundoperationstatuscode'],
  ...(row['errorcode'] === undefined
    ? {}
    : { backgroundOperationErrorCode: row['errorcode'], backgroundOperationErrorMessage: row['errormessage'] }),
})
