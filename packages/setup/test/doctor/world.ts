import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientSecret, type ClientSecretCredential } from '@dynamics-kit/auth'
import { createClient, type DynamicsClient } from '@dynamics-kit/client'
import { createFakeDynamics, type FakeApp, type FakeDynamics } from '@dynamics-kit/testing'
import { diagnose, type Cause, type CheckName, type Diagnosis, type DiagnoseOptions } from '../../src/index.ts'

/** A program’s surroundings: the services, its settings, and the network in between. */
export interface World {
  readonly fake: FakeDynamics
  /** The app of the program: Basic User. */
  readonly app: FakeApp
  /** Environment variables; change them to break the settings. */
  readonly variables: Record<string, string | undefined>
  /** What the program does and says besides. */
  readonly options: { -readonly [Name in keyof DiagnoseOptions]: DiagnoseOptions[Name] }
  readonly administrator: ClientSecretCredential
  /** The environment, as the administrator. */
  readonly dynamics: DynamicsClient
  /** The network: what happens to requests to a host, in place of the services. */
  readonly network: Map<string, (request: Request) => Response | Promise<Response>>
  readonly fetch: (request: Request) => Promise<Response>
  /** One request of Microsoft Graph as the administrator. @throws when it is refused */
  graph(method: string, path: string, body?: object): Promise<Record<string, unknown>>
  /** Writes a file that goes with the world; gives its path. */
  file(name: string, content: string): string
  diagnose(more?: DiagnoseOptions): Promise<Diagnosis>
  [Symbol.dispose](): void
}

export async function createWorld(): Promise<World> {
  const fake = createFakeDynamics()
  const app = fake.addApp({ displayName: 'Contoso integration', roles: ['Basic User'] })
  const network: World['network'] = new Map()
  const fetch = async (request: Request): Promise<Response> => {
    const intercept = network.get(new URL(request.url).host)
    return intercept ? intercept(request) : fake.fetch(request)
  }
  // Its tokens are had before anything breaks, and kept: an administrator is no part of what is broken.
  const administrator = clientSecret({ ...fake, fetch: fake.fetch })
  await administrator.getToken('https://graph.microsoft.com/.default')
  await administrator.getToken(`${fake.url}/.default`)
  const dynamics = createClient({ url: fake.url, credential: administrator, fetch: fake.fetch })
  let folder: string | undefined
  const world: World = {
    fake,
    app,
    administrator,
    dynamics,
    network,
    fetch,
    variables: {
      DYNAMICS_URL: fake.url,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: app.clientId,
      AZURE_CLIENT_SECRET: app.clientSecret,
    },
    options: { now: () => fake.clock.now(), roles: ['Basic User'] },
    async graph(method, path, body) {
      const { token } = await administrator.getToken('https://graph.microsoft.com/.default')
      const response = await fake.fetch(`${fake.graphUrl}/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    },
    file(name, content) {
      folder ??= mkdtempSync(join(tmpdir(), 'broken-world-'))
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    diagnose: (more) => diagnose({ environment: world.variables, fetch, ...world.options, ...more }),
    [Symbol.dispose]() {
      if (folder !== undefined) rmSync(folder, { recursive: true })
    },
  }
  return world
}

/** Where a row of the table comes from: how the world is broken. */
type How =
  /** The state of Entra, Graph or Dynamics, or the settings of the program, are as they are in such a world. */
  | 'state'
  /** A switch of the fake makes Entra answer so; why it would is not modelled. */
  | 'answer'
  /** Something between the program and the services. */
  | 'network'

export interface Expected {
  readonly check: CheckName
  readonly cause: Cause
  /** Default `failed`. */
  readonly verdict?: 'warning'
  /** What the evidence has to tell. */
  readonly evidence?: RegExp
}

/** A world, broken in one way. */
export interface BrokenWorld {
  readonly name: string
  readonly how: How
  readonly break: (world: World) => unknown
  /** What the doctor says first. */
  readonly first: Expected
  /** What it says first with an administrator’s help; default the same. */
  readonly withAdministrator?: Pick<Expected, 'evidence'>
  /** Does what the finding says: `repair` for what the doctor can do itself. */
  readonly mend: 'repair' | ((world: World) => unknown)
  /** What comes to light once that is mended, and is mended too. */
  readonly afterwards?: readonly Pick<BrokenWorld, 'first' | 'withAdministrator' | 'mend'>[]
}
