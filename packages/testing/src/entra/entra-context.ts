import type { Replication } from '../world/replication.ts'
import type { World } from '../world/world.ts'
import type { ConditionalAccess } from './conditional-access.ts'
import type { GrantStore } from './grant-store.ts'

/** What a test may set about sign-ins. */
export interface SignInSwitches {
  /** Lifetime of the next access tokens, in seconds. Default 3599. */
  tokenLifetime: number
  /** Whether people consent to what apps ask without being asked themselves. Default true. */
  autoConsent: boolean
  /**
   * User principal name or object id of the person whose browser it is. Sign-ins in a browser then pass without a page, as
   * with the cookie of an earlier one. Default: nobody, and the page asks.
   */
  signedInUser: string | undefined
  /** A Conditional Access policy for people. Default: none. */
  conditionalAccess: ConditionalAccess | undefined
  /** Seconds that a device should wait between two questions. Default 5. */
  deviceCodeInterval: number
}

/** What the endpoints of the fake Entra work with. */
export interface EntraContext {
  readonly world: World
  readonly replication: Replication
  readonly switches: SignInSwitches
  readonly grants: GrantStore
}
