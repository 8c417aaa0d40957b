import { GraphClient, type GraphClientOptions } from './graph-client.ts'
import type { SetupOptions } from './progress.ts'
import { isSetupError, SetupError } from './setup-error.ts'
import { dataverse } from './well-known.ts'

export interface AppRegistrationOptions extends SetupOptions, Omit<GraphClientOptions, 'signal'> {
  /** Shown to people. Not unique in a tenant. */
  readonly displayName: string
  /** Names the registration for ever, so that a repeated run finds it. Default: derived from `displayName`. */
  readonly uniqueName?: string | undefined
  /** The secret a previous run gave. When the app still has it and it has not expired, no other is made. */
  readonly existingSecret?: string | undefined
  /** Lifetime of a new secret, in days. Default 180. */
  readonly secretLifetimeDays?: number | undefined
}

/** What {@link registerApp} leaves behind. */
export interface AppRegistration {
  /** Client id, for `clientSecret({ clientId })`. */
  readonly clientId: string
  /** Tenant id. */
  readonly tenantId: string
  /** Object id of the application: what Graph calls `id`. */
  readonly applicationObjectId: string
  /** Object id of the service principal: the `oid` claim of its tokens. */
  readonly servicePrincipalObjectId: string
  /** The secret's value: new, or the existing one that was given. Store it; Entra never shows it again. */
  readonly clientSecret: string
  /** When the secret expires, ISO 8601. */
  readonly secretExpires: string
}

/**
 * Step 1: an app registration in Microsoft Entra ID, single tenant, with its service principal, the Dynamics CRM
 * permission `user_impersonation`, admin consent, and a client secret.
 *
 * Every part is looked up first, so a repeated run changes nothing and a run that was cut off continues. The credential is
 * made last: nothing else has to be undone when it is refused.
 *
 * On the wire: `PATCH /applications(uniqueName='…')` with `Prefer: create-if-missing`, `POST /servicePrincipals`,
 * `POST /oauth2PermissionGrants`, `POST /applications(appId='…')/addPassword` of Microsoft Graph v1.0.
 *
 * @throws {SetupError} `permission-missing` when the caller may not register apps. Missing rights to consent are not an
 * error: app-only tokens need no consent; the action is reported as `refused` with the page where an administrator can.
 * @example
 * ```ts
 * import { fromEnvironment } from '@dynamics-kit/auth'
 * import { registerApp } from '@dynamics-kit/setup'
 *
 * const app = await registerApp({ credential: fromEnvironment(), displayName: 'Contoso integration' })
 * console.log(app.clientId.length)
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/use-single-tenant-server-server-authentication
 */
export async function registerApp(options: AppRegistrationOptions): Promise<AppRegistration> {
  if (options.displayName.trim() === '') throw new TypeError('displayName: is missing; give a non-empty string')
  const graph = new GraphClient(options)
  const application = await ensureApplication(graph, options)
  const { servicePrincipalObjectId, tenantId } = await ensureServicePrincipal(graph, application.appId, options)
  await ensureConsent(graph, servicePrincipalObjectId, { tenantId, clientId: application.appId }, options)
  const secret = await ensureSecret(graph, application, options)
  return {
    clientId: application.appId,
    tenantId,
    applicationObjectId: application.id,
    servicePrincipalObjectId,
    clientSecret: secret.clientSecret,
    secretExpires: secret.secretExpires,
  }
}

interface Application {
  readonly id: string
  readonly appId: string
  readonly passwordCredentials: readonly Record<string, unknown>[]
}

const permission = {
  resourceAppId: dataverse.appId,
  resourceAccess: [{ id: dataverse.userImpersonation, type: 'Scope' }],
}

async function ensureApplication(graph: GraphClient, options: AppRegistrationOptions): Promise<Application> {
  const uniqueName = options.uniqueName ?? slug(options.displayName)
  const path = `applications(uniqueName='${encodeURIComponent(uniqueName.replaceAll("'", "''"))}')`
  const found = await graph.find(path)
  if (found === undefined) {
    const created = await graph.upsert(path, {
      displayName: options.displayName,
      // Left out, Graph registers an app for personal accounts as well.
      signInAudience: 'AzureADMyOrg',
      requiredResourceAccess: [permission],
    })
    options.onProgress?.({
      subject: 'application',
      outcome: 'created',
      detail: `${options.displayName} (client id ${String(created['appId'])})`,
    })
    options.onProgress?.({ subject: 'permission', outcome: 'created', detail: 'Dynamics CRM user_impersonation' })
    return toApplication(created)
  }
  options.onProgress?.({
    subject: 'application',
    outcome: 'exists',
    detail: `${String(found['displayName'])} (client id ${String(found['appId'])})`,
  })
  await ensurePermission(graph, found, options)
  return toApplication(found)
}

