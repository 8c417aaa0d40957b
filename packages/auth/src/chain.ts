import { AuthError, isAuthError, type AuthErrorCode, type CredentialAttempt } from './auth-error.ts'
import type { AccessToken, GetTokenOptions, TokenCredential } from './token-credential.ts'
import { untilAborted } from './until-aborted.ts'

/** A credential of a chain, with the name that errors call it by. */
export interface ChainLink {
  readonly name: string
  /** Makes the credential when it is first tried. An `AuthError` with the code `credential-unavailable` passes it over. */
  readonly create: () => TokenCredential
}

/** Codes that say a credential cannot be used here, rather than that it was refused. */
const decliningCodes: ReadonlySet<AuthErrorCode | string> = new Set([
  'credential-unavailable',
  'chain-exhausted',
  'tool-missing',
  'tool-not-signed-in',
])

/**
 * Takes the first of several credentials that can be used here, and stays with it.
 *
 * A credential is passed over only when it is not available: no such environment variables, no managed identity, no tool
 * installed. One that is there and refused, such as by an expired secret, ends the chain with its own error: signing in as
 * somebody else instead would hide the fault.
 *
 * @throws {TypeError} When there is no credential.
 * @throws {AuthError} From `getToken`: `chain-exhausted`, with `attempts`, when none is available; otherwise the error of the
 * one that is.
 * @example
 * ```ts
 * import { chain, kubernetesWorkloadIdentity, managedIdentity } from '@dynamics-kit/auth'
 *
 * const credential = chain({ name: 'cluster', create: () => kubernetesWorkloadIdentity() }, managedIdentity())
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 */
export function chain(...credentials: readonly (TokenCredential | ChainLink)[]): CredentialChain {
  return new CredentialChain(credentials)
}

/** What {@link chain} and {@link defaultCredential} return. */
export class CredentialChain implements TokenCredential {
  readonly #links: readonly ChainLink[]
  readonly #made = new Map<ChainLink, TokenCredential>()
  #chosen: ChainLink | undefined
  #choosing: Promise<ChainLink> | undefined

  constructor(credentials: readonly (TokenCredential | ChainLink)[]) {
    if (credentials.length === 0) throw new TypeError('chain: give at least one credential')
    this.#links = credentials.map(toLink)
  }

  /** Name of the credential that gave the first token; undefined before. */
  get chosen(): string | undefined {
    return this.#chosen?.name
  }

  /** A token of the first credential that can be had here, which is kept to from then on. */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    options.abortSignal?.throwIfAborted()
    const chosen = this.#chosen ?? (await untilAborted(this.#choose(scopes), options.abortSignal))
    return ask(this.#credentialOf(chosen), scopes, options)
  }

  /** Callers who come while the chain is walked wait for the same outcome. */
  #choose(scopes: string | string[]): Promise<ChainLink> {
    this.#choosing ??= this.#walk(scopes).finally(() => (this.#choosing = undefined))
    return this.#choosing
  }

  async #walk(scopes: string | string[]): Promise<ChainLink> {
    const attempts: CredentialAttempt[] = []
    for (const link of this.#links) {
      try {
        await ask(this.#credentialOf(link), scopes, {})
        this.#chosen = link
        return link
      } catch (error) {
        if (!isUnavailable(error)) throw error
        attempts.push({ credential: link.name, reason: error.message })
      }
    }
    const list = attempts.map(({ credential, reason }) => `\n- ${credential}: ${reason}`).join('')
    throw new AuthError(`No credential of the chain can be used here:${list}`, {
      code: 'chain-exhausted',
      fix: 'Make one of them available: each line above says what it misses.',
      step: 3,
      retryable: false,
      attempts,
    })
  }

  #credentialOf(link: ChainLink): TokenCredential {
    const made = this.#made.get(link) ?? link.create()
    this.#made.set(link, made)
    return made
  }
}

async function ask(
  credential: TokenCredential,
  scopes: string | string[],
  options: GetTokenOptions,
): Promise<AccessToken> {
  const token = await credential.getToken(scopes, options)
  if (token) return token
  throw new AuthError('It gave no token', {
    code: 'credential-unavailable',
    fix: 'Look at the settings of this credential.',
    step: 3,
    retryable: false,
  })
}

/** Credentials of `@azure/identity` say it by the name of their error. */
function isUnavailable(error: unknown): error is Error {
  if (isAuthError(error)) return decliningCodes.has(error.code)
  return error instanceof Error && error.name === 'CredentialUnavailableError'
}

function toLink(credential: TokenCredential | ChainLink, index: number): ChainLink {
  if ('create' in credential) return credential
  if (typeof credential?.getToken !== 'function') {
    throw new TypeError(`chain: argument ${index + 1} is no credential; it has no getToken`)
  }
  const { name } = credential.constructor
  return { name: name === 'Object' || name === '' ? `credential ${index + 1}` : name, create: () => credential }
}
