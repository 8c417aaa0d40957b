import { AadstsError } from './aadsts.ts'

const DEFAULT_SUFFIX = '/.default'

/**
 * The resource that a `scope` of the client credentials grant asks for: what stands before `/.default`, unchanged.
 * `https://contoso.crm.dynamics.com//.default` therefore asks for an audience with a trailing slash.
 *
 * Several scopes at once are 70011, as recorded for this grant in
 * https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/6069; named scopes of several resources are 700022.
 *
 * @throws {AadstsError} 70011, 700022, 1002012, 28002.
 */
export function resourceOfScope(scope: string): string {
  const scopes = scope.split(' ').filter((one) => one !== '')
  const [only, ...others] = scopes
  if (only === undefined) throw new AadstsError(70011)
  const withDefault = scopes.filter((one) => one.endsWith(DEFAULT_SUFFIX))
  if (others.length > 0) {
    if (withDefault.length > 0) throw new AadstsError(70011, { value: combined(scope, scopes, withDefault) })
    if (new Set(scopes.map(resourceOfNamedScope)).size > 1) throw new AadstsError(700022, { value: scope })
  }
  if (withDefault.length === 0) throw new AadstsError(1002012, { value: scope })
  const resource = only.slice(0, -DEFAULT_SUFFIX.length)
  if (resource === '') throw new AadstsError(28002, { value: scope })
  return resource
}

function combined(scope: string, scopes: readonly string[], withDefault: readonly string[]): string {
  const rule =
    withDefault.length < scopes.length ? " .default scope can't be combined with resource-specific scopes." : ''
  return `The scope ${scope} is not valid.${rule}`
}

/** `https://graph.microsoft.com` of `https://graph.microsoft.com/User.Read`; Microsoft Graph for a bare `User.Read`. */
function resourceOfNamedScope(scope: string): string {
  const slash = scope.lastIndexOf('/')
  return slash < 0 ? 'https://graph.microsoft.com' : scope.slice(0, slash)
}
