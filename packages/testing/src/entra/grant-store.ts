import type { DelegatedScope } from './delegated-scope.ts'
import type { SignIn } from './sign-in.ts'

/** What a browser was sent back to the app with. */
interface AuthorizationCode {
  readonly signIn: SignIn
  readonly scope: DelegatedScope
  readonly redirectUri: string
  readonly codeChallenge: string | null
  readonly nonce: string | undefined
  redeemed: boolean
}

/** What renews a sign-in. */
interface RefreshToken {
  readonly signIn: SignIn
  /** Whether only a client that proves who it is may use it. */
  readonly confidential: boolean
  /** Milliseconds since 1970. */
  readonly issuedAt: number
}

/** A sign-in that begins on one device and happens on another. */
export interface DeviceCode {
  /** What the person types. */
  readonly userCode: string
  readonly tenantId: string
  readonly clientId: string
  readonly scope: DelegatedScope
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** Seconds between two questions; grows when the client is too eager. */
  interval: number
  /** Milliseconds since 1970 of the last question. */
  askedAt: number | undefined
  state: 'pending' | 'declined' | 'redeemed' | { readonly signIn: SignIn }
}

/** Everything Entra handed out that can be exchanged for tokens, by the text it was handed out as. */
export interface GrantStore {
  readonly codes: Map<string, AuthorizationCode>
  readonly refreshTokens: Map<string, RefreshToken>
  readonly deviceCodes: Map<string, DeviceCode>
  clear(): void
}

export function createGrantStore(): GrantStore {
  const store: GrantStore = {
    codes: new Map(),
    refreshTokens: new Map(),
    deviceCodes: new Map(),
    clear() {
      store.codes.clear()
      store.refreshTokens.clear()
      store.deviceCodes.clear()
    },
  }
  return store
}
