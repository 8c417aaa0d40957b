import type { Environment } from '@dynamics-kit/auth'

/** Which proxy the environment names, and whether Node.js uses it. */
export interface ProxySettings {
  /** Name of the variable. */
  readonly variable: string
  /** `proxy.contoso.com:8080`, without user name and password. */
  readonly host: string
  readonly isUsed: boolean
}

/**
 * The proxy for `https:` requests to `host`, if there is one.
 *
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
export function proxySettings(host: string, environment: Environment): ProxySettings | undefined {
  const variable = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].find((name) => environment[name])
  if (variable === undefined || isExcluded(host, environment['NO_PROXY'] ?? environment['no_proxy'])) return undefined
  const address = environment[variable] ?? ''
  const withScheme = /^[a-z0-9]+:\/\//i.test(address) ? address : `http://${address}`
  return {
    variable,
    host: URL.canParse(withScheme) ? new URL(withScheme).host : 'something that is no address',
    isUsed:
      environment['NODE_USE_ENV_PROXY'] === '1' ||
      [...process.execArgv, environment['NODE_OPTIONS'] ?? ''].some((option) => option.includes('--use-env-proxy')),
  }
}

/** `localhost,.contoso.com,*` */
function isExcluded(host: string, list: string | undefined): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return (list ?? '').split(/[\s,]+/).some((entry) => {
    const suffix = entry
      .toLowerCase()
      .replace(/^\*?\.?/, '')
      .replace(/:\d+$/, '')
    return entry === '*' || (suffix !== '' && (name === suffix || name.endsWith(`.${suffix}`)))
  })
}
