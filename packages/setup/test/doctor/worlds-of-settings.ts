import { selfSigned } from './self-signed.ts'
import type { BrokenWorld, World } from './world.ts'

const year = 365 * 86_400_000

const set =
  (name: string, value: string | undefined) =>
  ({ variables }: World) => {
    variables[name] = value
  }

const setRight =
  (name: 'DYNAMICS_URL' | 'AZURE_TENANT_ID' | 'AZURE_CLIENT_ID' | 'AZURE_CLIENT_SECRET') => (world: World) => {
    const { fake, app, variables } = world
    const right = {
      DYNAMICS_URL: fake.url,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: app.clientId,
      AZURE_CLIENT_SECRET: app.clientSecret,
    }
    variables[name] = right[name]
  }

const unsetSecret = set('AZURE_CLIENT_SECRET', undefined)

/** A certificate that is valid, registered and configured. */
async function useCertificate(world: World, lifetime = year): Promise<void> {
  const { fake, app, variables } = world
  const made = selfSigned(Date.now(), Date.now() + lifetime)
  await fake.addCertificate(app.clientId, made.certificate)
  variables['AZURE_CLIENT_CERTIFICATE_PATH'] = world.file('good.pem', made.pem)
  unsetSecret(world)
}

const url = (
  name: string,
  value: string | undefined,
  cause: 'url-missing' | 'url-invalid',
  evidence: RegExp,
): BrokenWorld => ({
  name,
  how: 'state',
  break: set('DYNAMICS_URL', value),
  first: { check: 'environment-url', cause, evidence },
  mend: setRight('DYNAMICS_URL'),
})

const variable = (
  name: string,
  variableName: 'AZURE_TENANT_ID' | 'AZURE_CLIENT_ID' | 'AZURE_CLIENT_SECRET',
  value: string | undefined,
  first: Omit<BrokenWorld['first'], 'check'>,
): BrokenWorld => ({
  name,
  how: 'state',
  break: set(variableName, value),
  first: { check: 'settings', ...first },
  mend: setRight(variableName),
})

const certificate = (
  name: string,
  make: (world: World) => string,
  first: Omit<BrokenWorld['first'], 'check'>,
): BrokenWorld => ({
  name,
  how: 'state',
  break(world) {
    world.variables['AZURE_CLIENT_CERTIFICATE_PATH'] = make(world)
    unsetSecret(world)
  },
  first: { check: 'settings', ...first },
  mend: (world) => useCertificate(world),
})

