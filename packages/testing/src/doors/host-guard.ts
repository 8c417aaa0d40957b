const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a `Host` header names this machine, or one of `allowed`. A page of another site can make its own name resolve to
 * 127.0.0.1 (DNS rebinding), but it cannot change the `Host` its requests carry.
 */
export function isAllowedHost(header: string | null, allowed: readonly string[]): boolean {
  const name = hostName(header ?? '')
  return LOOPBACK.has(name) || allowed.some((one) => one.toLowerCase() === name)
}

/**
 * Whether a browser sends this request on behalf of another site's page. Other programs send neither header. Somebody who follows a link
 * from a page of another port of this machine, such as that of another environment, is let in.
 */
export function isCrossSite(request: Request, origin: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-site' && isLinkFollowed(request)) return false
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const sender = request.headers.get('origin')
  return sender !== null && sender !== origin
}

/** A page that is opened in a tab of its own, where no other page sees it. */
const isLinkFollowed = ({ method, headers }: Request): boolean =>
  method === 'GET' && headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document'

function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d+$/, '')
}
