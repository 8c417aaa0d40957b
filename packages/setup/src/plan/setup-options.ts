import type { CredentialPlan } from '../credential/credential-plan.ts'
import type { TableActions } from '../dynamics/security-role.ts'
import type { ApplicationName } from '../entra/application.ts'
import type { DirectoryOptions } from '../entra/directory.ts'
import type { SettingsStore } from '../settings/settings-store.ts'

/** What {@link registerApp} is told. */
export interface AppRegistrationOptions extends DirectoryOptions, ApplicationName {
  /** How the app proves itself. Default `{ kind: 'secret' }`. */
  readonly credential?: CredentialPlan | undefined
  /**
   * Where the settings of the program go, and a secret is looked for. Default: nowhere; a new secret is in the result, once, and Entra
   * never shows it again.
   */
  readonly store?: SettingsStore | undefined
}

/** What {@link planSetup} and {@link setUp} are told. */
export interface SetUpOptions extends AppRegistrationOptions {
  /** The environment, as copied from a browser: `https://contoso.crm4.dynamics.com`. */
  readonly url: string
  /** Security roles by name, as the environment shows them. */
  readonly roles?: readonly string[] | undefined
  /**
   * What the program does with tables, by logical name: `{ account: ['read', 'write'] }`. It gets a role that allows just that, called
   * like the app.
   */
  readonly tables?: TableActions | undefined
  /** Business unit by name. Default: the root one. */
  readonly businessUnit?: string | undefined
  /** Whether a business unit that is missing is made, below the root. Default false. */
  readonly createBusinessUnit?: boolean | undefined
  /**
   * The admin API of Power Platform, which adds the app where the environment does not know the administrator. Default: that of the
   * environment’s cloud, `https://api.bap.microsoft.com`; of an emulator, the one at its own address.
   */
  readonly powerPlatformUrl?: string | undefined
}

/** What {@link registerApp} leaves behind. */
export interface AppRegistration {
  /** Client id, for `clientSecret({ clientId })`. */
  readonly clientId: string
  readonly tenantId: string
  /** Object id of the application: what Graph calls `id`. */
  readonly applicationObjectId: string
  /** Object id of the service principal: the `oid` claim of its tokens. */
  readonly servicePrincipalObjectId: string
  /** What the program signs in with: `AZURE_…`. A secret that is kept elsewhere is missing. */
  readonly variables: Readonly<Record<string, string>>
  /** When the secret or certificate expires, ISO 8601. Absent where there is none. */
  readonly expires?: string | undefined
}

/** What {@link setUp} leaves behind. */
export interface AppInEnvironment extends AppRegistration {
  /**
   * `systemuserid`: what `WhoAmI` answers for the app. Absent where the admin API of Power Platform added it, and the app cannot sign in
   * from here to ask.
   */
  readonly userId?: string
  readonly businessUnitId?: string
}
