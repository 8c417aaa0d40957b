// What a page of a browser loads, bundled: the fake as msw handlers, and what of it needs more than a browser.
import { createClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { setupWorker } from 'msw/browser'

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)

/** The page's own `fetch`, real addresses, and the answers of the fake. */
export async function behindWorker(): Promise<unknown> {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
  const worker = setupWorker(...fake.handlers)
  await worker.start({ quiet: true, onUnhandledFrame: 'error' })
  const form = { grant_type: 'client_credentials', client_id: fake.clientId, client_secret: fake.clientSecret }
  const answer = await fetch(`https://login.microsoftonline.com/${fake.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, scope: `${fake.url}/.default` }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
  const dynamics = createClient({ url: fake.url, credential })
  await dynamics.create('accounts', { name: 'Fabrikam' })
  const names = await dynamics.from('accounts').select('name').orderBy('name').all()
  fake.fail('ConcurrencyVersionMismatch').on('query')
  const failure = await dynamics.from('accounts').all().catch(reasonOf)
  worker.stop()
  return { names, failure, received: fake.requests.map(({ service, status }) => `${service} ${status}`) }
}

/** What needs Node. */
export const listening = (): Promise<unknown> => createFakeDynamics().listen().catch(reasonOf)
