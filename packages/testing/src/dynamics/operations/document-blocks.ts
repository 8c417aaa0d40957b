import { requireRight } from '../access/require-access.ts'
import type { Actor } from '../exchange.ts'
import { noSuchRow, validation } from '../fault.ts'
import { base64OfBytes, bytesOfBase64 } from '../files/base64.ts'
import { missingFile } from '../files/file-fault.ts'
import { beginUpload, endUpload, uploadOf, type UploadTarget } from '../files/upload-session.ts'
import { createRow } from '../write/create-row.ts'
import { isObject } from '../write/payload.ts'
import { updateRow } from '../write/update-row.ts'
import { action, blockList, type Parameters, text } from './block-parameters.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { OperationHandler } from './invocation.ts'

/** A table whose rows hold a file as base64 text. */
interface DocumentKind {
  readonly table: 'annotation' | 'activitymimeattachment'
  /** The column with the text. */
  readonly attribute: string
  /** As the names of operations have it. */
  readonly noun: 'Annotation' | 'Attachment'
  /** What the answer calls the key. */
  readonly id: string
}

const notes: DocumentKind = { table: 'annotation', attribute: 'documentbody', noun: 'Annotation', id: 'AnnotationId' }

const attachments: DocumentKind = {
  table: 'activitymimeattachment',
  attribute: 'body',
  noun: 'Attachment',
  id: 'ActivityMimeAttachmentId',
}

/** The row that `Target` describes: columns, and an id where it is there already. */
function describedIn(parameters: Parameters, { table }: DocumentKind): Readonly<Record<string, unknown>> {
  const target = parameters['Target']
  if (isObject(target)) return target
  throw validation('0x80040203', `The parameter 'Target' has to be a row of ${table}.`)
}

const upload = (kind: DocumentKind): OperationHandler =>
  action(({ exchange, parameters }) => {
    describedIn(parameters, kind)
    const FileContinuationToken = beginUpload(exchange, { document: kind.table, row: '', attribute: kind.attribute })
    return complexAnswer(exchange, `Initialize${kind.noun}BlocksUploadResponse`, { FileContinuationToken })
  })

/** Makes the row, or changes it where it may be there already, with what was uploaded as its file. */
const commit = (kind: DocumentKind): OperationHandler =>
  action(({ exchange, parameters }) => {
    const token = text(parameters, 'FileContinuationToken')
    uploadOf(exchange, token)
    const table = exchange.scan.schema.table(kind.table)
    if (!table) throw noSuchRow(kind.table, '')
    const { [kind.attribute]: _ignored, ...columns } = describedIn(parameters, kind)
    return exchange.organization.store.transaction(() => {
      const bytes = endUpload(exchange, token, blockList(parameters))
      const body = { ...columns, [kind.attribute]: base64OfBytes(bytes) }
      const given = columns[table.key]
      const id = typeof given === 'string' ? given.toLowerCase() : undefined
      // An attachment that is there is refused, as by any create.
      const isThere = kind === notes && id !== undefined && exchange.organization.store.of(table).get(id) !== undefined
      if (isThere) updateRow(exchange, table, id, body)
      return complexAnswer(exchange, `Commit${kind.noun}BlocksUploadResponse`, {
        [kind.id]: isThere ? id : createRow(exchange, table, body),
        FileSizeInBytes: bytes.length,
      })
    })
  })

const download = (kind: DocumentKind): OperationHandler =>
  action(({ exchange, parameters }) => {
    const { table, row, id } = entityParameter(exchange, parameters['Target'], kind.table)
    requireRight(exchange, 'Read', table, row)
    const target = { document: kind.table, row: id, attribute: kind.attribute }
    const bytes = documentOf(exchange, target)
    if (!bytes) throw missingFile(kind.attribute)
    return complexAnswer(exchange, `Initialize${kind.noun}BlocksDownloadResponse`, {
      FileContinuationToken: beginUpload(exchange, target),
      FileSizeInBytes: bytes.length,
      FileName: String(row['filename'] ?? ''),
    })
  })

/** Whether a token was given for the file of such a row, and not for a file column. */
export const isOfDocument = (target: UploadTarget): boolean => typeof target['document'] === 'string'

/** The file of the row that a token was given for. */
export function documentOf({ organization }: Actor, target: UploadTarget): Uint8Array<ArrayBuffer> | undefined {
  const row = organization.store.table(String(target['document'])).get(String(target['row']))
  const body = row?.[String(target['attribute'])]
  return typeof body === 'string' ? bytesOfBase64(body) : undefined
}

/**
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files
 */
export const initializeAnnotationBlocksUpload: OperationHandler = upload(notes)
export const commitAnnotationBlocksUpload: OperationHandler = commit(notes)
export const initializeAnnotationBlocksDownload: OperationHandler = download(notes)
export const initializeAttachmentBlocksUpload: OperationHandler = upload(attachments)
export const commitAttachmentBlocksUpload: OperationHandler = commit(attachments)
export const initializeAttachmentBlocksDownload: OperationHandler = download(attachments)
