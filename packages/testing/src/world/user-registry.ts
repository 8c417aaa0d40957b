import type { UserPlace } from '../dynamics/access/security-options.ts'
import { directoryRoleId, type DirectoryRole } from './directory-role.ts'
import type { Tenant, User } from './directory.ts'
import type { DirectorySnapshot } from './directory-snapshot.ts'
import { type HomeEnvironment, membershipOf } from './home-environment.ts'
import { knownNames } from './known-names.ts'
import type { World } from './world.ts'

export interface UserOptions extends UserPlace {
  /** With or without a domain of the tenant, which has verified it. Default: from `displayName`, such as `ada.lovelace@contoso.onmicrosoft.com`. */
  readonly userPrincipalName?: string
  /** Default: `Contoso user`. */
  readonly displayName?: string
  /** Asked for at sign-in. Default: none, and anyone may sign in as this person. */
  readonly password?: string
  /** Whether the person is a user of the tenant's first environment. Default: where there is one. */
  readonly systemUser?: boolean
  /** Roles in the whole tenant, such as `Application Administrator`. Default: none. */
  readonly directoryRoles?: readonly DirectoryRole[]
}

/** A person who can sign in. */
export interface FakeUser {
  /** Object id: `oid` in the person's tokens. */
  readonly id: string
  readonly userPrincipalName: string
  readonly displayName: string
  /** Id of the row in Dynamics; absent when there is none. */
  readonly systemUserId?: string
}

export interface UserRegistryContext {
  readonly world: World
  readonly tenant: Tenant
  /** People become a part of it, so that a reset keeps them. */
  readonly snapshot: DirectorySnapshot
  /** The environment that people become users of; undefined while the tenant has none. */
  readonly home: () => HomeEnvironment | undefined
}

/** People made through the fake's own API, without a request. */
export interface UserRegistry {
  add(options: UserOptions): FakeUser
  /** Makes the people users again, of an environment that was reset. They get the ids they had. */
  restoreUsers(): void
  /** The same, of a fork of the world. */
  fork(context: UserRegistryContext): UserRegistry
}

/** A person who is a user of the environment. */
interface Member {
  readonly user: User
  readonly place: UserPlace
}

export function createUserRegistry(context: UserRegistryContext, before: readonly Member[] = []): UserRegistry {
  const { world, tenant, snapshot, home } = context
  const members = [...before]
  return {
    fork: (its) => createUserRegistry(its, members),
    add(options) {
      knownNames('addUser', options, {
        userPrincipalName: 'a text',
        displayName: 'a text',
        password: 'a text',
        systemUser: 'true or false',
        roles: 1,
        businessUnit: 1,
        teams: 1,
        directoryRoles: 'a list of names',
      })
      const { directoryRoles } = options
      const membership = membershipOf(tenant, home(), options, {
        where: 'addUser',
        wanted: options.systemUser,
        none: 'a person who is no user of the environment',
      })
      const displayName = options.displayName ?? 'Contoso user'
      const userPrincipalName = principalName(options.userPrincipalName ?? displayName, tenant.domain)
      checkDomainOf(userPrincipalName, tenant)
      if (findUser(tenant, userPrincipalName)) {
        throw new TypeError(`userPrincipalName: the tenant already has a user ${userPrincipalName}.`)
      }
      const user = registerUser(world, tenant, {
        userPrincipalName,
        displayName,
        password: options.password ?? null,
        ...(directoryRoles && { directoryRoles: directoryRoles.map(directoryRoleId) }),
      })
      snapshot.keep({ users: [user] })
      const person = { id: user.id, userPrincipalName, displayName }
      if (!membership) return person
      members.push({ user, place: membership.place })
      return { ...person, systemUserId: membership.home.addSystemUser(user, membership.place) }
    },
    restoreUsers() {
      for (const { user, place } of members) home()?.addSystemUser(user, place)
    },
  }
}

/** As Microsoft Entra ID has it: a person is called by a verified domain of the tenant. */
function checkDomainOf(userPrincipalName: string, { domain, otherDomains, displayName }: Tenant): void {
  const own = userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1)
  const domains = [domain, ...otherDomains]
  if (domains.some((one) => one.toLowerCase() === own.toLowerCase())) return
  throw new TypeError(
    `userPrincipalName: ${own} is no verified domain of ${displayName}, which has ${domains.join(', ')}: add it with addDomain('${own}') first.`,
  )
}

/** Adds a person to the tenant. */
function registerUser(
  world: World,
  tenant: Tenant,
  options: Pick<User, 'userPrincipalName' | 'displayName'> &
    Partial<Pick<User, 'password' | 'accountEnabled' | 'directoryRoles'>>,
): User {
  const user: User = {
    id: world.newId(),
    userPrincipalName: options.userPrincipalName,
    displayName: options.displayName,
    accountEnabled: options.accountEnabled ?? true,
    password: options.password ?? null,
    sessionsValidFrom: 0,
    ...(options.directoryRoles && { directoryRoles: options.directoryRoles }),
  }
  tenant.users.set(user.id, user)
  return user
}

/** The person with this object id or user principal name, in any case. */
export function findUser(tenant: Tenant, idOrName: string): User | undefined {
  const wanted = idOrName.toLowerCase()
  return (
    tenant.users.get(wanted) ??
    [...tenant.users.values()].find((user) => user.userPrincipalName.toLowerCase() === wanted)
  )
}

export function principalName(name: string, domain: string): string {
  if (name.includes('@')) return name
  return `${name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '.')}@${domain}`
}
