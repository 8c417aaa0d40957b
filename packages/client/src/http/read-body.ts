import { abortedError, errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'
import type { Answer } from './answer.ts'
import type { Deadlines } from './deadlines.ts'
import type { OutgoingRequest } from './outgoing-request.ts'

/** Keeps nothing from one text to the next. */
const UTF_8: TextDecoder = new TextDecoder()

/** The text of an answer, within the time limit. */
export async function readText(request: OutgoingRequest, answer: Answer, deadlines: Deadlines): Promise<string> {
  return UTF_8.decode(await readBytes(request, answer, deadlines))
}

/** The bytes of an answer. An abort or the time limit ends the wait, and the transfer, in every runtime. */
export function readBytes(
  { method, url, signal }: OutgoingRequest,
  answer: Answer,
  deadlines: Deadlines,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      end()
      signal?.removeEventListener('abort', abort)
    }
    const abort = (): void => {
      finish()
      reject(abortedError(method, url, signal?.reason))
      answer.cancel()
    }
    const end = deadlines.start(() => {
      finish()
      reject(timeoutError(method, url))
      answer.cancel()
    })
    if (signal?.aborted === true) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    answer.bytes().then(
      (bytes) => {
        finish()
        resolve(bytes)
      },
      (error: unknown) => {
        finish()
        reject(errorFromFailure(method, url, error, signal))
      },
    )
    return undefined
  })
}
