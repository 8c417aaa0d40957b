import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { isAuthError, type AuthError, type TokenCredential } from '@dynamics-kit/auth'
import { describe, expect, test } from 'vitest'

/** What the suite turns on a credential under test. */
export interface CredentialHarness {
  readonly credential: TokenCredential
  /** Moves the credential's clock, in milliseconds. */
  pass(milliseconds: number): void
  /** Answers of the token endpoint from now on; the last one repeats. */
  answerWith(...answers: readonly (() => Response | Promise<Response>)[]): void
  /** Token requests so far. */
  tokenRequests(): number
  /** The signed assertion of the last token request, where the credential makes one itself. */
  lastAssertion?(): string
}

export interface HarnessOptions {
  /** Goes wherever the credential has something secret. */
  readonly secret: string
}

export interface CredentialKind {
  /** A new credential in a world of its own, whose token endpoint gives `token 1`, `token 2`, … of an hour. */
  make(options: HarnessOptions): CredentialHarness
  /** Whether a claims challenge is passed on; managed identities have none. Default true. */
  readonly passesClaims?: boolean
  /** Whether it asks over HTTP itself, so that it tries again after 429 and 503; a command line tool does so inside. Default true. */
  readonly asksOverHttp?: boolean
  /** Makes the credential with values that cannot work, each with the message it is refused with. */
  readonly wrong: readonly (readonly [name: string, make: () => unknown, message: RegExp])[]
}

const scope = 'https://contoso.crm.dynamics.com/.default'
const hour = 3_600_000

export function tokenAnswer(token: string): Response {
  return Response.json({ token_type: 'Bearer', expires_in: 3600, ext_expires_in: 3600, access_token: token })
}

async function failureOf(promise: Promise<unknown>): Promise<AuthError> {
  const error: unknown = await promise.then(
    (value) => new Error(`expected a failure, got ${inspect(value)}`),
    (reason: unknown) => reason,
  )
  if (!isAuthError(error)) throw error
  return error
}

