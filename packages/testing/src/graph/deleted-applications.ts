import type { Application, DeletedApplication, Tenant } from '../world/directory.ts'
import { findServicePrincipal } from '../world/directory-lookup.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import type { World } from '../world/world.ts'
import { APPLICATION, renderApplication } from './application-type.ts'
import { answerCollection, answerEntity } from './collection-answer.ts'
import type { GraphRow } from './filter.ts'
import { NO_CONTENT, type GraphAnswer, type GraphContext } from './graph-context.ts'
import { notFound } from './graph-error.ts'
import { demand, demandChange } from './permissions.ts'
import { removeServicePrincipal } from './remove-service-principal.ts'

/** How long a deleted application can be brought back, in milliseconds. */
const KEPT = 30 * 24 * 3600_000

/** Puts an application into the recycle bin, with its service principal and the consents of that. */
export function deleteApplication(world: World, tenant: Tenant, application: Application): void {
  const principal = findServicePrincipal(tenant, application.appId)
  const concerns = (one: string, other: string) => one === principal?.id || other === principal?.id
  tenant.deletedApplications.set(application.id, {
    id: application.id,
    deletedAt: world.clock.now(),
    application,
    servicePrincipal: principal ?? null,
    oauth2PermissionGrants: [...tenant.oauth2PermissionGrants.values()].filter((one) =>
      concerns(one.clientId, one.resourceId),
    ),
    appRoleAssignments: [...tenant.appRoleAssignments.values()].filter((one) =>
      concerns(one.principalId, one.resourceId),
    ),
  })
  if (principal) removeServicePrincipal(tenant, principal)
  tenant.applications.delete(application.id)
}

/** Whether a deleted application still has this unique name. */
export function nameOfDeleted(world: World, tenant: Tenant, uniqueName: string): boolean {
  return kept(world, tenant).some(({ application }) => application.uniqueName === uniqueName)
}

/**
 * `/directory/deletedItems/microsoft.graph.application`, and `/directory/deletedItems/{id}` with `GET`, `DELETE` for good, and
 * `POST …/restore`.
 *
 * @see https://learn.microsoft.com/graph/api/resources/directory
 */
export function answerDirectory(context: GraphContext): GraphAnswer {
  const { world, caller, path, request } = context
  const [, items, key, action, ...more] = path.map(({ name }) => name)
  const isCollection = key === 'microsoft.graph.application'
  const call = `${request.method} ${isCollection ? 'all' : 'one'}${action === undefined ? '' : `/${action}`}`
  if (items !== 'deletedItems' || key === undefined || more.length > 0) throw notModelled(context)
  const deleted = isCollection ? undefined : kept(world, caller.tenant).find(({ id }) => id === key.toLowerCase())
  switch (call) {
    case 'GET all':
      demand(caller, 'readApplications')
      return answerCollection(context, APPLICATION, kept(world, caller.tenant).map(render))
    case 'GET one':
      demand(caller, 'readApplications')
      return answerEntity(context, APPLICATION, render(existing(deleted, key)))
    case 'DELETE one':
      demandChange(caller, existing(deleted, key).application)
      caller.tenant.deletedApplications.delete(key.toLowerCase())
      return NO_CONTENT
    case 'POST one/restore': {
      const found = existing(deleted, key)
      demandChange(caller, found.application)
      restore(caller.tenant, found)
      return answerEntity(context, APPLICATION, renderApplication(found.application, caller.tenant))
    }
    default:
      throw notModelled(context)
  }

  function render({ application, deletedAt }: DeletedApplication): GraphRow {
    return {
      ...renderApplication(application, caller.tenant),
      deletedDateTime: new Date(deletedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    }
  }
}

function restore(tenant: Tenant, deleted: DeletedApplication): void {
  const { application, servicePrincipal, oauth2PermissionGrants, appRoleAssignments } = deleted
  tenant.applications.set(application.id, application)
  if (servicePrincipal) tenant.servicePrincipals.set(servicePrincipal.id, servicePrincipal)
  for (const grant of oauth2PermissionGrants) tenant.oauth2PermissionGrants.set(grant.id, grant)
  for (const assignment of appRoleAssignments) tenant.appRoleAssignments.set(assignment.id, assignment)
  tenant.deletedApplications.delete(deleted.id)
}

function kept(world: World, tenant: Tenant): readonly DeletedApplication[] {
  return [...tenant.deletedApplications.values()].filter(({ deletedAt }) => world.clock.now() < deletedAt + KEPT)
}

function existing(deleted: DeletedApplication | undefined, key: string): DeletedApplication {
  if (!deleted) throw notFound(key)
  return deleted
}

function notModelled({ request, path }: GraphContext): NotModelledError {
  return new NotModelledError(`${request.method} /${path.map(({ name }) => name).join('/')}`)
}
