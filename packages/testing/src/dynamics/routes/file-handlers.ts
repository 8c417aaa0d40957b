import type { Exchange } from '../exchange.ts'
import { badQuery, Fault } from '../fault.ts'
import { base64OfBytes, bytesOfBase64 } from '../files/base64.ts'
import { type FileContent, readFile, removeFile, saveFile } from '../files/file-column.ts'
import { invalidBlocks } from '../files/file-fault.ts'
import { addBlock, beginUpload, endUpload, uploadedLength, uploadOf } from '../files/upload-session.ts'
import { requireRight } from '../access/require-access.ts'
import { type Answer, json, noContent } from '../response/answer.ts'
import { rowUrl } from '../response/render-row.ts'
import { updateRow } from '../write/update-row.ts'
import type { RequestBody } from './request-body.ts'
import type { PropertyResource } from './resource.ts'

/** Bytes of a block, as the service wants them. */
const chunkSize = 4 * 1024 * 1024

const chunkHeaders = {
  'x-ms-chunk-size': String(chunkSize),
  'Accept-Ranges': 'bytes',
  'Access-Control-Expose-Headers': 'Access-Control-Expose-Headers,x-ms-chunk-size,Accept-Ranges,Location',
} as const

/**
 * `PATCH {set}(key)/{file column}`: the whole file, the beginning of an upload in chunks, or one of its chunks.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/file-column-data
 */
export function uploadFile(exchange: Exchange, resource: PropertyResource, body: RequestBody): Answer {
  const token = exchange.url.searchParams.get('sessiontoken')
  if (token !== null) return uploadChunk(exchange, resource, token, body)
  const name = fileName(exchange)
  if (exchange.headers.get('x-ms-transfer-mode')?.toLowerCase() === 'chunked') {
    requireRight(exchange, 'Write', resource.table, resource.row)
    const session = beginUpload(exchange, { name, ...placeOf(resource) })
    const address = `${rowUrl(exchange, resource.table, resource.row)}/${resource.column.name}`
    return { status: 200, headers: { ...chunkHeaders, Location: `${address}?sessiontoken=${session}` } }
  }
  save(exchange, resource, { name, mimeType: octets, bytes: body.bytes() })
  return noContent()
}

const octets = 'application/octet-stream'

/** An upload goes on at the column that it began at. */
const placeOf = ({ table, row, column }: PropertyResource) => ({
  table: table.name,
  row: String(row[table.key]),
  column: column.name,
})

function save(exchange: Exchange, resource: PropertyResource, content: FileContent): void {
  if (resource.column.type === 'file') saveFile(exchange, resource, content)
  else {
    const { table, row, column } = resource
    updateRow(exchange, table, String(row[table.key]), { [column.name]: base64OfBytes(content.bytes) })
  }
}

/** In a header or, where a header cannot hold it, in the address; percent-encoded. */
function fileName({ headers, url }: Exchange): string {
  const given = headers.get('x-ms-file-name') ?? url.searchParams.get('x-ms-file-name')
  if (given === null || given === '') throw badQuery("The header 'x-ms-file-name' has to name the file.")
  try {
    return decodeURIComponent(given)
  } catch {
    return given // a percent sign of the name's own
  }
}

const rangePattern = /^bytes (\d+)-(\d+)\/(\d+)$/

function uploadChunk(exchange: Exchange, resource: PropertyResource, token: string, body: RequestBody): Answer {
  const { name, ...place } = uploadOf(exchange, token)
  if (Object.entries(placeOf(resource)).some(([member, value]) => place[member] !== value)) {
    throw invalidBlocks('The session token is of another file column.')
  }
  const range = rangePattern.exec(exchange.headers.get('content-range') ?? '')
  const [first = 0, last = -1, total = 0] = range?.slice(1).map(Number) ?? []
  const bytes = body.bytes()
  const offset = uploadedLength(exchange, token)
  if (!range || first !== offset || last - first + 1 !== bytes.length || last >= total) {
    throw new Fault(
      416,
      '0x80090017',
      `The Content-Range has to go on at byte ${offset} and tell the length of the body: 'bytes ${offset}-<last>/<total>'.`,
    )
  }
  exchange.organization.store.transaction(() => {
    addBlock(exchange, token, String(first), base64OfBytes(bytes))
    if (last + 1 < total) return
    save(exchange, resource, { name: String(name), mimeType: octets, bytes: endUpload(exchange, token) })
  })
  return last + 1 < total ? { status: 206, headers: chunkHeaders } : noContent()
}

