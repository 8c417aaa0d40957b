import { clientSecret } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import type { ClientOptions, DynamicsClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import type { Seed } from '@dynamics-kit/testing'

type Fake = ReturnType<typeof createFakeDynamics>

/** A client of a fake environment, signed in as its app. */
export function fakeClient(
  seed: Seed = {},
  options: Partial<ClientOptions> = {},
): { readonly fake: Fake; readonly dynamics: DynamicsClient } {
  const fake = createFakeDynamics({ seed })
  const { url, tenantId, clientId, clientSecret: secret, fetch } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, fetch })
  return { fake, dynamics: createClient({ url, credential, fetch, ...options }) }
}
