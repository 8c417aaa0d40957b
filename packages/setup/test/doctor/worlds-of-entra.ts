import { clientSecret } from '@dynamics-kit/auth'
import type { FakePod } from '@dynamics-kit/testing'
import type { BrokenWorld, World } from './world.ts'

const dataverse = '00000007-0000-0000-c000-000000000000'
const nowhere = '99999999-9999-4999-8999-999999999999'

const useSecret = ({ variables, app }: World) => {
  variables['AZURE_CLIENT_SECRET'] = app.clientSecret
}

/** A new secret of the app is made and configured, as the fix says. */
async function newSecret(world: World): Promise<void> {
  const { variables, app } = world
  const added = await world.graph('POST', `applications(appId='${app.clientId}')/addPassword`, {
    passwordCredential: {},
  })
  variables['AZURE_CLIENT_SECRET'] = String(added['secretText'])
}

const secrets = async ({ graph, app }: World) =>
  (await graph('GET', `applications(appId='${app.clientId}')`))['passwordCredentials'] as { keyId: string }[]

const secret = (
  name: string,
  value: (world: World) => string,
  evidence: RegExp,
  withAdministrator?: RegExp,
): BrokenWorld => ({
  name: `7000215: ${name}`,
  how: 'state',
  break(world) {
    world.variables['AZURE_CLIENT_SECRET'] = value(world)
  },
  first: { check: 'secret', cause: 'secret-invalid', evidence },
  ...(withAdministrator && { withAdministrator: { evidence: withAdministrator } }),
  mend: useSecret,
})

const client = (name: string, value: (world: World) => string | Promise<string>): BrokenWorld => ({
  name: `700016: ${name}`,
  how: 'state',
  async break(world) {
    world.variables['AZURE_CLIENT_ID'] = await value(world)
  },
  first: { check: 'app', cause: 'app-unknown', evidence: /AADSTS700016/ },
  mend: ({ variables, app }) => (variables['AZURE_CLIENT_ID'] = app.clientId),
})

const dataversePrincipal = (
  name: string,
  members: object,
  first: BrokenWorld['first'],
  mended: object,
): BrokenWorld => ({
  name,
  how: 'state',
  break: ({ graph }) => graph('PATCH', `servicePrincipals(appId='${dataverse}')`, members),
  first,
  mend: ({ graph }) => graph('PATCH', `servicePrincipals(appId='${dataverse}')`, mended),
})

/** The program is a pod, whose token the app trusts unless `trust` says something else. */
async function becomePod(
  world: World,
  trust: 'nothing' | { issuer?: string; subject?: string; audience?: string } = {},
): Promise<FakePod> {
  const { fake, app, variables } = world
  const tokenFile = world.file('token', '')
  const pod = fake.workloadIdentity.kubernetes({ clientId: app.clientId, tokenFile })
  world.file('token', await pod.token())
  delete variables['AZURE_CLIENT_SECRET']
  Object.assign(variables, pod.environment)
  if (trust !== 'nothing')
    fake.addFederatedCredential(app.clientId, { issuer: pod.issuer, subject: pod.subject, ...trust })
  pods.set(world, pod)
  return pod
}

const pods = new WeakMap<World, FakePod>()

function trustPod({ fake, app }: World, pod: FakePod | undefined): void {
  if (pod) fake.addFederatedCredential(app.clientId, { issuer: pod.issuer, subject: pod.subject })
}

const federated = (
  name: string,
  trust: 'nothing' | { issuer?: string; subject?: string },
  evidence: RegExp,
): BrokenWorld => ({
  name,
  how: 'state',
  break: (world) => becomePod(world, trust),
  first: { check: 'federation', cause: 'federation-mismatch', evidence },
  mend: (world) => trustPod(world, pods.get(world)),
})

const podToken = (
  name: string,
  token: (world: World, pod: FakePod) => string | Promise<string>,
  first: Omit<BrokenWorld['first'], 'check'>,
): BrokenWorld => ({
  name,
  how: 'state',
  async break(world) {
    const pod = await becomePod(world)
    world.file('token', await token(world, pod))
  },
  first: { check: 'federation', ...first },
  mend: async (world) => world.file('token', (await pods.get(world)?.token()) ?? ''),
})

