import type { Preferences } from '@dynamics-kit/odata'
import type { Organization } from './organization.ts'
import type { PluginMode, PluginService } from './user-code/plugin.ts'
import type { Scan } from './query/scan.ts'

/** Who calls. */
export interface Caller {
  /** `systemuserid` that everything happens as. */
  readonly userId: string
  readonly businessUnitId: string
  /** The user whose token it is, where another is impersonated. */
  readonly actualUserId: string
}

/** Makes what a plug-in can ask the environment for. */
export interface PluginHost {
  service(actor: Actor): PluginService
  systemService(actor: Actor): PluginService
}

/** On whose behalf, and where, something is read or written. */
export interface Actor {
  readonly organization: Organization
  readonly caller: Caller
  readonly scan: Scan
  /** `MSCRM.SuppressDuplicateDetection: false`: a row that is there already is not written again. */
  readonly detectsDuplicates?: boolean
  /** What plug-ins work with; absent where none run. */
  readonly pluginHost?: PluginHost
  /** Plug-ins that are passed by. */
  readonly bypassed?: ReadonlySet<PluginMode>
  /** How many plug-ins deep this is; 1 for what a request does itself. */
  readonly depth?: number
  /** In a change set: Content-ID to the URL of what that operation created. */
  readonly references?: ReadonlyMap<string, string>
}

/** One request on its way to an answer. */
export interface Exchange extends Actor {
  readonly preferences: Preferences
  /** `https://contoso.crm.dynamics.com`, as the caller reached it. */
  readonly base: string
  /** `{base}/api/data/v9.2`, with the version that was asked. */
  readonly root: string
  readonly headers: Headers
  readonly method: string
  /** Whole URL. */
  readonly url: URL
}
