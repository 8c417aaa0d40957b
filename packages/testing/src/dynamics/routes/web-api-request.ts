import type { RequestBody } from './request-body.ts'

/** Where a request is below `/api/data/v9.x`. */
export interface WebApiAddress {
  /** `9.2` */
  readonly version: string
  /** As sent, without leading slash. */
  readonly path: string
}

/** One request of the Web API, sent alone or within a batch. */
export interface WebApiRequest {
  readonly method: string
  readonly headers: Headers
  readonly url: URL
  /** `https://contoso.crm.dynamics.com`, as the caller reached it. */
  readonly base: string
  readonly address: WebApiAddress
  readonly body: RequestBody
  /** Longest URL, in characters. */
  readonly maximumUrl: number
  /** In a change set: Content-ID to the URL of what that operation created. */
  readonly references?: ReadonlyMap<string, string>
}

/** Longest URL of a request that is sent alone (reference 34.4). */
export const maximumUrl = 32_768

/** The versions that the service answers to. */
const addressPattern = /^\/api\/data(?:\/v(9\.[0-2])(?:\/(.*))?|\/?)$/

/** `root` is `/api/data` without a version, which clients ask without a token to be challenged. */
export function webApiAddress(path: string): WebApiAddress | 'root' | undefined {
  const match = addressPattern.exec(path)
  if (!match) return undefined
  return match[1] === undefined ? 'root' : { version: match[1], path: match[2] ?? '' }
}
