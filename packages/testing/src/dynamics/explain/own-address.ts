import { normalAudience } from '../door/audience.ts'
import type { Organization } from '../organization.ts'

/** Names of this machine, where an environment listens, or did when the request was recorded. */
const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/**
 * Answers nothing for another environment: the same row may be there, and something else would be said of it.
 *
 * @param base Origin of the environment. Its `.api.` host counts as the same, and so does whatever it listens at.
 * @throws TypeError for the address of another environment, of the fake or of nobody
 */
export function requireOwnAddress({ id, world }: Organization, url: URL, base: string): void {
  const isAt = (origin: string): boolean => normalAudience(origin) === normalAudience(url.origin)
  if (isAt(base)) return
  const other = [...world.environments.values()].find((one) => one.organizationId !== id && isAt(one.url))
  if (other)
    throw new TypeError(`explain: ${other.url} is another environment, with an explain of its own; this is ${base}.`)
  if (loopback.test(url.hostname) || world.resources.has(url.origin)) return
  throw new TypeError(`explain: no environment of the fake is at ${url.origin}; this one is at ${base}.`)
}
