import { createClient } from '@dynamics-kit/client'
import type { ClientOptions, DynamicsClient } from '@dynamics-kit/client'
import { clientSecret } from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import type { FakeDynamicsOptions, Seed } from '@dynamics-kit/testing'

/** A request as it left: the address below the service root with its query decoded, and the headers that say something. */
interface LeftRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A fake behind a real HTTP server, and a client of it whose requests are kept. */
export interface HttpWorld extends AsyncDisposable {
  readonly fake: ReturnType<typeof createFakeDynamics>
  readonly dynamics: DynamicsClient
  readonly sent: LeftRequest[]
  /** The last request, and none of those before. */
  last(): LeftRequest
}

/** Headers that every request has, or that change with every one. */
const EVERY_REQUEST = new Set(['accept', 'authorization', 'odata-maxversion', 'odata-version'])

export async function httpWorld(
  seed: Seed = {},
  options: Partial<ClientOptions> = {},
  fakeOptions: FakeDynamicsOptions = {},
): Promise<HttpWorld> {
  const fake = createFakeDynamics({ seed, ...fakeOptions })
  const server = await fake.listen({ http: true })
  const { tenantId, clientId, clientSecret: secret } = fake
  const sent: LeftRequest[] = []
  const dynamics = createClient({
    url: server.url,
    credential: clientSecret({ tenantId, clientId, clientSecret: secret, authority: server.authority, fetch }),
    async fetch(request) {
      const left = request.clone()
      const headers = Object.fromEntries([...left.headers].filter(([name]) => !EVERY_REQUEST.has(name)))
      if (headers['if-none-match'] === 'null') delete headers['if-none-match']
      sent.push({
        method: left.method,
        path: decodeURIComponent(left.url.replace(/^.*?\/api\/(?:data\/v9\.2\/)?/, '')),
        headers,
        body: bodyOf(await left.text()),
      })
      return fetch(request)
    },
    ...options,
  })
  return {
    fake,
    dynamics,
    sent,
    last() {
      const request = sent.at(-1)
      if (request === undefined) throw new Error('No request left.')
      return request
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}

function bodyOf(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
