import type { Prospect } from '../plan/prospect.ts'
import { isSetupError, SetupError } from '../setup-error.ts'
import { dataverse } from '../well-known.ts'
import type { Directory } from './directory.ts'

/** Consent for everybody in the organization to the permission of the app. App-only tokens work without it. */
export async function lookForConsent(
  directory: Directory,
  app: { readonly clientId: string | undefined; readonly servicePrincipalId: string | undefined },
): Promise<Prospect<boolean>> {
  const { graph, rights } = directory
  const about = {
    step: 1,
    subject: 'admin consent',
    detail: 'Dynamics CRM user_impersonation, for the whole organization',
  } as const
  const refusal = `app-only tokens work without it; an administrator can grant it at ${consentPage(directory, app.clientId)}`
  const refused = {
    action: { ...about, outcome: 'refused', detail: refusal, ...rights.consent },
    value: false,
  } as const
  if (rights.consent.allowed === false) return refused
  if (app.servicePrincipalId === undefined) {
    return { action: { ...about, outcome: 'create', ...rights.consent }, apply: async () => ({ value: true }) }
  }
  const resourceId = await findDataverse(graph)
  const grant = await findGrant(directory, app.servicePrincipalId, resourceId)
  if (grant === 'refused') return refused
  const scopes = grant?.scope.split(' ').filter(Boolean) ?? []
  if (scopes.includes('user_impersonation')) return { action: { ...about, outcome: 'exists' }, value: true }
  return {
    action: { ...about, outcome: grant ? 'update' : 'create', ...rights.consent },
    async apply() {
      try {
        if (grant) {
          await graph.patch(`oauth2PermissionGrants/${grant.id}`, {
            scope: [...scopes, 'user_impersonation'].join(' '),
          })
        } else {
          await graph.post('oauth2PermissionGrants', {
            clientId: app.servicePrincipalId,
            consentType: 'AllPrincipals',
            principalId: null,
            resourceId,
            scope: 'user_impersonation',
          })
        }
        return { value: true }
      } catch (error) {
        if (!isSetupError(error) || error.code !== 'permission-missing') throw error
        return { value: false, outcome: 'refused', detail: refusal }
      }
    },
  }
}

/** Where an administrator consents by hand. */
function consentPage({ authority, tenantId }: Directory, clientId = '<client id>'): string {
  return `${authority}/${tenantId}/adminconsent?client_id=${clientId}`
}

/** Object id of the Dataverse service principal. */
async function findDataverse(graph: Directory['graph']): Promise<string> {
  const found = await graph.find(`servicePrincipals(appId='${dataverse.appId}')`)
  if (found) return String(found['id'])
  throw new SetupError('The tenant has no Dataverse service principal', {
    code: 'rejected',
    fix: 'Create a Power Platform environment with Dataverse in this tenant first: that installs it.',
    step: 1,
  })
}

async function findGrant(
  { graph }: Directory,
  clientId: string,
  resourceId: string,
): Promise<{ readonly id: string; readonly scope: string } | 'refused' | undefined> {
  const filter = `clientId eq '${clientId}' and resourceId eq '${resourceId}' and consentType eq 'AllPrincipals'`
  try {
    const [grant] = await graph.list(`oauth2PermissionGrants?$filter=${encodeURIComponent(filter)}`)
    return grant && { id: String(grant['id']), scope: String(grant['scope']) }
  } catch (error) {
    if (isSetupError(error) && error.code === 'permission-missing') return 'refused'
    throw error
  }
}
