import type { Send } from '../http/send.ts'
import { signalOf } from '../operation/request-parts.ts'
import type { FileColumn } from './file-column.ts'
import { PART, partsOf, sizeOf } from './file-content.ts'
import type { Bytes } from './file-content.ts'
import { encodeFileName } from './file-name.ts'
import type { FileContent, UploadOptions } from './files.ts'
import type { Upload } from './upload-parts.ts'
import { wrongSize } from './upload-parts.ts'
import { uploadBlocks } from './upload-blocks.ts'
import { uploadRanges } from './upload-ranges.ts'

/**
 * One request for what fits into one part; else ranges, or blocks where the size is not known beforehand (29.1).
 *
 * @throws TypeError without a file name.
 */
export async function upload(
  send: Send,
  column: FileColumn,
  content: FileContent,
  options: UploadOptions = {},
): Promise<void> {
  const fileName = options.fileName ?? nameOf(content)
  if (fileName === undefined || fileName === '') throw new TypeError('upload: say the fileName, such as contract.pdf.')
  const total = sizeOf(content) ?? options.size
  const rest = partsOf(content, PART)
  try {
    const first = await rest.next()
    const part: Bytes = first.done === true ? new Uint8Array() : first.value
    const given: Upload = { send, column, fileName, first: part, rest, options }
    if (part.length < PART && total !== undefined && total !== part.length) throw wrongSize(total)
    if (part.length < PART || total === PART) await uploadAtOnce(given)
    else if (total === undefined) await uploadBlocks(given)
    else await uploadRanges(given, total)
  } finally {
    // Lets go of a stream that was not read to its end.
    await rest.return()
  }
}

/** `PATCH accounts(…)/new_contract` with the bytes. */
async function uploadAtOnce({ send, column, fileName, first, options }: Upload): Promise<void> {
  await send({
    method: 'PATCH',
    path: column.path,
    headers: { 'Content-Type': 'application/octet-stream', 'x-ms-file-name': encodeFileName(fileName) },
    body: first,
    repeatable: true,
    ...signalOf(options),
  })
  options.onProgress?.({ done: first.length, total: first.length })
}

/** A `File` has a name. */
function nameOf(content: FileContent): string | undefined {
  return content instanceof Blob && 'name' in content && typeof content.name === 'string' ? content.name : undefined
}
