import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  azurePipelines,
  chain,
  clientAssertion,
  clientCertificate,
  clientSecret,
  defaultCredential,
  fromConnectionString,
  fromEnvironment,
  gitHubActions,
  kubernetesWorkloadIdentity,
  managedIdentity,
} from '@dynamics-kit/auth'
import { afterAll } from 'vitest'
import { makeCertificate } from './support/certificates.ts'
import { app, clientId, jwtWith, overHttp, tenantId, wrongNumbers, wrongOptions } from './support/credential-harness.ts'
import { describeCredential, type CredentialHarness, type HarnessOptions } from './support/describe-credential.ts'

const folder = mkdtempSync(join(tmpdir(), 'contoso-'))
afterAll(() => rmSync(folder, { recursive: true }))

describeCredential('clientSecret', {
  make: ({ secret }) => overHttp((base) => clientSecret({ ...base, ...app, clientSecret: secret })),
  wrong: [
    ...wrongOptions((ids) => clientSecret({ ...ids, clientSecret: 'a-secret' })),
    ['a secret id', () => clientSecret({ ...app, clientSecret: clientId }), /^clientSecret: is a GUID/],
    [
      'a file that is not there',
      () => clientSecret({ ...app, clientSecret: { path: join(folder, 'no') } }),
      /^clientSecret\.path: .* cannot be read/,
    ],
  ],
})

describeCredential('clientSecret from a function', {
  make: ({ secret }) => overHttp((base) => clientSecret({ ...base, ...app, clientSecret: async () => secret })),
  wrong: [],
})

const certificate = makeCertificate()

describeCredential('clientCertificate', {
  make() {
    const made = overHttp((base) => clientCertificate({ ...base, ...app, certificate: certificate.pem }))
    return { ...made, lastAssertion: () => made.lastForm().get('client_assertion') ?? '' }
  },
  wrong: wrongOptions((ids) => clientCertificate({ ...ids, certificate: certificate.pem })),
})

describeCredential('clientAssertion', {
  make: ({ secret }) => overHttp((base) => clientAssertion({ ...base, ...app, getAssertion: () => jwtWith(secret) })),
  wrong: [
    ...wrongOptions((ids) => clientAssertion({ ...ids, getAssertion: () => '' })),
    ['no function', () => clientAssertion({ ...app, getAssertion: undefined as never }), /^getAssertion: is missing/],
  ],
})

describeCredential('kubernetesWorkloadIdentity', {
  make({ secret }) {
    const path = join(folder, secret.slice(0, 12))
    writeFileSync(path, `${jwtWith(secret)}\n`)
    const environment = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_FEDERATED_TOKEN_FILE: path }
    return overHttp((base) => kubernetesWorkloadIdentity({ ...base, environment }))
  },
  wrong: [
    ['another place', () => kubernetesWorkloadIdentity({ environment: {} }), /AZURE_FEDERATED_TOKEN_FILE not set/],
    [
      'a token proxy',
      () => kubernetesWorkloadIdentity({ environment: { AZURE_KUBERNETES_TOKEN_PROXY: 'https://proxy' } }),
      /^AZURE_KUBERNETES_TOKEN_PROXY: /,
    ],
  ],
})

const gitHub = (bearer: string) => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.actions.githubusercontent.com/idtoken?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
})

describeCredential('gitHubActions', {
  make: ({ secret }) =>
    overHttp((base) => gitHubActions({ ...base, ...app, environment: gitHub(secret) }), {
      side: () => Response.json({ value: jwtWith(secret) }),
    }),
  wrong: [
    ...wrongOptions((ids) => gitHubActions({ ...ids, environment: gitHub('bearer') })),
    ['another place', () => gitHubActions({ ...app, environment: {} }), /ACTIONS_ID_TOKEN_REQUEST_URL, .* not set/],
  ],
})

