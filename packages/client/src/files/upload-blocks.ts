import { unreadable } from '../errors/unreadable.ts'
import { untilAnswered } from '../http/until-answered.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/request-parts.ts'
import { isRawRow } from '../row/raw-row.ts'
import { rowId } from '../row/row-id.ts'
import { base64 } from './base64.ts'
import type { FileColumn } from './file-column.ts'
import type { Bytes } from './file-content.ts'
import type { Upload } from './upload-parts.ts'

/** Blocks on their way at once. */
const AT_ONCE = 4

/**
 * A file of any length, in blocks that are put together at the end: `InitializeFileBlocksUpload`, `UploadBlock`,
 * `CommitFileBlocksUpload` (29.1). Nothing is stored before the last of them.
 */
export async function uploadBlocks({ send, column, fileName, first, rest, options }: Upload): Promise<void> {
  const { signal = new AbortController().signal } = options
  const post = (name: string, body: object): ServiceRequest => ({
    method: 'POST',
    path: name,
    body,
    ...signalOf(options),
  })
  const begin = post('InitializeFileBlocksUpload', {
    Target: targetOf(column),
    FileName: fileName,
    FileAttributeName: column.name,
  })
  const { body: begun, status } = await send(begin)
  const token = isRawRow(begun) ? begun['FileContinuationToken'] : undefined
  if (typeof token !== 'string') throw unreadable(begin, status, 'the answer has no FileContinuationToken')

  const blocks: string[] = []
  const onTheirWay = new Set<Promise<void>>()
  let done = 0
  let failed: { readonly error: unknown } | undefined
  const sendBlock = async (block: Bytes): Promise<void> => {
    const BlockId = btoa(crypto.randomUUID())
    blocks.push(BlockId)
    // The same block twice is one block.
    await untilAnswered(
      () => send(post('UploadBlock', { BlockId, BlockData: base64(block), FileContinuationToken: token })),
      signal,
    )
    done += block.length
    options.onProgress?.({ done, total: undefined })
  }
  const start = async (block: Bytes): Promise<void> => {
    const sending: Promise<void> = sendBlock(block)
      .catch((error: unknown) => {
        failed ??= { error }
      })
      .finally(() => onTheirWay.delete(sending))
    onTheirWay.add(sending)
    if (onTheirWay.size >= AT_ONCE) await Promise.race(onTheirWay)
    if (failed) throw failed.error
  }
  try {
    await start(first)
    for await (const block of rest) await start(block)
  } finally {
    await Promise.all(onTheirWay)
  }
  if (failed) throw failed.error
  await send(
    post('CommitFileBlocksUpload', {
      FileName: fileName,
      MimeType: 'application/octet-stream',
      BlockList: blocks,
      FileContinuationToken: token,
    }),
  )
}

/** `{ "@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "…" }` */
function targetOf({ table, id }: FileColumn): object {
  if (table === undefined || (typeof id === 'object' && id !== null && !('id' in id))) {
    throw new TypeError('upload: say the size of the stream, or name the row by a generated table and its id.')
  }
  return { '@odata.type': `Microsoft.Dynamics.CRM.${table.logicalName}`, [table.key]: rowId(id, 'upload') }
}
