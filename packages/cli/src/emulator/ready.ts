import type { FakeDynamics } from '@dynamics-kit/testing'
import type { Place } from './places.ts'

/** The line that `--json` prints. Scripts rely on these names. */
interface EmulatorReady {
  /** The environment URL; the Web API is below `/api/data/v9.2/`. */
  readonly dynamics: string
  /** Where apps of the tenant sign in. */
  readonly authority: string
  readonly tokenEndpoint: string
  readonly graph: string
  /** `POST {control}/reset` brings the fresh world back. */
  readonly control: string
  readonly tenantId: string
  /** An app that is a System Administrator application user and may register apps. */
  readonly clientId: string
  readonly clientSecret: string
  /** File with the certificate authority to trust; absent over HTTP. */
  readonly ca?: string
  /** Other environments of the tenant; absent where there are none. */
  readonly environments?: readonly ReadyEnvironment[]
  /** Other tenants; absent where there are none. */
  readonly tenants?: readonly ReadyTenant[]
}

interface ReadyEnvironment {
  readonly name: string
  readonly dynamics: string
}

/** What a script needs of a further tenant. */
interface ReadyTenant extends Pick<
  EmulatorReady,
  'authority' | 'tokenEndpoint' | 'tenantId' | 'clientId' | 'clientSecret'
> {
  readonly name: string
  readonly domain: string
  readonly environments: readonly ReadyEnvironment[]
}

export function readyLine(fake: FakeDynamics, places: readonly Place[]): EmulatorReady {
  const [first, ...others] = places
  if (!first) throw new Error('An emulator listens somewhere.')
  const { server } = first
  const own = others.filter(({ tenant }) => tenant.tenantId === fake.tenantId)
  const ofTenants = Map.groupBy(
    others.filter((place) => !own.includes(place)),
    ({ tenant }) => tenant.tenantId,
  )
  return {
    dynamics: server.url,
    authority: `${server.authority}/${fake.tenantId}`,
    tokenEndpoint: server.tokenEndpoint,
    graph: `${server.url}/graph`,
    control: server.controlUrl,
    tenantId: fake.tenantId,
    clientId: fake.clientId,
    clientSecret: fake.clientSecret,
    ...(server.caFile !== undefined && { ca: server.caFile }),
    ...(own.length > 0 && { environments: own.map(readyEnvironment) }),
    ...(ofTenants.size > 0 && {
      tenants: [...ofTenants.values()].map((itsPlaces) => readyTenant(server.url, itsPlaces)),
    }),
  }
}

const readyEnvironment = ({ name, server }: Place): ReadyEnvironment => ({ name, dynamics: server.url })

function readyTenant(authority: string, places: readonly Place[]): ReadyTenant {
  const [first] = places
  if (!first) throw new Error('A group has a member.')
  const { name, domain, tenantId, clientId, clientSecret } = first.tenant
  return {
    name,
    domain,
    authority: `${authority}/${tenantId}`,
    tokenEndpoint: `${authority}/${tenantId}/oauth2/v2.0/token`,
    tenantId,
    clientId,
    clientSecret,
    environments: places.map(readyEnvironment),
  }
}

/** What shell people have: on Windows PowerShell, unless it is a shell such as Git Bash that says so. */
const isPowerShell = process.platform === 'win32' && !process.env['SHELL']

/** For a person: the variables that this project's examples, `@azure/identity` and Node read. */
export function welcome(ready: EmulatorReady, end: string): string {
  const variables: Record<string, string | undefined> = {
    DYNAMICS_URL: ready.dynamics,
    GRAPH_URL: ready.graph,
    AZURE_AUTHORITY_HOST: new URL(ready.authority).origin,
    AZURE_TENANT_ID: ready.tenantId,
    AZURE_CLIENT_ID: ready.clientId,
    AZURE_CLIENT_SECRET: ready.clientSecret,
    NODE_EXTRA_CA_CERTS: ready.ca,
  }
  const lines = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [isPowerShell ? `$env:${name} = '${value.replaceAll("'", "''")}'` : `export ${name}=${quoted(value)}`],
  )
  return [
    `Dynamics 365, Entra ID and Microsoft Graph are ready at ${ready.dynamics}`,
    '',
    ...lines,
    '',
    `The Web API is at ${ready.dynamics}/api/data/v9.2/, the app above is a System Administrator.`,
    ...(ready.environments ?? []).map(({ name, dynamics }) => `Another environment, ${name}, is at ${dynamics}`),
    ...(ready.tenants ?? []).flatMap(toldTenant),
    `Look inside: ${ready.dynamics}/_inspector`,
    end,
    '',
  ].join('\n')
}

/** A further tenant, and what its administrator app signs in with. */
const toldTenant = ({ name, domain, tenantId, clientId, clientSecret, environments }: ReadyTenant): string[] => [
  `Another tenant, ${name} (${domain}, ${tenantId}): client id ${clientId}, secret ${clientSecret}`,
  ...environments.map((one) => `  its environment ${one.name} is at ${one.dynamics}`),
]

function quoted(value: string): string {
  return /^[\w./:~-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}
