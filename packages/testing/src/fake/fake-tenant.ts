import type { Engine } from '../doors/engine.ts'
import type { Fetch } from '../doors/fetch-door.ts'
import { listen, type ListenOptions } from '../doors/listen.ts'
import type { AskedRequest } from '../dynamics/explain/asked-request.ts'
import type { ExplainOptions } from '../dynamics/explain/explain.ts'
import type { FakeApp, FakeServicePrincipal, ServicePrincipalOptions } from '../world/app-registry.ts'
import type { AppOptions } from '../world/new-app.ts'
import type { FakeUser, UserOptions } from '../world/user-registry.ts'
import { type Caller, callerById, connectionOf } from './connection.ts'
import type { AddedEnvironment, FakeEnvironment, OtherEnvironmentOptions } from './environments.ts'
import { checkNewDomain } from './new-tenant.ts'
import { federate, type FederatedCredentialOptions } from './federate.ts'
import type { Inhabitants } from './inhabitants.ts'
import type { TenantParts } from './tenant-parts.ts'

/** A tenant of Microsoft Entra ID: a directory of apps and people, and environments of Dynamics 365. */
export interface FakeTenant {
  readonly tenantId: string
  /** What people call the organization: `Contoso`. */
  readonly name: string
  /** `contoso.onmicrosoft.com`; stands for the id in addresses. */
  readonly domain: string
  /** Client id of an app that may do everything: System Administrator of the first environment, and step 1 in Graph. */
  readonly clientId: string
  readonly clientSecret: string

  /**
   * Registers another app with a secret and, unless told otherwise, makes it an application user of the tenant's first environment.
   *
   * @throws {TypeError} for an option that makes no sense, named in the message.
   */
  addApp(options?: AppOptions): FakeApp
  /**
   * Gives an app of another tenant a service principal in this one, as the consent of an administrator does, and makes it an application
   * user as {@link addApp} does. The app has to be made with `signInAudience: 'AzureADMultipleOrgs'`.
   *
   * @throws {TypeError} when no tenant has such an app, it is for its own tenant alone, or is here already.
   */
  addServicePrincipal(app: Pick<FakeApp, 'clientId'>, options?: ServicePrincipalOptions): FakeServicePrincipal
  /** Adds a person to the tenant and, unless told otherwise, makes them a user of its first environment. */
  addUser(options?: UserOptions): FakeUser
  /**
   * Verifies another domain, such as `contoso.com`: it stands for the tenant in addresses, and people may be called by it.
   *
   * @throws {TypeError} when it is no domain, or a tenant has it.
   */
  addDomain(domain: string): void
  /**
   * Adds another environment of the tenant, with a Web API at its own URL; `fetch` and `handlers` reach it. A person finds those they may
   * enter in the global discovery service. It has no users; the first one of a tenant has the administrator app.
   *
   * @throws {TypeError} when the URL is none, or another environment's.
   */
  addEnvironment(options: OtherEnvironmentOptions): FakeEnvironment
  /** An environment that was added, by its URL, also by the fake that a snapshot or journal is of. */
  environment(url: string): FakeEnvironment | undefined
  /**
   * Registers a certificate with an app, which may then sign in with its key.
   *
   * @param certificate PEM.
   * @throws {TypeError} when there is no such app, or the text is no certificate.
   */
  addCertificate(clientId: string, certificate: string): Promise<void>
  /**
   * Lets tokens of another issuer stand for an app, as a federated credential in Graph does.
   *
   * @throws {TypeError} when there is no such app, or Graph would refuse the credential.
   */
  addFederatedCredential(clientId: string, credential: FederatedCredentialOptions): void
}

/** What a tenant needs of the fake that it is in. */
export interface TenantContext {
  readonly inhabitants: Inhabitants
  readonly engine: Engine
  readonly fetch: Fetch
  /** Is called when something was changed without a request. */
  readonly changed: () => void
}

/** A tenant, as a test sees it. */
export function fakeTenant({ inhabitants, engine, fetch, changed }: TenantContext, parts: TenantParts): FakeTenant {
  const { world } = inhabitants
  const { tenant, administrator, apps, people, environments, snapshot } = parts
  return {
    tenantId: tenant.id,
    name: tenant.displayName,
    domain: tenant.domain,
    clientId: administrator.clientId,
    clientSecret: administrator.clientSecret,
    addApp: (options = {}) => noted(apps.add(options)),
    addServicePrincipal: (app, options = {}) => noted(apps.install(app, options)),
    addUser: (options = {}) => noted(people.add(options)),
    addDomain(domain) {
      tenant.otherDomains.push(checkNewDomain(world, 'addDomain', domain))
      changed()
    },
    addEnvironment: (options) => callable(noted(parts.addEnvironment(options))),
    environment(wanted) {
      const found = environments.find(wanted)
      return found && callable(found)
    },
    addCertificate: async (clientId, certificate) => noted(await apps.addCertificate(clientId, certificate)),
    addFederatedCredential(clientId, credential) {
      snapshot.keep({ applications: [federate(world, tenant, clientId, credential)] })
      changed()
    },
  }

  function noted<Value>(made: Value): Value {
    changed()
    return made
  }

  function callable(environment: AddedEnvironment): FakeEnvironment {
    const { url, organizationId, explain, addUser, addApplicationUser } = environment
    const serveAt = (origin: string): (() => void) => inhabitants.serveAt(url, origin)
    // Its getters stay what they are.
    return Object.assign(environment, {
      addUser: (...user: Parameters<FakeEnvironment['addUser']>) => noted(addUser(...user)),
      addApplicationUser: (...app: Parameters<FakeEnvironment['addApplicationUser']>) =>
        noted(addApplicationUser(...app)),
      as: (caller: Caller) => connectionOf({ world, tenant, url, fetch }, caller, administrator),
      explain: (asked: AskedRequest, options: ExplainOptions = {}) =>
        explain(asked, callerById(tenant, options), { base: url, administrator: administrator.clientId }),
      listen: (options: ListenOptions = {}) => listen(engine, world, tenant.id, options, { organizationId, serveAt }),
    })
  }
}
