// A program of its own, started by real-sdks.test.ts: it trusts the fake's authority through NODE_EXTRA_CA_CERTS, signs in with
// each of Microsoft's libraries in each way, and tells what it got. What only a person can do it asks its parent for.
import { readFileSync } from 'node:fs'
import {
  AzurePipelinesCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity'
import { ConfidentialClientApplication, ManagedIdentityApplication, PublicClientApplication } from '@azure/msal-node'
import { Client } from '@microsoft/microsoft-graph-client'

/** What the parent made. */
export interface Given {
  readonly dynamics: string
  readonly graph: string
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  /** File with certificate and key. */
  readonly certificateFile: string
  readonly thumbprintSha256: string
  /** An app whose tokens are exchanged for those of its callers. */
  readonly api: { readonly clientId: string; readonly clientSecret: string }
  /** A public client app. */
  readonly publicClientId: string
  readonly gitHub: Readonly<Record<string, string>>
  readonly azurePipelines: Readonly<Record<string, string>>
  readonly kubernetes: Readonly<Record<string, string>>
  readonly managedIdentity: Readonly<Record<string, string>>
}

/** What the program tells its parent: a code that a person has to approve, or all it got. */
export type Told =
  | { readonly approve: string }
  | { readonly results: Readonly<Record<string, Result>>; readonly graph: GraphResult }

/** What one way to sign in came to. */
export interface Result {
  readonly status: number
  /** `appid` of the token. */
  readonly appId: string
  readonly userId: string
}

/** What step 1 came to with Microsoft's client of Graph. */
export interface GraphResult {
  readonly appId: string
  readonly hasServicePrincipal: boolean
  readonly secretWorks: boolean
}

const given = JSON.parse(process.argv[2] ?? '') as Given
const { dynamics, authority, tenantId, clientId, clientSecret } = given
const scope = `${dynamics}/.default`
const auth = { authority: `${authority}/${tenantId}`, knownAuthorities: [new URL(authority).host] }
const options = { authorityHost: authority, disableInstanceDiscovery: true }

const ways: Readonly<Record<string, () => Promise<string | undefined>>> = {
  'msal-node, secret': () => confidential({ clientId, clientSecret }),
  'msal-node, certificate': () =>
    confidential({
      clientId,
      clientCertificate: {
        thumbprintSha256: given.thumbprintSha256,
        privateKey: readFileSync(given.certificateFile, 'utf8'),
      },
    }),
  'msal-node, assertion of a GitHub job': () => confidential({ clientId, clientAssertion: gitHubToken }),
  'msal-node, device code': async () => (await deviceCode([`${dynamics}/user_impersonation`]))?.accessToken,
  'msal-node, on behalf of a person': async () => {
    const caller = await deviceCode([`api://${given.api.clientId}/access_as_user`])
    const application = new ConfidentialClientApplication({ auth: { ...auth, ...given.api } })
    const request = { oboAssertion: caller?.accessToken ?? '', scopes: [scope] }
    return (await application.acquireTokenOnBehalfOf(request))?.accessToken
  },
  'msal-node, managed identity': () =>
    within(given.managedIdentity, async () => {
      const application = new ManagedIdentityApplication()
      return (await application.acquireToken({ resource: dynamics })).accessToken
    }),
  'identity, secret': () => tokenOf(new ClientSecretCredential(tenantId, clientId, clientSecret, options)),
  'identity, certificate': () =>
    tokenOf(new ClientCertificateCredential(tenantId, clientId, given.certificateFile, options)),
  'identity, workload identity': () =>
    within(given.kubernetes, () => tokenOf(new WorkloadIdentityCredential({ ...options }))),
  'identity, managed identity': () => within(given.managedIdentity, () => tokenOf(new ManagedIdentityCredential())),
  'identity, environment': () =>
    within({ AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret }, () =>
      tokenOf(new EnvironmentCredential(options)),
    ),
  'identity, Azure Pipelines': () =>
    within(given.azurePipelines, () => {
      const connection = given.azurePipelines['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'] ?? ''
      const systemToken = given.azurePipelines['SYSTEM_ACCESSTOKEN'] ?? ''
      return tokenOf(new AzurePipelinesCredential(tenantId, clientId, connection, systemToken, options))
    }),
}

const results: Record<string, Result> = {}
for (const [way, signIn] of Object.entries(ways)) {
  // Some change variables of the process, which the next must not see.
  // oxlint-disable-next-line no-await-in-loop
  results[way] = await use(await signIn())
}
process.send?.({ results, graph: await registerWithGraph() } satisfies Told)
process.disconnect()

type Proof = ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth']

async function confidential(proof: Proof): Promise<string | undefined> {
  const application = new ConfidentialClientApplication({ auth: { ...auth, ...proof } })
  return (await application.acquireTokenByClientCredential({ scopes: [scope] }))?.accessToken
}

function deviceCode(scopes: string[]): ReturnType<PublicClientApplication['acquireTokenByDeviceCode']> {
  const application = new PublicClientApplication({ auth: { ...auth, clientId: given.publicClientId } })
  return application.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode }) => process.send?.({ approve: userCode } satisfies Told),
  })
}

async function gitHubToken(): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = given.gitHub
  const response = await fetch(`${url}&audience=api%3A%2F%2FAzureADTokenExchange`, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  return ((await response.json()) as { readonly value: string }).value
}

async function tokenOf(credential: { getToken(scope: string): Promise<{ token: string } | null> }): Promise<string> {
  return (await credential.getToken(scope))?.token ?? ''
}

/** With variables of the process, which are taken away again. */
async function within<Value>(variables: Readonly<Record<string, string>>, work: () => Promise<Value>): Promise<Value> {
  Object.assign(process.env, variables)
  try {
    return await work()
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name]
  }
}

async function use(token: string | undefined): Promise<Result> {
  const response = await fetch(`${dynamics}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${token}` } })
  const { UserId: userId = '' } = (await response.json()) as { readonly UserId?: string }
  const claims = JSON.parse(Buffer.from((token ?? '').split('.')[1] ?? '', 'base64url').toString()) as { appid: string }
  return { status: response.status, appId: claims.appid, userId }
}

/** Step 1 as Microsoft's documentation of Graph has it. */
async function registerWithGraph(): Promise<GraphResult> {
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, options)
  const { protocol, host, pathname } = new URL(given.graph)
  const client = Client.initWithMiddleware({
    baseUrl: `${protocol}//${host}${pathname.replace(/v1\.0\/?$/, '')}`,
    defaultVersion: 'v1.0',
    customHosts: new Set([new URL(given.graph).hostname]),
    authProvider: {
      getAccessToken: async () => (await credential.getToken('https://graph.microsoft.com/.default')).token,
    },
  })
  const application = (await client.api('/applications').post({
    displayName: 'Contoso of Graph',
    signInAudience: 'AzureADMyOrg',
  })) as { readonly id: string; readonly appId: string }
  await client.api('/servicePrincipals').post({ appId: application.appId })
  const found = (await client.api('/servicePrincipals').filter(`appId eq '${application.appId}'`).get()) as {
    readonly value: readonly { readonly appId: string }[]
  }
  const { secretText } = (await client
    .api(`/applications/${application.id}/addPassword`)
    .post({ passwordCredential: { displayName: 'test' } })) as { readonly secretText: string }
  const token = await tokenOf(new ClientSecretCredential(tenantId, application.appId, secretText, options))
  return {
    appId: application.appId,
    hasServicePrincipal: found.value.length === 1,
    secretWorks: token !== '',
  }
}
