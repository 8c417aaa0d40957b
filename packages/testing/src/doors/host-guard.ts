const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a `Host` header names this machine, or one of `allowed`. A page of another site can make its own name resolve to
 * 127.0.0.1 (DNS rebinding), but it cannot change the `Host` its requests carry.
 */
export function isAllowedHost(header: string | null, allowed: readonly string[]): boolean {
  const name = hostName(header ?? '')
  return LOOPBACK.has(name) || allowed.some((one) => one.toLowerCase() === name)
}

/** Whether a browser sends this request on behalf of another site's page. Other programs send neither header. */
export function isCrossSite(request: Request, origin: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const sender = request.headers.get('origin')
  return sender !== null && sender !== origin
}

function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d+$/, '')
}
