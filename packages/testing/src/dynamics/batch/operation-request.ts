import type { BatchOperation } from '@dynamics-kit/odata'
import { normalAudience } from '../door/audience.ts'
import { noSuchResource } from '../fault.ts'
import { bodyOfText } from '../routes/request-body.ts'
import { webApiAddress, type WebApiRequest } from '../routes/web-api-request.ts'
import { withoutReference } from './content-references.ts'

/** Longest URL of a request within a batch, in characters (reference 34.4). */
const maximumUrlInBatch = 65_536

/**
 * An operation as the request it would be by itself. Of the batch's own headers it inherits none.
 *
 * @throws Fault 404 for an address outside of the Web API that the batch was sent to
 */
export function operationRequest(
  operation: BatchOperation,
  batch: WebApiRequest,
  references: ReadonlyMap<string, string>,
): WebApiRequest {
  const target = withoutReference(operation.target, references)
  const root = `${batch.base}/api/data/v${batch.address.version}/`
  const absolute = target.startsWith('/') ? batch.base + target : target
  const url = URL.canParse(absolute, root) ? new URL(absolute, root) : undefined
  const isHere = url !== undefined && normalAudience(url.origin) === normalAudience(new URL(batch.base).origin)
  const path = isHere ? url.href.slice(url.origin.length).split(/[?#]/)[0] : undefined
  const address = path === undefined ? undefined : webApiAddress(path.slice(new URL(batch.base).pathname.length - 1))
  if (!url || !address || address === 'root') throw noSuchResource(target)
  return {
    method: operation.method.toUpperCase(),
    headers: new Headers(operation.headers.map(([name, value]): [string, string] => [name, inBytes(value)])),
    url,
    base: batch.base,
    address,
    body: bodyOfText(operation.body),
    maximumUrl: maximumUrlInBatch,
    references,
  }
}

/** A value as headers have it: a character for each byte of its UTF-8. */
const inBytes = (value: string): string =>
  /[^\0-\x7f]/.test(value) ? String.fromCharCode(...new TextEncoder().encode(value)) : value
