import type { AnswerHeaders } from './answer.ts'

/** One request of the Web API, before it is a standard `Request`. */
export interface ServiceRequest {
  readonly method: string
  /** Below the service root, encoded (`accounts?$top=3`), or an absolute URL that the service gave. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON, unless it is text or bytes, which are sent as they are. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Done twice it is as if it had been done once, so it is repeated when its answer is lost. Reads always are. */
  readonly repeatable?: boolean
  /** What a successful answer is read as. Default: JSON or text, by its media type. `pieces` holds for answers with parts. */
  readonly expects?: 'bytes' | 'pieces'
  /** Members of the answer whose numbers are read as text, with all of their digits. */
  readonly exact?: ReadonlySet<string>
}

/** A successful answer, read to its end. */
export interface ServiceResponse {
  readonly status: number
  readonly headers: AnswerHeaders
  /** Parsed JSON, text of other media types, bytes or a `PieceReader` where they were expected, or `undefined` without a body. */
  readonly body: unknown
  /** An earlier attempt may have been done: its answer was lost. */
  readonly afterLost?: true
}
