import { unreadable } from '../errors/unreadable.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import { withQuery } from '../operation/with-query.ts'
import type { Bytes } from './file-content.ts'
import { encodeFileName } from './file-name.ts'
import type { Upload } from './upload-parts.ts'

/** Part by part to an address that the service gives: `Content-Range: bytes 0-4194303/25000000` (29.1). */
export async function uploadRanges(
  { send, column, fileName, options }: Upload,
  parts: AsyncIterable<Bytes>,
  total: number,
): Promise<void> {
  const start: ServiceRequest = {
    method: 'PATCH',
    path: withQuery(column.path, `x-ms-file-name=${encodeURIComponent(fileName)}`),
    headers: { 'x-ms-transfer-mode': 'chunked' },
    ...signalOf(options),
  }
  const { status, headers } = await send(start)
  const path = headers.get('Location')
  if (path === null) throw unreadable(start, status, 'the answer has no Location for the parts of the file')
  let done = 0
  // One after another: the service puts them together as they come.
  for await (const body of parts) {
    await send({
      method: 'PATCH',
      path,
      headers: {
        'Content-Type': 'application/octet-stream',
        'Content-Range': `bytes ${done}-${done + body.length - 1}/${total}`,
        'x-ms-file-name': encodeFileName(fileName),
      },
      body,
      ...signalOf(options),
    })
    done += body.length
    await options.onProgress?.({ done, total })
  }
}
