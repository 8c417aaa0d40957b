import type { ClientOptions } from './create-client.ts'

/** A member that is not here does not compile. */
const known: Readonly<Record<keyof ClientOptions, true>> = {
  url: true,
  credential: true,
  apiVersion: true,
  fetch: true,
  timeout: true,
  retry: true,
  middleware: true,
  telemetry: true,
}

/** Tells mistakes that types cannot, or that plain JavaScript makes. Values are not repeated: they may be secrets. */
export function checkOptions(options: ClientOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('createClient: give it an object, such as { url, credential }')
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined)
    throw new TypeError(`${unknown}: is no option of createClient; there are ${Object.keys(known).join(', ')}`)
  if (typeof options.url !== 'string')
    throw new TypeError('url: is missing; give the environment’s URL, such as https://contoso.crm4.dynamics.com')
  const { credential } = options
  if (credential !== undefined && typeof (credential as Partial<typeof credential> | null)?.getToken !== 'function')
    throw new TypeError(
      'credential: is no credential; give one of @dynamics-kit/auth or @azure/identity, such as fromEnvironment()',
    )
}
