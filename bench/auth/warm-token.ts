import { ConfidentialClientApplication } from '@azure/msal-node'
import { ClientSecretCredential } from '@azure/identity'
import { clientSecret } from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { setupServer } from 'msw/node'
import type { Comparison } from '../comparison.ts'

/** A token that is in the cache already, which is what nearly every request asks for. */
export async function warmToken(): Promise<Comparison> {
  const fake = createFakeDynamics()
  const scope = `${fake.url}/.default`
  const server = setupServer(...fake.handlers)
  server.listen({ onUnhandledFrame: 'error' })

  const ours = clientSecret(fake)
  const identity = new ClientSecretCredential(fake.tenantId, fake.clientId, fake.clientSecret)
  const msal = new ConfidentialClientApplication({
    auth: {
      clientId: fake.clientId,
      clientSecret: fake.clientSecret,
      authority: `https://login.microsoftonline.com/${fake.tenantId}`,
    },
  })
  const { token, expiresOnTimestamp } = await ours.getToken(scope)
  await Promise.all([identity.getToken(scope), msal.acquireTokenByClientCredential({ scopes: [scope] })])
  server.close()

  const cache = new Map([[scope, { token, expiresOnTimestamp }]])
  return {
    title: 'auth: a token that is in the cache',
    limit: {
      name: 'Map lookup and a look at the clock',
      run: async () => {
        const entry = cache.get(scope)
        return entry && Date.now() < entry.expiresOnTimestamp ? entry : undefined
      },
    },
    contenders: [
      { name: '@dynamics-kit/auth', run: () => ours.getToken(scope) },
      { name: '@azure/msal-node', run: () => msal.acquireTokenByClientCredential({ scopes: [scope] }) },
      { name: '@azure/identity', run: () => identity.getToken(scope) },
    ],
  }
}
