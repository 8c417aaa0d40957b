import type { OperationOptions } from '../query/query.ts'
import { etagOf } from '../row/etag.ts'

/** The signal of an operation, for its request. */
export function signalOf({ signal }: OperationOptions): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
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
