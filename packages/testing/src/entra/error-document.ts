import type { AadstsError } from './aadsts.ts'

/** What ties an answer to the request it belongs to. */
export interface Trace {
  /** Made by the service; also in the `x-ms-request-id` header. */
  readonly traceId: string
  /** The caller's `client-request-id` where it sent one. */
  readonly correlationId: string
  /** Milliseconds since 1970. */
  readonly time: number
}

/** The JSON document of a refusal. */
export interface ErrorDocument {
  readonly error: string
  readonly error_description: string
  readonly error_codes: readonly number[]
  readonly timestamp: string
  readonly trace_id: string
  readonly correlation_id: string
  readonly error_uri: string
  readonly suberror?: string
  /** JSON text, to be passed back in a new sign-in. */
  readonly claims?: string
}

/**
 * `{"error":"invalid_client","error_description":"AADSTS7000215: … Trace ID: … Correlation ID: … Timestamp: 2026-01-05
 * 10:11:12Z","error_codes":[7000215],…}`
 *
 * @param authority Base URL Entra was reached by; `error_uri` points there.
 */
export function errorDocument(error: AadstsError, trace: Trace, authority: string): ErrorDocument {
  const timestamp = `${new Date(trace.time).toISOString().slice(0, 19).replace('T', ' ')}Z`
  return {
    error: error.definition.error,
    error_description: `${error.message} Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${timestamp}`,
    error_codes: [error.code],
    timestamp,
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
    error_uri: `${authority}/error?code=${error.code}`,
    ...(error.definition.suberror === undefined ? {} : { suberror: error.definition.suberror }),
    ...(error.claims === undefined ? {} : { claims: JSON.stringify(error.claims) }),
  }
}
