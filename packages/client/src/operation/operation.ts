import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'

/** One thing to do, by itself or in a batch: the request it takes and how its answer is read. */
export interface Operation<Result = unknown> {
  readonly request: ServiceRequest
  /** The result of a successful answer; what is missing of it is sent for. */
  readonly read: (response: ServiceResponse, send: Send) => Result | Promise<Result>
}

/** Does an operation by itself. */
export async function run<Result>(send: Send, { request, read }: Operation<Result>): Promise<Result> {
  return read(await send(request), send)
}

/** An operation that answers nothing: 204. */
export function withoutResult(request: ServiceRequest): Operation<void> {
  return { request, read: () => undefined }
}
