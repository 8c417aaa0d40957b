import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { registerApplication, registerServicePrincipal } from '../src/world/register-application.ts'
import { createTenant } from '../src/world/create-tenant.ts'
import { findServicePrincipal } from '../src/world/directory-lookup.ts'
import { DATAVERSE_APP_ID } from '../src/world/well-known.ts'
import { createEntraHarness, LOGIN, ORG, SECRET, type EntraHarness } from './entra-harness.ts'

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

let harness: EntraHarness
beforeEach(() => {
  harness = createEntraHarness()
})

type Form = Readonly<Record<string, string | undefined>>

function goodForm(): Form {
  return {
    grant_type: 'client_credentials',
    client_id: harness.app.appId,
    client_secret: SECRET,
    scope: `${ORG}/.default`,
  }
}

async function post(form: Form, tenant: string = harness.tenant.id, path = 'oauth2/v2.0/token', headers = {}) {
  const fields = Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  const body = new URLSearchParams(fields)
  const response = await harness.fetch(`${LOGIN}/${tenant}/${path}`, { method: 'POST', body, headers })
  return { response, status: response.status, json: (await response.json()) as Record<string, any> }
}

async function verified(token: string) {
  const keys = await harness.fetch(`${LOGIN}/${harness.tenant.id}/discovery/v2.0/keys`)
  const jwks = createLocalJWKSet((await keys.json()) as JSONWebKeySet)
  return jwtVerify(token, jwks, { currentDate: new Date(harness.clock.now()) })
}

describe('a token for a client secret', () => {
  it('is a signed v1 token for the environment', async () => {
    const { json, status, response } = await post(goodForm())
    expect(status).toBe(200)
    expect(json).toEqual({
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
    })
    expect(response.headers.get('cache-control')).toBe('no-store, no-cache')
    expect(response.headers.get('x-ms-request-id')).toMatch(GUID)

    const { payload, protectedHeader } = await verified(json['access_token'])
    const principal = findServicePrincipal(harness.tenant, harness.app.appId)
    const now = harness.clock.now() / 1000
    expect(protectedHeader).toMatchObject({ typ: 'JWT', alg: 'RS256' })
    expect(protectedHeader.x5t).toBe(protectedHeader.kid)
    expect(payload).toMatchObject({
      aud: ORG,
      iss: `https://sts.windows.net/${harness.tenant.id}/`,
      appid: harness.app.appId,
      appidacr: '1',
      oid: principal?.id,
      sub: principal?.id,
      tid: harness.tenant.id,
      ver: '1.0',
      iat: now - 300,
      nbf: now - 300,
      exp: now + 3599,
    })
    expect(payload).not.toHaveProperty('roles')
    expect(payload).not.toHaveProperty('scp')
  })

  it('takes the tenant by domain in any case', async () => {
    expect((await post(goodForm(), 'Contoso.onmicrosoft.com')).status).toBe(200)
  })

  it('takes the credentials as HTTP Basic', async () => {
    const basic = btoa(`${encodeURIComponent(harness.app.appId)}:${encodeURIComponent(SECRET)}`)
    const form = { ...goodForm(), client_id: undefined, client_secret: undefined }
    const { status } = await post(form, harness.tenant.id, 'oauth2/v2.0/token', { authorization: `Basic ${basic}` })
    expect(status).toBe(200)
  })

  it('ignores fields and query parameters it does not know', async () => {
    const form = { ...goodForm(), 'x-client-SKU': 'msal.js.node', claims: '{}' }
    expect((await post(form, harness.tenant.id, 'oauth2/v2.0/token?client-request-id=x')).status).toBe(200)
  })

  it.each([
    [`${ORG}//.default`, `${ORG}/`],
    [`${DATAVERSE_APP_ID}/.default`, DATAVERSE_APP_ID],
    ['https://CONTOSO.crm.dynamics.com/.default', 'https://CONTOSO.crm.dynamics.com'],
    ['https://graph.microsoft.com/.default', 'https://graph.microsoft.com'],
  ])('keeps the audience of scope %s as spelled', async (scope, aud) => {
    const { json } = await post({ ...goodForm(), scope })
    expect((await verified(json['access_token'])).payload.aud).toBe(aud)
  })

  it('writes numbers as text on the v1 endpoint', async () => {
    const form = { ...goodForm(), scope: undefined, resource: ORG }
    const { json } = await post(form, harness.tenant.id, 'oauth2/token')
    const now = harness.clock.now() / 1000
    expect(json).toEqual({
      token_type: 'Bearer',
      expires_in: '3599',
      ext_expires_in: '3599',
      expires_on: String(now + 3599),
      not_before: String(now - 300),
      resource: ORG,
      access_token: expect.any(String),
    })
  })

  it('lives as long as it was told to', async () => {
    harness.entra.tokenLifetime = 60
    const { json } = await post(goodForm())
    expect(json['expires_in']).toBe(60)
    expect(await harness.world.tokens.verify(json['access_token'])).toMatchObject({ valid: true })
    harness.clock.advance(60_000)
    expect(await harness.world.tokens.verify(json['access_token'])).toEqual({ valid: false, reason: 'expired' })
  })

  it('is refused by the resource when a letter of it changes', async () => {
    const token: string = (await post(goodForm())).json['access_token']
    const [head, payload, signature = ''] = token.split('.')
    const forged = `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    expect(await harness.world.tokens.verify(forged)).toEqual({ valid: false, reason: 'signature' })
    expect(await harness.world.tokens.verify('garbage')).toEqual({ valid: false, reason: 'malformed' })
    const unsigned = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${payload}.${signature}`
    expect(await harness.world.tokens.verify(unsigned)).toEqual({ valid: false, reason: 'signature' })
  })

  it('is refused when its issuer is no tenant of this world', async () => {
    const other = createEntraHarness()
    const claims = { aud: ORG, iss: `https://sts.windows.net/${other.tenant.id}/`, tid: other.tenant.id }
    const token = await harness.world.tokens.sign({ ...claims, appid: 'x', oid: 'y', exp: 9e9, nbf: 0 })
    expect(await harness.world.tokens.verify(token)).toEqual({ valid: false, reason: 'issuer' })
  })

  it('comes with the key id the keys document lists', async () => {
    const { json } = await post(goodForm())
    const keys = await (await harness.fetch(`${LOGIN}/common/discovery/keys`)).json()
    expect(keys).toEqual({
      keys: [
        {
          kty: 'RSA',
          use: 'sig',
          kid: decodeProtectedHeader(json['access_token']).kid,
          x5t: expect.any(String),
          n: expect.any(String),
          e: 'AQAB',
        },
      ],
    })
  })
})

