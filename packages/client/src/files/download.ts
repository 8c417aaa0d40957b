import { createError } from '../errors/create-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import { untilAnswered } from '../http/until-answered.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import type { AnswerHeaders } from '../http/answer.ts'
import type { FileColumn } from './file-column.ts'
import { PART } from './file-content.ts'
import type { Bytes } from './file-content.ts'
import { decodeFileName } from './file-name.ts'
import type { DownloadedFile, DownloadOptions } from './files.ts'

/** A part of a file: its bytes, and of how many. */
interface Part {
  readonly bytes: Bytes
  /** `undefined` when this is all there is. */
  readonly total: number | undefined
  readonly headers: AnswerHeaders
}

/**
 * `GET accounts(…)/new_contract/$value`, range by range as the stream is read (29.1). Images come in one piece (29.2).
 *
 * `null` when the column is empty.
 */
export async function download(
  send: Send,
  column: FileColumn,
  options: DownloadOptions = {},
): Promise<DownloadedFile | null> {
  const { from = 0, image, onProgress } = options
  if (!Number.isSafeInteger(from) || from < 0) throw new RangeError('from takes a whole number from 0.')
  const isImage = column.isImage ?? image !== undefined
  const request: ServiceRequest = {
    method: 'GET',
    path: `${column.path}/$value${isImage && image !== 'thumbnail' ? '?size=full' : ''}`,
    expects: 'bytes',
    ...signalOf(options),
  }
  const first = await readPart(send, request, isImage ? undefined : from)
  if (first === undefined) {
    // Columns that store no full image answer 204 to it, whatever thumbnail there is (29.2).
    return column.isImage === true && image === undefined
      ? download(send, column, { ...options, image: 'thumbnail' })
      : null
  }
  const { headers, total } = first
  const whole = total ?? first.bytes.length
  let position = total === undefined ? 0 : from

  async function next(): Promise<Bytes | undefined> {
    if (position >= whole) return undefined
    const part = position === from && total !== undefined ? first : await readPart(send, request, position)
    if (part === undefined || (part.total ?? whole) !== whole || part.bytes.length === 0) throw replaced(request)
    return part.bytes
  }

  const body = new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const bytes = total === undefined ? first.bytes.subarray(from) : await next()
        if (bytes === undefined) return controller.close()
        position = total === undefined ? whole : position + bytes.length
        onProgress?.({ done: position, total: whole })
        controller.enqueue(bytes)
        if (position >= whole) controller.close()
        return undefined
      },
    },
    // Nothing is asked for before somebody reads.
    { highWaterMark: 0 },
  )
  const name = headers.get('x-ms-file-name')
  return {
    name: name === null ? undefined : decodeFileName(name),
    type: headers.get('mimetype') ?? undefined,
    size: whole,
    body,
    bytes: async () => new Uint8Array(await new Response(body).arrayBuffer()),
  }
}

/** One range, or all where there are none; `undefined` for an empty column. */
async function readPart(send: Send, request: ServiceRequest, start: number | undefined): Promise<Part | undefined> {
  const range = start === undefined ? undefined : `bytes=${start}-${start + PART - 1}`
  const asking = { ...request, ...(range !== undefined && { headers: { Range: range } }) }
  // A connection that breaks while bytes arrive.
  const response = await untilAnswered(() => send(asking), request.signal ?? new AbortController().signal, 1)
  const { status, headers, body } = response
  if (status === 204) return undefined
  if (!(body instanceof Uint8Array)) throw unreadable(request, status, 'the answer is no file')
  return { bytes: body as Bytes, total: status === 206 ? totalOf(request, response) : undefined, headers }
}

/** `Content-Range: bytes 0-4194303/25000000`, or `x-ms-file-size: 25000000` */
function totalOf(request: ServiceRequest, { status, headers }: ServiceResponse): number {
  const text = /\/(\d+)$/.exec(headers.get('Content-Range') ?? '')?.[1] ?? headers.get('x-ms-file-size')
  if (text === null || !/^\d+$/.test(text))
    throw unreadable(request, status, 'the answer does not tell the size of the file')
  return Number(text)
}

function replaced({ method, path }: ServiceRequest) {
  return createError({
    code: 'concurrency',
    problem: 'the file was replaced while it was read',
    method,
    path,
    step: 4,
    fix: 'Download it again from the beginning.',
  })
}