export const worldsOfSettings: readonly BrokenWorld[] = [
  url('no environment URL', undefined, 'url-missing', /DYNAMICS_URL is not set/),
  url('the environment URL is empty', '', 'url-missing', /DYNAMICS_URL is not set/),
  url('the environment URL is plain http', 'http://contoso.crm.dynamics.com', 'url-invalid', /https/),
  url('the URL is of the maker portal', 'https://make.powerapps.com/environments/1', 'url-invalid', /maker portal/),
  url(
    'the URL is of Finance and Operations',
    'https://contoso.operations.dynamics.com',
    'url-invalid',
    /Finance and Operations/,
  ),
  url('the URL is of Business Central', 'https://api.businesscentral.dynamics.com', 'url-invalid', /Business Central/),
  url(
    'the environment is of the closed German cloud',
    'https://contoso.crm.microsoftdynamics.de',
    'url-invalid',
    /closed/,
  ),
  variable('no tenant', 'AZURE_TENANT_ID', undefined, { cause: 'setting-missing', evidence: /^AZURE_TENANT_ID/ }),
  variable('no client id', 'AZURE_CLIENT_ID', undefined, { cause: 'setting-missing', evidence: /^AZURE_CLIENT_ID/ }),
  variable('no secret', 'AZURE_CLIENT_SECRET', undefined, {
    cause: 'credential-unavailable',
    evidence: /^None of AZURE_CLIENT_SECRET/,
  }),
  variable('7000216: the secret’s variable is empty', 'AZURE_CLIENT_SECRET', '', { cause: 'credential-unavailable' }),
  variable('9001023: the tenant is “common”', 'AZURE_TENANT_ID', 'common', {
    cause: 'setting-malformed',
    evidence: /common is no tenant/,
  }),
  variable('90019: the tenant is “organizations”', 'AZURE_TENANT_ID', 'organizations', { cause: 'setting-malformed' }),
  variable('900023: the tenant is a display name', 'AZURE_TENANT_ID', 'Contoso Ltd', { cause: 'setting-malformed' }),
  variable('the tenant is a URL', 'AZURE_TENANT_ID', 'https://login.microsoftonline.com/contoso', {
    cause: 'setting-malformed',
    evidence: /is a URL/,
  }),
  variable('the client id has a line break behind it', 'AZURE_CLIENT_ID', '22222222-2222-2222-2222-222222222222\n', {
    cause: 'setting-malformed',
    evidence: /line break/,
  }),
  variable('the client id is the app’s name', 'AZURE_CLIENT_ID', 'Contoso integration', {
    cause: 'setting-malformed',
    evidence: /not a GUID/,
  }),
  variable('the secret is the secret’s id', 'AZURE_CLIENT_SECRET', '5f0b0b33-1d71-4883-8f98-567911bfdca6', {
    cause: 'secret-is-id',
    evidence: /Secret ID/,
  }),
  variable('the secret has quotation marks', 'AZURE_CLIENT_SECRET', '"abc8Q~not-a-real-secret"', {
    cause: 'setting-malformed',
    evidence: /quotes around it/,
  }),
  variable('the secret is masked', 'AZURE_CLIENT_SECRET', '***', {
    cause: 'setting-malformed',
    evidence: /mask characters/,
  }),
  variable('the secret is a placeholder', 'AZURE_CLIENT_SECRET', '<your secret>', {
    cause: 'setting-malformed',
    evidence: /placeholder/,
  }),
  variable('the secret has a line break behind it', 'AZURE_CLIENT_SECRET', 'abc8Q~not-a-real-secret\n', {
    cause: 'setting-malformed',
    evidence: /line break/,
  }),
  {
    name: 'the tenant id stands in for the client id',
    how: 'state',
    break: ({ variables, fake }) => (variables['AZURE_CLIENT_ID'] = fake.tenantId),
    first: { check: 'settings', cause: 'client-id-is-tenant-id' },
    mend: setRight('AZURE_CLIENT_ID'),
  },
  {
    name: 'the secret is in the client id',
    how: 'state',
    break: ({ variables, app }) => (variables['AZURE_CLIENT_ID'] = app.clientSecret),
    first: { check: 'settings', cause: 'setting-malformed', evidence: /its value is not a GUID/ },
    mend: setRight('AZURE_CLIENT_ID'),
  },
  certificate('the certificate’s file is not there', () => '/nowhere/contoso.pem', {
    cause: 'certificate-unusable',
    evidence: /cannot be read/,
  }),
  certificate(
    'the certificate has no key',
    (world) => world.file('public.pem', selfSigned(Date.now(), Date.now() + year).certificate),
    {
      cause: 'certificate-unusable',
      evidence: /no private key/,
    },
  ),
  certificate(
    'the key is another certificate’s',
    (world) => {
      const one = selfSigned(Date.now(), Date.now() + year)
      return world.file('mixed.pem', selfSigned(Date.now(), Date.now() + year).key + one.certificate)
    },
    { cause: 'certificate-unusable', evidence: /not the certificate’s/ },
  ),
  certificate(
    'the certificate has expired',
    (world) => world.file('old.pem', selfSigned(Date.now() - year, Date.now() - 86_400_000).pem),
    {
      cause: 'certificate-expired',
      evidence: /expired on/,
    },
  ),
  {
    name: '700027: the certificate is not registered with the app',
    how: 'state',
    break(world) {
      const made = selfSigned(Date.now(), Date.now() + year)
      world.variables['AZURE_CLIENT_CERTIFICATE_PATH'] = world.file('contoso.pem', made.pem)
      world.variables['CERTIFICATE'] = made.certificate
      unsetSecret(world)
    },
    first: { check: 'certificate', cause: 'certificate-unknown', evidence: /AADSTS700027/ },
    withAdministrator: { evidence: /The app has no certificate; the configured one has [0-9A-F]{40}/ },
    mend: ({ fake, app, variables }) => fake.addCertificate(app.clientId, variables['CERTIFICATE'] ?? ''),
  },
  {
    name: '700024: the clock is twenty minutes behind Entra’s',
    how: 'state',
    async break(world) {
      await useCertificate(world)
      world.options.now = Date.now
      world.fake.clock.advance(20 * 60_000)
    },
    first: { check: 'certificate', cause: 'assertion-invalid', evidence: /AADSTS700024.*Current time/ },
    mend: ({ fake }) => fake.clock.advance(-20 * 60_000),
  },
  {
    name: 'the certificate ends in ten days',
    how: 'state',
    async break(world) {
      await useCertificate(world, 10 * 86_400_000)
    },
    first: { check: 'certificate', cause: 'expires-soon', verdict: 'warning', evidence: /in (9|10) days/ },
    mend: (world) => useCertificate(world),
  },
  {
    name: '90038: the authority is of another cloud',
    how: 'state',
    break: set('AZURE_AUTHORITY_HOST', 'https://login.microsoftonline.us'),
    first: { check: 'cloud', cause: 'cloud-mismatch', evidence: /public cloud.*names login\.microsoftonline\.us/ },
    mend: set('AZURE_AUTHORITY_HOST', undefined),
  },
  {
    name: '50049: the authority is none of Microsoft’s',
    how: 'state',
    break: set('AZURE_AUTHORITY_HOST', 'https://login.contoso.com'),
    first: { check: 'cloud', cause: 'cloud-mismatch', evidence: /login\.contoso\.com/ },
    mend: set('AZURE_AUTHORITY_HOST', undefined),
  },
  {
    name: 'the authority is plain http',
    how: 'state',
    break: set('AZURE_AUTHORITY_HOST', 'http://login.microsoftonline.com'),
    first: { check: 'settings', cause: 'setting-malformed', evidence: /^AZURE_AUTHORITY_HOST: must be https/ },
    mend: set('AZURE_AUTHORITY_HOST', undefined),
  },
]
