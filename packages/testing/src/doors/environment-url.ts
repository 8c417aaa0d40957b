/**
 * The URLs an environment answers to: its own, and for `https://contoso.crm4.dynamics.com` also the API host
 * `https://contoso.api.crm4.dynamics.com`.
 *
 * @throws {TypeError} when `url` is not an `https` or `http` origin.
 */
export function environmentUrls(url: string): readonly [string, ...string[]] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isOrigin = parsed?.pathname === '/' && parsed.search === '' && parsed.hash === '' && parsed.username === ''
  if (!parsed || !isOrigin || !/^https?:$/.test(parsed.protocol)) {
    throw new TypeError(`url: expected an environment URL such as https://contoso.crm.dynamics.com, got ${url}.`)
  }
  const apiHost = parsed.host.replace(/^([^.]+)\.(crm\d*\.)/, '$1.api.$2')
  const isTwin = apiHost !== parsed.host
  return isTwin ? [parsed.origin, `${parsed.protocol}//${apiHost}`] : [parsed.origin]
}