describe('what the token endpoint refuses', () => {
  interface Refusal {
    readonly code: number
    readonly why: string
    readonly error: string
    readonly status: number
    readonly form?: Form
    readonly tenant?: string
    readonly path?: string
    readonly arrange?: () => void
    readonly says?: string
  }

  const invalidClient = { error: 'invalid_client', status: 401 }
  const invalidRequest = { error: 'invalid_request', status: 400 }
  const invalidScope = { error: 'invalid_scope', status: 400 }
  const unauthorizedClient = { error: 'unauthorized_client', status: 400 }
  const invalidResource = { error: 'invalid_resource', status: 400 }
  const principal = () => findServicePrincipal(harness.tenant, harness.app.appId)!
  const dataverse = () => findServicePrincipal(harness.tenant, DATAVERSE_APP_ID)!
  const UNKNOWN = '99999999-9999-4999-8999-999999999999'

  const refusals: Refusal[] = [
    {
      code: 7000215,
      why: 'a wrong secret',
      ...invalidClient,
      form: { client_secret: 'abc8Q~wrong' },
      says: 'Invalid client secret provided',
    },
    { code: 7000215, why: 'the id of the secret', ...invalidClient, form: { client_secret: UNKNOWN } },
    {
      code: 7000215,
      why: 'a secret that was removed',
      ...invalidClient,
      arrange: () => void (harness.app.passwordCredentials.length = 0),
    },
    {
      code: 7000222,
      why: 'an expired secret',
      ...invalidClient,
      arrange: () => harness.clock.advance(3 * 365 * 24 * 3600_000),
      says: 'are expired',
    },
    { code: 7000216, why: 'an empty secret', ...invalidClient, form: { client_secret: '' } },
    { code: 7000218, why: 'no secret', ...invalidClient, form: { client_secret: undefined } },
    {
      code: 700016,
      why: 'an unknown client',
      ...unauthorizedClient,
      form: { client_id: UNKNOWN },
      says: "'99999999-9999-4999-8999-999999999999' was not found in the directory 'Contoso'",
    },
    {
      code: 7000229,
      why: 'an app without service principal',
      ...invalidClient,
      arrange: () => void harness.tenant.servicePrincipals.delete(principal().id),
    },
    {
      code: 7000112,
      why: 'a disabled service principal',
      ...unauthorizedClient,
      arrange: () => void (principal().accountEnabled = false),
      says: '(Contoso integration) is disabled.',
    },
    { code: 90002, why: 'an unknown tenant id', error: 'invalid_tenant', status: 400, tenant: UNKNOWN },
    {
      code: 90002,
      why: 'an unknown tenant domain',
      error: 'invalid_tenant',
      status: 400,
      tenant: 'fabrikam.onmicrosoft.com',
    },
    {
      code: 900023,
      why: 'a malformed tenant',
      ...invalidRequest,
      tenant: 'not a tenant',
      says: "'not a tenant' is neither a valid DNS name",
    },
    { code: 900144, why: 'no grant type', ...invalidRequest, form: { grant_type: undefined }, says: "'grant_type'" },
    { code: 900144, why: 'no client id', ...invalidRequest, form: { client_id: undefined }, says: "'client_id'" },
    { code: 900144, why: 'no scope', ...invalidRequest, form: { scope: undefined }, says: "'scope'" },
    {
      code: 70003,
      why: 'a grant type nobody has',
      error: 'unsupported_grant_type',
      status: 400,
      form: { grant_type: 'client_credential' },
    },
    { code: 1002012, why: 'a delegated scope', ...invalidScope, form: { scope: `${ORG}/user_impersonation` } },
    {
      code: 1002012,
      why: 'a scope encoded twice',
      ...invalidScope,
      form: { scope: encodeURIComponent(`${ORG}/.default`) },
    },
    { code: 70011, why: 'a blank scope', ...invalidScope, form: { scope: ' ' } },
    {
      code: 70011,
      why: 'two resources',
      ...invalidScope,
      form: { scope: `${ORG}/.default https://graph.microsoft.com/.default` },
    },
    {
      code: 70011,
      why: '.default beside a named scope',
      ...invalidScope,
      form: { scope: `${ORG}/.default openid` },
      says: "can't be combined",
    },
    {
      code: 700022,
      why: 'named scopes of two resources',
      ...invalidScope,
      form: { scope: `${ORG}/user_impersonation User.Read` },
    },
    { code: 28002, why: '.default of nothing', ...invalidScope, form: { scope: '/.default' } },
    { code: 901002, why: 'resource on the v2 endpoint', ...invalidRequest, form: { resource: ORG } },
    {
      code: 900144,
      why: 'no resource on the v1 endpoint',
      ...invalidRequest,
      path: 'oauth2/token',
      says: "'resource'",
    },
    {
      code: 500011,
      why: 'an environment that does not exist',
      ...invalidResource,
      form: { scope: 'https://fabrikam.crm.dynamics.com/.default' },
      says: 'named https://fabrikam.crm.dynamics.com was not found in the tenant named Contoso',
    },
    { code: 500011, why: 'a URL with a path', ...invalidResource, form: { scope: `${ORG}/api/data/v9.2/.default` } },
    {
      code: 500011,
      why: 'a tenant without Dataverse',
      ...invalidResource,
      arrange: () => void harness.tenant.servicePrincipals.delete(dataverse().id),
    },
    {
      code: 500014,
      why: 'a lapsed subscription',
      ...invalidResource,
      arrange: () => void (dataverse().accountEnabled = false),
    },
    {
      code: 501051,
      why: 'a resource that requires assignment',
      error: 'invalid_grant',
      status: 400,
      arrange: () => void (dataverse().appRoleAssignmentRequired = true),
    },
    { code: 50059, why: 'common as tenant', ...invalidRequest, tenant: 'common' },
    { code: 90019, why: 'organizations as tenant', ...invalidRequest, tenant: 'organizations' },
    { code: 9001023, why: 'consumers as tenant', ...invalidRequest, tenant: 'consumers' },
  ]

  it.each(refusals)(
    'answers $why with AADSTS$code',
    async ({ code, error, status, form, tenant, path, arrange, says = '' }) => {
      arrange?.()
      const correlationId = '11111111-2222-4333-8444-555555555555'
      const sent = await post({ ...goodForm(), ...form }, tenant, path, {
        'client-request-id': correlationId,
        'return-client-request-id': 'true',
      })
      const trace = sent.response.headers.get('x-ms-request-id')
      const timestamp = `${new Date(harness.clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`
      expect(sent.status).toBe(status)
      expect(sent.json).toMatchObject({
        error,
        error_codes: [code],
        timestamp,
        trace_id: trace,
        correlation_id: correlationId,
        error_uri: `${LOGIN}/error?code=${code}`,
      })
      const tail = ` Trace ID: ${trace} Correlation ID: ${correlationId} Timestamp: ${timestamp}`
      expect(sent.json['error_description']).toMatch(new RegExp(`^AADSTS${code}: \\S.*${tail}$`))
      expect(sent.json['error_description']).toContain(says)
      expect(JSON.stringify(sent.json)).not.toContain(SECRET)
      expect(sent.response.headers.get('client-request-id')).toBe(correlationId)
      expect(sent.response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    },
  )

  it('answers GET with AADSTS900561', async () => {
    const response = await harness.fetch(`${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: 'invalid_request',
      error_codes: [900561],
      error_description: expect.stringContaining('only accepts POST requests. Received a GET request.'),
    })
  })

  it.each([
    ['application/json', '{"grant_type":"client_credentials"}', 900144],
    ['application/x-www-form-urlencoded', '{"grant_type":"client_credentials"}', 9002313],
    ['application/x-www-form-urlencoded', '', 900144],
  ])('answers a %s body %j with AADSTS%i', async (contentType, body, code) => {
    const url = `${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`
    const response = await harness.fetch(url, { method: 'POST', body, headers: { 'content-type': contentType } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [code] })
  })

  it('keeps the environment of another tenant out of reach', async () => {
    const fabrikam = createTenant(harness.world, { domain: 'fabrikam.onmicrosoft.com', displayName: 'Fabrikam' })
    const app = registerApplication(harness.world, fabrikam, { displayName: 'Fabrikam integration' })
    registerServicePrincipal(harness.world, fabrikam, app)
    harness.addSecret(app, { secretText: 'fab8Q~secret' })
    const form = { ...goodForm(), client_id: app.appId, client_secret: 'fab8Q~secret' }
    expect((await post(form, fabrikam.id)).json['error_codes']).toEqual([500011])
    expect((await post(form)).json['error_codes']).toEqual([700016])
    app.signInAudience = 'AzureADMultipleOrgs'
    const missing = await post(form)
    expect([missing.status, missing.json['error_codes']]).toEqual([401, [7000229]])
    registerServicePrincipal(harness.world, harness.tenant, app, fabrikam.id)
    expect((await post(form)).status).toBe(200)
  })

  it('says loudly which grant it does not model', async () => {
    const { status, json } = await post({ ...goodForm(), grant_type: 'password' })
    expect(status).toBe(501)
    expect(json['error_description']).toBe('The fake does not model grant_type password.')
  })
})

describe('faults', () => {
  it('fail the next requests in order and then stop', async () => {
    harness.entra.failNext({ aadsts: 53003 })
    harness.entra.failNext({ status: 503, body: '<html>down</html>', retryAfter: 7 })
    const blocked = await post(goodForm())
    expect(blocked.status).toBe(400)
    expect(blocked.json).toMatchObject({ error: 'invalid_grant', suberror: 'message_only', error_codes: [53003] })
    const down = await harness.fetch(`${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`, { method: 'POST' })
    expect([down.status, down.headers.get('retry-after'), await down.text()]).toEqual([503, '7', '<html>down</html>'])
    expect((await post(goodForm())).status).toBe(200)
  })

  it('can repeat, and carry a status and Retry-After', async () => {
    harness.entra.failNext({ aadsts: 90055, retryAfter: 3 }, 2)
    for (const _ of [1, 2]) {
      const { status, response } = await post(goodForm())
      expect([status, response.headers.get('retry-after')]).toEqual([429, '3'])
    }
    expect((await post(goodForm())).status).toBe(200)
  })

  it('leave discovery alone', async () => {
    harness.entra.failNext({ status: 500 })
    const response = await harness.fetch(`${LOGIN}/common/.well-known/openid-configuration`)
    expect(response.status).toBe(200)
  })
})

it('a world is made in no time, because its key waits for the first token', () => {
  createEntraHarness()
  const before = performance.now()
  createEntraHarness()
  expect(performance.now() - before).toBeLessThan(30)
})
