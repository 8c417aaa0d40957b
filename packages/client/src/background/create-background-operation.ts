import { createError } from '../errors/create-error.ts'
import { abortedError } from '../errors/aborted-error.ts'
import { errorFromResponse } from '../errors/error-from-response.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { sleep } from '../http/sleep.ts'
import { call } from '../operation/call.ts'
import type { AnyCallable, AnyTarget } from '../operation/call.ts'
import type { Operation } from '../operation/operation.ts'
import { signalOf } from '../operation/signal-of.ts'
import { withEnd } from '../operation/with-end.ts'
import { preferHeader } from '../query/query-request.ts'
import type { OperationOptions } from '../query/query.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import { rowId } from '../row/row-id.ts'
import type { BackgroundOperation, BackgroundOptions, BackgroundStatus, WaitOptions } from './background-operation.ts'

/** Starts a Custom API: `Prefer: respond-async` answers 202 with the address to ask (31). */
async function startInBackground(
  send: Send,
  operation: AnyCallable,
  target: AnyTarget | undefined,
  parameters: object | undefined,
  options: BackgroundOptions = {},
): Promise<BackgroundOperation> {
  const called = call(operation, target, parameters, options)
  const { callbackUrl } = options
  const request = {
    ...called.request,
    headers: preferHeader({ respondAsync: true, ...(callbackUrl !== undefined && { callbackUrl }) }),
  }
  const { status, headers } = await send(request)
  const location = headers.get('Location')
  const id = headers.get('x-ms-dyn-backgroundoperationid') ?? /([\da-f-]{36})\/?$/i.exec(location ?? '')?.[1]
  if (id === undefined) {
    throw unreadable(request, status, 'it was not begun in the background: only Custom APIs can be')
  }
  return createBackgroundOperation(send, id, called, location ?? undefined)
}

/** Calls of a client that go on in the background. */
export function createBackgroundCalls(send: Send): {
  callInBackground(operation: AnyCallable, parameters?: object, options?: BackgroundOptions): Promise<unknown>
  callOnInBackground(
    target: AnyTarget,
    operation: AnyCallable,
    parameters?: object,
    options?: BackgroundOptions,
  ): Promise<unknown>
} {
  return {
    callInBackground: (operation, parameters, options) =>
      startInBackground(send, operation, undefined, parameters, options),
    callOnInBackground: (target, operation, parameters, options) =>
      startInBackground(send, operation, target, parameters, options),
  }
}

/** `location` is where its status is asked for; by default below the environment's own address. */
export function createBackgroundOperation(
  send: Send,
  given: string,
  operation?: Pick<Operation, 'read'>,
  location?: string,
): BackgroundOperation {
  const id = rowId(given, 'backgroundOperation')
  const request = (method: string, options: OperationOptions): ServiceRequest => ({
    method,
    path: location ?? `/api/backgroundoperation/${id}`,
    ...signalOf(options),
  })
  const ask = async (options: OperationOptions): Promise<Answer> => {
    const asking = request('GET', options)
    return answerOf(asking, await send(asking))
  }
  return Object.freeze({
    id,
    status: async (options: OperationOptions = {}) => (await ask(options)).status,
    async result(waiting: WaitOptions = {}) {
      const options = withEnd(waiting)
      for (let wait = options.interval ?? FIRST_WAIT; ; wait = options.interval ?? Math.min(wait * 2, LONGEST_WAIT)) {
        const { status, body, response } = await ask(options)
        if (status === 'succeeded') {
          const result = { ...response, body: outputsOf(body) }
          return operation === undefined ? result.body : operation.read(result, send)
        }
        if (status === 'failed') throw failure(request('GET', {}), body)
        if (status === 'canceled') throw canceled(request('GET', {}))
        await pause(wait, request('GET', options))
      }
    },
    async cancel(options: OperationOptions = {}) {
      await send(request('DELETE', options))
    },
  })
}

/** Milliseconds before the second question, doubled each time. */
const FIRST_WAIT = 500
const LONGEST_WAIT = 10_000

const STATUSES: ReadonlyMap<unknown, BackgroundStatus> = new Map<unknown, BackgroundStatus>([
  [0, 'waiting'],
  [20, 'running'],
  [22, 'canceling'],
  [30, 'succeeded'],
  [31, 'failed'],
  [32, 'canceled'],
])

interface Answer {
  readonly status: BackgroundStatus
  readonly body: RawRow
  readonly response: ServiceResponse
}

/** `{ "backgroundOperationStateCode": 3, "backgroundOperationStatusCode": 30, … }` */
function answerOf(request: ServiceRequest, response: ServiceResponse): Answer {
  const { body } = response
  const status = isRawRow(body) ? STATUSES.get(body['backgroundOperationStatusCode']) : undefined
  if (!isRawRow(body) || status === undefined) {
    throw unreadable(request, response.status, 'the answer does not tell the status of the operation')
  }
  return { status, body, response }
}

/** What the operation itself would have answered. */
function outputsOf(body: RawRow): RawRow {
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => !/^(?:backgroundOperation|@odata\.context)/.test(name)),
  )
}

/** As the operation itself would have failed; its code may be a signed number. */
function failure(request: ServiceRequest, body: RawRow) {
  const code = body['backgroundOperationErrorCode']
  const hex = typeof code === 'number' ? `0x${(code >>> 0).toString(16).padStart(8, '0')}` : String(code ?? '')
  const error = { code: hex, message: String(body['backgroundOperationErrorMessage'] ?? 'the operation failed') }
  const headers = new Headers({ 'OData-Version': '4.0' })
  return errorFromResponse(request, { status: 400, headers, text: JSON.stringify({ error }) }, Date.now())
}

function canceled({ method, path }: ServiceRequest) {
  return createError({ code: 'canceled', problem: 'the background operation was cancelled', method, path })
}

async function pause(milliseconds: number, { method, path, signal }: ServiceRequest): Promise<void> {
  const ending = signal ?? new AbortController().signal
  try {
    await sleep(milliseconds, ending)
  } catch {
    throw abortedError(method, path, ending.reason)
  }
}
