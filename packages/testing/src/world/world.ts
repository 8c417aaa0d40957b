import type { Clock, WorldClock } from './clock.ts'
import type { Tenant } from './directory.ts'
import type { ListedEnvironment } from './listed-environment.ts'

/** What all the fake's services share. Nothing in the package keeps state outside a world. */
export interface World {
  readonly clock: WorldClock
  /** A new GUID, lower case. */
  newId(): string
  /** By tenant id, lower case. */
  readonly tenants: Map<string, Tenant>
  /** What tokens can be asked for: a resource's URL (lower case, no trailing slash) to what stands behind it. */
  readonly resources: Map<string, Resource>
  /** Every environment, by organization id: what the global discovery service lists. */
  readonly environments: Map<string, ListedEnvironment>
  readonly tokens: TokenAuthority
  /** Other issuers of OpenID Connect tokens than Entra, by their issuer URL as tokens spell it. */
  readonly issuers: Map<string, TokenIssuer>
  /** What resources demand of tokens that are valid by themselves. */
  readonly accessEvaluation: AccessEvaluation
}

/** A protected API: an environment of Dynamics 365, or Microsoft Graph. */
export interface Resource {
  /** Tenant that owns it; absent for Microsoft Graph, which every tenant has. */
  readonly tenantId?: string
  /** Client id of the resource's service principal, such as `00000007-0000-0000-c000-000000000000`. */
  readonly appId: string
  /** The environment that answers at an address where the fake listens. */
  readonly organizationId?: string
}

/** Continuous access evaluation: a critical event makes resources refuse tokens from before it. */
export interface AccessEvaluation {
  /** Access tokens issued before this moment, in milliseconds since 1970, are challenged. Default 0. */
  validFrom: number
  /** The claims to ask for in place of a token with these, or undefined when it passes. */
  challengeFor(claims: Pick<AccessTokenClaims, 'nbf'>): Readonly<Record<string, unknown>> | undefined
}

/** An issuer whose tokens may stand for an app: a build service, a cluster. */
export interface TokenIssuer {
  /** `iss` of its tokens: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string
  /** Public keys, as its `jwks_uri` serves them. */
  jwks(): Promise<{ readonly keys: readonly Record<string, unknown>[] }>
}

/** Signs and verifies the access tokens of every tenant. Keys survive a reset, so a token stays valid across it. */
export interface TokenAuthority {
  /** Public keys, as `jwks_uri` serves them. */
  jwks(): Promise<{ readonly keys: readonly Record<string, unknown>[] }>
  /** A signed JWT (RS256) with these claims and nothing added. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>
  /** Checks signature, `iss`, `exp` and `nbf`; the audience is the resource's own business. */
  verify(token: string): Promise<TokenVerdict>
  /** Signs with a new key from now on. The others stay published unless they retire, and then their tokens are not valid any more. */
  rotate(options: { readonly retire: boolean }): void
  /** Signs with the same keys for another world: its tokens and those of this one are valid in both, where their users are. */
  fork(clock: Clock, tenants: ReadonlyMap<string, Tenant>): TokenAuthority
}

export type TokenVerdict =
  | { readonly valid: true; readonly claims: AccessTokenClaims }
  | { readonly valid: false; readonly reason: 'malformed' | 'signature' | 'issuer' | 'expired' | 'notYetValid' }

/** The claims of a v1.0 access token that the fake's services read. */
export interface AccessTokenClaims {
  readonly aud: string
  readonly iss: string
  readonly tid: string
  /** Client id. */
  readonly appid: string
  /** Object id of the service principal or user. */
  readonly oid: string
  /** Seconds since 1970. */
  readonly exp: number
  readonly nbf: number
  /** Application permissions; never for Dataverse. */
  readonly roles?: readonly string[]
  /** Delegated permissions, space-separated. */
  readonly scp?: string
}

/**
 * One of the fake's services behind a base URL. `url` is the request's URL, `path` what follows the base URL the service
 * was reached by (starting with `/`, no query), and `base` that base URL without a trailing slash: a service builds the
 * links of its answers from it.
 */
export type Service = (call: ServiceCall) => Promise<Response>

export interface ServiceCall {
  readonly request: Request
  readonly url: URL
  readonly base: string
  readonly path: string
  /** Base URL of Entra as this caller reaches it, such as `https://login.microsoftonline.com`. */
  readonly authority: string
  /** Takes what the service understood of the request, for the log; what it says later is added. */
  readonly understood?: (seen: UnderstoodRequest) => void
}

/** What a service says of a request. */
export interface UnderstoodRequest {
  /** Path below the root of the service, as it was sent: `accounts(…)`. */
  readonly path?: string
  readonly operation?: string
  readonly table?: string
  readonly name?: string
  /** Bytes of the body. */
  readonly body?: Uint8Array
  /** `systemuserid` of the user whose token it was. */
  readonly caller?: string
  /** The fault that was made to happen. */
  readonly fault?: string
}
