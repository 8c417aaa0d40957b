import { cloudOf, type TokenCredential } from '@dynamics-kit/auth'
import { asRecord } from '../as-record.ts'
import { errorOf, openJsonService, type SendJson, type ServiceAnswer, type ServiceMethod } from '../json-service.ts'
import { pause } from '../pause.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'

/** How Microsoft Graph is reached, and as whom. */
export interface GraphClientOptions extends Pick<SetupOptions, 'signal' | 'now' | 'sleep'> {
  /** Signs in whoever may manage app registrations. */
  readonly credential: TokenCredential
  /** Default `https://graph.microsoft.com`; other clouds and emulators have their own. With or without `/v1.0`. */
  readonly graphUrl?: string | undefined
  /** In place of the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** How long a change may take to reach all of the directory's replicas before we give up, in milliseconds. */
const replicationLimit = 60_000

/**
 * The few calls of Microsoft Graph v1.0 that app registrations need. Throttled requests wait as they are told; anything
 * that is refused is a {@link SetupError}.
 */
export class GraphClient {
  readonly #send: SendJson
  readonly #now: () => number
  readonly #sleep: (milliseconds: number) => Promise<void>

  constructor({ credential, graphUrl, fetch, signal, now = Date.now, sleep = pause }: GraphClientOptions) {
    const scope = graphScope(graphUrl)
    this.#now = now
    this.#sleep = (milliseconds) => sleep(milliseconds, signal)
    this.#send = openJsonService({
      name: 'Microsoft Graph',
      step: 1,
      root: `${rootOf(graphUrl)}/v1.0/`,
      async token() {
        const token = await credential.getToken(scope, signal ? { abortSignal: signal } : {})
        if (token === null) throw new TypeError('credential: gave no token for Microsoft Graph')
        return token.token
      },
      isRepeatable,
      fetch,
      signal,
      sleep,
    })
  }

  /** The object at `path`, or `undefined` when there is none. */
  async find(path: string): Promise<Record<string, unknown> | undefined> {
    const answer = await this.#send('get', path)
    if (answer.status === 404) return undefined
    return asRecord(this.#checked(answer, 'GET', path).body)
  }

  /** The object at `path`, which is known to be there: replicas that do not have it yet are waited for. */
  async get(path: string): Promise<Record<string, unknown>> {
    return asRecord((await this.#eventually('get', path)).body)
  }

  /** All members of the collection at `path`, over all its pages. */
  async list(path: string): Promise<readonly Record<string, unknown>[]> {
    const members: Record<string, unknown>[] = []
    for (let next: string | undefined = path; next !== undefined;) {
      // A page names the one behind it.
      // oxlint-disable-next-line no-await-in-loop
      const body = asRecord((await this.#eventually('get', next)).body)
      if (Array.isArray(body['value'])) members.push(...body['value'].map(asRecord))
      const link: unknown = body['@odata.nextLink']
      next = typeof link === 'string' ? link.replace(/^.*?\/v1\.0\//, '') : undefined
    }
    return members
  }

  /** Creates or calls, and waits out the directory's replication: objects made moments ago may not be known everywhere. */
  async post(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#eventually('post', path, body)
    return answer.body === undefined ? {} : asRecord(answer.body)
  }

  async patch(path: string, body: unknown): Promise<void> {
    await this.#eventually('patch', path, body)
  }

  /** Deletes; what is not there is deleted. */
  async delete(path: string): Promise<void> {
    const answer = await this.#send('delete', path)
    if (answer.status !== 404) this.#checked(answer, 'DELETE', path)
  }

  /** Creates the object that `path` names by a key of the caller's choice; a repeat after a lost answer creates no second. */
  async upsert(path: string, body: unknown): Promise<Record<string, unknown>> {
    const answer = await this.#eventually('patch', path, body, { prefer: 'create-if-missing' })
    return answer.body === undefined ? this.get(path) : asRecord(answer.body)
  }

  async #eventually(
    method: 'get' | 'post' | 'patch',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ServiceAnswer> {
    const started = this.#now()
    for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
      const answer = await this.#send(method, path, body, headers)
      if (!isReplicationLag(answer)) return this.#checked(answer, method.toUpperCase(), path)
      if (this.#now() - started > replicationLimit) {
        throw new SetupError(
          `Microsoft Graph still does not know what ${method.toUpperCase()} ${path} refers to after ${replicationLimit / 1000} s`,
          {
            code: 'not-replicated',
            fix: 'Run it again in some minutes: the directory has not caught up with a change made before. What was done is kept.',
            step: 1,
            status: answer.status,
          },
        )
      }
      await this.#sleep(wait)
    }
  }

  #checked(answer: ServiceAnswer, method: string, path: string): ServiceAnswer {
    if (answer.status < 400) return answer
    throw toSetupError(answer, method, path)
  }
}

/** What tokens for a Graph are asked for by: one at an address of its own, as an emulator's, stands for the public one. */
export function graphScope(graphUrl: string | undefined): string {
  const { host, origin } = new URL(rootOf(graphUrl))
  return `${cloudOf(host) ? origin : 'https://graph.microsoft.com'}/.default`
}

function rootOf(graphUrl = 'https://graph.microsoft.com'): string {
  return graphUrl.replace(/\/+(v1\.0\/*)?$/, '')
}

/**
 * Refusals that say so (429, and 409 of two changes at once) always; lost answers and gateway errors not for POST, whose second secret or
 * grant nobody would know of.
 */
function isRepeatable(method: ServiceMethod, answer: ServiceAnswer | undefined): boolean {
  if (answer?.status === 429) return true
  // The other 409s are objects that exist already.
  if (answer?.status === 409) return errorOf(answer.body).code === 'Directory_ConcurrencyViolation'
  return method !== 'post' && (answer === undefined || [502, 503, 504].includes(answer.status))
}

/** Shapes of "not there yet" after a change; a wrong id looks the same, so waiting is bounded. */
function isReplicationLag({ status, body }: ServiceAnswer): boolean {
  const { code, message, details } = errorOf(body)
  if (status === 404 && code === 'Request_ResourceNotFound') return true
  if (status === 403 && /backing application/i.test(message)) return true
  return (
    status === 400 &&
    (details.includes('NoBackingApplicationObject') ||
      /queried reference-property objects are not present/.test(message))
  )
}

function toSetupError({ status, body }: ServiceAnswer, method: string, path: string): SetupError {
  const { code, message, requestId } = errorOf(body)
  const text = `${method} ${path.replace(/\?.*/, '')} on Microsoft Graph answered ${status}${code === '' ? '' : ` ${code}`}: ${message || 'no explanation'}`
  const details = { step: 1, status, serviceCode: code || undefined, requestId } as const
  if (status === 401) {
    return new SetupError(text, {
      ...details,
      code: 'not-signed-in',
      fix: 'Sign in again: the token for Microsoft Graph was refused.',
    })
  }
  if (code === 'CredentialTypeNotAllowedAsPerAppPolicy' || code === 'CredentialInvalidLifetimeAsPerAppPolicy') {
    return new SetupError(text, {
      ...details,
      code: 'secret-forbidden',
      fix: 'The tenant’s app management policy limits client secrets: ask for a shorter lifetime, or use a certificate or a federated credential.',
    })
  }
  if (status === 403) {
    return new SetupError(text, {
      ...details,
      code: 'permission-missing',
      fix: 'Sign in as an Application Administrator, or give the signing-in app the Microsoft Graph application permissions Application.ReadWrite.OwnedBy and DelegatedPermissionGrant.ReadWrite.All, with admin consent.',
    })
  }
  if (status === 409 || /already exists/.test(message)) {
    return new SetupError(text, {
      ...details,
      code: 'conflict',
      fix: 'Somebody made the same thing at the same time, or it was deleted and keeps its name: look at it in the Microsoft Entra admin center, and run it again.',
    })
  }
  if (status >= 500) {
    return new SetupError(text, {
      ...details,
      code: 'unavailable',
      fix: 'Run it again in some minutes; what was done is kept.',
    })
  }
  if (status === 429)
    return new SetupError(text, {
      ...details,
      code: 'throttled',
      fix: 'Wait some minutes and run it again; what was done is kept.',
    })
  return new SetupError(text, {
    ...details,
    code: 'rejected',
    fix: 'Look the code up at https://learn.microsoft.com/graph/errors; the request id helps Microsoft’s support.',
  })
}
