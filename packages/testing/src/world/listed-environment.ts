import type { User } from './directory.ts'
import type { AccessTokenClaims } from './world.ts'

/** An environment of Dynamics 365, as the directory of all environments knows it. */
export interface ListedEnvironment {
  /** Origin: `https://contoso.crm.dynamics.com`. */
  readonly url: string
  /** Origin of the Web API host; `url` itself where there is none: `https://contoso.api.crm.dynamics.com`. */
  readonly apiUrl: string
  readonly tenantId: string
  readonly organizationId: string
  /** Its id in Power Platform. */
  readonly environmentId: string
  readonly friendlyName: string
  readonly uniqueName: string
  readonly isEnabled: boolean
  /** Milliseconds since 1970. */
  readonly lastUpdated: number
  /** The user that a token stands for; undefined where it stands for none who may come in. */
  userOf(claims: AccessTokenClaims): EnvironmentUser | undefined
  /** Who may come in. */
  members(): readonly EnvironmentMember[]
  /** Makes an app of the tenant an application user, who is System Administrator. */
  addApplicationUser(appId: string): void
  /** Makes a person of the tenant a user, without roles. */
  addPerson(user: User): void
}

export interface EnvironmentUser {
  readonly isSystemAdministrator: boolean
}

/** A user of an environment, with their place in it. */
export interface EnvironmentMember {
  readonly systemUserId: string
  readonly name: string
  /** Of an application user. */
  readonly clientId?: string
  /** Of a person. */
  readonly userPrincipalName?: string
  readonly businessUnit: string
  /** Names of security roles, also of those that come from teams. */
  readonly roles: readonly string[]
  readonly isDisabled: boolean
}
