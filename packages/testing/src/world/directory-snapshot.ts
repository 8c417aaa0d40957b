import type { DeletedApplication, ManagementApplication, Tenant, User } from './directory.ts'

/** Rows of a directory. */
type DirectoryRows = {
  readonly [
    Name in 'applications' | 'servicePrincipals' | 'appRoleAssignments' | 'oauth2PermissionGrants' | 'users'
  ]?: readonly (Tenant[Name] extends Map<string, infer Row> ? Row : never)[]
}

/** What a tenant's directory held at one time. */
export interface DirectorySnapshot {
  /** Puts it back, ids and secrets included. */
  restore(): void
  /** Makes rows a part of what is put back, as they are now. */
  keep(rows: DirectoryRows): void
  /** The same, of the tenant in a fork of its world. */
  fork(tenant: Tenant): DirectorySnapshot
}

export const takeDirectorySnapshot = (tenant: Tenant): DirectorySnapshot => snapshotOf(tenant, tenant)

/** @param kept What is put back; it is forked, so that what happens to it afterwards does not count. */
function snapshotOf(tenant: Tenant, kept: Tenant): DirectorySnapshot {
  const saved = kept.fork()
  return {
    restore: () => refillTenant(tenant, saved.fork()),
    keep(rows) {
      for (const row of rows.applications ?? []) saved.applications.set(row.id, structuredClone(row))
      for (const row of rows.servicePrincipals ?? []) saved.servicePrincipals.set(row.id, structuredClone(row))
      for (const row of rows.appRoleAssignments ?? []) saved.appRoleAssignments.set(row.id, structuredClone(row))
      for (const row of rows.oauth2PermissionGrants ?? []) {
        saved.oauth2PermissionGrants.set(row.id, structuredClone(row))
      }
      for (const row of rows.users ?? []) saved.users.set(row.id, structuredClone(row))
    },
    fork: (its) => snapshotOf(its, saved),
  }
}

/** Fills the tenant's own maps, because services hold on to them. */
function refillTenant(tenant: Tenant, before: Tenant): void {
  refill(tenant.applications, before.applications)
  refill(tenant.servicePrincipals, before.servicePrincipals)
  refill(tenant.oauth2PermissionGrants, before.oauth2PermissionGrants)
  refill(tenant.appRoleAssignments, before.appRoleAssignments)
  refill(tenant.users, before.users)
  refill(tenant.deletedApplications, before.deletedApplications)
  refill(tenant.managementApplications, before.managementApplications)
}

function refill<Value>(target: Map<string, Value>, source: ReadonlyMap<string, Value>): void {
  target.clear()
  for (const [id, value] of source) target.set(id, value)
}

/** A tenant's directory as plain JSON, secrets included. */
export type TenantSnapshot = Pick<Tenant, 'id' | 'domain' | 'displayName'> & {
  /** Absent in snapshots that were taken before a tenant had several. */
  readonly otherDomains?: readonly string[]
} & {
  readonly [Name in DirectoryTable]: readonly (Tenant[Name] extends Map<string, infer Row> ? Row : never)[]
} & {
  /** Absent in snapshots that were taken before the fake had people. */
  readonly users?: readonly User[]
  /** Absent in snapshots that were taken before the fake had a recycle bin. */
  readonly deletedApplications?: readonly DeletedApplication[]
  /** Absent in snapshots that were taken before the fake had Power Platform. */
  readonly managementApplications?: readonly ManagementApplication[]
}

type DirectoryTable = 'applications' | 'servicePrincipals' | 'oauth2PermissionGrants' | 'appRoleAssignments'

export function saveTenant(tenant: Tenant): TenantSnapshot {
  return structuredClone({
    id: tenant.id,
    domain: tenant.domain,
    otherDomains: tenant.otherDomains,
    displayName: tenant.displayName,
    applications: [...tenant.applications.values()],
    servicePrincipals: [...tenant.servicePrincipals.values()],
    oauth2PermissionGrants: [...tenant.oauth2PermissionGrants.values()],
    appRoleAssignments: [...tenant.appRoleAssignments.values()],
    users: [...tenant.users.values()],
    deletedApplications: [...tenant.deletedApplications.values()],
    managementApplications: [...tenant.managementApplications.values()],
  })
}

/** Puts the objects of a snapshot in place of all that the tenant has. */
export function loadTenant(tenant: Tenant, snapshot: TenantSnapshot): void {
  const rows = structuredClone(snapshot)
  tenant.otherDomains.splice(0, tenant.otherDomains.length, ...(rows.otherDomains ?? []))
  refill(tenant.applications, byId(rows.applications))
  refill(tenant.servicePrincipals, byId(rows.servicePrincipals))
  refill(tenant.oauth2PermissionGrants, byId(rows.oauth2PermissionGrants))
  refill(tenant.appRoleAssignments, byId(rows.appRoleAssignments))
  refill(tenant.users, byId(rows.users ?? []))
  refill(tenant.deletedApplications, byId(rows.deletedApplications ?? []))
  const management = rows.managementApplications ?? []
  refill(tenant.managementApplications, new Map(management.map((app) => [app.applicationId, app])))
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}
