/** Header names and values in order, as spelled; `new Headers(headers.map(([n, v]) => [n, v]))` finds them by name. */
export type BatchHeaders = readonly (readonly [name: string, value: string])[]

/**
 * One request of a `$batch` (Dataverse "Execute batch operations using the Web API"; OData 4.0 Protocol 11.7):
 *
 *     POST /api/data/v9.2/accounts HTTP/1.1
 *     Content-Type: application/json
 *
 *     {"name":"Contoso"}
 */
export interface BatchOperation {
  readonly kind: 'operation'
  readonly method: string
  /** Absolute, from the host, `/api/data/v9.2/accounts`, or from an earlier row of the change set, `$1/primarycontactid`. */
  readonly target: string
  readonly headers: BatchHeaders
  /** Empty when there is none. */
  readonly body: string
  /** What `$n` refers to; in change sets. */
  readonly contentId?: string
}

/** Operations that succeed or fail together. */
export interface BatchChangeSet {
  readonly kind: 'changeSet'
  readonly operations: readonly BatchOperation[]
}

/** What a `$batch` asks for, in order. */
export type BatchRequestItem = BatchOperation | BatchChangeSet

/** The answer to one operation. */
export interface BatchResponse {
  readonly kind: 'response'
  readonly status: number
  /** `No Content`; may be empty. */
  readonly reason: string
  readonly headers: BatchHeaders
  /** Empty when there is none. */
  readonly body: string
  readonly contentId?: string
}

/** The answers to a change set. When it failed there is one, or that one stands in place of the change set. */
export interface BatchChangeSetResponse {
  readonly kind: 'changeSet'
  readonly responses: readonly BatchResponse[]
}

/** What a `$batch` answers, in the order it was asked. */
export type BatchResponseItem = BatchResponse | BatchChangeSetResponse

/** What Dataverse takes in one `$batch`. */
export const batchLimits: { readonly operations: number } = {
  /** Operations, those of change sets counted. */
  operations: 1000,
}
