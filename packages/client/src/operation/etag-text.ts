import { etagOf } from '../row/etag.ts'

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
