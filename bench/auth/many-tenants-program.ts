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

// The last hundred that came: nothing is remembered of them but what is remembered of all.
const lastTenants = Array.from({ length: 100 }, (_, index) => tenantAt(count - index))
const rounds = contender === '@azure/msal-node' ? 1 : 500
const times: number[] = []
for (let round = 0; round < rounds * 2; round++) {
  const started = performance.now()
  for (const tenant of lastTenants) await getToken(tenant)
  if (round >= rounds) times.push(((performance.now() - started) / lastTenants.length) * 1000)
}
const warm = times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)]
console.log(JSON.stringify({ bytes: perTenant, warm }))

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
