import type { TokenCredential } from '@dynamics-kit/auth'
import { tokenAnswer, type CredentialHarness } from './describe-credential.ts'

export const tenantId = '11111111-1111-1111-1111-111111111111'
export const clientId = '22222222-2222-2222-2222-222222222222'
export const app = { tenantId, clientId }

/** A JWT whose signature is the secret. */
export function jwtWith(secret: string): string {
  return `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjb250b3NvIn0.${secret}`
}

/** A clock, and answers for whoever asks for a token. */
export interface Script extends Omit<CredentialHarness, 'credential'> {
  now(): number
  next(): Promise<Response>
}

export function scripted(): Script {
  let now = Date.now()
  let count = 0
  let script: readonly (() => Response | Promise<Response>)[] | undefined
  let asked = 0
  return {
    now: () => now,
    async next() {
      count++
      if (!script) return tokenAnswer(`token ${count}`)
      const answer = script[Math.min(asked++, script.length - 1)]
      if (!answer) throw new TypeError('no answer in the script')
      return answer()
    },
    pass: (milliseconds) => void (now += milliseconds),
    answerWith(...answers) {
      script = answers
      asked = 0
    },
    tokenRequests: () => count,
  }
}

/** What a credential under test is made with besides its own options. */
export interface Base {
  readonly fetch: (request: Request) => Promise<Response>
  readonly now: () => number
  readonly sleep: () => Promise<void>
}

export interface Network {
  /** Which requests the script answers. Default: those to the token endpoint of Entra. */
  readonly isTokenRequest?: (request: Request) => boolean
  /** Answers what is asked besides tokens. Default: nothing else may be asked. */
  readonly side?: (request: Request) => Response
  /** Changes the answers of the script; told how many there were. */
  readonly change?: (answer: Response, count: number) => Promise<Response>
}

const isEntra = (request: Request) => request.url.includes('/oauth2/v2.0/token')

/** Runs a credential on a clock and a network of its own. */
export function overHttp(
  create: (base: Base) => TokenCredential,
  { isTokenRequest = isEntra, side, change = (answer) => Promise.resolve(answer) }: Network = {},
): CredentialHarness & { lastForm(): URLSearchParams } {
  const { now, next, ...rest } = scripted()
  let lastForm = new URLSearchParams()
  const credential = create({
    now,
    sleep: async () => undefined,
    async fetch(request) {
      if (isTokenRequest(request)) {
        lastForm = new URLSearchParams(await request.text())
        const answer = await next()
        return change(answer, rest.tokenRequests())
      }
      if (!side) throw new TypeError(`unexpected request to ${request.url}`)
      return side(request)
    },
  })
  return { credential, ...rest, lastForm: () => lastForm }
}

/** Entra gives people a new refresh token with each access token. */
export async function withRefreshToken(answer: Response, count: number): Promise<Response> {
  if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) return answer
  const body = (await answer.json()) as Record<string, unknown>
  return Response.json('access_token' in body ? { ...body, refresh_token: `refresh token ${count}` } : body)
}

/** Options of an app that cannot work, whatever proves it. */
export function wrongOptions(make: (options: typeof app) => unknown) {
  const but = (more: Readonly<Record<string, unknown>>) => () => make({ ...app, ...more })
  return [
    ['a tenant that is none', but({ tenantId: 'common' }), /^tenantId: common is no tenant/],
    ['a tenant that is a URL', but({ tenantId: `https://x/${tenantId}` }), /^tenantId: is a URL/],
    ['a tenant with a blank behind it', but({ tenantId: `${tenantId} ` }), /^tenantId: has blanks/],
    ['a client id that is a name', but({ clientId: 'Contoso app' }), /^clientId: .* is not a GUID/],
    ['an authority without TLS', but({ authority: 'http://login.contoso.com' }), /^authority: must be https:/],
    ...wrongNumbers((more) => make({ ...app, ...more })),
  ] as const
}

/** Numbers that cannot work, in the options of every credential that asks over HTTP itself. */
export function wrongNumbers(make: (options: Readonly<Record<string, unknown>>) => unknown) {
  return [
    ['no time for an answer', () => make({ timeout: 0 }), /^timeout: 0 is not a time/],
    ['a timeout that is no number', () => make({ timeout: Number.NaN }), /^timeout: NaN is not a time/],
    ['half a retry', () => make({ retries: 0.5 }), /^retries: 0\.5 is no count/],
    ['a cache without bounds', () => make({ maxEntries: Number.NaN }), /^maxEntries: NaN is no count/],
    ['a cache of nothing', () => make({ maxEntries: 0 }), /^maxEntries: 0 is no count/],
  ] as const
}
