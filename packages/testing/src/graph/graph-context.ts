import type { PathSegment, QueryOptions } from '@dynamics-kit/odata'
import type { Replication } from '../world/replication.ts'
import type { World } from '../world/world.ts'
import type { Caller } from './caller.ts'
import { GraphError } from './graph-error.ts'

/** One authenticated request to Graph. */
export interface GraphContext {
  readonly world: World
  readonly replication: Replication
  readonly caller: Caller
  readonly request: Request
  /** `https://graph.microsoft.com/v1.0` as the caller reaches it. */
  readonly root: string
  readonly path: readonly PathSegment[]
  readonly options: QueryOptions
}

/** What a Graph operation answers; headers that every answer has are added later. */
export interface GraphAnswer {
  readonly status: number
  /** JSON, or text for `$count`. */
  readonly body?: Readonly<Record<string, unknown>> | string
}

export const NO_CONTENT: GraphAnswer = { status: 204 }

/** The JSON object in the body; an empty body is an empty object. */
export async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text()
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Answered below, as for any other payload that is no JSON object.
  }
  const message =
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.'
  throw new GraphError(400, 'BadRequest', message)
}

/** Whether the request says `Prefer: create-if-missing`: a PATCH by alternate key then creates what is not there. */
export function createsIfMissing(request: Request): boolean {
  return (request.headers.get('prefer') ?? '')
    .split(',')
    .some((one) => one.trim().toLowerCase() === 'create-if-missing')
}
