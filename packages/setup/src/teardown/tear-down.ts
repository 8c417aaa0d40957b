import { requireOptions } from '../require-options.ts'
import { rm } from 'node:fs/promises'
import { createClient } from '@dynamics-kit/client'
import { readLocal } from '../credential/certificate.ts'
import type { Environment } from '../dynamics/environment.ts'
import type { ApplicationName } from '../entra/application.ts'
import type { Directory, DirectoryOptions } from '../entra/directory.ts'
import { openForEnvironment } from '../plan/open-for-environment.ts'
import type { ApplyOptions } from '../plan/set-up.ts'
import type { PlannedAction, Prospect } from '../plan/prospect.ts'
import { applying, planning, type Settle } from '../plan/settle.ts'
import { mayNot } from '../rights/may-not.ts'
import { readEnvironmentRights } from '../rights/environment-rights.ts'
import { isTurnedAway, notAUser } from '../rights/not-a-user.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import {
  findToRemove,
  lookForApplicationToRemove,
  lookForCredentialsToRemove,
  lookForPrincipalToRemove,
} from './leave-directory.ts'
import { lookForRoleToRemove, lookForUnitToRemove, lookForUserToRemove } from './leave-environment.ts'

export interface TearDownOptions extends DirectoryOptions {
  /** What the app is called. */
  readonly name?: string | undefined
  /** The name that the registration has for ever, where it was given one. Default: derived from `name`. */
  readonly uniqueName?: string | undefined
  /** Default: `AZURE_CLIENT_ID` of the store. */
  readonly clientId?: string | undefined
  /** Where the settings of the program are: they say which app and environment, and are taken out. Default: nowhere. */
  readonly store?: SettingsStore | undefined
  /** The environment. Default: `DYNAMICS_URL` of the store. */
  readonly url?: string | undefined
}

/** What teardown is going to do. As JSON it is the plan alone. */
export interface TeardownPlan {
  /** In order. `keep` was not made by setup, or is still needed. */
  readonly actions: readonly PlannedAction[]
  /** Whether there is nothing to do. */
  readonly upToDate: boolean
  /** Actions that the administrator may not do. With any of them nothing is begun. */
  readonly missing: readonly PlannedAction[]
  /**
   * Does it, looking at each thing again first.
   *
   * @throws {SetupError} `permission-missing` before anything is changed.
   */
  apply(options?: Pick<ApplyOptions, 'onProgress' | 'signal'>): Promise<void>
}

/**
 * Looks for what {@link setUp} made for an app in an environment, and says what would be taken away. What setup did not make is kept:
 * it knows its own by tags and names in Microsoft Entra ID, and by ids that follow from the client id in the environment.
 *
 * The application user is disabled, deleted, and deleted for good; one that owns records is disabled only, and the app stays until they
 * are somebody else’s. The app registration can be restored for 30 days; one that other environments need stays.
 *
 * @throws {TypeError} When it is not said which app or environment.
 * @example
 * ```ts
 * import { azureCli } from '@dynamics-kit/auth'
 * import { envFile, planTeardown } from '@dynamics-kit/setup'
 *
 * const plan = await planTeardown({ administrator: azureCli(), store: envFile('.env') })
 * for (const { outcome, subject, detail } of plan.actions) console.log(outcome, subject, detail)
 * await plan.apply()
 * ```
 */
