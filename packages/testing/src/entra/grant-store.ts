import type { DelegatedScope } from './delegated-scope.ts'
import type { Tenant } from '../world/directory.ts'
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
  /** Whose people may approve it; undefined for those of all tenants. */
  readonly tenantId: string | undefined
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
  /** What was handed out in a world goes on in its fork. */
  fork(tenants: ReadonlyMap<string, Tenant>): GrantStore
}

export function createGrantStore(before?: Pick<GrantStore, 'codes' | 'refreshTokens' | 'deviceCodes'>): GrantStore {
  const store: GrantStore = {
    codes: before?.codes ?? new Map(),
    refreshTokens: before?.refreshTokens ?? new Map(),
    deviceCodes: before?.deviceCodes ?? new Map(),
    fork(tenants) {
      const its = (signIn: SignIn): SignIn => forkSignIn(signIn, tenants)
      return createGrantStore({
        codes: mapped(store.codes, (code) => ({ ...code, signIn: its(code.signIn) })),
        refreshTokens: mapped(store.refreshTokens, (token) => ({ ...token, signIn: its(token.signIn) })),
        deviceCodes: mapped(store.deviceCodes, (code) => ({
          ...code,
          state: typeof code.state === 'object' ? { signIn: its(code.state.signIn) } : code.state,
        })),
      })
    },
    clear() {
      store.codes.clear()
      store.refreshTokens.clear()
      store.deviceCodes.clear()
    },
  }
  return store
}

function forkSignIn(signIn: SignIn, tenants: ReadonlyMap<string, Tenant>): SignIn {
  const tenant = tenants.get(signIn.tenant.id) ?? signIn.tenant
  return {
    ...signIn,
    tenant,
    user: tenant.users.get(signIn.user.id) ?? signIn.user,
    client: tenant.servicePrincipals.get(signIn.client.id) ?? signIn.client,
  }
}

const mapped = <Value>(values: ReadonlyMap<string, Value>, change: (value: Value) => Value): Map<string, Value> =>
  new Map([...values].map(([key, value]) => [key, change(value)]))
