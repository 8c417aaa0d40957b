import { requireRight } from '../access/require-access.ts'
import type { Actor } from '../exchange.ts'
import { noSuchRow, validation } from '../fault.ts'
import { base64OfBytes, bytesOfBase64 } from '../files/base64.ts'
import { type FilePlace, placeOfFile, readFile, removeFile, saveFile } from '../files/file-column.ts'
import { invalidBlocks, missingFile } from '../files/file-fault.ts'
import { addBlock, beginUpload, endUpload, uploadOf } from '../files/upload-session.ts'
import { noContent } from '../response/answer.ts'
import type { Row } from '../store/row.ts'
import { action, blockList, number, type Parameters, text } from './block-parameters.ts'
import { complexAnswer } from './complex-answer.ts'
import { documentOf, isOfDocument } from './document-blocks.ts'
import { entityParameter } from './entity-parameter.ts'
import type { OperationHandler } from './invocation.ts'

/** The file column that `Target` and `FileAttributeName` name. */
function placeIn(actor: Actor, parameters: Parameters): FilePlace {
  const { table, row } = entityParameter(actor, parameters['Target'])
  const name = text(parameters, 'FileAttributeName')
  const column = table.attributes.get(name)
  if (column?.type === 'file') return { table, row, column }
  throw validation('0x80040203', `The attribute '${name}' of '${table.name}' is no file column.`)
}

export const initializeFileBlocksUpload: OperationHandler = action(({ exchange, parameters }) => {
  const { table, row, column } = placeIn(exchange, parameters)
  requireRight(exchange, 'Write', table, row)
  const FileContinuationToken = beginUpload(exchange, {
    name: text(parameters, 'FileName'),
    table: table.name,
    row: String(row[table.key]),
    attribute: column.attribute,
  })
  return complexAnswer(exchange, 'InitializeFileBlocksUploadResponse', { FileContinuationToken })
})

/** Bytes of a block at most. */
const maximumBlock = 4 * 1024 * 1024

export const uploadBlock: OperationHandler = action(({ exchange, parameters }) => {
  const token = text(parameters, 'FileContinuationToken')
  uploadOf(exchange, token)
  const data = text(parameters, 'BlockData')
  const bytes = bytesOfBase64(data)
  if (!bytes) throw validation('0x80040203', "The parameter 'BlockData' is no base64 text.")
  if (bytes.length > maximumBlock) throw invalidBlocks(`A block has at most ${maximumBlock} bytes.`)
  addBlock(exchange, token, text(parameters, 'BlockId'), data)
  return noContent()
})

export const commitFileBlocksUpload: OperationHandler = action(({ exchange, parameters }) => {
  const token = text(parameters, 'FileContinuationToken')
  const upload = uploadOf(exchange, token)
  const place = placeOfUpload(exchange, upload)
  return exchange.organization.store.transaction(() => {
    const bytes = endUpload(exchange, token, blockList(parameters))
    const content = { name: text(parameters, 'FileName'), mimeType: text(parameters, 'MimeType'), bytes }
    const FileId = saveFile(exchange, place, content)
    return complexAnswer(exchange, 'CommitFileBlocksUploadResponse', { FileId, FileSizeInBytes: bytes.length })
  })
})

/** The column that an upload was begun for; its row may have gone meanwhile. */
function placeOfUpload({ organization: { schema, store } }: Actor, upload: Row): FilePlace {
  const table = schema.table(String(upload['table']))
  const row = table && store.of(table).get(String(upload['row']))
  const column = table?.attributes.get(String(upload['attribute']))
  if (table && row && column) return { table, row, column }
  if (table && column) throw noSuchRow(table.name, String(upload['row']))
  throw invalidBlocks('The file continuation token is not one of a file column.')
}

export const initializeFileBlocksDownload: OperationHandler = action(({ exchange, parameters }) => {
  const place = placeIn(exchange, parameters)
  const content = readFile(exchange, place)
  if (!content) throw missingFile(place.column.attribute)
  const { table, row, column } = place
  return complexAnswer(exchange, 'InitializeFileBlocksDownloadResponse', {
    FileContinuationToken: beginUpload(exchange, {
      table: table.name,
      row: String(row[table.key]),
      attribute: column.attribute,
    }),
    FileSizeInBytes: content.bytes.length,
    FileName: content.name,
    IsChunkingSupported: true,
  })
})

export const downloadBlock: OperationHandler = action(({ exchange, parameters }) => {
  const download = uploadOf(exchange, text(parameters, 'FileContinuationToken'))
  const bytes = isOfDocument(download)
    ? documentOf(exchange, download)
    : readFile(exchange, placeOfUpload(exchange, download))?.bytes
  if (!bytes) throw missingFile(String(download['attribute']))
  const offset = number(parameters, 'Offset')
  const length = number(parameters, 'BlockLength')
  return complexAnswer(exchange, 'DownloadBlockResponse', { Data: base64OfBytes(bytes.slice(offset, offset + length)) })
})

export const deleteFile: OperationHandler = action(({ exchange, parameters }) => {
  const id = text(parameters, 'FileId').toLowerCase()
  const place = placeOfFile(exchange, id)
  if (!place) throw noSuchRow('FileAttachment', id)
  removeFile(exchange, place)
  return noContent()
})
