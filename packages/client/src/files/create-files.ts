import type { Send } from '../http/send.ts'
import type { AnyTable } from '../operation/named-table.ts'
import { signalOf } from '../operation/signal-of.ts'
import { withEnd } from '../operation/with-end.ts'
import type { OperationOptions } from '../query/query.ts'
import { download } from './download.ts'
import { fileColumn } from './file-column.ts'
import type { DownloadedFile, DownloadOptions, FileContent, UploadOptions } from './files.ts'
import { upload } from './upload.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

/** {@link Files} without its types. */
interface AnyFiles {
  upload(table: AnyTable, id: unknown, column: string, content: FileContent, options?: UploadOptions): Promise<void>
  download(table: AnyTable, id: unknown, column: string, options?: DownloadOptions): Promise<DownloadedFile | null>
  delete(table: AnyTable, id: unknown, column: string, options?: OperationOptions): Promise<void>
}

/** Uploads, downloads and deletes with `send`. */
export function createFiles(send: Send): AnyFiles {
  return Object.freeze({
    async upload(table: AnyTable, id: unknown, column: string, content: FileContent, options?: UploadOptions) {
      knownOptions('upload', options, { fileName: 1, size: 1, resume: 1, onProgress: 1, ...OPERATION })
      await upload(send, fileColumn(table, id, column, 'upload'), content, options && withEnd(options))
    },
    async download(
      table: AnyTable,
      id: unknown,
      column: string,
      options?: DownloadOptions,
    ): Promise<DownloadedFile | null> {
      knownOptions('download', options, { from: 1, image: 1, onProgress: 1, ...OPERATION })
      return download(send, fileColumn(table, id, column, 'download'), options && withEnd(options))
    },
    async delete(table: AnyTable, id: unknown, column: string, options: OperationOptions = {}) {
      const { path } = fileColumn(table, id, column, 'files.delete')
      await send({ method: 'DELETE', path, repeatable: true, ...signalOf(options) })
    },
  })
}
