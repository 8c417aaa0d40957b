import type { OperationOptions } from '../query/query.ts'

/** The signal of an operation, for its request: the caller's own, and the end of the time that it may take in all. */
export function signalOf({ signal, totalTimeout }: OperationOptions): { readonly signal?: AbortSignal } {
  if (totalTimeout === undefined) return signal === undefined ? {} : { signal }
  // Timers take no more, and end at once.
  if (!(totalTimeout > 0 && totalTimeout < 2 ** 31)) {
    throw new RangeError('totalTimeout takes a number of milliseconds above 0 and below 2 ** 31.')
  }
  const limit = AbortSignal.timeout(totalTimeout)
  return { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) }
}
