import { isSecureUrl } from './authority.ts'

/** A resource that tokens are asked for, and the scope that asks for it. */
export interface ResourceScope {
  /** As it goes on the wire: `https://contoso.crm.dynamics.com/.default`. */
  readonly scope: string
  /** Host of the resource, lower case, with its port. */
  readonly host: string
}

/**
 * The one scope that app-only requests take: a resource URL with `/.default` behind it.
 *
 * The host is written in lower case and without the `.api` label of Web API hosts, so that every spelling of one
 * environment shares one token.
 *
 * @throws {TypeError} When there is not exactly one scope, it does not end in `/.default`, or it is no `https:` URL.
 * @see https://learn.microsoft.com/entra/identity-platform/scopes-oidc#client-credentials-grant-flow-and-default
 */
export function parseResourceScope(scopes: string | readonly string[]): ResourceScope {
  const list = typeof scopes === 'string' ? scopes.trim().split(/\s+/) : Array.isArray(scopes) ? scopes : []
  const [scope] = list as readonly unknown[]
  if (typeof scope !== 'string' || list.length !== 1 || /\s/.test(scope)) {
    throw new TypeError(`scopes: give exactly one, like https://contoso.crm.dynamics.com/.default, not ${list.length}`)
  }
  const suffix = /\/+\.default$/.exec(scope)
  if (!suffix || !URL.canParse(scope)) {
    throw new TypeError(`scopes: ${JSON.stringify(scope)} is not a resource URL with /.default behind it`)
  }
  const resource = new URL(scope.slice(0, suffix.index))
  // An app's own identifier, such as api://AzureADTokenExchange: a name, not an address.
  if (resource.protocol === 'api:') return { scope, host: resource.host }
  if (!isSecureUrl(resource)) throw new TypeError('scopes: the resource must be an https: URL')
  const host = resource.host.replace(/^([^.]+)\.api\.(crm\d{0,3}\.)/, '$1.$2')
  const path = resource.pathname === '/' ? '' : resource.pathname
  return { scope: `${resource.protocol}//${host}${path}${suffix[0]}`, host }
}
