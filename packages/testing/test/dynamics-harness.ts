import { createEnvironment, type Environment, type EnvironmentOptions } from '../src/dynamics/environment.ts'
import { createTenant } from '../src/world/create-tenant.ts'
import { createWorld } from '../src/world/create-world.ts'
import { registerApplication, registerServicePrincipal } from '../src/world/register-application.ts'
import type { Tenant } from '../src/world/directory.ts'
import type { World } from '../src/world/world.ts'

const base = 'https://contoso.crm.dynamics.com'
export const root = `${base}/api/data/v9.2`

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; `undefined` if it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly json: any
}

interface RequestParts {
  readonly headers?: Readonly<Record<string, string | null>>
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown
}

/** An environment with one administrator app, asked directly, without any door. */
export interface Harness {
  readonly world: World
  readonly tenant: Tenant
  readonly environment: Environment
  /** Client id of the administrator. */
  readonly clientId: string
  /** `systemuserid` of the administrator. */
  readonly userId: string
  /** A token for the environment, of an app of the tenant. */
  tokenFor(clientId: string, claims?: Readonly<Record<string, unknown>>): Promise<string>
  /** Registers an app with its service principal; no application user. @returns client id */
  addApp(displayName: string): string
  send(method: string, path: string, parts?: RequestParts): Promise<Reply>
}

export async function createHarness(options: Partial<EnvironmentOptions> = {}): Promise<Harness> {
  const world = createWorld()
  const tenant = createTenant(world)
  const environment = createEnvironment(world, { tenantId: tenant.id, ...options })
  const addApp = (displayName: string): string => {
    const application = registerApplication(world, tenant, { displayName })
    registerServicePrincipal(world, tenant, application)
    return application.appId
  }
  const clientId = addApp('Contoso administrator')
  const userId = environment.addApplicationUser(clientId, { roles: ['System Administrator'] })
  const tokenFor = (appId: string, claims: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const principal = [...tenant.servicePrincipals.values()].find((one) => one.appId === appId)
    const now = Math.floor(world.clock.now() / 1000)
    return world.tokens.sign({
      aud: base,
      iss: `https://sts.windows.net/${tenant.id}/`,
      tid: tenant.id,
      appid: appId,
      oid: principal?.id,
      iat: now,
      nbf: now,
      exp: now + 3600,
      ...claims,
    })
  }
  const token = await tokenFor(clientId)
  return {
    world,
    tenant,
    environment,
    clientId,
    userId,
    tokenFor,
    addApp,
    async send(method, path, parts = {}) {
      const url = new URL(addressOf(path))
      const headers = new Headers({
        accept: 'application/json',
        'odata-version': '4.0',
        'odata-maxversion': '4.0',
        authorization: `Bearer ${token}`,
      })
      const isText = typeof parts.body === 'string'
      if (parts.body !== undefined && !isText) headers.set('content-type', 'application/json')
      for (const [name, value] of Object.entries(parts.headers ?? {})) {
        if (value === null) headers.delete(name)
        else headers.set(name, value)
      }
      const body = parts.body === undefined ? null : isText ? String(parts.body) : JSON.stringify(parts.body)
      const response = await environment.service({
        request: new Request(url, { method, headers, body }),
        url,
        base,
        path: url.href.slice(base.length).split('?')[0] ?? '',
        authority: 'https://login.microsoftonline.com',
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: parse(text) }
    },
  }
}

function addressOf(path: string): string {
  if (/^https?:/.test(path)) return path
  return path.startsWith('/') ? base + path : `${root}/${path}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
