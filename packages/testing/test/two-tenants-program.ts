// A program of its own, started by two-tenants.test.ts: it trusts the fake's authority through NODE_EXTRA_CA_CERTS, and gets tokens of two
// tenants with Microsoft's libraries, as one app, at the same time.
import { ClientSecretCredential } from '@azure/identity'
import { ConfidentialClientApplication } from '@azure/msal-node'

/** What the parent made. */
export interface Given {
  readonly authority: string
  readonly clientId: string
  readonly clientSecret: string
  /** Tenants by their id, with an environment of each; the app is at home in the first. */
  readonly tenants: readonly { readonly tenantId: string; readonly environment: string }[]
}

/** What the accounts of each tenant's environment are called, by library. */
export type Told = Readonly<Record<string, readonly (readonly string[])[]>>

const { authority, clientId, clientSecret, tenants } = JSON.parse(process.argv[2] ?? '') as Given

const application = new ConfidentialClientApplication({
  auth: {
    clientId,
    clientSecret,
    authority: `${authority}/${tenants[0]?.tenantId}`,
    knownAuthorities: [new URL(authority).host],
  },
})

const credential = new ClientSecretCredential(tenants[0]?.tenantId ?? '', clientId, clientSecret, {
  authorityHost: authority,
  disableInstanceDiscovery: true,
  additionallyAllowedTenants: tenants.slice(1).map(({ tenantId }) => tenantId),
})

const strict = new ClientSecretCredential(tenants[0]?.tenantId ?? '', clientId, clientSecret, {
  authorityHost: authority,
  disableInstanceDiscovery: true,
})

const told: Told = {
  'msal-node': await each(async ({ tenantId, environment }) => {
    const request = { scopes: [`${environment}/.default`], authority: `${authority}/${tenantId}` }
    return (await application.acquireTokenByClientCredential(request))?.accessToken ?? ''
  }),
  '@azure/identity': await each(
    async ({ tenantId, environment }) => (await credential.getToken(`${environment}/.default`, { tenantId })).token,
  ),
  '@azure/identity, without additionallyAllowedTenants': await each(
    async ({ tenantId, environment }) => (await strict.getToken(`${environment}/.default`, { tenantId })).token,
  ),
}
process.send?.(told)
process.disconnect()

/** Twice, so that the second time is of the cache, where the tokens of the tenants lie side by side. */
async function each(tokenFor: (tenant: Given['tenants'][number]) => Promise<string>): Promise<(readonly string[])[]> {
  const once = () =>
    Promise.all(tenants.map((tenant) => tokenFor(tenant).then((token) => names(tenant, token), nameOf)))
  await once()
  return once()
}

function nameOf(error: Error): string[] {
  return [error.name]
}

async function names({ environment }: Given['tenants'][number], token: string): Promise<string[]> {
  const response = await fetch(`${environment}/api/data/v9.2/accounts?$select=name`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { value } = (await response.json()) as { readonly value: readonly { readonly name: string }[] }
  return value.map(({ name }) => name)
}