export async function planTeardown(options: TearDownOptions): Promise<TeardownPlan> {
  requireOptions('planTeardown', options, '{ administrator, url, clientId }')
  const stored = (await options.store?.load?.()) ?? {}
  const url = options.url ?? stored['DYNAMICS_URL']
  if (!url) throw new TypeError('url: is missing; give the environment, or a store that has DYNAMICS_URL')
  const clientId = options.clientId ?? (options.name === undefined ? stored['AZURE_CLIENT_ID'] || undefined : undefined)
  const { name = '', uniqueName } = options
  if (clientId === undefined && name === '' && uniqueName === undefined) {
    throw new TypeError('name: is missing; give the app by name or client id, or a store that has AZURE_CLIENT_ID')
  }
  const wanted = { name, uniqueName, clientId }
  const world = await open(url, options)
  const actions: PlannedAction[] = []
  await walk(planning(actions), world, wanted, options)
  const missing = actions.filter(({ allowed, outcome }) => allowed === false && outcome !== 'keep')
  return {
    actions,
    upToDate: actions.every(({ outcome }) => outcome === 'exists' || outcome === 'keep'),
    missing,
    async apply({ onProgress, signal } = {}) {
      if (missing.length > 0) throw mayNot(missing)
      const settings = { ...options, ...(onProgress && { onProgress }), ...(signal && { signal }) }
      await walk(applying(settings), await open(url, settings), wanted, settings)
    },
  }
}

/** Plans and applies. See {@link planTeardown} for looking first. */
export async function tearDown(options: TearDownOptions): Promise<void> {
  requireOptions('tearDown', options, '{ administrator, url, clientId }')
  const plan = await planTeardown(options)
  await plan.apply()
}

interface Surroundings {
  readonly url: string
  readonly directory: Directory
  readonly environment: Environment
}

async function open(text: string, options: TearDownOptions): Promise<Surroundings> {
  const { administrator, fetch, signal } = options
  const { url, directory } = await openForEnvironment(text, options)
  const dynamics = createClient({ url, credential: administrator, fetch })
  const rights = await readEnvironmentRights(dynamics, signal).catch((error: unknown) => {
    throw isTurnedAway(error) ? notAUser(url, error) : error
  })
  return { url, directory, environment: { dynamics, signal, rights } }
}

/** The environment first: without the app nobody could tell any more what of it was made for it. */
async function walk(
  settle: Settle,
  { url, directory, environment }: Surroundings,
  wanted: ApplicationName,
  { store }: TearDownOptions,
): Promise<void> {
  const application = await findToRemove(directory, wanted)
  const clientId = application?.clientId ?? wanted.clientId
  if (clientId !== undefined) {
    const isOut = await settle(() => lookForUserToRemove(environment, clientId))
    if (isOut === false) return
    await settle(() => lookForRoleToRemove(environment, clientId))
    await settle(() => lookForUnitToRemove(environment, clientId))
  }
  if (application) {
    const look = async () =>
      (await findToRemove(directory, { ...wanted, clientId: application.clientId })) ?? application
    await settle(async () => lookForCredentialsToRemove(directory, await look()))
    if (!application.isOurs) await settle(() => lookForPrincipalToRemove(directory, application))
    await settle(async () => lookForApplicationToRemove(directory, await look(), url))
  }
  if (store?.load && clientId !== undefined) await settle(() => lookForSettingsToRemove(store, clientId))
}

const variables = [
  'DYNAMICS_URL',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_AUTHORITY_HOST',
]

/** What a program signed in with, where it is about this app. */
async function lookForSettingsToRemove(store: SettingsStore, clientId: string): Promise<Prospect<true>> {
  const about = { step: 1, subject: 'settings' } as const
  const stored = (await store.load?.()) ?? {}
  const present = variables.filter((name) => stored[name])
  if (stored['AZURE_CLIENT_ID']?.toLowerCase() !== clientId.toLowerCase() || !store.remove) {
    return { action: { ...about, outcome: 'keep', detail: `${store.name} is not about this app` }, value: true }
  }
  const pem = stored['AZURE_CLIENT_CERTIFICATE_PATH']
  return {
    action: { ...about, outcome: 'remove', detail: `${store.name}: ${present.join(', ')}${pem ? `; and ${pem}` : ''}` },
    async apply() {
      // A key that belongs to nothing any more.
      if (pem && (await readLocal(pem).catch(() => undefined))) await rm(pem, { force: true })
      await store.remove?.(present)
      return { value: true }
    },
  }
}
