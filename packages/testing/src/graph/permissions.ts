import type { Application } from '../world/directory.ts'
import { findApplication } from '../world/directory-lookup.ts'
import type { Caller } from './caller.ts'
import { GraphError } from './graph-error.ts'

const READ_APPLICATIONS = [
  'Application.Read.All',
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]

/** Kinds of calls that need permissions of their own. */
export type GraphOperation =
  | 'readApplications'
  | 'createApplications'
  | 'readGrants'
  | 'writeGrants'
  | 'readAssignments'
  | 'writeAssignments'
  | 'readOrganization'

/** For each kind of call, the application permissions of which one is enough. */
const ANY_OF: Readonly<Record<GraphOperation, readonly string[]>> = {
  readApplications: READ_APPLICATIONS,
  createApplications: ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
  readGrants: ['Directory.Read.All', 'Directory.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  writeGrants: ['Directory.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  readAssignments: [...READ_APPLICATIONS, 'AppRoleAssignment.ReadWrite.All'],
  writeAssignments: ['AppRoleAssignment.ReadWrite.All'],
  readOrganization: ['Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
}

/** @throws {GraphError} 403 when the caller's token has none of the permissions. */
export function demand(caller: Caller, what: GraphOperation): void {
  if (!ANY_OF[what].some((role) => caller.roles.has(role))) throw denied()
}

/**
 * Every application with `Application.ReadWrite.All`; with `.OwnedBy` those the caller owns.
 *
 * @throws {GraphError} 403
 */
export function demandChange(caller: Caller, application: Application | undefined): void {
  if (caller.roles.has('Application.ReadWrite.All')) return
  const owns = application?.owners?.includes(caller.principal.id) ?? false
  if (!owns || !caller.roles.has('Application.ReadWrite.OwnedBy')) throw denied()
}

/** As {@link demandChange}, for the service principal of a client id. */
export function demandChangeOf(caller: Caller, appId: string): void {
  demandChange(caller, findApplication(caller.tenant, appId))
}

function denied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
}