describeCredential('azurePipelines', {
  make: ({ secret }) =>
    overHttp(
      (base) =>
        azurePipelines({
          ...base,
          ...app,
          serviceConnectionId: clientId,
          accessToken: secret,
          environment: { SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/contoso/oidctoken' },
        }),
      { side: () => Response.json({ oidcToken: jwtWith(secret) }) },
    ),
  wrong: [['another place', () => azurePipelines({ environment: {} }), /SYSTEM_OIDCREQUESTURI, .* not set/]],
})

const onAppService = (header: string) => ({
  IDENTITY_ENDPOINT: 'http://127.0.0.1:41741/msi/token',
  IDENTITY_HEADER: header,
})
const isAppService = (request: Request) => request.url.includes('/msi/token')

function managedHarness({ secret }: HarnessOptions): CredentialHarness {
  return overHttp((base) => managedIdentity({ ...base, environment: onAppService(secret) }), {
    isTokenRequest: isAppService,
  })
}

describeCredential('managedIdentity', {
  make: managedHarness,
  passesClaims: false,
  wrong: [
    ...wrongNumbers((more) => managedIdentity(more)),
    ['no time to be found', () => managedIdentity({ probeTimeout: 0 }), /^probeTimeout: 0 is not a time/],
    ['two identities', () => managedIdentity({ clientId, objectId: clientId }), /^objectId: clientId is given too/],
    ['a client id that is a name', () => managedIdentity({ clientId: 'machine' }), /^clientId: /],
    ['a resource id that is none', () => managedIdentity({ resourceId: 'machine' }), /^resourceId: .*\/subscriptions/],
    [
      'a choice where there is none',
      () => managedIdentity({ clientId, environment: { MSI_ENDPOINT: 'http://localhost:50342/oauth2/token' } }),
      /Cloud Shell has one identity/,
    ],
  ],
})

describeCredential('chain', {
  make: ({ secret }) =>
    overHttp((base) =>
      chain(
        { name: 'cluster', create: () => kubernetesWorkloadIdentity({ environment: {} }) },
        clientSecret({ ...base, ...app, clientSecret: secret }),
      ),
    ),
  wrong: [
    ['no credential', () => chain(), /^chain: give at least one/],
    ['what is no credential', () => chain({} as never), /^chain: argument 1 is no credential/],
  ],
})

const secretVariables = (secret: string) => ({
  AZURE_TENANT_ID: tenantId,
  AZURE_CLIENT_ID: clientId,
  AZURE_CLIENT_SECRET: secret,
})

describeCredential('defaultCredential', {
  make: ({ secret }) => overHttp((base) => defaultCredential({ ...base, environment: secretVariables(secret) })),
  wrong: [
    [
      'an unknown selection',
      () => defaultCredential({ environment: { AZURE_TOKEN_CREDENTIALS: 'everything' } }),
      /^AZURE_TOKEN_CREDENTIALS: "everything" is neither/,
    ],
  ],
})

describeCredential('fromEnvironment', {
  make: ({ secret }) => overHttp((base) => fromEnvironment(secretVariables(secret), base)),
  wrong: wrongNumbers((more) => fromEnvironment(secretVariables('a-secret'), more)),
})

const connection = (secret: string) =>
  `AuthType=ClientSecret;Url=https://contoso.crm.dynamics.com;ClientId=${clientId};ClientSecret=${secret}`

describeCredential('fromConnectionString', {
  make: ({ secret }) =>
    overHttp((base) => fromConnectionString(connection(secret), base).credential, {
      side: () =>
        new Response(null, {
          status: 401,
          headers: {
            'www-authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/`,
          },
        }),
    }),
  wrong: [
    ...wrongNumbers((more) => fromConnectionString(connection('a-secret'), more)),
    [
      'an authority without TLS',
      () => fromConnectionString(connection('a-secret'), { authority: 'http://login.contoso.com' }),
      /^authority: must be https:/,
    ],
    [
      'a certificate that is none',
      () =>
        fromConnectionString(connection('').replace('=ClientSecret;', '=Certificate;'), {
          certificate: 'no certificate',
        }),
      /^certificate: holds no private key/,
    ],
  ],
})
