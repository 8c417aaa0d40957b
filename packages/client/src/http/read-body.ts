import { abortedError, errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'
import type { Deadlines } from './deadlines.ts'
import type { OutgoingRequest } from './outgoing-request.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Keeps nothing from one text to the next. */
const UTF_8: TextDecoder = new TextDecoder()

/** The text of an answer, within the time limit. */
export async function readText(request: OutgoingRequest, response: Response, deadlines: Deadlines): Promise<string> {
  if (response.body === null) return ''
  return UTF_8.decode(await readBytes(request, response, deadlines))
}

/**
 * The bytes of an answer, within the time limit.
 *
 * Reads the stream itself, so that an abort or the time limit ends the download in every runtime, whatever became of the
 * request's own signal.
 */
export async function readBytes(
  { method, url, signal }: OutgoingRequest,
  response: Response,
  deadlines: Deadlines,
): Promise<Bytes> {
  if (response.body === null) return new Uint8Array()
  const reader: ReadableStreamDefaultReader<Bytes> = response.body.getReader()
  const cancel = (): void => void reader.cancel().catch(() => undefined)
  let isLate = false
  const end = deadlines.start(() => {
    isLate = true
    cancel()
  })
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const bytes = signal?.aborted === true ? new Uint8Array() : await readAll(reader)
    // A cancelled stream ends like a complete one.
    if (signal?.aborted === true) throw abortedError(method, url, signal.reason)
    if (isLate) throw timeoutError(method, url)
    return bytes
  } catch (error) {
    throw isLate ? timeoutError(method, url) : errorFromFailure(method, url, error, signal)
  } finally {
    end()
    signal?.removeEventListener('abort', cancel)
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Bytes>): Promise<Bytes> {
  const first = await reader.read()
  if (first.done) return new Uint8Array()
  const second = await reader.read()
  if (second.done) return first.value
  const chunks = [first.value, second.value]
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value)
  return joined(chunks)
}

function joined(chunks: readonly Bytes[]): Bytes {
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let length = 0
  for (const chunk of chunks) {
    all.set(chunk, length)
    length += chunk.length
  }
  return all
}
