/** More about a Graph error: which member, and a code of its own. */
export interface GraphErrorDetail {
  readonly code: string
  readonly message: string
  readonly target: string
}

/** A refusal of Microsoft Graph, thrown inside the fake and answered as an error document. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly status: number
  readonly code: string
  readonly details: readonly GraphErrorDetail[]

  constructor(status: number, code: string, message: string, details: readonly GraphErrorDetail[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

export function badRequest(message: string, details?: readonly GraphErrorDetail[]): GraphError {
  return new GraphError(400, 'Request_BadRequest', message, details)
}

/** @param key The id, or the alternate key as it was given. */
export function notFound(key: string): GraphError {
  const message = `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`
  return new GraphError(404, 'Request_ResourceNotFound', message)
}

export function duplicate(message: string): GraphError {
  return new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', message)
}

export function unsupportedQuery(message: string): GraphError {
  return new GraphError(400, 'Request_UnsupportedQuery', message)
}

/** Ids that tie an answer to its request. */
export interface GraphTrace {
  readonly requestId: string
  readonly clientRequestId: string
  /** Milliseconds since 1970. */
  readonly time: number
}

/** `{"error":{"code":"Request_ResourceNotFound","message":"…","innerError":{"date":"…","request-id":"…","client-request-id":"…"}}}` */
export function graphErrorDocument(
  { code, message, details }: Pick<GraphError, 'code' | 'message' | 'details'>,
  trace: GraphTrace,
): Record<string, unknown> {
  return {
    error: {
      code,
      message,
      ...(details.length === 0 ? {} : { details }),
      innerError: {
        date: new Date(trace.time).toISOString().slice(0, 19),
        'request-id': trace.requestId,
        'client-request-id': trace.clientRequestId,
      },
    },
  }
}
