import { requireOptions } from '../require-options.ts'
import { checkLifetime } from '../credential/credential-plan.ts'
import { findApplication, type Application } from '../entra/application.ts'
import type { Directory, DirectoryOptions } from '../entra/directory.ts'
import { openForEnvironment } from '../plan/open-for-environment.ts'
import { applying } from '../plan/settle.ts'
import { pause } from '../pause.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import { SetupError } from '../setup-error.ts'
import { certificateRotation } from './certificate-rotation.ts'
import type { Rotation } from './rotation.ts'
import { secretRotation } from './secret-rotation.ts'

export interface RotateOptions extends DirectoryOptions {
  /** Where the settings of the program are: they say which app and environment, and get the new secret. */
  readonly store: SettingsStore
  /** The environment. Default: `DYNAMICS_URL` of the store. */
  readonly url?: string | undefined
  /** Client id. Default: `AZURE_CLIENT_ID` of the store. */
  readonly clientId?: string | undefined
  /** Lifetime of the new secret (default 180) or certificate (default 365), in days. */
  readonly days?: number | undefined
  /**
   * Milliseconds for which the old secret or certificate stays beside the new one, until every program has read the new one. Default 24
   * hours. The first run after that takes it away.
   */
  readonly overlap?: number | undefined
  /** Whether this run waits for the end of the overlap, and takes the old one away itself. Default false. */
  readonly wait?: boolean | undefined
  /** Makes a new one only when the old one expires within so many days: for a run every day. Default: always. */
  readonly whenExpiresWithin?: number | undefined
}

/** What {@link rotate} leaves behind. */
export interface Rotated {
  /** Whether a new secret or certificate was made; not when the old one still lives long enough. */
  readonly rotated: boolean
  /** When the one in use expires, ISO 8601. */
  readonly expires: string
  /** What was stored: a new secret. Empty for a certificate, whose file keeps its name. */
  readonly variables: Readonly<Record<string, string>>
}

const day = 86_400_000

/** Entra may give a new credential a token here and refuse it there for a while. */
const successes = 5

/**
 * Replaces the secret or certificate of an app while its programs go on: the new one is made, tried until Entra takes it every time, and
 * only then stored; the old one stays until the overlap is over. A run that was cut off leaves the old one in use; the next takes back
 * what was not stored.
 *
 * What setup did not make is never taken away.
 *
 * On the wire: `POST /applications(appId='…')/addPassword`, tokens, and later `removePassword`; for a certificate
 * `PATCH /applications(appId='…') {"keyCredentials": […]}`.
 *
 * @throws {TypeError} When it is not said which app or environment.
 * @throws {SetupError} `app-unknown`, `permission-missing`, `secret-forbidden`, `credential-unusable`
 * @throws {AuthError} When Entra does not take the new one within three minutes. The old one is still stored and in use.
 * @example
 * ```ts
 * import { azureCli } from '@dynamics-kit/auth'
 * import { envFile, rotate } from '@dynamics-kit/setup'
 *
 * const { expires } = await rotate({ administrator: azureCli(), store: envFile('.env') })
 * console.log(expires.length)
 * ```
 */
export async function rotate(options: RotateOptions): Promise<Rotated> {
  requireOptions('rotate', options, '{ administrator, store }')
  const {
    store,
    overlap = day,
    wait = false,
    whenExpiresWithin,
    now = Date.now,
    sleep = pause,
    signal,
    onProgress,
  } = options
  if (!Number.isFinite(overlap) || overlap < 0) throw new TypeError('overlap: give milliseconds, 0 or more')
  checkLifetime('days', options.days)
  const stored = (await store.load?.()) ?? {}
  const url = options.url ?? stored['DYNAMICS_URL']
  const clientId = options.clientId ?? stored['AZURE_CLIENT_ID']
  if (!url) throw new TypeError('url: is missing; give the environment, or a store that has DYNAMICS_URL')
  if (!clientId) throw new TypeError('clientId: is missing; give the app, or a store that has AZURE_CLIENT_ID')
  const { url: origin, directory } = await openForEnvironment(url, options)
  const path = stored['AZURE_CLIENT_SECRET'] ? undefined : stored['AZURE_CLIENT_CERTIFICATE_PATH']
  const about = { directory, url: origin, options }
  const rotation: Rotation = path ? certificateRotation(path, about) : secretRotation(about)

  const look = async (): Promise<Application> => {
    const application = await findApplication(directory, { name: '', clientId })
    if (application) return application
    throw new SetupError(`The tenant has no app ${clientId}`, {
      code: 'app-unknown',
      fix: 'Check the client id.',
      step: 1,
    })
  }
  if (!path && !stored['AZURE_CLIENT_SECRET']) await refuseWithoutSecret(directory, await look(), store)

  const settle = applying(options)
  /** Takes away what is of no use any more, as seen from the one in use. */
  const clean = async (): Promise<void> => {
    await settle(async () => {
      const { action, remove } = await rotation.outdated(await look(), overlap)
      return { action, ...(remove && { apply: async () => ({ value: await remove() }) }) }
    })
  }

  await clean()
  const current = await rotation.current(await look())
  const isDue =
    whenExpiresWithin === undefined || current === undefined || current.expires < now() + whenExpiresWithin * day
  if (!isDue) {
    onProgress?.({ subject: rotation.subject, outcome: 'kept', detail: current.detail })
    return { rotated: false, expires: new Date(current.expires).toISOString(), variables: {} }
  }
  const made = await rotation.replace(await look(), settle, successes)
  if (wait) {
    const time = overlap < 60_000 ? `${Math.ceil(overlap / 1000)} s` : `${Math.ceil(overlap / 60_000)} min`
    onProgress?.({ subject: rotation.subject, outcome: 'waiting', detail: `the old one stays for ${time}` })
    await sleep(overlap, signal)
  }
  await clean()
  return { rotated: true, ...made }
}

/** An app that has a certificate, or trusts tokens of others, needs no secret, and must not get one by the way. */
async function refuseWithoutSecret({ graph }: Directory, app: Application, store: SettingsStore): Promise<void> {
  // Of a place that cannot be read, only the directory tells.
  if (!store.load && app.passwordCredentials.length > 0) return
  if (app.passwordCredentials.length === 0 && app.keyCredentials.length > 0) {
    throw new SetupError('The app has no secret, and signs in with a certificate', {
      code: 'credential-unusable',
      fix: 'Rotate it where its settings are, with AZURE_CLIENT_CERTIFICATE_PATH: the file there is replaced. If it is to have a secret besides, run setup with that credential.',
      step: 1,
    })
  }
  const [trusted] = await graph.list(`applications/${app.id}/federatedIdentityCredentials`)
  if (trusted === undefined) return
  throw new SetupError(
    `${store.load ? store.name : 'The app'} has no secret, and the app trusts the tokens of ${String(trusted['subject'])} instead`,
    {
      code: 'credential-unusable',
      fix: 'There is nothing to rotate. If it is to have a secret besides, run setup with that credential.',
      step: 1,
    },
  )
}
