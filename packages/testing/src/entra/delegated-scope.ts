import { AadstsError } from './aadsts.ts'

/** What a person's sign-in asks for. */
export interface DelegatedScope {
  /** The resource as the caller spelled it. */
  readonly resource: string
  /** Permissions asked for by name; none with `/.default`, which stands for all that were consented to. */
  readonly permissions: readonly string[]
  readonly isDefault: boolean
  /** `openid`, `profile`, `email`, `offline_access` */
  readonly openid: ReadonlySet<string>
}

/** Scopes of OpenID Connect, which belong to no resource. */
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access'])

/**
 * Reads a `scope` such as `https://contoso.crm.dynamics.com/user_impersonation offline_access openid profile`.
 *
 * @param graph Where permissions without a resource belong: Microsoft Graph.
 * @throws {AadstsError} 900144 when there is none; 70011 for `/.default` beside named permissions; 28002 for two resources.
 */
export function readDelegatedScope(scope: string | null, graph: string): DelegatedScope {
  if (!scope) throw new AadstsError(900144, { value: 'scope' })
  const all = scope.split(' ').filter((one) => one !== '')
  const openid = new Set(all.filter((one) => OPENID_SCOPES.has(one)))
  const asked = all.filter((one) => !openid.has(one)).map((one) => splitScope(one, graph))
  const resources = new Set(asked.map(({ resource }) => resource))
  if (resources.size > 1) throw new AadstsError(28002, { value: scope })
  const isDefault = asked.some(({ permission }) => permission === '.default')
  if (isDefault && asked.length > 1) {
    throw new AadstsError(70011, {
      value: `The scope ${scope} is not valid. .default scope can't be combined with resource-specific scopes.`,
    })
  }
  const [resource = graph] = resources
  return { resource, isDefault, openid, permissions: isDefault ? [] : asked.map(({ permission }) => permission) }
}

function splitScope(scope: string, graph: string): { readonly resource: string; readonly permission: string } {
  const slash = scope.lastIndexOf('/')
  return slash < 0
    ? { resource: graph, permission: scope }
    : { resource: scope.slice(0, slash), permission: scope.slice(slash + 1) }
}
