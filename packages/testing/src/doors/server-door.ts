/// <reference types="node" />
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { openCertificate } from './certificate-store.ts'
import { EmulatorError } from './emulator-error.ts'
import type { Engine } from './engine.ts'
import { isAllowedHost, isCrossSite } from './host-guard.ts'
import type { ListenOptions } from './listen.ts'
import { originMounts } from './mount.ts'

/** Bytes of request line and headers. Dataverse takes URLs of 32 KB, Node 16 KB in all unless told. */
const MAX_HEADER_SIZE = 96 * 1024

/** Milliseconds an idle connection stays open: longer than clients keep theirs, so that none is closed under a request. */
const KEEP_ALIVE_TIMEOUT = 65_000

/** Milliseconds that requests under way get when the server closes. */
const CLOSE_GRACE = 2000

/** Names and addresses every certificate of the fake is for. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1']

/** A started server: where it listens, and how it stops. */
export interface StartedServer {
  /** The origins clients may use, the one to print first. */
  readonly origins: readonly [string, ...string[]]
  readonly port: number
  readonly ca?: string
  readonly caFile?: string
  close(): Promise<void>
}

/** Serves the fake on one origin over HTTPS, or HTTP when asked. */
export async function startServer(engine: Engine, options: ListenOptions): Promise<StartedServer> {
  const { port = 0, host = '127.0.0.1', http = false, allowedHosts = [], routes = {} } = options
  for (const [option, name] of [
    ['host', host],
    ...allowedHosts.map((one) => ['allowedHosts', one] as const),
  ] as const) {
    if (!URL.canParse(`http://${inUrl(unbracketed(name))}`))
      throw new TypeError(`${option}: ${JSON.stringify(name)} is no name or address of a machine`)
  }
  const scratch = http || options.certificateDirectory ? undefined : await mkdtemp(join(tmpdir(), 'dynamics-kit-'))
  const directory = options.certificateDirectory ?? scratch
  const removeScratch = async () => scratch && rm(scratch, { recursive: true, force: true })
  try {
    const certificate = http || !directory ? undefined : await openCertificate(directory, namesFor(host, allowedHosts))
    const server = createAdaptorServer({
      async fetch(request, { incoming }) {
        const response = await answer(engine, request, { allowedHosts, routes })
        if (response.type !== 'error') return response
        incoming.socket.destroy()
        return new Response(null)
      },
      overrideGlobalObjects: false,
      ...(certificate
        ? {
            createServer: createHttpsServer,
            serverOptions: {
              key: certificate.privateKey,
              cert: certificate.certificate,
              maxHeaderSize: MAX_HEADER_SIZE,
            },
          }
        : { createServer: createHttpServer, serverOptions: { maxHeaderSize: MAX_HEADER_SIZE } }),
      // An HTTP/1.1 server either way; the union of the library's types also has HTTP/2.
    }) as Server
    server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT
    const boundPort = await listen(server, port, host)
    return {
      origins: originsOf(http ? 'http' : 'https', boundPort, host, allowedHosts),
      port: boundPort,
      ...(certificate ? { ca: certificate.ca, caFile: certificate.caFile } : {}),
      async close() {
        await closeServer(server)
        await removeScratch()
      },
    }
  } catch (error) {
    await removeScratch()
    throw error
  }
}

async function answer(
  engine: Engine,
  request: Request,
  { allowedHosts, routes }: Required<Pick<ListenOptions, 'allowedHosts' | 'routes'>>,
): Promise<Response> {
  if (!isAllowedHost(request.headers.get('host'), allowedHosts)) {
    return text(403, "This host name is not the emulator's. Use localhost, or name it in `allowedHosts`.")
  }
  const { origin, pathname } = new URL(request.url)
  const route = Object.entries(routes).find(([prefix]) => pathname === prefix || pathname.startsWith(`${prefix}/`))
  if (route) {
    if (isCrossSite(request, origin)) return text(403, 'This path does not answer pages of other sites.')
    return route[1](request)
  }
  return (await engine.answer(request, originMounts(origin))) ?? text(404, 'Not found.')
}

function text(status: number, message: string): Response {
  return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => reject(listenError(error, port, host)))
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function listenError(error: Error & { code?: string }, port: number, host: string): EmulatorError {
  if (error.code === 'EADDRINUSE') {
    const fix = 'Stop the program that listens there, choose another port, or pass 0 to take a free one.'
    return new EmulatorError('port-in-use', `Port ${port} on ${host} is in use.`, fix, { cause: error })
  }
  const fix = 'Choose an address of this machine and a port above 1023.'
  const problem = `Cannot listen on port ${port} of ${host}: ${error.code ?? error.message}.`
  return new EmulatorError('cannot-listen', problem, fix, { cause: error })
}

/** No new connections, idle ones closed, those at work given a moment. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function namesFor(host: string, allowedHosts: readonly string[]): readonly string[] {
  return [...new Set([...LOOPBACK_NAMES, ...(isWildcard(host) ? [] : [host]), ...allowedHosts.map(unbracketed)])]
}

function originsOf(
  scheme: 'http' | 'https',
  port: number,
  host: string,
  allowedHosts: readonly string[],
): readonly [string, ...string[]] {
  const origin = (name: string) => new URL(`${scheme}://${inUrl(name)}:${port}`).origin
  const names = namesFor(host, allowedHosts)
  const first = isWildcard(host) || LOOPBACK_NAMES.includes(host) ? 'localhost' : host
  return [origin(first), ...names.filter((name) => name !== first).map(origin)]
}

const inUrl = (name: string): string => (name.includes(':') ? `[${name}]` : name)

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function unbracketed(name: string): string {
  return name.replace(/^\[(.*)\]$/, '$1')
}
