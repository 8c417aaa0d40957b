import { AbortedError, TimeoutError } from './dynamics-error.ts'
import type { DynamicsError } from './dynamics-error.ts'

/** The error for the client's own time limit. */
export function timeoutError(method: string, path: string, cause?: unknown): DynamicsError {
  return new TimeoutError({
    code: 'timeout',
    problem: 'the service took too long',
    method,
    path,
    step: 4,
    fix: 'Ask for less at once or give the client a longer timeout; if nothing ever answers, a firewall may drop the traffic.',
    ...(cause !== undefined && { cause }),
  })
}

/** The error for an aborted signal; that of `AbortSignal.timeout` is a time limit. */
export function abortedError(method: string, path: string, reason: unknown): DynamicsError {
  if (reason instanceof Error && reason.name === 'TimeoutError') return timeoutError(method, path, reason)
  return new AbortedError({ code: 'aborted', problem: 'it was cancelled by its signal', method, path, cause: reason })
}
