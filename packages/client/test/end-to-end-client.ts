import { createClient } from '@dynamics-kit/client'
import type { DynamicsClient, TokenCredential } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'

type FakeOptions = NonNullable<Parameters<typeof createFakeDynamics>[0]>

/** A fake and a client of it, over nothing but `fetch`. */
export interface EndToEnd {
  readonly fake: ReturnType<typeof createFakeDynamics>
  readonly dynamics: DynamicsClient
}

export function startEndToEnd(seed: FakeOptions['seed'] = {}): EndToEnd {
  const fake = createFakeDynamics({ seed })
  const credential: TokenCredential = {
    async getToken(scope) {
      const response = await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: fake.clientId,
          client_secret: fake.clientSecret,
          scope: String(scope),
        }),
      })
      const { access_token: token, expires_in: seconds } = (await response.json()) as {
        access_token: string
        expires_in: number
      }
      return { token, expiresOnTimestamp: fake.clock.now() + seconds * 1000 }
    },
  }
  return { fake, dynamics: createClient({ url: fake.url, credential, fetch: (request) => fake.fetch(request) }) }
}
