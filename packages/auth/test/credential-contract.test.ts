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
  type TokenCredential,
} from '@dynamics-kit/auth'
import { afterAll } from 'vitest'
import { makeCertificate } from './support/certificates.ts'
import {
  describeCredential,
  tokenAnswer,
  type CredentialHarness,
  type HarnessOptions,
} from './support/describe-credential.ts'

const tenantId = '11111111-1111-1111-1111-111111111111'
const clientId = '22222222-2222-2222-2222-222222222222'
const folder = mkdtempSync(join(tmpdir(), 'contoso-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Base {
  readonly fetch: (request: Request) => Promise<Response>
  readonly now: () => number
  readonly sleep: () => Promise<void>
}

/** Runs a credential on a clock and a network of its own. `side` answers what is asked besides tokens. */
function harness(
  create: (base: Base) => TokenCredential,
  isTokenRequest: (request: Request) => boolean,
  side: (request: Request) => Response = () => new Response('', { status: 404 }),
): CredentialHarness & { lastForm(): URLSearchParams } {
  let now = Date.now()
  let count = 0
  let script: readonly (() => Response | Promise<Response>)[] | undefined
  let asked = 0
  let lastForm = new URLSearchParams()
  const credential = create({
    now: () => now,
    sleep: async () => undefined,
    fetch: async (request) => {
      if (!isTokenRequest(request)) return side(request)
      count++
      lastForm = new URLSearchParams(await request.text())
      if (!script) return tokenAnswer(`token ${count}`)
      const answer = script[Math.min(asked++, script.length - 1)]
      if (!answer) throw new TypeError('no answer in the script')
      return answer()
    },
  })
  return {
    credential,
    pass: (milliseconds) => void (now += milliseconds),
    answerWith: (...answers) => {
      script = answers
      asked = 0
    },
    tokenRequests: () => count,
    lastForm: () => lastForm,
  }
}

const isEntra = (request: Request) => request.url.includes('/oauth2/v2.0/token')

/** A JWT whose signature is the secret. */
function assertionWith(secret: string): string {
  return `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjb250b3NvIn0.${secret}`
}

const app = { tenantId, clientId }
const wrongIds = (make: (app: { tenantId: string; clientId: string }) => unknown) =>
  [
    ['a tenant that is none', () => make({ ...app, tenantId: 'common' }), /^tenantId: common is no tenant/],
    ['a client id that is a name', () => make({ ...app, clientId: 'Contoso app' }), /^clientId: .* is not a GUID/],
  ] as const

describeCredential('clientSecret', {
  make: ({ secret }) => harness((base) => clientSecret({ ...base, ...app, clientSecret: secret }), isEntra),
  wrong: [
    ...wrongIds((ids) => clientSecret({ ...ids, clientSecret: 'a-secret' })),
    ['a secret id', () => clientSecret({ ...app, clientSecret: clientId }), /^clientSecret: is a GUID/],
    [
      'a file that is not there',
      () => clientSecret({ ...app, clientSecret: { path: join(folder, 'no') } }),
      /^clientSecret\.path: .* cannot be read/,
    ],
  ],
})

describeCredential('clientSecret from a function', {
  make: ({ secret }) => harness((base) => clientSecret({ ...base, ...app, clientSecret: async () => secret }), isEntra),
  wrong: [],
})

const certificate = makeCertificate()

describeCredential('clientCertificate', {
  make() {
    const made = harness((base) => clientCertificate({ ...base, ...app, certificate: certificate.pem }), isEntra)
    return { ...made, lastAssertion: () => made.lastForm().get('client_assertion') ?? '' }
  },
  wrong: wrongIds((ids) => clientCertificate({ ...ids, certificate: certificate.pem })),
})

describeCredential('clientAssertion', {
  make: ({ secret }) =>
    harness((base) => clientAssertion({ ...base, ...app, getAssertion: () => assertionWith(secret) }), isEntra),
  wrong: [
    ...wrongIds((ids) => clientAssertion({ ...ids, getAssertion: () => '' })),
    ['no function', () => clientAssertion({ ...app, getAssertion: undefined as never }), /^getAssertion: is missing/],
  ],
})

describeCredential('kubernetesWorkloadIdentity', {
  make({ secret }) {
    const path = join(folder, secret.slice(0, 12))
    writeFileSync(path, `${assertionWith(secret)}\n`)
    const environment = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId, AZURE_FEDERATED_TOKEN_FILE: path }
    return harness((base) => kubernetesWorkloadIdentity({ ...base, environment }), isEntra)
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
    harness(
      (base) => gitHubActions({ ...base, ...app, environment: gitHub(secret) }),
      isEntra,
      () => Response.json({ value: assertionWith(secret) }),
    ),
  wrong: [
    ...wrongIds((ids) => gitHubActions({ ...ids, environment: gitHub('bearer') })),
    ['another place', () => gitHubActions({ ...app, environment: {} }), /ACTIONS_ID_TOKEN_REQUEST_URL, .* not set/],
  ],
})

describeCredential('azurePipelines', {
  make: ({ secret }) =>
    harness(
      (base) =>
        azurePipelines({
          ...base,
          ...app,
          serviceConnectionId: clientId,
          accessToken: secret,
          environment: { SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/contoso/oidctoken' },
        }),
      isEntra,
      () => Response.json({ oidcToken: assertionWith(secret) }),
    ),
  wrong: [['another place', () => azurePipelines({ environment: {} }), /SYSTEM_OIDCREQUESTURI, .* not set/]],
})

const onAppService = (header: string) => ({
  IDENTITY_ENDPOINT: 'http://127.0.0.1:41741/msi/token',
  IDENTITY_HEADER: header,
})
const isAppService = (request: Request) => request.url.includes('/msi/token')

function managedHarness({ secret }: HarnessOptions): CredentialHarness {
  return harness((base) => managedIdentity({ ...base, environment: onAppService(secret) }), isAppService)
}

describeCredential('managedIdentity', {
  make: managedHarness,
  passesClaims: false,
  wrong: [
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
    harness(
      (base) =>
        chain(
          { name: 'cluster', create: () => kubernetesWorkloadIdentity({ environment: {} }) },
          clientSecret({ ...base, ...app, clientSecret: secret }),
        ),
      isEntra,
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
  make: ({ secret }) =>
    harness((base) => defaultCredential({ ...base, environment: secretVariables(secret) }), isEntra),
  wrong: [
    [
      'an unknown selection',
      () => defaultCredential({ environment: { AZURE_TOKEN_CREDENTIALS: 'everything' } }),
      /^AZURE_TOKEN_CREDENTIALS: "everything" is neither/,
    ],
  ],
})

describeCredential('fromEnvironment', {
  make: ({ secret }) => harness((base) => fromEnvironment(secretVariables(secret), base), isEntra),
  wrong: [],
})

const connection = (secret: string) =>
  `AuthType=ClientSecret;Url=https://contoso.crm.dynamics.com;ClientId=${clientId};ClientSecret=${secret}`

describeCredential('fromConnectionString', {
  make: ({ secret }) =>
    harness(
      (base) => fromConnectionString(connection(secret), base).credential,
      isEntra,
      () =>
        new Response(null, {
          status: 401,
          headers: {
            'www-authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/`,
          },
        }),
    ),
  wrong: [],
})
