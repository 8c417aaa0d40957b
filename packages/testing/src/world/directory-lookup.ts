import type { Application, ServicePrincipal, Tenant } from './directory.ts'
import type { World } from './world.ts'

/** The tenant with this id or one of its domains, in any case. */
export function findTenant(world: World, idOrDomain: string): Tenant | undefined {
  const wanted = idOrDomain.toLowerCase()
  return (
    world.tenants.get(wanted) ??
    [...world.tenants.values()].find(({ domain, otherDomains }) =>
      [domain, ...otherDomains].some((one) => one.toLowerCase() === wanted),
    )
  )
}

/** The app registration with this client id, in its home tenant only. */
export function findApplication(tenant: Tenant, appId: string): Application | undefined {
  const wanted = appId.toLowerCase()
  return [...tenant.applications.values()].find((application) => application.appId === wanted)
}

/** The service principal of this client id in the tenant. */
export function findServicePrincipal(tenant: Tenant, appId: string): ServicePrincipal | undefined {
  const wanted = appId.toLowerCase()
  return [...tenant.servicePrincipals.values()].find((principal) => principal.appId === wanted)
}

/** An app registration, and the tenant it lives in. */
export interface Registration {
  readonly application: Application
  readonly home: Tenant
}

/** Whether a tenant may have a service principal of the app: its own tenant, and for an app of several every one. */
export const isFor = ({ application, home }: Registration, tenant: Tenant): boolean =>
  home === tenant || application.signInAudience !== 'AzureADMyOrg'

/** The app registration with this client id, looking at `tenant` first, then at the others. */
export function findRegistration(world: World, tenant: Tenant | undefined, appId: string): Registration | undefined {
  for (const home of new Set([...(tenant ? [tenant] : []), ...world.tenants.values()])) {
    const application = findApplication(home, appId)
    if (application) return { application, home }
  }
  return undefined
}
