import type { ColumnName, TableShape, UntypedTable } from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import type { RowId, TableOrName } from '../types/shape.ts'

/** File and image columns; any column of a table known by name. */
export type FileColumnName<S extends TableShape> = UntypedTable extends S
  ? string
  : {
      [N in ColumnName<S>]: S['columns'][N] extends { readonly kind: 'file' | 'image' } ? N : never
    }[ColumnName<S>]

/** What can be uploaded: bytes at hand, a file of a form or of a disk, or a stream of any length. */
export type FileContent = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** How far a file is. */
export interface TransferProgress {
  /** Bytes that have arrived. */
  readonly done: number
  /** Bytes in all, where that is known. */
  readonly total: number | undefined
}

/** How far an upload is. */
export interface UploadProgress extends TransferProgress {
  /** Give it as `resume` to go on from here, in this program or another one. Only of uploads with `resume`. */
  readonly resume?: string
}

/** How a file is transferred. */
export interface TransferOptions<Progress = TransferProgress> extends OperationOptions {
  /** Called whenever a part has arrived. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined
}

export interface UploadOptions extends TransferOptions<UploadProgress> {
  /**
   * `true` begins an upload that another program can go on with, the text that its `onProgress` was given goes on. `onProgress` is
   * called before the first part too, and what it returns is waited for. Such a file goes in blocks (`UploadBlock`), for which the
   * row is named by a generated table and its id; a block that is sent again replaces itself. When the service does not know the
   * upload any more, it begins anew, unless the content is a stream. Files of less than 4 MB go in one request all the same.
   */
  readonly resume?: string | true | undefined
  /** `contract.pdf`. A `File` has its own. */
  readonly fileName?: string | undefined
  /** Bytes of a stream, where they are known: then it goes in fewer and smaller requests. */
  readonly size?: number | undefined
}

export interface DownloadOptions extends TransferOptions<TransferProgress> {
  /** The first byte to read, from 0: to go on where an earlier download stopped. */
  readonly from?: number | undefined
  /** Of an image: as it was stored, or 144 x 144 at most. Default: the larger one that there is. */
  readonly image?: 'full' | 'thumbnail' | undefined
}

/** A file on its way. */
export interface DownloadedFile {
  /** `contract.pdf`; absent where the service names none, as with images. */
  readonly name: string | undefined
  /** Media type, `application/pdf`. */
  readonly type: string | undefined
  /** Bytes of the whole file, where the service tells. */
  readonly size: number | undefined
  /** The bytes, read from the service as they are read from here. Cancelling it ends the download. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** All bytes, in memory. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * The contents of file and image columns.
 *
 * Large ones go in parts of 4 MB. A part that is read is asked for again when its connection breaks.
 *
 * @typeParam S - shape of the table
 */
export interface Files {
  /**
   * Puts a file into a column of a row, in place of the one there: `PATCH accounts(…)/new_contract`.
   *
   * @throws NotFoundError when there is no such row.
   * @throws DynamicsError `too-large` when the column takes less.
   * @throws TypeError when `resume` is of another file, without a file name, and for content that is text or a path.
   * @example
   * ```ts
   * import { openAsBlob, readFileSync, writeFileSync } from 'node:fs'
   * import type { DynamicsClient, FileColumnName, RowId } from '@dynamics-kit/client'
   * import type { Table, TableShape } from '@dynamics-kit/odata'
   *
   * // Run it again after whatever stopped it: it goes on.
   * export async function send<S extends TableShape>(
   *   dynamics: DynamicsClient,
   *   table: Table<S>,
   *   id: RowId<S>,
   *   column: FileColumnName<S>,
   *   path: string,
   * ): Promise<void> {
   *   const saved = readFileSync(`${path}.place`, { encoding: 'utf8', flag: 'a+' })
   *   await dynamics.files.upload(table, id, column, await openAsBlob(path), {
   *     fileName: path,
   *     resume: saved === '' ? true : saved,
   *     onProgress: ({ resume = '' }) => writeFileSync(`${path}.place`, resume),
   *   })
   * }
   * ```
   */
  upload<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: FileColumnName<S>,
    content: FileContent,
    options?: UploadOptions,
  ): Promise<void>

  /**
   * The file of a column, or `null` when there is none: `GET accounts(…)/new_contract/$value`.
   *
   * @throws NotFoundError when there is no such row.
   * @throws ConcurrencyError while reading, when the file is replaced meanwhile; RangeError for a `from` that is no whole number.
   */
  download<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: FileColumnName<S>,
    options?: DownloadOptions,
  ): Promise<DownloadedFile | null>

  /** Takes the file out of a column: `DELETE accounts(…)/new_contract`. */
  delete<S extends TableShape = UntypedTable>(
    table: TableOrName<S>,
    id: RowId<S>,
    column: FileColumnName<S>,
    options?: OperationOptions,
  ): Promise<void>
}
