import type { GraphObject } from '../entra/graph-object.ts'

/** A credential of the app that is in place. */
export interface Credential {
  /** The variables that a program signs in with, besides tenant and client. Absent values are kept elsewhere, where they cannot be read. */
  readonly variables: Readonly<Record<string, string>>
  /** Id of the secret or certificate in the directory. */
  readonly keyId?: string | undefined
  /** When it expires, ISO 8601. */
  readonly expires?: string | undefined
  /** Whether this run made it, so that it may take a while until all of the directory knows it. */
  readonly isNew: boolean
  /** Whether a token can be had with it from here. */
  readonly isUsable: boolean
}

/** How a secret or certificate is told to people. */
export function described(credential: GraphObject): string {
  const name = typeof credential['hint'] === 'string' ? `begins with ${credential['hint']}, ` : ''
  return `${name}expires ${String(credential['endDateTime']).slice(0, 10)}`
}

/** Whether it can still be used, at a time in milliseconds since 1970. */
export const isCurrent = (credential: GraphObject, now: number): boolean =>
  Date.parse(String(credential['endDateTime'])) > now

/** When a lifetime that begins now is over. */
export const endOf = (days: number, now: number): string => new Date(now + days * 86_400_000).toISOString()
