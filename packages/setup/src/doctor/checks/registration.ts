import { passed, skipped, warning, type Check } from '../check.ts'

/** More secrets at once are hard to know apart; two are a rotation. */
const manySecrets = 2

/** Whether the app registration is as it should be; needs an administrator. */
export const registration: Check = {
  name: 'registration',
  title: 'App settings',
  step: 1,
  needs: ['settings', 'tenant'],
  async run(examination) {
    const probe = await examination.probeRegistration()
    if (probe === undefined) return skipped('Needs an administrator')
    if (!probe.known) return skipped(`Cannot be looked at: ${probe.reason}`)
    const { displayName, signInAudience, hasPermission } = probe
    const secrets = probe.secrets.filter(({ expires }) => expires > examination.now())
    if (signInAudience !== 'AzureADMyOrg') {
      return warning({
        cause: 'app-multi-tenant',
        evidence: `${displayName} lets other tenants sign in (${signInAudience})`,
        fix: 'Unless customers in other tenants install it, make it single tenant: entra.microsoft.com > App registrations > (your app) > Authentication > Supported account types.',
        command: `az ad app update --id ${await examination.clientId()} --sign-in-audience AzureADMyOrg`,
      })
    }
    if (secrets.length > manySecrets) {
      return warning({
        cause: 'too-many-secrets',
        evidence: `${displayName} has ${secrets.length} valid secrets: ${secrets.map(({ hint }) => `${hint}…`).join(', ')}`,
        fix: 'Remove those that nobody uses: entra.microsoft.com > App registrations > (your app) > Certificates & secrets.',
      })
    }
    // Only what signs in people needs it; a program is let in by its application user.
    const permission = hasPermission
      ? 'Dynamics CRM permission'
      : 'no Dynamics CRM permission, which app-only tokens do not need'
    return passed(`${displayName}, single tenant, ${permission}`)
  },
}
