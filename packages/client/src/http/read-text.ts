import { abortedError, errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'

/**
 * The text of an answer, within `timeout` milliseconds.
 *
 * Reads the stream itself, so that an abort or the time limit ends the download in every runtime, whatever became of the
 * request's own signal.
 */
export async function readText(request: Request, response: Response, timeout: number | false): Promise<string> {
  if (response.body === null) return ''
  const { method, url, signal } = request
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  const cancel = (): void => void reader.cancel().catch(() => undefined)
  let late = false
  const limit = (): void => {
    late = true
    cancel()
  }
  const timer = timeout === false ? undefined : setTimeout(limit, timeout)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const text = signal.aborted ? '' : await decodeAll(reader)
    // A cancelled stream ends like a complete one.
    if (signal.aborted) throw abortedError(method, url, signal.reason)
    if (late) throw timeoutError(method, url)
    return text
  } catch (error) {
    throw late ? timeoutError(method, url) : errorFromFailure(method, url, error, signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
  }
}

async function decodeAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    // Chunks come one after another.
    // oxlint-disable-next-line no-await-in-loop
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
  }
}
