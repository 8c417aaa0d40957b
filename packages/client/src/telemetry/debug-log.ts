import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { Telemetry } from './telemetry.ts'

/** What a debug log shows. */
export interface DebugLogOptions {
  /** Whether URLs show the values of queries and keys, which may be those of rows. Default `false`. Never: tokens, bodies. */
  readonly values?: boolean
}

/**
 * A line for each attempt: method, URL, status, time, and what the service says of its limits.
 *
 * @example
 * ```ts
 * import { createClient, debugLog } from '@dynamics-kit/client'
 *
 * const dynamics = createClient({
 *   url: 'https://contoso.crm.dynamics.com',
 *   telemetry: [debugLog((line) => console.error(line))],
 * })
 * ```
 */
export function debugLog(write: (line: string) => void, { values = false }: DebugLogOptions = {}): Telemetry {
  return {
    start({ method, url, resends, fullUrl }) {
      const start = performance.now()
      return {
        end({ status, headers, error }) {
          const parts = [
            method,
            values ? decoded(fullUrl()) : url,
            status === undefined ? failureOf(error) : String(status),
            `${Math.round(performance.now() - start)} ms`,
            resends === 0 ? '' : `resend ${resends}`,
            note('retry after', headers?.get('Retry-After')),
            note('request', headers?.get('REQ_ID') ?? headers?.get('x-ms-service-request-id')),
          ]
          write(parts.filter((part) => part !== '').join(' '))
        },
      }
    },
  }
}

function failureOf(error: unknown): string {
  return isDynamicsError(error) ? error.code : 'failed'
}

function note(name: string, value: string | null | undefined): string {
  return value === null || value === undefined ? '' : `${name} ${value}`
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
