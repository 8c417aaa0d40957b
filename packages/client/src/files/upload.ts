import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { Send } from '../http/send.ts'
import { signalOf } from '../operation/signal-of.ts'
import type { FileColumn } from './file-column.ts'
import { checkContent, isAtHand, PART, partsOf, sizeOf } from './file-content.ts'
import type { Bytes } from './file-content.ts'
import { encodeFileName } from './file-name.ts'
import type { FileContent, UploadOptions } from './files.ts'
import type { Upload } from './upload-parts.ts'
import { wrongSize } from './upload-parts.ts'
import { uploadBlocks } from './upload-blocks.ts'
import { readUploadToken } from './upload-place.ts'
import { uploadRanges } from './upload-ranges.ts'

/**
 * One request for what fits into one part; else ranges, or blocks where the size is not known beforehand or the upload may go
 * on later (29.1).
 *
 * @throws TypeError without a file name, or for content that has no bytes.
 */
export async function upload(
  send: Send,
  column: FileColumn,
  content: FileContent,
  options: UploadOptions = {},
): Promise<void> {
  checkContent(content)
  const fileName = options.fileName ?? nameOf(content)
  if (fileName === undefined || fileName === '') throw new TypeError('upload: say the fileName, such as contract.pdf.')
  const total = sizeOf(content) ?? options.size
  const given: Upload = { send, column, fileName, total, options }
  if (typeof options.resume === 'string' && (await goOn(given, content, options.resume))) return
  const parts = partsOf(content, PART)
  try {
    const first = await parts.next()
    const part: Bytes = first.done === true ? new Uint8Array() : first.value
    if (part.length < PART && total !== undefined && total !== part.length) throw wrongSize(total)
    if (part.length < PART || total === PART) await uploadAtOnce(given, part)
    else if (total === undefined || options.resume !== undefined)
      await uploadBlocks(given, withFirst(part, parts, total))
    else await uploadRanges(given, withFirst(part, parts, total), total)
  } finally {
    // Lets go of a stream that was not read to its end.
    await parts.return()
  }
}

/** What the service says of an upload that it does not know any more. */
const FORGOTTEN = '0x80090017'

/** `false` when the service has forgotten the upload, and the content can be read again from its beginning. */
async function goOn(given: Upload, content: FileContent, token: string): Promise<boolean> {
  const { column, total } = given
  const place = readUploadToken(token, { path: column.path, total, blockSize: PART })
  // The last block is shorter.
  const before = Math.min(place.blocks * PART, total ?? Infinity)
  const parts = partsOf(content, PART, before)
  try {
    await uploadBlocks(given, checked(parts, before, total), place)
    return true
  } catch (error) {
    if (isDynamicsError(error) && error.dataverseCode === FORGOTTEN && isAtHand(content)) return false
    throw error
  } finally {
    await parts.return()
  }
}

/** All parts, of which the first has been taken. */
function withFirst(first: Bytes, rest: AsyncIterable<Bytes>, total: number | undefined): AsyncGenerator<Bytes, void> {
  async function* all(): AsyncGenerator<Bytes, void> {
    yield first
    yield* rest
  }
  return checked(all(), 0, total)
}

/** @throws RangeError for a stream that is longer or shorter than was said. */
async function* checked(
  parts: AsyncIterable<Bytes>,
  before: number,
  total: number | undefined,
): AsyncGenerator<Bytes, void> {
  let length = before
  for await (const part of parts) {
    length += part.length
    if (total !== undefined && length > total) throw wrongSize(total)
    // An end that falls onto the end of a part.
    if (part.length > 0) yield part
  }
  if (total !== undefined && length !== total) throw wrongSize(total)
}

/** `PATCH accounts(…)/new_contract` with the bytes. */
async function uploadAtOnce({ send, column, fileName, options }: Upload, body: Bytes): Promise<void> {
  await send({
    method: 'PATCH',
    path: column.path,
    headers: { 'Content-Type': 'application/octet-stream', 'x-ms-file-name': encodeFileName(fileName) },
    body,
    repeatable: true,
    ...signalOf(options),
  })
  await options.onProgress?.({ done: body.length, total: body.length })
}

/** A `File` has a name. */
function nameOf(content: FileContent): string | undefined {
  return content instanceof Blob && 'name' in content && typeof content.name === 'string' ? content.name : undefined
}
