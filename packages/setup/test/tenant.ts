import { clientSecret, type ClientSecretCredential } from '@dynamics-kit/auth'
import { createClient, type DynamicsClient } from '@dynamics-kit/client'
import { createFakeDynamics, type FakeDynamics, type FakeSnapshot } from '@dynamics-kit/testing'
import type { SettingsStore, SetupAction, SetUpOptions } from '../src/index.ts'

/** A place for settings in memory; what it holds can be looked at. */
export interface Memory extends SettingsStore {
  readonly kept: Record<string, string>
}

export function memory(kept: Record<string, string> = {}): Memory {
  return {
    name: 'memory',
    kept,
    load: async () => ({ ...kept }),
    save: async (variables) => void Object.assign(kept, variables),
    remove: async (names) => names.forEach((name) => delete kept[name]),
  }
}

/** A tenant whose time passes by waiting. */
export interface Tenant {
  readonly fake: FakeDynamics
  readonly administrator: ClientSecretCredential
  /** The environment, as the administrator. */
  readonly dynamics: DynamicsClient
  readonly store: Memory
  /** What was reported. */
  readonly actions: SetupAction[]
  readonly options: SetUpOptions & { readonly store: Memory }
  /** `created application`, … since the last call. */
  outcomes(): string[]
  /** What the directory and the environment hold of an app with the name. */
  holdings(name?: string): Holdings
}

/** How many there are, of all that setup makes. */
export interface Holdings {
  readonly applications: number
  readonly servicePrincipals: number
  readonly grants: number
  /** Hints of secrets. */
  readonly secrets: readonly string[]
  readonly certificates: number
  readonly trusts: readonly string[]
  readonly users: number
  readonly roles: readonly string[]
  readonly ownRoles: number
}

export function openTenant(fake: FakeDynamics = createFakeDynamics()): Tenant {
  // Hours of waiting pass in no time, and the tokens of a program that lives in ours stay valid.
  fake.entra.tokenLifetime = 30 * 24 * 3600
  const administrator = clientSecret({ ...fake, fetch: fake.fetch })
  const actions: SetupAction[] = []
  const store = memory()
  return {
    fake,
    administrator,
    dynamics: createClient({ url: fake.url, credential: administrator, fetch: fake.fetch }),
    store,
    actions,
    options: {
      url: fake.url,
      administrator,
      name: 'Contoso integration',
      tables: { account: ['read', 'write'] },
      store,
      fetch: fake.fetch,
      now: () => fake.clock.now(),
      sleep: async (milliseconds) => void fake.clock.advance(milliseconds),
      onProgress: (action) => actions.push(action),
    },
    outcomes: () =>
      actions
        .splice(0)
        .filter(({ outcome }) => outcome !== 'waiting')
        .map(({ subject, outcome }) => `${outcome} ${subject}`),
    holdings: (name = 'Contoso integration') => holdingsOf(fake.snapshot(), name),
  }
}

function holdingsOf({ tenant, environment }: FakeSnapshot, name: string): Holdings {
  const applications = tenant.applications.filter(({ displayName }) => displayName === name)
  const clientIds = new Set(applications.map(({ appId }) => appId))
  const principals = tenant.servicePrincipals.filter(({ appId }) => clientIds.has(appId))
  const rows = (table: string) =>
    environment.rows.tables.find((one) => one.name === table)?.rows.map(([, row]) => row) ?? []
  const users = rows('systemuser').filter((row) => clientIds.has(String(row['applicationid'])))
  const userIds = new Set(users.map((row) => row['systemuserid']))
  const pairs = rows('systemuserroles').filter((pair) => userIds.has(pair['systemuserid'] ?? null))
  return {
    applications: applications.length,
    servicePrincipals: principals.length,
    grants: tenant.oauth2PermissionGrants.filter(({ clientId }) => principals.some(({ id }) => id === clientId)).length,
    secrets: applications.flatMap(({ passwordCredentials }) => passwordCredentials.map(({ hint }) => hint)),
    certificates: applications.flatMap(({ keyCredentials = [] }) => keyCredentials).length,
    trusts: applications.flatMap(({ federatedIdentityCredentials = [] }) =>
      federatedIdentityCredentials.map(({ subject }) => subject),
    ),
    users: users.length,
    roles: pairs.map((pair) => String(rows('role').find((role) => role['roleid'] === pair['roleid'])?.['name'])),
    ownRoles: rows('role').filter((role) => role['name'] === name).length,
  }
}
