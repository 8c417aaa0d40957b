import { checkOptions } from '../check-options.ts'
import type { DynamicsClient } from '../client/dynamics-client.ts'
import { clientAt, DEFAULT_TIMEOUT } from '../create-client.ts'
import type { ClientOptions } from '../create-client.ts'
import type { AnyTable } from '../operation/named-table.ts'
import type { OperationOptions } from '../query/query.ts'
import { knownOptions } from '../known-options.ts'
import { createAntiForgery } from './anti-forgery.ts'
import { portalStep } from './portal-step.ts'
import { part } from '../lazy.ts'

/** How a site is reached. */
export interface PowerPagesOptions extends Pick<
  ClientOptions,
  'fetch' | 'timeout' | 'retry' | 'middleware' | 'telemetry'
> {
  /** Address of the site, `https://contoso.powerappsportals.com`. Default: that of the page. */
  readonly url?: string | undefined
}

/** What the Web API of a site can do. `batch`, `bulk`, actions, functions, files, changes, views and definitions it has not. */
export type PowerPagesClient = Pick<DynamicsClient, Allowed>

type Allowed = (typeof ALLOWED)[number]

const ALLOWED = [
  'url',
  'serviceRoot',
  'limits',
  'from',
  'fetchXml',
  'retrieve',
  'create',
  'update',
  'upsert',
  'delete',
  'setValue',
  'associate',
  'disassociate',
  'request',
] as const

/**
 * A client for a page of a Power Pages site, as the visitor who is signed in to it, or nobody: the Web API at `/_api/`, with the
 * site's anti-forgery token, which is asked for at the first operation. What a visitor may do, web roles and table permissions
 * decide; each table has to be opened by the site settings `Webapi/<table>/enabled` and `Webapi/<table>/fields`.
 *
 * What the Web API of sites does not have is a `TypeError` before anything is sent.
 *
 * @throws TypeError when there is no page and no `url`, or an option is none.
 * @see https://learn.microsoft.com/power-pages/configure/web-api-overview
 * @example
 * ```ts
 * import { createPowerPagesClient } from '@dynamics-kit/client/power-pages'
 *
 * const site = createPowerPagesClient({ url: 'https://contoso.powerappsportals.com' })
 * const id = await site.create('contacts', { lastname: 'Andersen' })
 * ```
 */
export function createPowerPagesClient(options: PowerPagesOptions = {}): PowerPagesClient {
  const origin = originOf(options.url)
  knownOptions('createPowerPagesClient', options, {
    url: 1,
    fetch: 1,
    timeout: 1,
    retry: 1,
    middleware: 1,
    telemetry: 1,
  })
  checkOptions({ ...options, url: origin })
  const serviceRoot = `${origin}/_api/`
  const antiForgery = createAntiForgery(origin, {
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.retry && { retry: options.retry }),
  })
  const middleware = [...(options.middleware ?? []), portalStep(antiForgery)]
  const client = clientAt(origin, serviceRoot, { ...options, middleware })
  return Object.freeze(
    Object.defineProperties(
      {
        async disassociate(table: AnyTable, id: unknown, name: string, related?: unknown, given?: OperationOptions) {
          const { outOfCollection } = await part(import('./out-of-collection.ts'))
          const out = outOfCollection(serviceRoot, table, id, name, related)
          await (out === undefined
            ? client.disassociate(table as string, id as string, name, related as never, given)
            : client.request('DELETE', out.path, { ...given, query: out.query }))
        },
      },
      Object.fromEntries(Object.keys(client).flatMap((name) => propertyOf(client, name))),
    ),
  ) as unknown as PowerPagesClient
}

/** What is allowed as it is; what is not, with what there is instead. */
function propertyOf(client: DynamicsClient, name: string): [string, PropertyDescriptor][] {
  if (name === 'disassociate') return []
  const descriptor = Object.getOwnPropertyDescriptor(client, name) ?? {}
  if ((ALLOWED as readonly string[]).includes(name)) return [[name, descriptor]]
  const get = (): never => {
    throw new TypeError(
      `${name}: the Web API of Power Pages has no such operation; it reads and writes rows. Programs with an application user call the environment itself.`,
    )
  }
  return [[name, { get, enumerable: false }]]
}

/** @throws TypeError for what is no address of a site. */
function originOf(given: string | undefined): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } }
  const text = given ?? location?.href ?? ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return url.origin
  throw new TypeError('url: give the address of the site, such as https://contoso.powerappsportals.com')
}
