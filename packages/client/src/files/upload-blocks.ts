import { unreadable } from '../errors/unreadable.ts'
import { untilAnswered } from '../http/until-answered.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import { isRawRow } from '../row/raw-row.ts'
import { rowId } from '../row/row-id.ts'
import { combGuidAfter } from '../write/comb-guid-after.ts'
import { base64 } from './base64.ts'
import type { FileColumn } from './file-column.ts'
import { PART } from './file-content.ts'
import type { Bytes } from './file-content.ts'
import type { TransferProgress } from './files.ts'
import type { Upload } from './upload-parts.ts'
import { uploadToken } from './upload-place.ts'
import type { UploadPlace } from './upload-place.ts'

/** Blocks on their way at once. */
const AT_ONCE = 4

/**
 * A file of any length, in blocks that are put together at the end: `InitializeFileBlocksUpload`, `UploadBlock`,
 * `CommitFileBlocksUpload` (29.1). Nothing is stored before the last of them.
 *
 * `from`: where an earlier upload stopped; `parts` begin there. A block that had arrived replaces itself.
 */
export async function uploadBlocks(upload: Upload, parts: AsyncIterable<Bytes>, from?: UploadPlace): Promise<void> {
  const { send, fileName, total, options } = upload
  const { signal = new AbortController().signal, resume } = options
  const place = from ?? (await begin(upload))
  let sent = place.blocks
  const blockId = (index: number): string => btoa(combGuidAfter(place.firstBlock, index))

  const progress = createProgress(place.blocks, total)
  const report = (): unknown => {
    const { done, blocks } = progress.now()
    const now: TransferProgress = { done, total }
    const subject = { path: upload.column.path, total, blockSize: PART }
    return options.onProgress?.(
      resume === undefined ? now : { ...now, resume: uploadToken(subject, { ...place, blocks }) },
    )
  }
  // One after another: of two tokens that are saved at once, the earlier might be saved last.
  let told: Promise<unknown> = Promise.resolve()
  const tell = (): Promise<unknown> => (told = told.then(report))
  if (resume !== undefined) await tell()

  const onTheirWay = new Set<Promise<void>>()
  let failed: { readonly error: unknown } | undefined
  const sendBlock = async (index: number, block: Bytes): Promise<void> => {
    // The same block twice is one block.
    await untilAnswered(() => {
      const body = { BlockId: blockId(index), BlockData: base64(block), FileContinuationToken: place.session }
      return send(post(upload, 'UploadBlock', body))
    }, signal)
    progress.finish(index, block.length)
    await tell()
  }
  try {
    for await (const block of parts) {
      const sending: Promise<void> = sendBlock(sent++, block)
        .catch((error: unknown) => {
          failed ??= { error }
        })
        .finally(() => onTheirWay.delete(sending))
      onTheirWay.add(sending)
      if (onTheirWay.size >= AT_ONCE) await Promise.race(onTheirWay)
      if (failed) throw failed.error
    }
  } finally {
    await Promise.all(onTheirWay)
  }
  if (failed) throw failed.error
  await send(
    post(upload, 'CommitFileBlocksUpload', {
      FileName: fileName,
      MimeType: 'application/octet-stream',
      BlockList: Array.from({ length: sent }, (_, index) => blockId(index)),
      FileContinuationToken: place.session,
    }),
  )
}

/** @throws TypeError for a row that is not known by table and id. */
async function begin(upload: Upload): Promise<UploadPlace> {
  const { send, column, fileName } = upload
  const request = post(upload, 'InitializeFileBlocksUpload', {
    Target: targetOf(column),
    FileName: fileName,
    FileAttributeName: column.name,
  })
  const { body, status } = await send(request)
  const session = isRawRow(body) ? body['FileContinuationToken'] : undefined
  if (typeof session !== 'string') throw unreadable(request, status, 'the answer has no FileContinuationToken')
  return { session, firstBlock: crypto.randomUUID(), blocks: 0 }
}

function post({ options }: Upload, path: string, body: object): ServiceRequest {
  return { method: 'POST', path, body, ...signalOf(options) }
}

/** Blocks arrive in any order; those counted have arrived without a gap. */
function createProgress(before: number, total = Infinity) {
  const arrived = new Set<number>()
  let blocks = before
  let done = Math.min(before * PART, total)
  return {
    now: () => ({ blocks, done }),
    finish(index: number, length: number) {
      done += length
      arrived.add(index)
      while (arrived.delete(blocks)) blocks++
    },
  }
}

/** `{ "@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "…" }` */
function targetOf({ table, id }: FileColumn): object {
  if (table === undefined || (typeof id === 'object' && id !== null && !('id' in id))) {
    throw new TypeError(
      'upload: say the size of the stream, or name the row by a generated table and its id, as an upload to resume needs it.',
    )
  }
  return { '@odata.type': `Microsoft.Dynamics.CRM.${table.logicalName}`, [table.key]: rowId(id, 'upload') }
}
