// Step 1: register an app in Microsoft Entra ID: single tenant, Dynamics CRM permission, admin consent, client secret.
// Needs: an administrator in AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, with the Microsoft Graph application
// permissions Application.ReadWrite.All and DelegatedPermissionGrant.ReadWrite.All.
import { registerApp } from '@dynamics-kit/setup'
import { headline, report } from './print.ts'
import { administrator, graphUrl, store } from './settings.ts'

headline('1  Register an app in Microsoft Entra ID')

await registerApp({
  administrator: administrator(),
  graphUrl: graphUrl(),
  name: 'Contoso integration',
  store,
  onProgress: report,
})
