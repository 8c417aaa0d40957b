import { requireOptions } from './options.ts'
import type { DeviceCodeRequest } from '@azure/msal-node'
import { DeviceCodeNetwork } from './device-code-network.ts'
import { msalRequest, personTokens, publicApplication } from './person-application.ts'
import { PersonCredential, type PersonCredentialOptions, type PersonRequest } from './person-credential.ts'
import type { PersonTokens } from './person-session.ts'
import { renewSignIn } from './refresh-token-grant.ts'
import { untilAborted } from './until-aborted.ts'

/** What a person has to be told. */
export interface DeviceCodePrompt {
  /** A whole sentence in English, with address and code. */
  readonly message: string
  /** What to type, such as `F8LP2ZQ7K`. */
  readonly userCode: string
  /** Where to type it. */
  readonly verificationUri: string
  /** Milliseconds since 1970; then the code is of no use any more. */
  readonly expiresOnTimestamp: number
}

export interface DeviceCodeOptions extends PersonCredentialOptions {
  /** Shows the person address and code. Called for the first token, and when Entra wants the person again. */
  readonly onPrompt: (prompt: DeviceCodePrompt) => void
}

/**
 * Signs in a person on another device: for terminals, containers and machines without a browser. The app must allow public
 * client flows, and Conditional Access often blocks this way in.
 *
 * The person is asked once; from then on tokens are renewed silently for as long as Entra allows, which is 90 days without
 * use. Nothing is written to disk.
 *
 * On the wire: `POST {authority}/{tenantId}/oauth2/v2.0/devicecode`, then the token endpoint every five seconds.
 *
 * @throws {TypeError} At once, naming the option.
 * @throws {AuthError} From `getToken`: `sign-in-declined`, `sign-in-expired` after 15 minutes, and what Entra refuses.
 * @example
 * ```ts
 * import { deviceCode } from '@dynamics-kit/auth'
 *
 * const credential = deviceCode({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   onPrompt: ({ message }) => console.log(message),
 * })
 * ```
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code
 */
export function deviceCode(options: DeviceCodeOptions): PersonCredential {
  requireOptions('deviceCode', options, '{ tenantId, clientId, onPrompt }')
  const { onPrompt } = options
  if (typeof onPrompt !== 'function') throw new TypeError('onPrompt: give a function that shows the person the code')
  return new PersonCredential('device-code', options, {
    signIn: (request, signal) => signIn(request, signal, options),
    renew: (refreshToken, request) => renewSignIn(refreshToken, request, options),
  })
}

async function signIn(request: PersonRequest, signal: AbortSignal, options: DeviceCodeOptions): Promise<PersonTokens> {
  signal.throwIfAborted()
  const network = new DeviceCodeNetwork(options)
  const now = options.now ?? Date.now
  let failure: { readonly error: unknown } | undefined
  const polling: DeviceCodeRequest = {
    ...msalRequest(request),
    deviceCodeCallback: ({ message, userCode, verificationUri, expiresIn }) => {
      try {
        options.onPrompt({ message, userCode, verificationUri, expiresOnTimestamp: now() + expiresIn * 1000 })
      } catch (error) {
        failure = { error }
        polling.cancel = true
      }
    },
  }
  const stop = () => (polling.cancel = true)
  signal.addEventListener('abort', stop, { once: true })
  try {
    const application = await publicApplication(request, network)
    const acquisition = application.acquireTokenByDeviceCode(polling)
    // msal-node notices the end only after its pause; nobody has to wait for that.
    return await untilAborted(personTokens(acquisition, network, request), signal)
  } catch (error) {
    // The caller's own error and reason come before what msal-node makes of a cancelled request.
    if (failure !== undefined) throw failure.error
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
