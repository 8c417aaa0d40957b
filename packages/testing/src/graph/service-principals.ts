import { microsoftPrincipal } from '../world/create-tenant.ts'
import type { ServicePrincipal } from '../world/directory.ts'
import { findRegistration, findServicePrincipal, isFor } from '../world/directory-lookup.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { registerServicePrincipal } from '../world/register-application.ts'
import { answerAppRoleAssignments } from './app-role-assignments.ts'
import { checkMembers, readMembers, type MemberRules } from './body-member.ts'
import { answerCollection, answerCount, answerEntity } from './collection-answer.ts'
import { createsIfMissing, NO_CONTENT, readBody, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { badRequest, duplicate, notFound, type GraphError } from './graph-error.ts'
import { listGrantsOf } from './oauth2-permission-grants.ts'
import { demand, demandChangeOf } from './permissions.ts'
import { removeServicePrincipal } from './remove-service-principal.ts'
import { readAddress, type ResourceKey } from './resource-key.ts'
import { renderServicePrincipal, SERVICE_PRINCIPAL } from './service-principal-type.ts'

const RULES: MemberRules = {
  writable: ['appId', 'accountEnabled', 'appRoleAssignmentRequired', 'displayName', 'notes', 'tags'],
  readOnly: [
    'id',
    'appOwnerOrganizationId',
    'appDisplayName',
    'servicePrincipalType',
    'deletedDateTime',
    'signInAudience',
  ],
  notModelled: SERVICE_PRINCIPAL.properties,
}

/** `/servicePrincipals` and what is below it. */
export async function answerServicePrincipals(context: GraphContext): Promise<GraphAnswer> {
  const { key, rest } = readAddress(context.path, ['appId'])
  const [below] = rest
  if (key && (below === 'appRoleAssignments' || below === 'appRoleAssignedTo')) {
    return answerAppRoleAssignments(context, existing(context, key), rest)
  }
  const call = `${context.request.method} ${key ? 'one' : 'all'}${below === undefined ? '' : `/${below}`}`
  switch (call) {
    case 'GET all':
      return answerCollection(context, SERVICE_PRINCIPAL, rows(context))
    case 'GET all/$count':
      return answerCount(context, SERVICE_PRINCIPAL, rows(context))
    case 'POST all':
      return create(context)
    case 'GET one':
      demand(context.caller, 'readApplications')
      return answerEntity(context, SERVICE_PRINCIPAL, render(context, existing(context, key)))
    case 'PATCH one':
      return update(context, key)
    case 'DELETE one':
      return remove(context, key)
    case 'GET one/oauth2PermissionGrants':
      return listGrantsOf(context, existing(context, key))
    default:
      throw new NotModelledError(
        `${context.request.method} /servicePrincipals${key ? '/{id}' : ''}${rest.map((one) => `/${one}`).join('')}`,
      )
  }
}

function rows(context: GraphContext) {
  demand(context.caller, 'readApplications')
  return [...context.caller.tenant.servicePrincipals.values()]
    .filter((principal) => context.replication.isVisible(principal))
    .map((principal) => render(context, principal))
}

function render({ caller, world }: GraphContext, principal: ServicePrincipal) {
  return renderServicePrincipal(principal, caller.tenant, world)
}

/** @param appIdOfAddress The client id in the address of an upsert. */
async function create(context: GraphContext, appIdOfAddress?: string): Promise<GraphAnswer> {
  const { caller, request } = context
  demand(caller, 'createApplications')
  const body = await readBody(request)
  checkMembers(body, 'ServicePrincipal', RULES)
  const members = readMembers(body, 'ServicePrincipal')
  const appId = (appIdOfAddress ?? members.string('appId', { required: true }) ?? '').toLowerCase()
  if (findServicePrincipal(caller.tenant, appId)) throw nameInUse(appId)
  const principal = install(context, appId)
  applySwitches(principal, body)
  context.replication.wrote(principal)
  return answerEntity(context, SERVICE_PRINCIPAL, render(context, principal), 201)
}

/** Microsoft's own applications, apps of this tenant, and multi-tenant apps of others can have a service principal here. */
function install({ world, caller, replication }: GraphContext, appId: string): ServicePrincipal {
  const { tenant } = caller
  const microsoft = microsoftPrincipal(appId, world.newId(), tenant.cloud)
  if (microsoft) {
    demandChangeOf(caller, appId)
    tenant.servicePrincipals.set(microsoft.id, microsoft)
    return microsoft
  }
  const registration = findRegistration(world, tenant, appId)
  if (!registration || !replication.isVisible(registration.application)) throw noBackingApplication(appId)
  const { application, home } = registration
  if (!isFor(registration, tenant)) throw noBackingApplication(appId)
  demandChangeOf(caller, appId)
  return registerServicePrincipal(world, tenant, application, home.id)
}

async function update(context: GraphContext, key: ResourceKey | undefined): Promise<GraphAnswer> {
  const principal = find(context, key)
  if (!principal) {
    if (key?.name === 'appId' && createsIfMissing(context.request)) return create(context, key.value)
    throw notFound(key?.value ?? '')
  }
  demandChangeOf(context.caller, principal.appId)
  const body = await readBody(context.request)
  checkMembers(body, 'ServicePrincipal', RULES)
  if (Object.hasOwn(body, 'appId') && body['appId'] !== principal.appId) {
    throw badRequest("Property 'appId' is read-only and cannot be set.")
  }
  applySwitches(principal, body)
  return NO_CONTENT
}

function applySwitches(principal: ServicePrincipal, body: Readonly<Record<string, unknown>>): void {
  const members = readMembers(body, 'ServicePrincipal')
  principal.accountEnabled = members.boolean('accountEnabled') ?? principal.accountEnabled
  principal.appRoleAssignmentRequired =
    members.boolean('appRoleAssignmentRequired') ?? principal.appRoleAssignmentRequired
  principal.displayName = members.string('displayName', { nonEmpty: true }) ?? principal.displayName
  if (members.has('notes')) principal.notes = members.stringOrNull('notes') ?? null
  if (members.has('tags')) principal.tags = members.strings('tags') ?? []
}

function remove(context: GraphContext, key: ResourceKey | undefined): GraphAnswer {
  const principal = existing(context, key)
  demandChangeOf(context.caller, principal.appId)
  removeServicePrincipal(context.caller.tenant, principal)
  return NO_CONTENT
}

function existing(context: GraphContext, key: ResourceKey | undefined): ServicePrincipal {
  const principal = find(context, key)
  if (!principal || !context.replication.isVisible(principal)) throw notFound(key?.value ?? '')
  return principal
}

function find({ caller: { tenant } }: GraphContext, key: ResourceKey | undefined): ServicePrincipal | undefined {
  if (!key) return undefined
  return key.name === 'id' ? tenant.servicePrincipals.get(key.value) : findServicePrincipal(tenant, key.value)
}

function nameInUse(appId: string): GraphError {
  return duplicate(
    `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
  )
}

function noBackingApplication(appId: string): GraphError {
  const message = `The appId '${appId}' of the service principal does not reference a valid application object.`
  return badRequest(message, [{ code: 'NoBackingApplicationObject', message, target: 'appId' }])
}
