/** Why a body is no `$batch`. */
export type BatchErrorCode =
  /** The media type is not `multipart/mixed`, or has no boundary. */
  | 'missingBoundary'
  /** The boundary is nowhere in the body. */
  | 'noParts'
  /** The body ends before its closing boundary: it was cut off. */
  | 'unexpectedEnd'
  /** A part is neither `application/http` nor a change set. */
  | 'invalidPart'
  /** A line among headers is none. */
  | 'invalidHeader'
  /** The first line of a part's message is no request line or status line. */
  | 'invalidStartLine'
  /** A change set inside a change set. */
  | 'nestedChangeSet'

/** A `$batch` body that cannot be read. The message holds nothing of the body. */
export class BatchError extends Error {
  readonly code: BatchErrorCode
  /** The part of the batch at fault, counted from 0; absent when it is the body as a whole. */
  readonly part: number | undefined

  constructor(code: BatchErrorCode, problem: string, part?: number) {
    super(`The batch cannot be read: ${problem}${part === undefined ? '' : ` (part ${part + 1})`}.`)
    this.name = 'BatchError'
    this.code = code
    this.part = part
  }
}

/** Tells whether an error is a {@link BatchError}, also one of another copy of this package. */
export function isBatchError(error: unknown): error is BatchError {
  return error instanceof Error && error.name === 'BatchError'
}
