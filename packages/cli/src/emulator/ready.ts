import type { FakeDynamics, ListeningFake } from '@dynamics-kit/testing'

/** An environment besides the first, at a port of its own. */
export interface ListeningEnvironment {
  readonly name: string
  readonly server: ListeningFake
}

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
  readonly environments?: readonly { readonly name: string; readonly dynamics: string }[]
}

export function readyLine(
  fake: FakeDynamics,
  server: ListeningFake,
  others: readonly ListeningEnvironment[] = [],
): EmulatorReady {
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
    ...(others.length > 0 && {
      environments: others.map((one) => ({ name: one.name, dynamics: one.server.url })),
    }),
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
    `Look inside: ${ready.dynamics}/_inspector`,
    end,
    '',
  ].join('\n')
}

function quoted(value: string): string {
  return /^[\w./:~-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}