/** What every credential of a program does, whatever proves it. */
export function describeCredential(
  name: string,
  { make, passesClaims = true, asksOverHttp = true, wrong }: CredentialKind,
): void {
  const fresh = () => make({ secret: `s${randomBytes(24).toString('base64url')}` })

  // oxlint-disable-next-line vitest/valid-title -- it is the suite’s parameter
  describe(name, () => {
    test('asks once and keeps the token', async () => {
      const { credential, tokenRequests } = fresh()
      const first = await credential.getToken(scope)
      expect(await credential.getToken([scope])).toEqual(first)
      expect(first?.token).toBe('token 1')
      expect(tokenRequests()).toBe(1)
    })

    test('makes one request for a thousand cold callers', async () => {
      const { credential, tokenRequests } = fresh()
      const tokens = await Promise.all(Array.from({ length: 1000 }, () => credential.getToken(scope)))
      expect(new Set(tokens.map((token) => token?.token))).toEqual(new Set(['token 1']))
      expect(tokenRequests()).toBe(1)
    })

    test('keeps the tokens of two resources apart', async () => {
      const { credential, tokenRequests } = fresh()
      await credential.getToken(scope)
      await credential.getToken('https://fabrikam.crm.dynamics.com/.default')
      await credential.getToken(scope)
      expect(tokenRequests()).toBe(2)
    })

    test('renews a token that has expired', async () => {
      const { credential, pass } = fresh()
      await credential.getToken(scope)
      pass(hour + 1000)
      expect((await credential.getToken(scope))?.token).toBe('token 2')
    })

    test('passes over the cache when told to', async () => {
      const { credential, tokenRequests } = fresh()
      await credential.getToken(scope)
      expect((await credential.getToken(scope, { forceRefresh: true }))?.token).toBe('token 2')
      expect((await credential.getToken(scope))?.token).toBe('token 2')
      expect(tokenRequests()).toBe(2)
    })

    test.runIf(passesClaims)('passes claims on and replaces the cached token', async () => {
      const { credential } = fresh()
      await credential.getToken(scope)
      const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}'
      expect((await credential.getToken(scope, { claims }))?.token).toBe('token 2')
      expect((await credential.getToken(scope))?.token).toBe('token 2')
    })

    test('rejects at once when the signal was aborted before', async () => {
      const { credential, tokenRequests } = fresh()
      const abortSignal = AbortSignal.abort(new Error('enough'))
      await expect(credential.getToken(scope, { abortSignal })).rejects.toThrow('enough')
      expect(tokenRequests()).toBe(0)
    })

    test('lets one caller give up without disturbing the others', async () => {
      const { credential, answerWith, tokenRequests } = fresh()
      const gate = Promise.withResolvers<void>()
      answerWith(async () => {
        await gate.promise
        return tokenAnswer('late')
      })
      const controller = new AbortController()
      const impatient = credential.getToken(scope, { abortSignal: controller.signal })
      const patient = credential.getToken(scope)
      controller.abort(new Error('enough'))
      await expect(impatient).rejects.toThrow('enough')
      gate.resolve()
      expect((await patient)?.token).toBe('late')
      expect(tokenRequests()).toBe(1)
    })

    test('leaves no failure without a handler when everybody gave up before', async () => {
      const unhandled: unknown[] = []
      const note = (reason: unknown) => void unhandled.push(reason)
      process.on('unhandledRejection', note)
      try {
        const { credential, answerWith } = fresh()
        const gate = Promise.withResolvers<Response>()
        answerWith(() => gate.promise)
        const controller = new AbortController()
        const { signal: abortSignal } = controller
        const callers = [{}, { forceRefresh: true }].map((more) => credential.getToken(scope, { ...more, abortSignal }))
        controller.abort(new Error('enough'))
        await Promise.all(callers.map((caller) => expect(caller).rejects.toThrow('enough')))
        gate.resolve(new Response('', { status: 400 }))
        for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
        expect(unhandled).toEqual([])
      } finally {
        process.off('unhandledRejection', note)
      }
    })

    test('hands out the token that is still valid while the service is down', async () => {
      const { credential, pass, answerWith } = fresh()
      await credential.getToken(scope)
      answerWith(() => new Response('<html>down</html>', { status: 503 }))
      pass(hour - 60_000)
      for (let call = 0; call < 5; call++) expect((await credential.getToken(scope))?.token).toBe('token 1')
    })

    test.runIf(asksOverHttp).each([429, 503])('tries again after %i', async (status) => {
      const { credential, answerWith, tokenRequests } = fresh()
      answerWith(
        () => new Response('', { status, headers: { 'retry-after': '1' } }),
        () => tokenAnswer('after'),
      )
      expect((await credential.getToken(scope))?.token).toBe('after')
      expect(tokenRequests()).toBe(2)
    })

    test('gives up in the end, and can be asked again', async () => {
      const { credential, answerWith } = fresh()
      answerWith(() => new Response('', { status: 503 }))
      expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'unavailable', retryable: true })
      answerWith(() => tokenAnswer('again'))
      expect((await credential.getToken(scope))?.token).toBe('again')
    })

    test.each([
      ['an empty token', () => tokenAnswer('')],
      ['an empty object', () => Response.json({})],
      ['a page', () => new Response('<html>sign in</html>', { headers: { 'content-type': 'text/html' } })],
    ])('refuses a 200 with %s', async (_, answer) => {
      const { credential, answerWith } = fresh()
      answerWith(answer)
      expect(await failureOf(credential.getToken(scope))).toMatchObject({
        code: 'response-unreadable',
        retryable: false,
      })
    })

    test('refuses what is no scope of one resource', async () => {
      const { credential, tokenRequests } = fresh()
      for (const scopes of ['', 'user_impersonation', 'http://contoso.crm.dynamics.com/.default', [scope, scope]]) {
        await expect(credential.getToken(scopes)).rejects.toThrow(/^scopes: /)
      }
      expect(tokenRequests()).toBe(0)
    })

    test('shows its secret nowhere, even when an answer repeats it', async () => {
      for (let round = 0; round < 20; round++) {
        let secret = `s${randomBytes(8 + round).toString('base64url')}`
        const { credential, answerWith, lastAssertion } = make({ secret })
        answerWith(() => {
          secret = lastAssertion?.() ?? secret
          return Response.json(
            {
              error: 'invalid_client',
              error_description: `AADSTS90002: You sent ${secret}.`,
              error_codes: [90002],
              correlation_id: secret,
            },
            { status: 400, headers: { 'x-ms-request-id': secret } },
          )
        })
        const error = await failureOf(credential.getToken(scope))
        for (const value of [error, credential]) {
          const shown = [inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value), String(value)]
          if (value === error) shown.push(String(error.stack), error.message)
          for (const text of shown) expect(text).not.toContain(secret)
        }
      }
    })

    test.runIf(asksOverHttp)('shows its secret nowhere, even when a failed request hangs on its error', async () => {
      for (let round = 0; round < 20; round++) {
        let secret = `s${randomBytes(8 + round).toString('base64url')}`
        const { credential, answerWith, lastAssertion } = make({ secret })
        answerWith(() => {
          secret = lastAssertion?.() ?? secret
          const config = { headers: { authorization: `Bearer ${secret}` }, data: new Map([['body', secret]]) }
          throw Object.assign(new Error(`sending ${secret} failed`), { code: 'ECONNRESET', config })
        })
        const error = await failureOf(credential.getToken(scope))
        expect(error).toMatchObject({ code: 'network', message: expect.stringContaining('ECONNRESET') })
        const shown = `${inspect(error, { depth: 12, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`
        expect(shown).not.toContain(secret)
      }
    })

    test.each(wrong)('refuses %s at once', (_, construct, message) => {
      expect(construct).toThrow(message)
    })
  })
}
