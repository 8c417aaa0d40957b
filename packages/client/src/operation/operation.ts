import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'

/** One thing to do, by itself or in a batch: the request it takes and how its answer is read. */
export interface Operation<Result = unknown> {
  readonly request: ServiceRequest
  /** The result of a successful answer; what is missing of it is sent for. */
  readonly read: (response: ServiceResponse, send: Send) => Result | Promise<Result>
  /** Of one whose answer was lost: whether this refusal of a repeat says that it was done. */
  readonly saysDone?: (error: DynamicsError) => boolean
  /** The result of one that was done and whose answer was lost; `undefined` when it turns out that it was not. */
  readonly done?: (send: Send) => Promise<Done<Result> | undefined>
  /** Adds to a refusal what the caller wants to know. */
  readonly explain?: (error: DynamicsError, send: Send) => Promise<void>
}

/** The result of an operation that was done. */
export interface Done<Result> {
  readonly value: Result
}

/** Does an operation by itself. */
export async function run<Result>(send: Send, operation: Operation<Result>): Promise<Result> {
  try {
    return await operation.read(await send(operation.request), send)
  } catch (error) {
    if (!isDynamicsError(error)) throw error
    const done = await doneBefore(operation, error, send)
    if (done !== undefined) return done.value
    await operation.explain?.(error, send)
    throw error
  }
}

/** The result of an operation that its refusal says was done already, by an attempt whose answer was lost. */
export async function doneBefore<Result>(
  { saysDone, done }: Operation<Result>,
  error: DynamicsError,
  send: Send,
): Promise<Done<Result> | undefined> {
  return error.afterLostAnswer === true && saysDone?.(error) === true ? done?.(send) : undefined
}

/** An operation that answers nothing: 204. */
export function withoutResult(request: ServiceRequest): Operation<void> {
  return { request, read: () => undefined, done: async () => ({ value: undefined }) }
}
