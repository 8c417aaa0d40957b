import type { Send } from '../http/send.ts'
import type { FileColumn } from './file-column.ts'
import type { UploadOptions } from './files.ts'

/** What is uploaded, without its bytes. */
export interface Upload {
  readonly send: Send
  readonly column: FileColumn
  readonly fileName: string
  /** Bytes in all, where that is known. */
  readonly total: number | undefined
  readonly options: UploadOptions
}

/** The error for a stream that is longer or shorter than was said. */
export function wrongSize(total: number): RangeError {
  return new RangeError(`upload: the stream does not have the ${total} bytes that were said; upload the file again.`)
}
