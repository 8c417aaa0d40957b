import { requireOptions } from './require-options.ts'
import { openDirectory } from './entra/directory.ts'
import { applying } from './plan/settle.ts'
import { checkRegistration, settleCredential, settleOrphans, settleRegistration } from './plan/register.ts'
import { registrationOf } from './plan/registration-result.ts'
import type { AppRegistration, AppRegistrationOptions } from './plan/setup-options.ts'

/**
 * Step 1: an app registration in Microsoft Entra ID, single tenant, with its service principal, the Dynamics CRM
 * permission `user_impersonation`, admin consent, and a credential: a secret, a certificate whose key stays here, or the trust in a
 * build service.
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
 * import { azureCli } from '@dynamics-kit/auth'
 * import { envFile, registerApp } from '@dynamics-kit/setup'
 *
 * const app = await registerApp({ administrator: azureCli(), name: 'Contoso integration', store: envFile('.env') })
 * console.log(app.clientId.length)
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/use-single-tenant-server-server-authentication
 */
export async function registerApp(options: AppRegistrationOptions): Promise<AppRegistration> {
  requireOptions('registerApp', options, '{ administrator, name }')
  checkRegistration(options)
  const directory = await openDirectory(options)
  const settle = applying(options)
  const made = await settleRegistration(settle, directory, options, undefined)
  const variables = { AZURE_TENANT_ID: directory.tenantId, AZURE_CLIENT_ID: made.application?.clientId }
  const credential = await settleCredential(settle, directory, options, { ...made, variables })
  await settleOrphans(settle, directory, options, credential)
  return registrationOf(directory, made, { ...variables, ...credential?.variables }, credential)
}
