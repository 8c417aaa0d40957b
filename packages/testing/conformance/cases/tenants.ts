import type { ConformanceCase, Expectation, Step } from '../case.ts'
import { caseOf } from './world.ts'

/** Finds the authority and the tenant of the environment, as clients do. */
const find: Step = {
  method: 'GET',
  path: '{{root}}/',
  headers: { authorization: null },
  capture: {
    authority: 'match:www-authenticate:authorization_uri=(https?://[^/]+)/',
    tenant: 'match:www-authenticate:authorization_uri=https?://[^/]+/([^/]+)/',
  },
  expectStatus: 401,
}

/** A document of Entra, which takes no token. */
const look = (path: string): Step => ({
  method: 'GET',
  path: `{{authority}}/${path}`,
  headers: { authorization: null },
})

interface Asked {
  readonly tenant?: string
  readonly clientId?: string
  readonly secret?: string
  readonly scope?: string
}

/** Asks a tenant for an app's token. */
const ask = ({ tenant = '{{tenant}}', clientId = '{{id1}}', secret = 'none', scope = '{{origin}}' }: Asked): Step => ({
  method: 'POST',
  path: `{{authority}}/${tenant}/oauth2/v2.0/token`,
  headers: { authorization: null, 'content-type': 'application/x-www-form-urlencoded' },
  body: `grant_type=client_credentials&client_id=${clientId}&client_secret=${secret}&scope=${scope}/.default`,
})

const refused = (error: string, code: number, status = 400): Expectation => ({
  status,
  json: { error, error_codes: [code] },
})

/** As the administrator app of the environment's tenant. */
const own = { clientId: '{{clientId}}', secret: '{{clientSecret}}' }

/** As an app of that tenant which is for all. */
const vendor = { clientId: '{{vendorId}}', secret: '{{vendorSecret}}' }

const graphToken: Step = {
  ...ask({
    tenant: '{{fabrikam}}',
    clientId: '{{fabrikamId}}',
    secret: '{{fabrikamSecret}}',
    scope: 'https://graph.microsoft.com',
  }),
  capture: { graph: 'json:/access_token' },
}

const notLive = 'needs two tenants and secrets of their apps'
const entra = 'entra-docs: identity-platform/'
const codes = `${entra}reference-error-codes.md`

