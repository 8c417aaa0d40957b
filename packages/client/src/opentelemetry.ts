import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Attributes, MeterProvider, Span, TracerProvider } from '@opentelemetry/api'
import { isDynamicsError } from './errors/dynamics-error.ts'
import type { Attempt, Outcome, Telemetry } from './telemetry/telemetry.ts'

/** Where spans and metrics go. Default: the providers registered with `@opentelemetry/api`. */
export interface OpenTelemetryOptions {
  readonly tracerProvider?: TracerProvider
  readonly meterProvider?: MeterProvider
}

/** Boundaries in seconds that the conventions advise for HTTP durations. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

const NAME = '@dynamics-kit/client'

/**
 * A span and a duration for each attempt, as the semantic conventions for HTTP clients have them, and the trace context in
 * the request's headers. URLs are without values of rows.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 * @example
 * ```ts
 * import { createClient } from '@dynamics-kit/client'
 * import { openTelemetry } from '@dynamics-kit/client/opentelemetry'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com', telemetry: [openTelemetry()] })
 * ```
 */
export function openTelemetry({ tracerProvider, meterProvider }: OpenTelemetryOptions = {}): Telemetry {
  const tracer = (tracerProvider ?? trace).getTracer(NAME)
  const meter = (meterProvider ?? metrics).getMeter(NAME)
  const duration = meter.createHistogram('http.client.request.duration', {
    description: 'Duration of HTTP client requests.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  })
  return {
    start(attempt) {
      const start = performance.now()
      const common = commonAttributes(attempt)
      const span = tracer.startSpan(`${attempt.method} ${attempt.template}`, {
        kind: SpanKind.CLIENT,
        attributes: {
          ...common,
          'url.full': attempt.url,
          ...(attempt.resends > 0 && { 'http.request.resend_count': attempt.resends }),
        },
      })
      const headers: Record<string, string> = {}
      propagation.inject(trace.setSpan(context.active(), span), headers)
      return {
        headers,
        end(outcome) {
          const ending = endAttributes(outcome)
          duration.record((performance.now() - start) / 1000, { ...common, ...ending })
          endSpan(span, ending, outcome)
        },
      }
    },
  }
}

function commonAttributes({ method, host, port, template }: Attempt): Attributes {
  return {
    'http.request.method': method,
    'server.address': host,
    'server.port': port,
    'url.template': template,
  }
}

/** Of an error only its code: messages may change, and may hold what a service said. */
function endAttributes({ status, error }: Outcome): Attributes {
  if (status === undefined) return { 'error.type': isDynamicsError(error) ? error.code : '_OTHER' }
  return { 'http.response.status_code': status, ...(status >= 400 && { 'error.type': String(status) }) }
}

function endSpan(span: Span, ending: Attributes, { headers }: Outcome): void {
  const requestId = headers?.get('REQ_ID') ?? headers?.get('x-ms-service-request-id')
  span.setAttributes({ ...ending, ...(typeof requestId === 'string' && { 'dataverse.request_id': requestId }) })
  if (ending['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
