import { checkCredential, type CredentialPlan } from '../credential/credential-plan.ts'
import { lookForCertificate } from '../credential/certificate.ts'
import { described, type Credential } from '../credential/credential.ts'
import { lookForTrust } from '../credential/federated.ts'
import { lookForSecret, noteStored, orphansOf, removeSecrets } from '../credential/secret.ts'
import { checkTrustedJob } from '../credential/trusted-job.ts'
import { lookForConsent } from '../entra/admin-consent.ts'
import {
  findApplication,
  lookForApplication,
  lookForPermission,
  toApplication,
  type Application,
} from '../entra/application.ts'
import type { Directory } from '../entra/directory.ts'
import { lookForServicePrincipal, type ServicePrincipal } from '../entra/service-principal.ts'
import { storedTag } from '../mark.ts'
import { lookForSettings, type WantedVariables } from '../settings/settings.ts'
import type { SettingsStore } from '../settings/settings-store.ts'
import type { Settle } from './settle.ts'
import type { AppRegistrationOptions } from './setup-options.ts'

/** @throws {TypeError} Before anything is sent. */
export function checkRegistration(options: AppRegistrationOptions): void {
  if (options.name.trim() === '') throw new TypeError('name: is missing; give a non-empty string')
  if (options.name.length > 120) throw new TypeError('name: is longer than 120 characters')
  const { credential = { kind: 'secret' } } = options
  checkCredential(credential)
  if (credential.kind === 'federated') checkTrustedJob(credential)
}

/** A place that is no place: the secret is in the result, and whoever has that has to keep it. */
export const nowhere: SettingsStore = { name: 'the caller', save: async () => undefined }

export interface Registration {
  readonly application: Application | undefined
  readonly servicePrincipal: ServicePrincipal | undefined
}

/** App registration, permission, service principal, consent. */
export async function settleRegistration(
  settle: Settle,
  directory: Directory,
  options: AppRegistrationOptions,
  url: string | undefined,
): Promise<Registration> {
  const application = await settle(() => lookForApplication(directory, options, url))
  await settle(() => lookForPermission(directory, application))
  const servicePrincipal = await settle(() => lookForServicePrincipal(directory, application?.clientId))
  await settle(() =>
    lookForConsent(directory, { clientId: application?.clientId, servicePrincipalId: servicePrincipal?.id }),
  )
  return { application, servicePrincipal }
}

/** The credential, and where it is stored. Last, so that nothing has to be undone when it is refused. */
export async function settleCredential(
  settle: Settle,
  directory: Directory,
  options: AppRegistrationOptions,
  made: { readonly application: Application | undefined; readonly variables: WantedVariables },
): Promise<Credential | undefined> {
  const { credential: plan = { kind: 'secret' }, store = nowhere, now = Date.now } = options
  let { application } = made
  const credential = await settle(async () => {
    // What a request whose answer was lost has left behind is seen.
    if (application && application.state !== 'deleted')
      application = toApplication(await directory.graph.get(`applications/${application.id}`))
    if (plan.kind === 'federated') return lookForTrust(directory, application, plan)
    if (plan.kind === 'certificate') return lookForCertificate(directory, application, { ...plan, now: now() })
    return lookForSecret(directory, application, { ...plan, store, now: now() })
  })
  const wanted = { ...made.variables, ...variablesOf(plan, credential) }
  const { id = '', tags = [] } = application ?? {}
  const keyId = credential?.keyId
  await settle(() =>
    lookForSettings(store, wanted, {
      isNew: credential?.isNew ?? true,
      isNoted: keyId === undefined || tags.includes(storedTag(keyId)),
      note: async () => noteStored(directory, id, keyId ?? ''),
    }),
  )
  return credential
}

/** The variables of a credential, made or not. */
export function variablesOf(plan: CredentialPlan, credential: Credential | undefined): WantedVariables {
  return credential?.variables ?? (plan.kind === 'secret' ? { AZURE_CLIENT_SECRET: undefined } : {})
}

/** Secrets of runs that were cut off before they could store them. */
export async function settleOrphans(
  settle: Settle,
  directory: Directory,
  options: AppRegistrationOptions,
  credential: Credential | undefined,
): Promise<void> {
  const { store = nowhere } = options
  const find = async () => {
    const application = await findApplication(directory, options)
    return { application, orphans: application ? orphansOf(application, store, credential?.keyId) : [] }
  }
  if ((await find()).orphans.length === 0) return
  await settle(async () => {
    const { application, orphans } = await find()
    const about = { step: 1, subject: 'client secret' } as const
    if (!application || orphans.length === 0) return { action: { ...about, outcome: 'exists', detail: 'stored' } }
    return {
      action: {
        ...about,
        outcome: 'remove',
        detail: `made by a run that was cut off, and stored nowhere: ${orphans.map(described).join('; ')}`,
        ...directory.rights.change,
      },
      async apply() {
        await removeSecrets(directory, application.id, orphans)
        return { value: true }
      },
    }
  })
}
