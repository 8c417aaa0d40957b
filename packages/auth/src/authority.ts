import { checkText } from './options.ts'

/** Host names on which plain `http:` is accepted, because nothing leaves the machine. */
const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

/** `http:` only towards this machine: a secret never travels unencrypted. */
export function isSecureUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname))
}

/**
 * Checks an authority given by a caller and returns its origin. A tenant behind it, as emulators and portals print it, is
 * accepted when it is the credential's own.
 *
 * @throws {TypeError} When it is empty or no URL, has blanks around it, is `http:` beyond this machine, or names another tenant.
 */
export function parseAuthority(text: string, tenantId: string, name = 'authority'): string {
  checkText(text, name)
  const withScheme = /^[a-z]+:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(withScheme)) {
    throw new TypeError(`${name}: ${JSON.stringify(text)} is no URL; give one like https://login.microsoftonline.com`)
  }
  const url = new URL(withScheme)
  if (!isSecureUrl(url)) throw new TypeError(`${name}: must be https:, because a secret is sent to it`)
  const tenant = url.pathname.split('/').find(Boolean)
  if (tenant !== undefined && tenant.toLowerCase() !== tenantId.toLowerCase()) {
    throw new TypeError(`${name}: names the tenant ${tenant}, but tenantId is ${tenantId}; leave one of them out`)
  }
  return url.origin
}
