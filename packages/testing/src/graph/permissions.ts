import type { Application } from '../world/directory.ts'
import { findApplication } from '../world/directory-lookup.ts'
import { directoryRoleId, type DirectoryRole } from '../world/directory-role.ts'
import { NotModelledError } from '../world/not-modelled.ts'
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

/** For each kind of call, the permissions of which one is enough. */
const ANY_OF: Readonly<Record<GraphOperation, readonly string[]>> = {
  readApplications: READ_APPLICATIONS,
  createApplications: ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'],
  readGrants: ['Directory.Read.All', 'Directory.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  writeGrants: ['Directory.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  readAssignments: [...READ_APPLICATIONS, 'AppRoleAssignment.ReadWrite.All'],
  writeAssignments: ['AppRoleAssignment.ReadWrite.All'],
  readOrganization: ['Organization.Read.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
}

/** Lets an app do all that the person at it may do in the directory. */
const AS_THE_PERSON = 'Directory.AccessAsUser.All'

const APPLICATION_ADMINISTRATORS = [
  'Global Administrator',
  'Application Administrator',
  'Cloud Application Administrator',
] as const satisfies readonly DirectoryRole[]

/** Who may consent for everybody. Members may read the directory, and register apps unless the tenant forbids it. */
const CONSENTERS = [...APPLICATION_ADMINISTRATORS, 'Privileged Role Administrator'] as const

/** @throws {GraphError} 403 when the caller's token has none of the permissions, or the person not the role. */
export function demand(caller: Caller, what: GraphOperation): void {
  const held = caller.person?.scopes ?? caller.roles
  const isAllowed = ANY_OF[what].some((one) => held.has(one)) || caller.person?.scopes.has(AS_THE_PERSON)
  if (!isAllowed) throw denied()
  if (!caller.person) return
  if (what === 'writeAssignments') throw new NotModelledError('app role assignments by people')
  if (what === 'writeGrants' && !hasRole(caller, CONSENTERS)) throw denied()
}

/**
 * Every application with `Application.ReadWrite.All`; with `.OwnedBy`, or as a person without a role, those the caller owns.
 *
 * @throws {GraphError} 403
 */
export function demandChange(caller: Caller, application: Application | undefined): void {
  const owns = application?.owners?.includes(caller.id) ?? false
  if (caller.person) {
    const { scopes } = caller.person
    if (!scopes.has('Application.ReadWrite.All') && !scopes.has(AS_THE_PERSON)) throw denied()
    if (owns || hasRole(caller, APPLICATION_ADMINISTRATORS)) return
    throw denied()
  }
  if (caller.roles.has('Application.ReadWrite.All')) return
  if (!owns || !caller.roles.has('Application.ReadWrite.OwnedBy')) throw denied()
}

/** As {@link demandChange}, for the service principal of a client id. */
export function demandChangeOf(caller: Caller, appId: string): void {
  demandChange(caller, findApplication(caller.tenant, appId))
}

function hasRole({ person }: Caller, names: readonly DirectoryRole[]): boolean {
  return names.some((name) => person?.directoryRoles.has(directoryRoleId(name)))
}

function denied(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
}
