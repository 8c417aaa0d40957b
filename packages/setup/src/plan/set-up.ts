import { requireOptions } from '../require-options.ts'
import { clientCertificate, clientSecret, type TokenCredential } from '@dynamics-kit/auth'
import { createClient, parseEnvironmentUrl, type DynamicsClient } from '@dynamics-kit/client'
import type { CredentialPlan } from '../credential/credential-plan.ts'
import { lookForUser, settleRoles, type ApplicationUser } from '../dynamics/application-user.ts'
import { lookForBusinessUnit } from '../dynamics/business-unit.ts'
import type { Environment } from '../dynamics/environment.ts'
import { checkRoles } from '../dynamics/role-assignment.ts'
import { lookForRole } from '../dynamics/security-role.ts'
import type { Directory } from '../entra/directory.ts'
import { lookForAddedUser } from '../power-platform/added-user.ts'
import { proveAccess } from '../proof/access-proof.ts'
import { proveTokens } from '../proof/token-proof.ts'
import { mayNot } from '../rights/may-not.ts'
import { compareSettings, type WantedVariables } from '../settings/settings.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'
import { stableId } from '../stable-id.ts'
import { openForEnvironment } from './open-for-environment.ts'
import type { PlannedAction } from './prospect.ts'
import {
  checkRegistration,
  nowhere,
  settleCredential,
  settleOrphans,
  settleRegistration,
  variablesOf,
  type Registration,
} from './register.ts'
import { registrationOf } from './registration-result.ts'
import { applying, planning, type Settle } from './settle.ts'
import type { AppInEnvironment, SetUpOptions } from './setup-options.ts'
import { findWayIn, type WayIn } from './way-in.ts'

/** What setup is going to do. As JSON it is the plan alone. */
export interface SetupPlan {
  /** In order; those with the outcome `exists` are looked at only. */
  readonly actions: readonly PlannedAction[]
  /** Whether there is nothing to do. */
  readonly upToDate: boolean
  /** Actions that the administrator may not do. With any of them nothing is begun. */
  readonly missing: readonly PlannedAction[]
  /** Variables of the store that get another value, or are taken out. */
  readonly overwrites: readonly string[]
  /**
   * Does it, looking at each thing again first.
   *
   * @throws {SetupError} `permission-missing` and `settings-differ` before anything is changed.
   */
  apply(options?: ApplyOptions): Promise<AppInEnvironment>
}

/** How a plan is carried out. */
export interface ApplyOptions extends Pick<SetupOptions, 'onProgress' | 'signal'> {
  /** Whether variables in `overwrites` may be replaced. Default false. */
  readonly overwrite?: boolean | undefined
}

/**
 * Looks at everything that steps 1 and 2 are about, and says what there is, what would be made, and what right it takes. Nothing is
 * changed before `apply`.
 *
 * @throws {TypeError} For options that make no sense, before anything is sent.
 * @throws {SetupError} For what cannot be planned: several apps of the name, an unknown role or table, another tenant; `permission-missing`
 * for an administrator who is no user of the environment, and may not add the app by the admin API of Power Platform either.
 * @throws {AuthError} When the administrator gets no token.
 * @example
 * ```ts
 * import { azureCli } from '@dynamics-kit/auth'
 * import { envFile, planSetup } from '@dynamics-kit/setup'
 *
 * const plan = await planSetup({
 *   url: 'https://contoso.crm.dynamics.com',
 *   administrator: azureCli(),
 *   name: 'Contoso integration',
 *   tables: { account: ['read', 'write'] },
 *   store: envFile('.env'),
 * })
 * for (const { outcome, subject, detail } of plan.actions) console.log(outcome, subject, detail)
 * if (plan.missing.length === 0) await plan.apply()
 * ```
 */
