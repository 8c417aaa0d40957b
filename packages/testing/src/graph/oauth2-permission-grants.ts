import type { OAuth2PermissionGrant, ServicePrincipal } from '../world/directory.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { opaqueId } from '../world/register-application.ts'
import { checkMembers, readMembers, type MemberRules } from './body-member.ts'
import { answerCollection, answerEntity } from './collection-answer.ts'
import type { GraphRow } from './filter.ts'
import { NO_CONTENT, readBody, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { badRequest, duplicate, notFound } from './graph-error.ts'
import { graphType, type GraphType } from './graph-type.ts'
import { demand } from './permissions.ts'

/** @see https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant */
const GRANT: GraphType = graphType(
  'oAuth2PermissionGrant',
  'oauth2PermissionGrants',
  ['clientId', 'consentType', 'id', 'principalId', 'resourceId', 'scope'],
  ['clientId', 'consentType', 'principalId', 'resourceId', 'scope'],
)

const RULES: MemberRules = {
  writable: ['clientId', 'consentType', 'principalId', 'resourceId', 'scope', 'startTime', 'expiryTime'],
  readOnly: ['id'],
  notModelled: [],
}

/** `/oauth2PermissionGrants` and what is below it. */
export async function answerGrants(context: GraphContext): Promise<GraphAnswer> {
  const [, idSegment, ...more] = context.path
  const grants = context.caller.tenant.oauth2PermissionGrants
  const id = idSegment?.name
  const call = more.length > 0 ? 'other' : `${context.request.method} ${id === undefined ? 'all' : 'one'}`
  switch (call) {
    case 'GET all':
      demand(context.caller, 'readGrants')
      return answerCollection(context, GRANT, [...grants.values()].map(render))
    case 'POST all':
      return create(context)
    case 'GET one':
      demand(context.caller, 'readGrants')
      return answerEntity(context, GRANT, render(existing(context, id)))
    case 'PATCH one':
      return update(context, id)
    case 'DELETE one':
      demand(context.caller, 'writeGrants')
      grants.delete(existing(context, id).id)
      return NO_CONTENT
    default:
      throw new NotModelledError(`${context.request.method} /${context.path.map(({ name }) => name).join('/')}`)
  }
}

/** `GET /servicePrincipals/{id}/oauth2PermissionGrants`: what the app was granted. */
export function listGrantsOf(context: GraphContext, principal: ServicePrincipal): GraphAnswer {
  demand(context.caller, 'readGrants')
  const grants = [...context.caller.tenant.oauth2PermissionGrants.values()]
  return answerCollection(context, GRANT, grants.filter(({ clientId }) => clientId === principal.id).map(render))
}

async function create(context: GraphContext): Promise<GraphAnswer> {
  const { tenant } = context.caller
  demand(context.caller, 'writeGrants')
  const body = await readBody(context.request)
  checkMembers(body, 'OAuth2PermissionGrant', RULES)
  const members = readMembers(body, 'OAuth2PermissionGrant')
  const required = (name: string) => members.string(name, { required: true }) ?? ''
  const grant: OAuth2PermissionGrant = {
    id: opaqueId(),
    clientId: required('clientId').toLowerCase(),
    resourceId: required('resourceId').toLowerCase(),
    ...consent(required('consentType'), members.stringOrNull('principalId') ?? null),
    scope: required('scope'),
  }
  for (const id of [grant.clientId, grant.resourceId]) {
    const principal = tenant.servicePrincipals.get(id)
    if (!principal || !context.replication.isVisible(principal)) throw notFound(id)
  }
  const isSame = (one: OAuth2PermissionGrant) =>
    one.clientId === grant.clientId && one.resourceId === grant.resourceId && one.principalId === grant.principalId
  if ([...tenant.oauth2PermissionGrants.values()].some(isSame)) throw duplicate('Permission entry already exists.')
  tenant.oauth2PermissionGrants.set(grant.id, grant)
  return answerEntity(context, GRANT, render(grant), 201)
}

/** Consent is for everyone, without a principal, or for one person. */
function consent(
  consentType: string,
  principalId: string | null,
): Pick<OAuth2PermissionGrant, 'consentType' | 'principalId'> {
  if (consentType === 'AllPrincipals' && principalId === null) return { consentType, principalId }
  if (consentType === 'Principal' && principalId !== null) {
    return { consentType, principalId: principalId.toLowerCase() }
  }
  throw badRequest("Invalid value specified for property 'principalId' of resource 'OAuth2PermissionGrant'.")
}

async function update(context: GraphContext, id: string | undefined): Promise<GraphAnswer> {
  demand(context.caller, 'writeGrants')
  const grant = existing(context, id)
  const body = await readBody(context.request)
  checkMembers(body, 'OAuth2PermissionGrant', {
    writable: ['scope'],
    readOnly: ['id', 'clientId', 'consentType', 'principalId', 'resourceId'],
    notModelled: [],
  })
  grant.scope = readMembers(body, 'OAuth2PermissionGrant').string('scope', { required: true }) ?? grant.scope
  return NO_CONTENT
}

/** Ids of grants are case-sensitive. */
function existing({ caller: { tenant } }: GraphContext, id: string | undefined): OAuth2PermissionGrant {
  const grant = tenant.oauth2PermissionGrants.get(id ?? '')
  if (!grant) throw notFound(id ?? '')
  return grant
}

function render({ clientId, consentType, id, principalId, resourceId, scope }: OAuth2PermissionGrant): GraphRow {
  return { clientId, consentType, id, principalId, resourceId, scope }
}
