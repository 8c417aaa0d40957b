import { errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'
import { abortable } from './abortable.ts'

/** The text of an answer, within `timeout` milliseconds; `stop`, which the request listens to, ends the download after that. */
export async function readText(
  request: Request,
  response: Response,
  timeout: number | false,
  stop: AbortController,
): Promise<string> {
  if (response.body === null) return ''
  let late = false
  const end = (): void => {
    late = true
    stop.abort()
  }
  const timer = timeout === false ? undefined : setTimeout(end, timeout)
  try {
    return await abortable(response.text(), request.signal)
  } catch (error) {
    throw late
      ? timeoutError(request.method, request.url)
      : errorFromFailure(request.method, request.url, error, request.signal)
  } finally {
    clearTimeout(timer)
  }
}