export async function planSetup(options: SetUpOptions): Promise<SetupPlan> {
  requireOptions('planSetup', options, '{ administrator, url, name, roles }')
  checkOptions(options)
  const world = await open(options)
  const actions: PlannedAction[] = []
  const settle = planning(actions)
  const { wanted, credential } = await walk(settle, world, options)
  await settleOrphans(settle, world.directory, options, credential)
  const { lost: overwrites } = await compareSettings(options.store ?? nowhere, wanted)
  const missing = actions.filter(
    ({ allowed, outcome }) => allowed === false && outcome !== 'exists' && outcome !== 'refused',
  )
  return {
    actions,
    upToDate: actions.every(({ outcome }) => unchanging.has(outcome)),
    missing,
    overwrites,
    async apply({ onProgress, signal, overwrite = false } = {}) {
      if (missing.length > 0) throw mayNot(missing)
      if (overwrites.length > 0 && !overwrite) throw differs(overwrites, options)
      const settings = { ...options, ...(onProgress && { onProgress }), ...(signal && { signal }) }
      return carryOut(await open(settings), settings)
    },
  }
}

/**
 * Steps 1 and 2 in one: plans and applies. See {@link planSetup} for looking first.
 *
 * @throws {SetupError} Also `permission-missing` and `settings-differ`, before anything is changed.
 * @example
 * ```ts
 * import { azureCli } from '@dynamics-kit/auth'
 * import { envFile, setUp } from '@dynamics-kit/setup'
 *
 * const app = await setUp({
 *   url: 'https://contoso.crm.dynamics.com',
 *   administrator: azureCli(),
 *   name: 'Contoso integration',
 *   tables: { account: ['read', 'write'] },
 *   store: envFile('.env'),
 * })
 * console.log(app.clientId.length)
 * ```
 */
export async function setUp(options: SetUpOptions & Pick<ApplyOptions, 'overwrite'>): Promise<AppInEnvironment> {
  requireOptions('setUp', options, '{ administrator, url, name, roles }')
  const plan = await planSetup(options)
  return plan.apply({ overwrite: options.overwrite })
}

const unchanging: ReadonlySet<PlannedAction['outcome']> = new Set(['exists', 'refused', 'keep'])

function checkOptions(options: SetUpOptions): void {
  checkRegistration(options)
  parseEnvironmentUrl(options.url)
  const { roles = [], tables = {}, powerPlatformUrl } = options
  if (powerPlatformUrl !== undefined && !/^https?:\/\//.test(powerPlatformUrl)) {
    throw new TypeError(
      `powerPlatformUrl: ${powerPlatformUrl} is no address; give one such as https://api.bap.microsoft.com`,
    )
  }
  if (roles.length === 0 && Object.keys(tables).length === 0) {
    throw new TypeError(
      'roles: give the names of security roles, or tables that the program works with; without a role it may do nothing',
    )
  }
}

/** Everything that setup talks to, as the administrator. */
interface Surroundings {
  readonly url: string
  readonly directory: Directory
  readonly way: WayIn
}

async function open(options: SetUpOptions): Promise<Surroundings> {
  const { administrator, fetch } = options
  const { url, directory } = await openForEnvironment(options.url, options)
  const dynamics = createClient({ url, credential: administrator, fetch })
  return { url, directory, way: await findWayIn(dynamics, url, options) }
}

async function walk(settle: Settle, { url, directory, way }: Surroundings, options: SetUpOptions) {
  const { roles = [], credential: plan = { kind: 'secret' } } = options
  if (way.by === 'environment') await checkRoles(way.environment, roles)
  const made = await settleRegistration(settle, directory, options, url)
  const clientId = made.application?.clientId
  const invited = way.by === 'environment' ? await settleUser(settle, way.environment, made, options) : undefined
  const variables = variablesFor(url, directory, clientId)
  const credential = await settleCredential(settle, directory, options, { ...made, variables })
  const wanted = { ...variables, ...variablesOf(plan, credential) }
  const asApp = credential?.isUsable ? credentialOf(plan, wanted, options) : undefined
  const user =
    way.by === 'environment'
      ? invited
      : // Only the app can see whether it is in, so it needs its credential first.
        await settle(() => lookForAddedUser(way.environment, { url, clientId, credential: asApp }, options))
  return { made, user, credential, asApp, wanted }
}

