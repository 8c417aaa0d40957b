import type { DirectoryMaps, Tenant } from './directory.ts'

type Head = Pick<Tenant, 'id' | 'domain' | 'displayName' | 'cloud'> & Partial<Pick<Tenant, 'otherDomains'>>

/**
 * A tenant whose maps belong to it alone, or are those of the tenant it was forked from until somebody looks at them: what is in
 * a directory is changed in place, so that each gets a copy of its own then.
 */
export class SharedTenant implements Tenant {
  readonly id: string
  readonly domain: string
  readonly otherDomains: string[]
  readonly displayName: string
  readonly cloud: Head['cloud']
  /** Never changed. */
  #shared: Partial<DirectoryMaps>
  #own: { -readonly [Name in keyof DirectoryMaps]?: DirectoryMaps[Name] } = {}

  constructor({ id, domain, otherDomains = [], displayName, cloud }: Head, shared: Partial<DirectoryMaps> = {}) {
    this.id = id
    this.domain = domain
    this.otherDomains = [...otherDomains]
    this.displayName = displayName
    this.cloud = cloud
    this.#shared = shared
  }

  get applications(): DirectoryMaps['applications'] {
    return (this.#own.applications ??= structuredClone(this.#shared.applications) ?? new Map())
  }

  get servicePrincipals(): DirectoryMaps['servicePrincipals'] {
    return (this.#own.servicePrincipals ??= structuredClone(this.#shared.servicePrincipals) ?? new Map())
  }

  get oauth2PermissionGrants(): DirectoryMaps['oauth2PermissionGrants'] {
    return (this.#own.oauth2PermissionGrants ??= structuredClone(this.#shared.oauth2PermissionGrants) ?? new Map())
  }

  get appRoleAssignments(): DirectoryMaps['appRoleAssignments'] {
    return (this.#own.appRoleAssignments ??= structuredClone(this.#shared.appRoleAssignments) ?? new Map())
  }

  get users(): DirectoryMaps['users'] {
    return (this.#own.users ??= structuredClone(this.#shared.users) ?? new Map())
  }

  get deletedApplications(): DirectoryMaps['deletedApplications'] {
    return (this.#own.deletedApplications ??= structuredClone(this.#shared.deletedApplications) ?? new Map())
  }

  get managementApplications(): DirectoryMaps['managementApplications'] {
    return (this.#own.managementApplications ??= structuredClone(this.#shared.managementApplications) ?? new Map())
  }

  fork(): SharedTenant {
    this.#shared = { ...this.#shared, ...this.#own }
    this.#own = {}
    return new SharedTenant(this, this.#shared)
  }
}
