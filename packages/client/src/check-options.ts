import type { ClientOptions } from './create-client.ts'
import { knownOptions } from './known-options.ts'

/** Tells mistakes that types cannot, or that plain JavaScript makes. Values are not repeated: they may be secrets. */
export function checkOptions(options: ClientOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('createClient: give it an object, such as { url, credential }')
  knownOptions('createClient', options, {
    url: 1,
    credential: 1,
    apiVersion: 1,
    fetch: 1,
    timeout: 1,
    retry: 1,
    middleware: 1,
    telemetry: 1,
  })
  const {
    url,
    credential,
    apiVersion = 'v9.2',
    timeout = 1,
    fetch: carry = fetch,
    middleware = [],
    telemetry = [],
  } = options
  if (typeof url !== 'string')
    throw new TypeError('url: is missing; give the environment’s URL, such as https://contoso.crm4.dynamics.com')
  if (credential !== undefined && typeof (credential as Partial<typeof credential> | null)?.getToken !== 'function')
    throw new TypeError(
      'credential: is no credential; give one of @dynamics-kit/auth or @azure/identity, such as fromEnvironment()',
    )
  const checks: readonly (readonly [isRight: boolean, name: string, what: string])[] = [
    [/^v9\.[012]$/.test(apiVersion), 'apiVersion', 'v9.0, v9.1 or v9.2'],
    [
      timeout === false || (typeof timeout === 'number' && timeout > 0 && timeout < 2 ** 31),
      'timeout',
      'milliseconds below 2 ** 31, or false for none',
    ],
    [typeof carry === 'function', 'fetch', 'a function'],
    [Array.isArray(middleware), 'middleware', 'an array'],
    [Array.isArray(telemetry), 'telemetry', 'an array'],
  ]
  for (const [isRight, name, what] of checks) if (!isRight) throw new TypeError(`${name}: takes ${what}`)
  knownOptions('retry', options.retry, { limit: 1, maxDelay: 1 })
}