/** PATCH replaces the whole array, so what others asked for is sent back. */
async function ensurePermission(
  graph: GraphClient,
  application: Record<string, unknown>,
  options: AppRegistrationOptions,
): Promise<void> {
  const required = records(application['requiredResourceAccess'])
  const dataverseAccess = required.find((access) => access['resourceAppId'] === dataverse.appId)
  const granted = records(dataverseAccess?.['resourceAccess']).some(
    (access) => access['id'] === dataverse.userImpersonation,
  )
  if (!granted) {
    const merged = {
      ...permission,
      resourceAccess: [...records(dataverseAccess?.['resourceAccess']), ...permission.resourceAccess],
    }
    const others = required.filter((access) => access !== dataverseAccess)
    await graph.patch(`applications/${String(application['id'])}`, { requiredResourceAccess: [...others, merged] })
  }
  options.onProgress?.({
    subject: 'permission',
    outcome: granted ? 'exists' : 'updated',
    detail: 'Dynamics CRM user_impersonation',
  })
}

async function ensureServicePrincipal(
  graph: GraphClient,
  appId: string,
  options: AppRegistrationOptions,
): Promise<{ servicePrincipalObjectId: string; tenantId: string }> {
  const found = await graph.find(`servicePrincipals(appId='${appId}')`)
  const servicePrincipal = found ?? (await graph.post('servicePrincipals', { appId }))
  const id = String(servicePrincipal['id'])
  options.onProgress?.({
    subject: 'service principal',
    outcome: found ? 'exists' : 'created',
    detail: `object id ${id}`,
  })
  return { servicePrincipalObjectId: id, tenantId: String(servicePrincipal['appOwnerOrganizationId']) }
}

async function ensureConsent(
  graph: GraphClient,
  clientId: string,
  app: { tenantId: string; clientId: string },
  options: AppRegistrationOptions,
): Promise<void> {
  const resource = await graph.find(`servicePrincipals(appId='${dataverse.appId}')`)
  if (resource === undefined) {
    throw new SetupError('The tenant has no Dataverse service principal', {
      code: 'rejected',
      fix: 'Create a Power Platform environment with Dataverse in this tenant first: that installs it.',
      step: 1,
    })
  }
  const detail = 'Dynamics CRM user_impersonation, for the whole organization'
  const filter = `clientId eq '${clientId}' and resourceId eq '${String(resource['id'])}' and consentType eq 'AllPrincipals'`
  try {
    const [grant] = await graph.list(`oauth2PermissionGrants?$filter=${encodeURIComponent(filter)}`)
    const scopes = String(grant?.['scope'] ?? '')
      .split(' ')
      .filter(Boolean)
    if (scopes.includes('user_impersonation'))
      return options.onProgress?.({ subject: 'admin consent', outcome: 'exists', detail })
    if (grant)
      await graph.patch(`oauth2PermissionGrants/${String(grant['id'])}`, {
        scope: [...scopes, 'user_impersonation'].join(' '),
      })
    else
      await graph.post('oauth2PermissionGrants', {
        clientId,
        consentType: 'AllPrincipals',
        principalId: null,
        resourceId: resource['id'],
        scope: 'user_impersonation',
      })
    options.onProgress?.({ subject: 'admin consent', outcome: grant ? 'updated' : 'created', detail })
  } catch (error) {
    if (!isSetupError(error) || error.code !== 'permission-missing') throw error
    const page = `https://login.microsoftonline.com/${app.tenantId}/adminconsent?client_id=${app.clientId}`
    options.onProgress?.({
      subject: 'admin consent',
      outcome: 'refused',
      detail: `app-only tokens work without it; an administrator can grant it at ${page}`,
    })
  }
}

async function ensureSecret(
  graph: GraphClient,
  application: Application,
  options: AppRegistrationOptions,
): Promise<{ clientSecret: string; secretExpires: string }> {
  const { existingSecret } = options
  if (existingSecret !== undefined) {
    // The first three characters are all that Entra still tells of a secret.
    const known = application.passwordCredentials.find(
      (credential) =>
        credential['hint'] === existingSecret.slice(0, 3) && Date.parse(String(credential['endDateTime'])) > Date.now(),
    )
    if (known) {
      const secretExpires = String(known['endDateTime'])
      options.onProgress?.({
        subject: 'client secret',
        outcome: 'exists',
        detail: `begins with ${String(known['hint'])}, expires ${secretExpires.slice(0, 10)}`,
      })
      return { clientSecret: existingSecret, secretExpires }
    }
  }
  const endDateTime = new Date(Date.now() + (options.secretLifetimeDays ?? 180) * 86_400_000).toISOString()
  const added = await graph.post(`applications/${application.id}/addPassword`, {
    passwordCredential: { displayName: `dynamics-kit ${new Date().toISOString().slice(0, 10)}`, endDateTime },
  })
  options.onProgress?.({
    subject: 'client secret',
    outcome: 'created',
    detail: `begins with ${String(added['hint'])}, expires ${String(added['endDateTime']).slice(0, 10)}`,
  })
  return { clientSecret: String(added['secretText']), secretExpires: String(added['endDateTime']) }
}

function toApplication(object: Record<string, unknown>): Application {
  return {
    id: String(object['id']),
    appId: String(object['appId']),
    passwordCredentials: records(object['passwordCredentials']),
  }
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}

/** `Contoso integration` -> `contoso-integration` */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}
