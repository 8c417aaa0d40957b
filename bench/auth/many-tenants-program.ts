// One contender, in a process of its own: tokens of many tenants in the cache, what they take of the heap, and a warm call.
import { randomBytes } from 'node:crypto'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { clientSecret } from '@dynamics-kit/auth'

const [contender = '', countText = ''] = process.argv.slice(2)
const count = Number(countText)
const scope = 'https://contoso.crm.dynamics.com/.default'
const app = {
  clientId: '22222222-2222-2222-2222-222222222222',
  clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
}
const home = tenantAt(0)

/** A token of the usual length, another one each time. */
const newToken = () => randomBytes(1350).toString('base64url')

globalThis.fetch = async () => Response.json({ token_type: 'Bearer', expires_in: 86_399, access_token: newToken() })

const contenders: Record<string, () => (tenant: string) => Promise<unknown>> = {
  map: () => {
    const tokens = new Map<string, { token: string; expiresOn: number }>()
    return async (tenant) => {
      const known = tokens.get(tenant)
      if (known !== undefined && Date.now() < known.expiresOn) return known
      const fetched = { token: newToken(), expiresOn: Date.now() + 86_399_000 }
      tokens.set(tenant, fetched)
      return fetched
    }
  },
  '@dynamics-kit/auth': () => {
    const credential = clientSecret({
      ...app,
      tenantId: home,
      maxEntries: count + 1,
      additionallyAllowedTenants: ['*'],
    })
    return (tenant) => credential.getToken(scope, { tenantId: tenant })
  },
  '@azure/msal-node': () => {
    const application = new ConfidentialClientApplication({
      auth: { ...app, authority: `https://login.microsoftonline.com/${home}` },
    })
    return (tenant) =>
      application.acquireTokenByClientCredential({
        scopes: [scope],
        authority: `https://login.microsoftonline.com/${tenant}`,
      })
  },
}

const getToken = contenders[contender]?.()
if (!getToken) throw new Error(`no contender ${contender}`)

await getToken(home)
const before = await heap()
for (let index = 1; index <= count; index++) await getToken(tenantAt(index))
const perTenant = ((await heap()) - before) / count

const calls = contender === '@azure/msal-node' ? 50 : 100_000
for (let index = 0; index < calls; index++) await getToken(tenantAt(1 + (index % 100)))
const started = performance.now()
for (let index = 0; index < calls; index++) await getToken(tenantAt(1 + (index % 100)))
console.log(JSON.stringify({ bytes: perTenant, warm: ((performance.now() - started) / calls) * 1000 }))

function tenantAt(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

/** What is still held, once what only waited for the next turns of the event loop is gone. */
async function heap(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}
