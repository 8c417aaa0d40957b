import { DATAVERSE_APP_ID, GRAPH_APP_ID } from '../world/well-known.ts'
import type { World } from '../world/world.ts'
import type { Engine } from './engine.ts'
import { checkNumber, knownNames } from '../world/known-names.ts'

/** Where and how a fake listens. */
export interface ListenOptions {
  /** Default 0: a free port. */
  readonly port?: number
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string
  /** Plain HTTP instead of HTTPS. Default false. */
  readonly http?: boolean
  /**
   * Where the certificate and its authority are kept between runs, so that the authority has to be trusted once. Default: a
   * new one each time, in a temporary directory that is removed on close.
   */
  readonly certificateDirectory?: string
  /** Host names, besides those of this machine, that requests may be addressed to. Default: none. */
  readonly allowedHosts?: readonly string[]
  /**
   * Answers of your own on the same origin, by the path they begin with, in place of the fake's: `{ '/_inspector': inspect(fake) }`. Pages
   * of other sites are refused before they are asked.
   */
  readonly routes?: Readonly<Record<`/${string}`, (request: Request) => Promise<Response>>>
}

/** The fake behind a port. Everything is below one origin. */
export interface ListeningFake {
  /** Origin, and the environment URL: `https://localhost:8443`. The Web API is at `/api/data/v9.2/`. */
  readonly url: string
  readonly port: number
  /** Base URL of Entra: the same origin. */
  readonly authority: string
  /** `{authority}/{tenantId}/oauth2/v2.0/token` */
  readonly tokenEndpoint: string
  /** `{url}/graph/v1.0`; the scope of its tokens is `https://graph.microsoft.com/.default`. */
  readonly graphUrl: string
  /** `{url}/_emulator`: `GET /` shows the state, `POST /reset` brings the fresh world back. */
  readonly controlUrl: string
  /** `{url}/_identity`: managed identities and build services; see `fake.managedIdentity` and `fake.workloadIdentity`. */
  readonly identityUrl: string
  /** PEM of the authority to trust; absent over HTTP. */
  readonly ca?: string
  /** File that holds `ca`, for `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE` or `curl --cacert`; absent over HTTP. */
  readonly caFile?: string
  /** Stops listening, after requests under way were answered. */
  close(): Promise<void>
  /** Closes it: `await using server = await fake.listen()`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Serves the engine, and makes its origins resources that tokens can be asked for while it listens. The server is loaded only
 * here: it needs Node, and the rest of the package does not.
 *
 * @param environment Answers there; `serveAt` lets another than the first do so at an origin, and returns what ends it.
 */
export async function listen(
  engine: Engine,
  world: World,
  tenantId: string,
  options: ListenOptions,
  environment: { readonly organizationId: string; serveAt?(origin: string): () => void },
): Promise<ListeningFake> {
  if (!hasServers())
    throw new TypeError(
      'listen: needs Node, Deno or Bun; in a browser use `fake.fetch`, or `fake.handlers` with setupWorker of msw.',
    )
  knownNames('listen', options, {
    port: 1,
    host: 'a text',
    http: 'true or false',
    certificateDirectory: 'a text',
    allowedHosts: 'a list of names',
    routes: 1,
  })
  if (options.port !== undefined) checkNumber(options.port, 'port')
  const { startServer } = await import('./server-door.ts')
  const server = await startServer(engine, options)
  const [url] = server.origins
  const ends = server.origins.map((origin) => environment.serveAt?.(origin))
  for (const origin of server.origins) {
    world.resources.set(origin, { tenantId, appId: DATAVERSE_APP_ID, organizationId: environment.organizationId })
    world.resources.set(`${origin}/graph`, { appId: GRAPH_APP_ID })
  }
  const close = async () => {
    await server.close()
    for (const end of ends) end?.()
    for (const origin of server.origins) {
      world.resources.delete(origin)
      world.resources.delete(`${origin}/graph`)
    }
  }
  return {
    url,
    port: server.port,
    authority: url,
    tokenEndpoint: `${url}/${tenantId}/oauth2/v2.0/token`,
    graphUrl: `${url}/graph/v1.0`,
    controlUrl: `${url}/_emulator`,
    identityUrl: `${url}/_identity`,
    ...(server.ca === undefined ? {} : { ca: server.ca }),
    ...(server.caFile === undefined ? {} : { caFile: server.caFile }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Deno and Bun say that they are Node, too. */
const hasServers = (): boolean =>
  (globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } }).process?.versions?.node !==
  undefined