/** The application user with its roles, by the Web API of the environment. */
async function settleUser(
  settle: Settle,
  environment: Environment,
  { application, servicePrincipal }: Registration,
  options: SetUpOptions,
): Promise<ApplicationUser | undefined> {
  const { roles = [], tables = {} } = options
  const clientId = application?.clientId
  const businessUnit = await settle(() =>
    lookForBusinessUnit(environment, { name: options.businessUnit, create: options.createBusinessUnit, clientId }),
  )
  const user = await settle(() =>
    lookForUser(environment, { clientId, businessUnit, servicePrincipalId: servicePrincipal?.id }, options),
  )
  // Roles are given within the business unit of their user.
  const home = user && businessUnit ? { ...businessUnit, id: user.businessUnitId } : businessUnit
  const hasOwnRole = Object.keys(tables).length > 0
  if (hasOwnRole) {
    const id = clientId === undefined ? undefined : stableId(clientId, 'role')
    await settle(() => lookForRole(environment, { name: options.name, tables, businessUnit: home, id }))
  }
  const holder = { user, businessUnit: home, clientId }
  await settleRoles(settle, environment, holder, [...roles, ...(hasOwnRole ? [options.name] : [])])
  return user
}

function variablesFor(url: string, { tenantId, authority }: Directory, clientId: string | undefined): WantedVariables {
  return {
    DYNAMICS_URL: url,
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    // Most programs know the public cloud alone.
    ...(authority !== 'https://login.microsoftonline.com' && { AZURE_AUTHORITY_HOST: authority }),
  }
}

async function carryOut(world: Surroundings, options: SetUpOptions): Promise<AppInEnvironment> {
  const settle = applying(options)
  const { made, user, credential, asApp, wanted } = await walk(settle, world, options)
  const registration = registrationOf(world.directory, made, wanted, credential)
  const { credential: plan = { kind: 'secret' }, onProgress } = options
  if (asApp && user) await prove(asApp, { world, user, isNew: credential?.isNew ?? true, options })
  else {
    const reason =
      plan.kind === 'federated' ? 'only the job itself has tokens' : 'the secret is kept where it cannot be read'
    onProgress?.({
      subject: 'access',
      outcome: 'kept',
      detail: `not tried: ${reason}; dynamics-kit doctor tries it there`,
    })
  }
  await settleOrphans(settle, world.directory, options, credential)
  return { ...registration, ...(user && { userId: user.userId, businessUnitId: user.businessUnitId }) }
}

/** Entra may give a new credential a token here and refuse it there for a while. */
const successes = { ofNew: 3, ofOld: 1 }

async function prove(
  credential: TokenCredential,
  about: {
    readonly world: Surroundings
    readonly user: ApplicationUser
    readonly isNew: boolean
    readonly options: SetUpOptions
  },
): Promise<void> {
  const { world, user, isNew, options } = about
  const { onProgress, fetch } = options
  await proveTokens(credential, `${world.url}/.default`, isNew ? successes.ofNew : successes.ofOld, options)
  onProgress?.({ subject: 'access token', outcome: 'exists', detail: `issued for ${world.url}` })
  const dynamics: DynamicsClient = createClient({ url: world.url, credential, fetch })
  const { userId } = await proveAccess(dynamics, options)
  if (userId !== user.userId) {
    throw new SetupError(`The app came in as the user ${userId}, not as ${user.userId}`, {
      code: 'no-access',
      fix: 'Look at the application users of the environment: one of them stands for the app by another id.',
      step: 2,
    })
  }
  onProgress?.({ subject: 'access', outcome: 'exists', detail: `WhoAmI answers ${userId}` })
}

/** The app, as its program signs in: at an authority that the caller named, or one that may be trusted with a secret. */
function credentialOf(
  plan: CredentialPlan,
  { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: secret }: WantedVariables,
  { fetch, authority }: SetUpOptions,
): TokenCredential | undefined {
  if (tenantId === undefined || clientId === undefined) return undefined
  const app = { tenantId, clientId, ...(authority !== undefined && { authority }), ...(fetch && { fetch }) }
  if (plan.kind === 'secret') return secret === undefined ? undefined : clientSecret({ ...app, clientSecret: secret })
  return plan.kind === 'certificate' ? clientCertificate({ ...app, certificate: { path: plan.path } }) : undefined
}

function differs(names: readonly string[], { store }: SetUpOptions): SetupError {
  return new SetupError(`${store?.name ?? 'The store'} has other values for ${names.join(', ')}`, {
    code: 'settings-differ',
    fix: 'Name another file, or say that they may be overwritten. Nothing was changed.',
    step: 1,
  })
}