/** `GET {set}(key)/{file column}/$value`, whole or `Range: bytes=0-4194303`; 204 where there is no file. */
export function downloadFile(exchange: Exchange, resource: PropertyResource): Answer {
  const content = resource.column.type === 'file' ? readFile(exchange, resource) : readImage(exchange, resource)
  if (!content) return noContent()
  const { bytes } = content
  const range = rangeOf(exchange, bytes.length)
  const headers = { ...contentHeaders(content), 'Content-Type': octets }
  if (!range) return { status: 200, headers, body: bytes }
  return { status: 206, headers: { ...headers, ...range.headers }, body: bytes.slice(range.first, range.last + 1) }
}

/** Whether a column without `/$value` is asked for what it holds, and not for the id of the file. */
export const asksForContent = ({ headers, url }: Exchange, { column, raw }: PropertyResource): boolean =>
  column.type === 'file' && !raw && (headers.has('range') || url.searchParams.has('size'))

/** `GET {set}(key)/{file column}?size=full`: the file, or a range of it, as base64 in JSON. */
export function retrieveFile(exchange: Exchange, resource: PropertyResource): Answer {
  const content = readFile(exchange, resource)
  if (!content) return noContent()
  const { bytes } = content
  const range = rangeOf(exchange, bytes.length)
  const { first, last, headers } = range ?? { first: 0, last: bytes.length - 1, headers: {} }
  const address = `${rowUrl(exchange, resource.table, resource.row)}/${resource.column.name}`
  const context = address.replace(`${exchange.root}/`, `${exchange.root}/$metadata#`)
  return json({ '@odata.context': context, value: base64OfBytes(bytes.slice(first, last + 1)) }, range ? 206 : 200, {
    ...contentHeaders(content),
    ...headers,
    Location: `${address}?size=full`,
  })
}

const contentHeaders = ({ name, mimeType, bytes }: FileContent) => ({
  'Content-Disposition': `attachment; filename="${encodeURIComponent(name)}"`,
  'x-ms-file-name': encodeURIComponent(name),
  'x-ms-file-size': String(bytes.length),
  mimetype: mimeType,
})

interface Range {
  readonly first: number
  readonly last: number
  readonly headers: Readonly<Record<string, string>>
}

/** The range that a request asks for; `undefined` for the whole. @throws Fault 416 for one outside of the file */
function rangeOf({ headers }: Exchange, length: number): Range | undefined {
  const match = /^bytes=(\d+)-(\d*)(?:\/\d+)?$/.exec(headers.get('range')?.trim() ?? '')
  if (!match) return undefined
  const first = Number(match[1])
  const last = Math.min(match[2] === '' ? length - 1 : Number(match[2]), length - 1)
  if (first > last) {
    throw new Fault(416, '0x80040203', 'The range is not within the file.', { 'Content-Range': `bytes */${length}` })
  }
  return { first, last, headers: { ...chunkHeaders, 'Content-Range': `bytes ${first}-${last}/${length}` } }
}

/** The thumbnail, which is all that is kept of an image: full images need a column that is made to store them. */
function readImage(exchange: Exchange, { table, row, column }: PropertyResource): FileContent | undefined {
  requireRight(exchange, 'Read', table, row)
  if (exchange.url.searchParams.get('size')?.toLowerCase() === 'full') return undefined
  const value = row[column.name]
  const bytes = typeof value === 'string' ? bytesOfBase64(value) : undefined
  return bytes && { name: column.attribute, mimeType: octets, bytes }
}

/** `DELETE {set}(key)/{file column}` */
export function deleteFile(exchange: Exchange, resource: PropertyResource): Answer {
  removeFile(exchange, resource)
  return noContent()
}
