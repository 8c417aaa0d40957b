import { inspect, type InspectedPlace } from '@dynamics-kit/inspector'
import type { FakeDynamics, FakeEnvironment, FakeTenant, ListenOptions, ListeningFake } from '@dynamics-kit/testing'
import { CommandFailure } from '../command/command-failure.ts'

/** An environment to serve, by its name and the domain of its tenant. */
export interface NamedEnvironment {
  readonly name: string
  /** Absent: the emulator's own. */
  readonly tenant?: string
}

/** An environment at its port. */
export interface Place {
  readonly name: string
  readonly tenant: FakeTenant
  readonly server: ListeningFake
}

interface PlacesOptions {
  readonly port: number
  readonly environment?: readonly NamedEnvironment[]
  /** Domains. */
  readonly tenant?: readonly string[]
}

/** What all ports have in common. */
type Door = Omit<ListenOptions, 'port' | 'routes'>

/**
 * Serves all environments, the emulator's own first, each with its page. Tenants and environments that a journal brought back are taken as
 * they are; the administrator app of each tenant is a System Administrator of all its environments.
 *
 * @throws {Error} when two environments have one name, or one is of a tenant that there is not
 */
export async function listenAtAll(fake: FakeDynamics, options: PlacesOptions, door: Door): Promise<readonly Place[]> {
  const others = othersOf(fake, options)
  const places: Place[] = []
  const inspected = (): InspectedPlace[] =>
    places.map(({ name, tenant, server }) => ({ url: server.url, name, tenant: tenant.name }))
  const at = (index: number): number => (options.port === 0 ? 0 : options.port + index)
  try {
    const server = await fake.listen({
      ...door,
      port: at(0),
      routes: { '/_inspector': inspect(fake, { places: inspected }) },
    })
    places.push({ name: new URL(fake.url).hostname.split('.')[0] ?? '', tenant: fake, server })
    for (const { name, tenant } of others) {
      const environment = environmentOf(tenant, name)
      const routes = { '/_inspector': inspect(fake, { of: { tenant, environment }, places: inspected }) } as const
      // oxlint-disable-next-line no-await-in-loop -- ports are told in their order, and one that is in use ends it
      places.push({ name, tenant, server: await environment.listen({ ...door, port: at(places.length), routes }) })
    }
    return places
  } catch (error) {
    await Promise.all(places.map(({ server }) => server.close()))
    throw error
  }
}

/** The environments besides the first, in the order of their ports: those of the own tenant, then tenant by tenant. */
function othersOf(fake: FakeDynamics, { environment: named = [], tenant: domains = [] }: PlacesOptions) {
  const stranger = named.find(
    ({ tenant }) => tenant !== undefined && tenant !== fake.domain && !domains.includes(tenant),
  )
  if (stranger)
    throw new CommandFailure(
      'usage',
      `--environment: ${stranger.name} is of ${stranger.tenant}; name it with --tenant ${stranger.tenant}`,
    )
  const wanted = [
    ...named
      .filter(({ tenant }) => tenant === undefined || tenant === fake.domain)
      .map(({ name }) => ({ name, tenant: fake })),
    ...domains.flatMap((domain) => {
      const label = domain.split('.')[0] ?? ''
      const tenant =
        fake.tenant(domain) ?? fake.addTenant({ name: label.charAt(0).toUpperCase() + label.slice(1), domain })
      const more = named.filter((one) => one.tenant === domain && one.name !== label)
      return [label, ...more.map(({ name }) => name)].map((name) => ({ name, tenant }))
    }),
  ]
  const twice = wanted.find(
    ({ name }, index) => name === 'contoso' || wanted.findIndex((one) => one.name === name) !== index,
  )
  if (twice && !named.some(({ name }) => name === twice.name))
    throw new CommandFailure(
      'usage',
      `--tenant: there is an environment of the name ${twice.name} already; give another domain`,
    )
  if (twice)
    throw new CommandFailure('usage', `--environment: there are two of the name ${twice.name}; give one another name`)
  return wanted
}

function environmentOf(tenant: FakeTenant, name: string): FakeEnvironment {
  const url = `https://${name}.crm.dynamics.com`
  const environment = tenant.environment(url) ?? tenant.addEnvironment({ url })
  environment.addApplicationUser(tenant, { roles: ['System Administrator'] })
  return environment
}
