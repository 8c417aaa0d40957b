import { failed, passed, type Check } from '../check.ts'

/** Whether the configured tenant exists and is the one the environment belongs to; before any secret is sent. */
export const tenant: Check = {
  name: 'tenant',
  title: 'Tenant',
  step: 3,
  needs: ['settings', 'cloud', 'environment'],
  async run(examination) {
    const { tenantId: own } = examination.validSettings()
    const theirs = (await examination.probeEnvironment()).signIn?.tenantId
    if (own === undefined) return passed(`The environment belongs to ${theirs ?? 'a tenant that it does not name'}`)
    const probe = await examination.probeAuthority()
    const command = `export AZURE_TENANT_ID=${theirs ?? '<tenant id>'}`
    if (probe?.refusal !== undefined && probe.tenantId === undefined) {
      return failed({
        cause: 'tenant-unknown',
        evidence: `Microsoft Entra ID knows no tenant ${own} (${probe.refusal})${theirs ? `; the environment belongs to ${theirs}` : ''}`,
        fix: theirs
          ? `Set AZURE_TENANT_ID to ${theirs}, and check that the app is registered there.`
          : 'Set AZURE_TENANT_ID to the Directory (tenant) ID of entra.microsoft.com > Overview.',
        command,
      })
    }
    const resolved = probe?.tenantId ?? own.toLowerCase()
    if (theirs !== undefined && theirs !== resolved) {
      return failed({
        cause: 'tenant-mismatch',
        evidence: `The environment belongs to the tenant ${theirs}, not to ${own}`,
        fix: `Set AZURE_TENANT_ID to ${theirs} with an app registered there, or check the environment URL.`,
        command,
      })
    }
    return passed(theirs === undefined ? `${own} exists` : `${own} is the environment’s own`)
  },
}
