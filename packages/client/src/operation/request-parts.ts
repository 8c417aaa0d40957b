import type { OperationOptions } from '../query/query.ts'
import { etagOf } from '../row/etag.ts'

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

/** Options of what takes several requests: its time begins once, here. */
export function withEnd<Options extends OperationOptions>(options: Options): Options {
  return options.totalTimeout === undefined ? options : { ...options, ...signalOf(options), totalTimeout: undefined }
}

/** A path with query options, encoded already. */
export function withQuery(path: string, query: string): string {
  if (query === '') return path
  return `${path}${path.includes('?') ? '&' : '?'}${query}`
}

/**
 * `W/"502186"`, given as such or as a row that was read.
 *
 * @throws TypeError for a row without an ETag.
 */
export function etagText(option: string, value: string | object | undefined): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  const etag = etagOf(value)
  if (etag === undefined)
    throw new TypeError(`${option} takes an ETag or a row as this client gave it; copies of rows have no ETag.`)
  return etag
}
