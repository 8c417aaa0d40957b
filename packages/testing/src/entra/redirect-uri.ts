import type { Application } from '../world/directory.ts'
import { AadstsError } from './aadsts.ts'

/** A platform of an app registration: `web` is a confidential client, `publicClient` an installed program. */
export type RedirectPlatform = 'web' | 'publicClient' | 'spa'

const PLATFORMS: readonly RedirectPlatform[] = ['web', 'publicClient', 'spa']

/** Addresses of this machine, for which the port does not count. */
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The platform that a redirect URI is registered for. The text must be equal, except for the port of a loopback address
 * (RFC 8252 section 7.3).
 *
 * @throws {AadstsError} 50011 when it is registered for none.
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions
 */
export function platformOf(application: Application, redirectUri: string): RedirectPlatform {
  const wanted = comparable(redirectUri)
  const platform = PLATFORMS.find((name) => redirectUris(application, name).some((one) => comparable(one) === wanted))
  if (!platform) throw new AadstsError(50011, { value: redirectUri, app: application.appId })
  return platform
}

/** The first redirect URI of a registration, where people are sent who name none. */
export const registeredRedirectUri = (application: Application): string | undefined =>
  PLATFORMS.flatMap((name) => redirectUris(application, name))[0]

function redirectUris({ other }: Application, platform: RedirectPlatform): readonly string[] {
  const uris = (other[platform] as { redirectUris?: unknown } | undefined)?.redirectUris
  return Array.isArray(uris) ? uris.filter((one) => typeof one === 'string') : []
}

/** An address of this machine without its port, everything else as it is; a bare host has the path `/`. */
function comparable(uri: string): string {
  if (!URL.canParse(uri)) return uri
  const url = new URL(uri)
  if (!LOOPBACK.has(url.hostname)) return uri
  return `${url.protocol}//${url.hostname}${url.pathname}${url.search}`
}
