import type { FakeWorld } from '@dynamics-kit/testing'

/** Who the page is to the fake. */
export interface Session {
  /** Origin of the emulator: the environment URL. */
  readonly url: string
  readonly tenantId: string
  readonly clientId: string
  readonly token: string
}

/** An environment that has a page. */
interface Place {
  /** Origin. */
  readonly url: string
  readonly name: string
  /** Name of its tenant. */
  readonly tenant: string
}

/** An answer of the Web API, with what it took. */
export interface WebApiAnswer {
  readonly status: number
  readonly milliseconds: number
  readonly text: string
  /** Parsed; undefined when the text is no JSON. */
  readonly body: unknown
}

/** A request that the fake answered. */
export interface SeenRequest {
  readonly service: string
  readonly method: string
  readonly url: string
  /** Milliseconds since 1970 of the fake's clock. */
  readonly time: number
  /** 0 where the connection was made to end before the answer. */
  readonly status: number
  /** By lower-case name, without secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON, or text; absent where there was none, or it was long. */
  readonly body?: unknown
  /** A fault that was made to happen. */
  readonly fault?: string
  /** `systemuserid` of the user whose token it was. */
  readonly caller?: string
}

interface WebApiRequest {
  readonly method?: string
  readonly body?: string
  /** `systemuserid` of the user to act as. */
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What the page asks of the emulator. */
export interface Api {
  session(): Promise<Session>
  /** Environments to choose from. */
  places(): Promise<readonly Place[]>
  world(): Promise<FakeWorld>
  /** `path` is what stands behind `/api/data/v9.2/`, or starts with the origin. */
  webApi(path: string, request?: WebApiRequest): Promise<WebApiAnswer>
  requests(): Promise<readonly SeenRequest[]>
  clock(): Promise<ClockState>
  advance(milliseconds: number): Promise<ClockState>
  language(): Promise<Language>
  /** How the fake comes to an answer, in words. */
  explain(asked: AskedExplanation): Promise<string>
  faults(): Promise<PlannedFaults>
  planFault(fault: NewFault): Promise<PlannedFaults>
  /** @param place Among those that wait, from 0. */
  stopFault(place: number, name: string): Promise<PlannedFaults>
  limits(): Promise<HeldLimits>
  limit(limits: Partial<LimitValues> | 'off'): Promise<HeldLimits>
  reset(): Promise<void>
}

/** A request to explain. */
interface AskedExplanation {
  /** `accounts?$filter=…` or a whole URL, with a method before it where that is not GET; or FetchXML. */
  readonly request: string
  /** Id of a row that should be in the answer. */
  readonly row?: string
  /** `systemuserid` of who asks. Default: the administrator app. */
  readonly as?: string
  readonly body?: unknown
}

/** Milliseconds since 1970. */
export interface ClockState {
  readonly now: number
  readonly machine: number
}

/** A fault that waits for its request. */
export interface PlannedFault {
  readonly name: string
  readonly operation?: string
  readonly table?: string
  /** Absent: always. */
  readonly left?: number
  readonly after: number
}

export interface PlannedFaults {
  readonly names: readonly string[]
  readonly operations: readonly string[]
  readonly waiting: readonly PlannedFault[]
}

/** A fault to wait, in the words of a faults file. */
export interface NewFault {
  readonly fail: string
  readonly on?: string
  readonly table?: string
  readonly times?: number
  readonly after?: number
  readonly always?: boolean
}

export interface LimitValues {
  readonly requests: number
  readonly executionSeconds: number
  readonly concurrent: number
  readonly windowSeconds: number
}

export interface UsageOfUser {
  readonly objectId: string
  readonly requests: number
  readonly executionSeconds: number
  readonly concurrent: number
  readonly refusedUntil?: number
}

export interface HeldLimits {
  readonly limits: LimitValues | 'off'
  readonly users: readonly UsageOfUser[]
  /** Of the fake's clock. */
  readonly now: number
}

/** Words that the fake's query languages have. */
export interface Language {
  readonly operators: readonly string[]
  readonly functions: readonly string[]
}

export function createApi(): Api {
  let session: Promise<Session> | undefined

  const signIn = (): Promise<Session> => (session ??= ask<Session>('GET', 'session'))

  async function webApi(path: string, request: WebApiRequest = {}, again = true): Promise<WebApiAnswer> {
    const { url, token } = await signIn()
    const started = performance.now()
    const response = await fetch(new URL(path, `${url}/api/data/v9.2/`), {
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        // So that the log can leave the page's own requests out.
        'x-inspector': '1',
        authorization: `Bearer ${token}`,
        prefer: 'odata.include-annotations="*",odata.maxpagesize=50',
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
        ...(request.as !== undefined && { MSCRMCallerID: request.as }),
        ...request.headers,
      },
      ...(request.body !== undefined && { body: request.body }),
    })
    // The clock was moved past the token's end, or the world was made anew.
    if (response.status === 401 && again) {
      session = undefined
      return webApi(path, request, false)
    }
    const text = await response.text()
    return { status: response.status, milliseconds: performance.now() - started, text, body: parsed(text) }
  }

  return {
    session: signIn,
    places: async () => (await ask<{ readonly places: readonly Place[] }>('GET', 'places')).places,
    world: () => ask<FakeWorld>('GET', 'world'),
    webApi: (path, request) => webApi(path, request),
    requests: async () => (await ask<{ readonly requests: readonly SeenRequest[] }>('GET', 'requests')).requests,
    clock: () => ask<ClockState>('GET', 'clock'),
    advance: (milliseconds) => ask<ClockState>('POST', 'clock', { advance: milliseconds }),
    language: () => ask<Language>('GET', 'language'),
    explain: async (asked) => (await ask<{ readonly text: string }>('POST', 'explain', asked)).text,
    faults: () => ask<PlannedFaults>('GET', 'faults'),
    planFault: (fault) => ask<PlannedFaults>('POST', 'faults', fault),
    stopFault: (place, name) => ask<PlannedFaults>('POST', 'faults/stop', { place, name }),
    limits: () => ask<HeldLimits>('GET', 'limits'),
    limit: (limits) => ask<HeldLimits>('POST', 'limits', limits),
    async reset() {
      await ask('POST', 'reset')
    },
  }
}

async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`/_inspector/api/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error((answer as { readonly error?: string }).error ?? `status ${response.status}`)
  // What questions.ts answers to this question.
  return answer as Answer
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
