import type { OutgoingRequest } from './outgoing-request.ts'
import { abortedError, errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'

/** The text of an answer, within `timeout` milliseconds. */
export async function readText(request: OutgoingRequest, response: Response, timeout: number | false): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  await readChunks(request, response, timeout, (chunk) => {
    text += decoder.decode(chunk, { stream: true })
  })
  return text + decoder.decode()
}

/** The bytes of an answer, within `timeout` milliseconds. */
export async function readBytes(
  request: OutgoingRequest,
  response: Response,
  timeout: number | false,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  await readChunks(request, response, timeout, (chunk) => chunks.push(chunk))
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}

/**
 * Reads the stream itself, so that an abort or the time limit ends the download in every runtime, whatever became of the
 * request's own signal.
 */
async function readChunks(
  { method, url, signal }: OutgoingRequest,
  response: Response,
  timeout: number | false,
  take: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  if (response.body === null) return
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = response.body.getReader()
  const cancel = (): void => void reader.cancel().catch(() => undefined)
  let late = false
  const limit = (): void => {
    late = true
    cancel()
  }
  const timer = timeout === false ? undefined : setTimeout(limit, timeout)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    if (signal?.aborted !== true)
      for (let read = await reader.read(); !read.done; read = await reader.read()) take(read.value)
    // A cancelled stream ends like a complete one.
    if (signal?.aborted === true) throw abortedError(method, url, signal.reason)
    if (late) throw timeoutError(method, url)
  } catch (error) {
    throw late ? timeoutError(method, url) : errorFromFailure(method, url, error, signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}
