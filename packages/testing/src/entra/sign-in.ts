import type { ServicePrincipal, Tenant, User } from '../world/directory.ts'
import type { ClaimsRequest } from './claims-request.ts'
import type { DelegatedScope } from './delegated-scope.ts'

/** A person who signed in to an app: what codes and refresh tokens stand for. */
export interface SignIn {
  readonly tenant: Tenant
  readonly user: User
  readonly client: ServicePrincipal
  /** Whether multi-factor authentication was done. */
  readonly mfa: boolean
  /** Milliseconds since 1970. */
  readonly time: number
}

/** How the client proved who it is. */
export type ClientMethod = 'none' | 'secret' | 'assertion'

/** A token to be issued to somebody who signed in. */
export interface UserTokenRequest {
  readonly signIn: SignIn
  readonly method: ClientMethod
  readonly scope: DelegatedScope
  readonly claims: ClaimsRequest
  /** Whether the answer names the account, as msal asks with `client_info=1`. */
  readonly clientInfo: boolean
  readonly nonce?: string | undefined
  /** Base URL Entra was reached by. */
  readonly authority: string
}
