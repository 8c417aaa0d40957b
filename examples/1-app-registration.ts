// Step 1: register an app in Microsoft Entra ID: single tenant, Dynamics CRM permission, admin consent, client secret.
// Needs: an administrator in AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, with the Microsoft Graph application
// permissions Application.ReadWrite.All and DelegatedPermissionGrant.ReadWrite.All.
import { registerApp } from '@dynamics-kit/setup'
import { headline, line } from './print.ts'
import { administrator, graphUrl, loadApp, saveApp } from './settings.ts'

headline('1  Register an app in Microsoft Entra ID')

const app = await registerApp({
  credential: administrator(),
  graphUrl: graphUrl(),
  displayName: 'Contoso integration',
  existingSecret: loadApp()?.clientSecret,
  onProgress: ({ outcome, subject, detail }) => line(outcome, subject, detail),
})

saveApp({ tenantId: app.tenantId, clientId: app.clientId, clientSecret: app.clientSecret })