export const tenants: readonly ConformanceCase[] = [
  {
    id: 'tenants-challenge',
    fact: 'Without a token an environment names its own tenant, and itself as the resource',
    trust: 'observed' as const,
    source: 'PowerPlatform-DataverseServiceClient: authentication challenge',
    request: { method: 'GET', path: '{{root}}/', headers: { authorization: null } },
    expect: {
      status: 401,
      headers: {
        'www-authenticate': {
          $re: '^Bearer authorization_uri=https?://[^/]+/[0-9a-f-]{36}/oauth2/authorize, resource_id={{origin}}/$',
        },
      },
    },
  },
  {
    id: 'tenants-openid',
    fact: 'The OpenID configuration of a tenant names it in the issuer and in every endpoint',
    source: `${entra}v2-protocols-oidc.md`,
    setup: [find],
    request: look('{{tenant}}/v2.0/.well-known/openid-configuration'),
    expect: {
      status: 200,
      json: {
        issuer: '{{authority}}/{{tenant}}/v2.0',
        token_endpoint: '{{authority}}/{{tenant}}/oauth2/v2.0/token',
        jwks_uri: '{{authority}}/{{tenant}}/discovery/v2.0/keys',
      },
    },
  },
  ...['common', 'organizations'].map((name) => ({
    id: `tenants-openid-${name}`,
    fact: `The OpenID configuration of /${name} leaves the tenant of the issuer open`,
    source: `${entra}v2-protocols-oidc.md`,
    setup: [find],
    request: look(`${name}/v2.0/.well-known/openid-configuration`),
    expect: { status: 200, json: { issuer: '{{authority}}/{tenantid}/v2.0' } },
  })),
  {
    id: 'tenants-keys',
    fact: 'Each key that a tenant publishes says which issuer its tokens are of',
    source: `${entra}access-tokens.md`,
    setup: [find],
    request: look('{{tenant}}/discovery/v2.0/keys'),
    expect: { status: 200, json: { keys: { $includes: [{ issuer: '{{authority}}/{{tenant}}/v2.0' }] } } },
  },
  {
    id: 'tenants-unknown',
    fact: 'A tenant that there is not is AADSTS90002',
    source: codes,
    setup: [find],
    request: look('{{id1}}/v2.0/.well-known/openid-configuration'),
    expect: refused('invalid_tenant', 90002),
  },
  {
    id: 'tenants-malformed',
    fact: 'A tenant that is neither an id nor a domain is AADSTS900023',
    source: codes,
    setup: [find],
    request: ask({ tenant: 'Contoso%20Ltd' }),
    expect: refused('invalid_request', 900023),
  },
  {
    id: 'tenants-app-unknown',
    fact: 'An app that is not in the tenant is AADSTS700016',
    source: codes,
    setup: [find],
    request: ask({}),
    expect: refused('unauthorized_client', 700016),
  },
  {
    id: 'tenants-app-common',
    fact: 'An app gets no token at /common, which names no tenant: AADSTS50059',
    source: codes,
    setup: [find],
    request: ask({ tenant: 'common', ...own }),
    expect: refused('invalid_request', 50059),
    notLive,
  },
  {
    id: 'tenants-app-organizations',
    fact: 'An app gets no token at /organizations, which names no tenant: AADSTS90019',
    trust: 'disputed' as const,
    source: codes,
    setup: [find],
    request: ask({ tenant: 'organizations', ...own }),
    expect: refused('invalid_request', 90019),
    notLive,
  },
  {
    id: 'tenants-app-consumers',
    fact: 'An app gets no token at /consumers: AADSTS9001023',
    trust: 'disputed' as const,
    source: codes,
    setup: [find],
    request: ask({ tenant: 'consumers', ...own }),
    expect: refused('invalid_request', 9001023),
    notLive,
  },
  {
    id: 'tenants-people-consumers',
    fact: 'An app that is not for personal accounts is 401 and AADSTS70002 where those sign in, at /consumers',
    trust: 'observed' as const,
    source: 'jmprieur/app-provisonning-tool#24',
    setup: [find],
    request: {
      method: 'POST',
      path: '{{authority}}/consumers/oauth2/v2.0/devicecode',
      headers: { authorization: null, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'client_id={{clientId}}&scope=openid',
    },
    expect: refused('invalid_client', 70002, 401),
    notLive,
  },
  {
    id: 'tenants-app-of-one',
    fact: 'An app of one tenant is AADSTS700016 in another',
    source: codes,
    setup: [find],
    request: ask({ tenant: '{{fabrikam}}', ...own, scope: '{{fabrikamUrl}}' }),
    expect: refused('unauthorized_client', 700016),
    notLive,
  },
  {
    id: 'tenants-app-of-several-missing',
    fact: 'An app of several tenants without a service principal in the tenant is 401 and AADSTS7000229',
    source: 'entra-docs: identity/enterprise-apps/create-service-principal-cross-tenant.md',
    setup: [find],
    request: ask({ tenant: '{{fabrikam}}', ...vendor, scope: '{{fabrikamUrl}}' }),
    expect: refused('invalid_client', 7000229, 401),
    notLive,
  },
  {
    id: 'tenants-app-of-several',
    fact: 'A service principal made with the client id of an app of several tenants lets it sign in to the tenant',
    source: 'entra-docs: identity/enterprise-apps/create-service-principal-cross-tenant.md',
    setup: [
      find,
      graphToken,
      {
        method: 'POST',
        path: '{{graphUrl}}/servicePrincipals',
        headers: { authorization: 'Bearer {{graph}}' },
        body: { appId: '{{vendorId}}' },
        expectStatus: 201,
      },
    ],
    request: ask({ tenant: 'fabrikam.onmicrosoft.com', ...vendor, scope: '{{fabrikamUrl}}' }),
    expect: { status: 200, json: { token_type: 'Bearer', access_token: { $type: 'string' } } },
    notLive,
  },
  {
    id: 'tenants-environment-of-another',
    fact: 'A token for the environment of another tenant is AADSTS500011',
    source: codes,
    setup: [find],
    request: ask({ ...own, scope: '{{fabrikamUrl}}' }),
    expect: refused('invalid_resource', 500011),
    notLive,
  },
  {
    id: 'tenants-token-of-another',
    fact: 'An environment refuses the token of another tenant with 401 and the challenge of its own',
    trust: 'observed' as const,
    source: 'PowerPlatform-DataverseServiceClient: authentication challenge',
    setup: [find, graphToken],
    request: { method: 'GET', path: '{{root}}/WhoAmI', headers: { authorization: 'Bearer {{graph}}' } },
    expect: {
      status: 401,
      headers: {
        'www-authenticate': {
          $re: '^Bearer error=invalid_token, error_description=[^,]+, authorization_uri={{authority}}/{{tenant}}/oauth2/authorize, resource_id={{origin}}/$',
        },
      },
    },
    notLive,
  },
  {
    id: 'tenants-graph',
    fact: 'Microsoft Graph answers of the tenant of the token',
    source: 'microsoft-graph-docs: api-reference/v1.0/api/organization-list.md',
    setup: [find, graphToken],
    request: {
      method: 'GET',
      path: '{{graphUrl}}/organization?$select=id',
      headers: { authorization: 'Bearer {{graph}}' },
    },
    expect: { status: 200, json: { value: [{ id: '{{fabrikam}}' }] } },
    notLive,
  },
  {
    id: 'tenants-people-of-one',
    fact: 'At /common people sign in to apps of several tenants alone; to another it is AADSTS50194',
    source: codes,
    setup: [find],
    request: {
      ...ask({ tenant: 'common' }),
      path: '{{authority}}/common/oauth2/v2.0/devicecode',
      body: 'client_id={{clientId}}&scope={{origin}}/user_impersonation',
    },
    expect: refused('invalid_request', 50194),
    notLive,
  },
].map((facts) => caseOf({ area: 'tenants', ...facts }))