export const worldsOfEntra: readonly BrokenWorld[] = [
  secret(
    'another app’s secret',
    ({ fake }) => fake.clientSecret,
    /AADSTS7000215/,
    /Secrets of the app: .{3}… \(expires \d{4}-/,
  ),
  secret(
    'a secret that is cut off',
    ({ app }) => app.clientSecret.slice(0, -1),
    /AADSTS7000215/,
    /for a secret added to app '[^']*'\. Secrets of the app: .*; the configured one begins like .{3}…$/,
  ),
  secret('a secret that is percent-encoded', ({ app }) => app.clientSecret.replaceAll('~', '%7E'), /percent-encoded/),
  secret(
    'a secret with a character too much',
    ({ app }) => `${app.clientSecret},`,
    /characters that secrets of Microsoft Entra ID never have/,
  ),
  {
    name: '7000215: a secret that was removed',
    how: 'state',
    async break(world) {
      for (const { keyId } of await secrets(world))
        await world.graph('POST', `applications(appId='${world.app.clientId}')/removePassword`, { keyId })
    },
    first: { check: 'secret', cause: 'secret-invalid' },
    withAdministrator: { evidence: /The app has no secret/ },
    mend: newSecret,
  },
  {
    name: '7000215: a secret that was made moments ago',
    how: 'state',
    async break(world) {
      world.fake.graph.delay = 30_000
      await newSecret(world)
    },
    first: { check: 'secret', cause: 'secret-invalid' },
    mend: ({ fake }) => fake.clock.advance(31_000),
  },
  {
    name: '7000222: the secret has expired',
    how: 'state',
    async break(world) {
      const now = world.fake.clock.now()
      const added = await world.graph('POST', `applications(appId='${world.app.clientId}')/addPassword`, {
        passwordCredential: { endDateTime: new Date(now + 1000).toISOString() },
      })
      world.variables['AZURE_CLIENT_SECRET'] = String(added['secretText'])
      world.fake.clock.advance(2000)
    },
    first: { check: 'secret', cause: 'secret-expired', evidence: /AADSTS7000222/ },
    withAdministrator: { evidence: /Secrets of the app: .*\(expired \d{4}-\d\d-\d\d\)/ },
    mend: newSecret,
  },
  client('a typing error in the client id', () => nowhere),
  client('the object id in place of the client id', async ({ graph, app }) =>
    String((await graph('GET', `applications(appId='${app.clientId}')`))['id']),
  ),
  client('the service principal’s id in place of the client id', ({ app }) => app.servicePrincipalId),
  {
    name: '700016: the app was deleted',
    how: 'state',
    async break(world) {
      const { graph, app } = world
      await graph('DELETE', `applications(appId='${app.clientId}')`)
    },
    first: { check: 'app', cause: 'app-unknown' },
    mend({ fake, variables }) {
      const made = fake.addApp({ roles: ['Basic User'] })
      Object.assign(variables, { AZURE_CLIENT_ID: made.clientId, AZURE_CLIENT_SECRET: made.clientSecret })
    },
  },
  {
    name: '7000229: an app that was made through the API, without service principal',
    how: 'state',
    async break(world) {
      const made = await world.graph('POST', 'applications', {
        displayName: 'Contoso by API',
        signInAudience: 'AzureADMyOrg',
      })
      const added = await world.graph('POST', `applications/${String(made['id'])}/addPassword`, {
        passwordCredential: {},
      })
      world.variables['AZURE_CLIENT_ID'] = String(made['appId'])
      world.variables['AZURE_CLIENT_SECRET'] = String(added['secretText'])
    },
    first: { check: 'service-principal', cause: 'service-principal-missing', evidence: /AADSTS7000229/ },
    mend: 'repair',
    afterwards: [
      {
        first: { check: 'application-user', cause: 'not-a-member' },
        withAdministrator: { evidence: /no user for the app/ },
        mend: 'repair',
      },
    ],
  },
  {
    name: '7000112: sign-in of the app is disabled',
    how: 'state',
    break: ({ graph, app }) => graph('PATCH', `servicePrincipals(appId='${app.clientId}')`, { accountEnabled: false }),
    first: { check: 'service-principal', cause: 'app-disabled', evidence: /AADSTS7000112/ },
    mend: 'repair',
  },
  dataversePrincipal(
    '500014: Dataverse is disabled in the tenant',
    { accountEnabled: false },
    { check: 'token', cause: 'resource-disabled', evidence: /AADSTS500014/ },
    { accountEnabled: true },
  ),
  dataversePrincipal(
    '501051: Dataverse takes assigned apps only',
    { appRoleAssignmentRequired: true },
    { check: 'service-principal', cause: 'assignment-required', evidence: /AADSTS501051/ },
    { appRoleAssignmentRequired: false },
  ),
  {
    name: '500011: the tenant has no Dataverse',
    how: 'state',
    break: ({ graph }) => graph('DELETE', `servicePrincipals(appId='${dataverse}')`),
    first: { check: 'token', cause: 'resource-unknown', evidence: /AADSTS500011/ },
    mend: ({ graph }) => graph('POST', 'servicePrincipals', { appId: dataverse }),
  },
  {
    name: '90002: a tenant that is not there',
    how: 'state',
    break: ({ variables }) => (variables['AZURE_TENANT_ID'] = nowhere),
    first: { check: 'tenant', cause: 'tenant-unknown', evidence: /AADSTS90002.*the environment belongs to/ },
    mend: ({ variables, fake }) => (variables['AZURE_TENANT_ID'] = fake.tenantId),
  },
  {
    name: '90002: a domain that is not there',
    how: 'state',
    break: ({ variables }) => (variables['AZURE_TENANT_ID'] = 'fabrikam.onmicrosoft.com'),
    first: { check: 'tenant', cause: 'tenant-unknown' },
    mend: ({ variables, fake }) => (variables['AZURE_TENANT_ID'] = fake.tenantId),
  },
  {
    name: 'the environment is of another tenant, which has the app too',
    how: 'state',
    break({ fake, variables }) {
      const fabrikam = fake.addTenant({ name: 'Fabrikam' })
      variables['DYNAMICS_URL'] = fabrikam.addEnvironment({ url: 'https://fabrikam.crm4.dynamics.com' }).url
    },
    first: { check: 'tenant', cause: 'tenant-mismatch', evidence: /The environment belongs to the tenant/ },
    mend: ({ variables, fake }) => (variables['DYNAMICS_URL'] = fake.url),
  },
  {
    name: 'the tenant in the settings is another, by its domain',
    how: 'state',
    break({ fake, variables }) {
      variables['AZURE_TENANT_ID'] = fake.addTenant({ name: 'Fabrikam' }).domain
    },
    first: { check: 'tenant', cause: 'tenant-mismatch' },
    mend: ({ variables, fake }) => (variables['AZURE_TENANT_ID'] = fake.domain),
  },
  client('an app of another tenant', ({ fake }) => fake.addTenant({ name: 'Fabrikam' }).addApp().clientId),
  {
    name: '7000229: an app of several tenants, which nobody brought into this one',
    how: 'state',
    break({ fake, variables }) {
      const vendor = fake.addTenant({ name: 'Fabrikam' }).addApp({ signInAudience: 'AzureADMultipleOrgs' })
      Object.assign(variables, { AZURE_CLIENT_ID: vendor.clientId, AZURE_CLIENT_SECRET: vendor.clientSecret })
    },
    first: { check: 'service-principal', cause: 'service-principal-missing', evidence: /AADSTS7000229/ },
    mend: 'repair',
    afterwards: [
      {
        first: { check: 'application-user', cause: 'not-a-member' },
        withAdministrator: { evidence: /no user for the app/ },
        mend: 'repair',
      },
    ],
  },
  federated('70021: the app trusts no other issuer', 'nothing', /AADSTS70021\b.*Presented: issuer https/s),
  federated(
    '700211: another issuer is trusted',
    { issuer: 'https://token.actions.githubusercontent.com' },
    /AADSTS700211/,
  ),
  federated(
    '700213: another subject is trusted',
    { subject: 'system:serviceaccount:default:other' },
    /AADSTS700213.*Presented.*subject system:serviceaccount/s,
  ),
  podToken('700212: a token for another audience', (_, pod) => pod.token('api://other'), {
    cause: 'federation-mismatch',
    evidence: /AADSTS700212.*audience api:\/\/other/s,
  }),
  podToken('50027: a token that is no JWT', () => 'aaaa.bbbb.cccc', {
    cause: 'assertion-invalid',
    evidence: /AADSTS50027/,
  }),
  podToken('a token file with nothing in it', () => '', { cause: 'assertion-invalid' }),
  podToken(
    '50013: a token whose signature is not the issuer’s',
    async (_, pod) => `${(await pod.token()).split('.').slice(0, 2).join('.')}.AAAA`,
    { cause: 'assertion-invalid', evidence: /AADSTS50013/ },
  ),
  {
    name: '700024: the pod’s token is old',
    how: 'state',
    async break(world) {
      await becomePod(world)
      world.fake.clock.advance(2 * 86_400_000)
    },
    first: { check: 'federation', cause: 'assertion-invalid', evidence: /AADSTS700024/ },
    mend: async (world) => world.file('token', (await pods.get(world)?.token()) ?? ''),
  },
  {
    name: 'the token file is not there',
    how: 'state',
    async break(world) {
      await becomePod(world)
      world.variables['KEPT'] = world.variables['AZURE_FEDERATED_TOKEN_FILE']
      world.variables['AZURE_FEDERATED_TOKEN_FILE'] = '/nowhere/token'
    },
    first: { check: 'federation', cause: 'credential-unavailable', evidence: /cannot be read/ },
    mend: ({ variables }) => (variables['AZURE_FEDERATED_TOKEN_FILE'] = variables['KEPT']),
  },
  {
    name: 'the credential asks for a token of Microsoft Graph',
    how: 'state',
    break(world) {
      const credential = clientSecret({ ...world.fake, ...world.app, fetch: world.fake.fetch })
      world.options.credential = { getToken: () => credential.getToken('https://graph.microsoft.com/.default') }
    },
    first: { check: 'audience', cause: 'token-audience', evidence: /for https:\/\/graph\.microsoft\.com, not for/ },
    mend: ({ options }) => (options.credential = undefined),
  },
  {
    name: 'the credential has no token',
    how: 'state',
    break: ({ options }) => (options.credential = { getToken: async () => null }),
    first: { check: 'token', cause: 'no-token' },
    mend: ({ options }) => (options.credential = undefined),
  },
  {
    name: 'the credential fails in a way of its own',
    how: 'state',
    break: ({ options }) =>
      (options.credential = { getToken: async () => Promise.reject(new Error('the vault is sealed')) }),
    first: { check: 'token', cause: 'rejected', evidence: /the vault is sealed/ },
    mend: ({ options }) => (options.credential = undefined),
  },
  {
    name: 'the token is opaque',
    how: 'state',
    break: ({ options }) =>
      (options.credential = { getToken: async () => ({ token: 'opaque', expiresOnTimestamp: Date.now() + 3600_000 }) }),
    first: { check: 'audience', cause: 'token-unreadable' },
    mend: ({ options }) => (options.credential = undefined),
  },
  {
    name: 'the secret expires in ten days',
    how: 'state',
    async break(world) {
      const added = await world.graph('POST', `applications(appId='${world.app.clientId}')/addPassword`, {
        passwordCredential: { endDateTime: new Date(world.fake.clock.now() + 10 * 86_400_000).toISOString() },
      })
      world.variables['AZURE_CLIENT_SECRET'] = String(added['secretText'])
      world.options.administrator = world.administrator
    },
    first: { check: 'secret-expiry', cause: 'expires-soon', verdict: 'warning', evidence: /in (9|10) days/ },
    mend: useSecret,
  },
  {
    name: 'the app has three secrets',
    how: 'state',
    async break(world) {
      await newSecret(world)
      await newSecret(world)
      world.options.administrator = world.administrator
    },
    first: { check: 'registration', cause: 'too-many-secrets', verdict: 'warning' },
    async mend(world) {
      const [first] = await secrets(world)
      await world.graph('POST', `applications(appId='${world.app.clientId}')/removePassword`, { keyId: first?.keyId })
    },
  },
  {
    name: 'the app lets other tenants sign in',
    how: 'state',
    async break(world) {
      await world.graph('PATCH', `applications(appId='${world.app.clientId}')`, {
        signInAudience: 'AzureADMultipleOrgs',
      })
      world.options.administrator = world.administrator
    },
    first: { check: 'registration', cause: 'app-multi-tenant', verdict: 'warning' },
    mend: ({ graph, app }) =>
      graph('PATCH', `applications(appId='${app.clientId}')`, { signInAudience: 'AzureADMyOrg' }),
  },
]
