import { AuthError, isAuthError } from './auth-error.ts'
import type { TokenKey } from './cached-credential.ts'
import type { FetchedToken } from './token-provider.ts'

/** What a sign-in or a renewal brought. */
export interface PersonTokens {
  readonly token: FetchedToken
  /** What renews it without the person; undefined where Entra gave none. */
  readonly refreshToken: string | undefined
  /** Who signed in; undefined where the answer does not say. */
  readonly account: string | undefined
}

export interface PersonSessionOptions {
  /** Asks the person; absent where nobody can be asked. */
  readonly signIn?: (key: TokenKey, signal: AbortSignal) => Promise<PersonTokens>
  /** Asks Entra alone. */
  readonly renew: (refreshToken: string, key: TokenKey) => Promise<PersonTokens>
  /** What the session begins with. */
  readonly refreshToken?: string
  /** Told each refresh token that replaces another. */
  readonly onRotate?: ((refreshToken: string) => void | Promise<void>) | undefined
}

/** Nobody waited any longer. Who comes just then starts anew. */
export class SignInCancelled extends Error {
  override readonly name = 'SignInCancelled'

  constructor() {
    super('The sign-in was cancelled, because every caller gave up')
  }
}

/** A renewal in the background came to where the person would have to be asked. Who needs the token asks anew. */
export class PersonNeeded extends Error {
  override readonly name = 'PersonNeeded'

  constructor(cause?: unknown) {
    super('The person has to sign in again', { cause })
  }
}

/** Refusals that end when the person signs in again. */
const endsBySigningIn: ReadonlySet<string> = new Set(['interaction-required', 'consent-missing', 'conditional-access'])

/**
 * One person at one app: asked once, renewed silently ever after. Requests wait for each other, so that two resources do not
 * cost two prompts, and each renewal starts from the newest refresh token. Nobody is asked in the background: a prompt out of
 * nowhere is what thieves send.
 */
export class PersonSession {
  readonly #options: PersonSessionOptions
  #refreshToken: string | undefined
  #account: string | undefined
  /** Scopes for which Entra wants the person: until the next sign-in it would only say so again. */
  readonly #wanted = new Set<string>()
  #turn: Promise<unknown> = Promise.resolve()
  #asking: AbortController | undefined

  constructor(options: PersonSessionOptions) {
    this.#options = options
    this.#refreshToken = options.refreshToken
  }

  /** @throws {AuthError} */
  fetchToken(key: TokenKey): Promise<FetchedToken> {
    return this.#inTurn(() => this.#fetch(key))
  }

  /**
   * As {@link PersonSession.fetchToken}, without ever asking the person.
   *
   * @throws {PersonNeeded} Where only the person could help.
   */
  renewToken(key: TokenKey): Promise<FetchedToken> {
    return this.#inTurn(async () => {
      if (this.#refreshToken === undefined || this.#wanted.has(key.scope)) throw new PersonNeeded()
      try {
        return await this.#take(await this.#options.renew(this.#refreshToken, key))
      } catch (error) {
        if (!needsPerson(error)) throw error
        this.#wanted.add(key.scope)
        throw new PersonNeeded(error)
      }
    })
  }

  /** Stops asking the person, because nobody waits for the answer. */
  cancel(): void {
    this.#asking?.abort(new SignInCancelled())
  }

  #inTurn(work: () => Promise<FetchedToken>): Promise<FetchedToken> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #fetch(key: TokenKey): Promise<FetchedToken> {
    const { signIn, renew } = this.#options
    if (this.#refreshToken !== undefined) {
      try {
        return await this.#take(await renew(this.#refreshToken, key))
      } catch (error) {
        if (!signIn || !needsPerson(error)) throw error
        // Claims of the refusal go into the sign-in, unless the caller has some of its own.
        return this.#ask(signIn, { ...key, claims: key.claims ?? error.claims })
      }
    }
    if (!signIn) throw new TypeError('refreshToken: there is none to begin with')
    return this.#ask(signIn, key)
  }

  async #ask(signIn: NonNullable<PersonSessionOptions['signIn']>, key: TokenKey): Promise<FetchedToken> {
    const asking = new AbortController()
    this.#asking = asking
    try {
      const taken = await this.#take(await signIn(key, asking.signal))
      this.#wanted.clear()
      return taken
    } finally {
      this.#asking = undefined
    }
  }

  async #take({ token, refreshToken, account }: PersonTokens): Promise<FetchedToken> {
    if (this.#account !== undefined && account !== undefined && account !== this.#account) throw anotherPerson()
    this.#account ??= account
    if (refreshToken !== undefined && refreshToken !== this.#refreshToken) {
      this.#refreshToken = refreshToken
      await this.#options.onRotate?.(refreshToken)
    }
    return token
  }
}

function needsPerson(error: unknown): error is AuthError {
  return isAuthError(error) && endsBySigningIn.has(error.code)
}

/** Tokens of other resources are in the cache, and they are the first person's. */
function anotherPerson(): AuthError {
  return new AuthError('Another person signed in than before', {
    code: 'account-mismatch',
    fix: 'Sign in with the account of the first sign-in, or make a new credential for the other person.',
    step: 3,
    retryable: false,
  })
}
