import type { Environment } from '../environment-variable.ts'

/** Which identity of the machine is meant; none for its own. */
export interface IdentityChoice {
  readonly clientId?: string | undefined
  readonly objectId?: string | undefined
  readonly resourceId?: string | undefined
}

/** One request for a token, as a host takes it. */
export interface IdentityRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Names of the parameters that choose an identity, where a host lets choose. */
export interface ChoiceParameters {
  readonly clientId: string
  readonly objectId?: string
  readonly resourceId?: string
}

/** A kind of host with managed identities. */
export interface IdentityHost {
  /** In messages: `App Service`. */
  readonly name: string
  /** Absent where only the host's own identity can be had. */
  readonly choice?: ChoiceParameters
  /** Statuses that are worth another attempt besides 429 and 5xx. */
  readonly transient?: readonly number[]
  /** Milliseconds to wait after a status, where the host's documentation says so. */
  readonly pauseAfter?: (status: number) => number | undefined
  /** Whether a file answers its challenge, as on Azure Arc. */
  readonly hasChallenge?: true
  /** Whether it is asked for without knowing that it is there, so a short question goes first. */
  readonly isProbed?: true
  /** SHA-1 of the server's certificate, which no authority signed: the only one to talk to. */
  readonly thumbprint?: string
  /** @param resource The resource's URL, without `/.default`. */
  request(resource: string): IdentityRequest
}

/** Whether this is such a host, by its environment variables. */
export type HostFactory = (environment: Environment) => IdentityHost | undefined

/** The request with the parameters that choose an identity. */
export function withChoice(
  request: IdentityRequest,
  parameters: ChoiceParameters,
  choice: IdentityChoice,
): IdentityRequest {
  const url = new URL(request.url)
  const set = (name: string | undefined, value: string | undefined) => {
    if (name !== undefined && value !== undefined) url.searchParams.set(name, value)
  }
  set(parameters.clientId, choice.clientId)
  set(parameters.objectId, choice.objectId)
  set(parameters.resourceId, choice.resourceId)
  return { ...request, url: url.href }
}

/** An address with parameters; those it has stay. */
export function addressWith(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
