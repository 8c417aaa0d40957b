import { type Preferences, printPrefer } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import type { Fault } from '../fault.ts'
import { annotationFilter } from './annotation-filter.ts'

/** An answer before it is a `Response`. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON; text and bytes are sent as they are. */
  readonly body?: unknown
}

const jsonType = 'application/json; odata.metadata=minimal'

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'Content-Type': jsonType, ...headers },
  body,
})

export const text = (body: string, contentType = 'text/plain'): Answer => ({
  status: 200,
  headers: { 'Content-Type': contentType },
  body,
})

export const noContent = (headers: Readonly<Record<string, string>> = {}): Answer => ({ status: 204, headers })

/** `Preference-Applied`, where something was. */
export function applied(preferences: Preferences): Record<string, string> {
  const value = printPrefer(preferences)
  return value === '' ? {} : { 'Preference-Applied': value }
}

/** Preferences of the request that every answer with data honours. */
export function dataPreferences(exchange: Exchange): Preferences {
  const { includeAnnotations } = exchange.preferences
  return includeAnnotations ? { includeAnnotations } : {}
}

/** The error document (reference 34.1), with the details that were asked for. */
export function faultAnswer(fault: Fault, preferences: Preferences = {}): Answer {
  const wanted = annotationFilter(preferences)
  const bare = fault.code.replace(/^0x/, '')
  const details: Record<string, string> = {
    '@Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus': '0',
    '@Microsoft.PowerApps.CDS.ErrorDetails.SubErrorCode': '0',
    '@Microsoft.PowerApps.CDS.HelpLink': `http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a${bare}&client=platform`,
    '@Microsoft.PowerApps.CDS.InnerError.Message': fault.message,
    ...fault.details,
  }
  const asked = Object.entries(details).filter(([name]) => wanted(name.slice(1)))
  return json(
    { error: { code: fault.code, message: fault.message, ...Object.fromEntries(asked) } },
    fault.status,
    fault.headers,
  )
}

/** Puts the headers that every answer has around an {@link Answer}. */
export function toResponse(answer: Answer, ids: { requestId: string }, budget?: RequestBudget): Response {
  const headers: Record<string, string> = {
    'OData-Version': '4.0',
    'Cache-Control': 'no-cache',
    Allow: 'OPTIONS,GET,HEAD,POST',
    REQ_ID: ids.requestId,
    'x-ms-service-request-id': ids.requestId,
    ...(budget && {
      'x-ms-ratelimit-burst-remaining-xrm-requests': String(budget.requests),
      'x-ms-ratelimit-time-remaining-xrm-requests': budget.seconds.toFixed(2),
    }),
    ...answer.headers,
  }
  return new Response(bodyOf(answer), { status: answer.status, headers })
}

/** What is left of the service protection limits. */
export interface RequestBudget {
  readonly requests: number
  readonly seconds: number
}

/** What goes over the wire; `null` for nothing. */
export function bodyOf({ status, body }: Answer): string | Uint8Array<ArrayBuffer> | null {
  if (body === undefined || status === 204 || status === 304) return null
  if (typeof body === 'string') return body
  // Bytes come from files, which are kept in buffers of their own.
  return body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body)
}
