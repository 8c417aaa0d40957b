import { DeviceCodeCredential, OnBehalfOfCredential } from '@azure/identity'
import {
  ConfidentialClientApplication,
  CryptoProvider,
  PublicClientApplication,
  type Configuration,
} from '@azure/msal-node'
import { decodeJwt } from 'jose'
import { setupServer } from 'msw/node'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFakeDynamics, type FakeApp, type FakeDynamics, type FakeUser } from '../src/index.ts'

const REDIRECT = 'http://localhost'
const DATAVERSE = 'https://contoso.crm.dynamics.com'
const SCOPE = `${DATAVERSE}/user_impersonation`

let fake: FakeDynamics
let ada: FakeUser
let program: FakeApp
let api: FakeApp

beforeEach(() => {
  fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
  fake.entra.deviceCodeInterval = 0
  ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  program = fake.addApp({
    displayName: 'Contoso desktop',
    applicationUser: false,
    publicClient: true,
    redirectUris: { publicClient: [REDIRECT] },
  })
  api = fake.addApp({
    displayName: 'Contoso API',
    applicationUser: false,
    publishes: ['access_as_user'],
    redirectUris: { web: ['https://app.contoso.com/signed-in'] },
    adminConsent: true,
  })
})

type Json = Record<string, any>

async function post(path: string, form: Readonly<Record<string, string>>) {
  const url = `${fake.authority}/${fake.tenantId}/oauth2/v2.0/${path}`
  const response = await fake.fetch(url, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, json: (await response.json()) as Json }
}

const token = (form: Readonly<Record<string, string>>) => post('token', form)

function authorizeUrl(members: Readonly<Record<string, string>> = {}): string {
  const url = new URL(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/authorize`)
  const defaults = {
    client_id: program.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: `${SCOPE} offline_access openid`,
    state: 'state-1',
  }
  for (const [name, value] of Object.entries({ ...defaults, ...members })) url.searchParams.set(name, value)
  return url.href
}

/** The members that a browser comes back to the app with. */
async function browse(url: string): Promise<Record<string, string>> {
  const response = await fake.fetch(url)
  expect(response.status).toBe(302)
  return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams)
}

async function signIn(scope = `${SCOPE} offline_access openid`, clientId = program.clientId): Promise<Json> {
  fake.entra.signedInUser = ada.userPrincipalName
  const { code = '' } = await browse(authorizeUrl({ scope, client_id: clientId }))
  const { status, json } = await token({
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: REDIRECT,
    scope,
  })
  expect(status).toBe(200)
  return json
}

const whoAmI = (accessToken: string) =>
  fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${accessToken}` } })

describe('a token of a person', () => {
  it('names the person, the permission and no role', async () => {
    const { access_token: text, scope } = await signIn()
    expect(scope).toBe(`openid ${SCOPE}`)
    const claims = decodeJwt(text)
    expect(claims).toMatchObject({
      aud: DATAVERSE,
      iss: `https://sts.windows.net/${fake.tenantId}/`,
      appid: program.clientId,
      appidacr: '0',
      oid: ada.id,
      scp: 'user_impersonation',
      tid: fake.tenantId,
      upn: 'ada.lovelace@contoso.onmicrosoft.com',
      ver: '1.0',
    })
    expect(claims).not.toHaveProperty('roles')
    expect(claims.sub).not.toBe(ada.id)
  })

  it('is that user in Dynamics', async () => {
    const { access_token: text } = await signIn()
    const answer = (await (await whoAmI(text)).json()) as Json
    expect(answer['UserId']).toBe(ada.systemUserId)
  })

  it('is refused by an environment the person is no user of', async () => {
    const stranger = fake.addUser({ displayName: 'Grace Hopper', systemUser: false })
    fake.entra.signedInUser = stranger.id
    const { code = '' } = await browse(authorizeUrl())
    const form = { grant_type: 'authorization_code', client_id: program.clientId, code, redirect_uri: REDIRECT }
    const response = await whoAmI((await token({ ...form, scope: SCOPE })).json['access_token'])
    expect(response.status).toBe(403)
    expect(((await response.json()) as Json)['error']).toMatchObject({ code: '0x80072560' })
  })

  it('outlives a reset, with the person and their row', async () => {
    const { access_token: text } = await signIn()
    fake.reset()
    const answer = (await (await whoAmI(text)).json()) as Json
    expect(answer['UserId']).toBe(ada.systemUserId)
  })

  it('is issued for people of a snapshot too', async () => {
    const next = createFakeDynamics({ snapshot: structuredClone(fake.snapshot()) })
    next.entra.signedInUser = ada.userPrincipalName
    const response = await next.fetch(authorizeUrl())
    expect(response.headers.get('location')).toContain('code=')
  })
})

describe('the authorization endpoint', () => {
  it('shows a page with the people of the tenant', async () => {
    const response = await fake.fetch(authorizeUrl())
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('Ada Lovelace (ada.lovelace@contoso.onmicrosoft.com)')
  })

  it('sends the browser back with code and state when the page is answered', async () => {
    const body = new URLSearchParams({ user: ada.id, decision: 'accept' })
    const response = await fake.fetch(authorizeUrl(), { method: 'POST', body })
    const location = new URL(response.headers.get('location') ?? '')
    expect(location.origin).toBe('http://localhost')
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ state: 'state-1' })
    expect(location.searchParams.get('code')).toMatch(/^1\./)
  })

  it('asks again after a wrong password, and never shows it', async () => {
    const grace = fake.addUser({ displayName: 'Grace Hopper', password: 'the right one' })
    const wrong = new URLSearchParams({ user: grace.id, decision: 'accept', password: 'not the right one' })
    const page = await fake.fetch(authorizeUrl(), { method: 'POST', body: wrong })
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).toContain('AADSTS50126')
    expect(text).not.toContain('the right one')
    const right = new URLSearchParams({ user: grace.id, decision: 'accept', password: 'the right one' })
    expect((await fake.fetch(authorizeUrl(), { method: 'POST', body: right })).status).toBe(302)
  })

  it('sends the browser back with an error when the person cancels', async () => {
    const body = new URLSearchParams({ user: ada.id, decision: 'cancel' })
    const response = await fake.fetch(authorizeUrl(), { method: 'POST', body })
    const { searchParams } = new URL(response.headers.get('location') ?? '')
    expect(searchParams.get('error')).toBe('access_denied')
    expect(searchParams.get('state')).toBe('state-1')
  })

  it('asks for consent where it is not given by itself', async () => {
    fake.entra.autoConsent = false
    const body = new URLSearchParams({ user: ada.id, decision: 'accept' })
    const page = await fake.fetch(authorizeUrl(), { method: 'POST', body })
    expect(await page.text()).toContain('<li>user_impersonation</li>')
    body.set('consent', 'shown')
    expect((await fake.fetch(authorizeUrl(), { method: 'POST', body })).status).toBe(302)
  })

  it('says login_required to prompt=none while nobody is signed in', async () => {
    expect(await browse(authorizeUrl({ prompt: 'none' }))).toMatchObject({ error: 'login_required', state: 'state-1' })
  })

  it.each([
    ['an unknown client', { client_id: '99999999-9999-4999-8999-999999999999' }, 'AADSTS700016'],
    ['another redirect URI', { redirect_uri: 'http://localhost/elsewhere' }, 'AADSTS50011'],
  ])('sends nobody to %s', async (_, members, code) => {
    const response = await fake.fetch(authorizeUrl(members))
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(code)
  })

  it.each([
    ['a permission the resource has not', { scope: `${DATAVERSE}/everything` }, 'invalid_client'],
    ['two resources', { scope: `${SCOPE} https://graph.microsoft.com/User.Read` }, 'invalid_scope'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['an environment of nobody', { scope: 'https://fabrikam.crm.dynamics.com/.default' }, 'invalid_resource'],
  ])('sends an error back for %s', async (_, members, error) => {
    fake.entra.signedInUser = ada.id
    expect(await browse(authorizeUrl(members))).toMatchObject({ error, state: 'state-1' })
  })

  it('takes any port of localhost', async () => {
    fake.entra.signedInUser = ada.id
    expect(await browse(authorizeUrl({ redirect_uri: 'http://localhost:53123' }))).toHaveProperty('code')
  })
})

describe('an authorization code', () => {
  const redeem = (code: string, members: Readonly<Record<string, string>> = {}) =>
    token({
      grant_type: 'authorization_code',
      client_id: program.clientId,
      code,
      redirect_uri: REDIRECT,
      scope: SCOPE,
      ...members,
    })
  const codeOf = async (members?: Readonly<Record<string, string>>) => {
    fake.entra.signedInUser = ada.id
    return (await browse(authorizeUrl(members)))['code'] ?? ''
  }

  it('is redeemed once', async () => {
    const code = await codeOf()
    expect((await redeem(code)).status).toBe(200)
    expect((await redeem(code)).json['error_codes']).toEqual([54005])
  })

  it('lives ten minutes', async () => {
    const code = await codeOf()
    fake.clock.advance(600_000)
    expect((await redeem(code)).json['error_codes']).toEqual([70008])
  })

  it('is bound to its verifier', async () => {
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
    const code = await codeOf({ code_challenge: challenge, code_challenge_method: 'S256' })
    expect((await redeem(code, { code_verifier: `${verifier}x` })).json['error_codes']).toEqual([501481])
    expect((await redeem(code)).json['error_codes']).toEqual([501481])
    expect((await redeem(code, { code_verifier: verifier })).status).toBe(200)
  })

  it('is bound to its redirect URI', async () => {
    const code = await codeOf()
    const { json } = await redeem(code, { redirect_uri: 'http://localhost:4711' })
    expect(json['error_codes']).toEqual([50011])
  })

  it('is not redeemed by a public client with a secret', async () => {
    const { json } = await redeem(await codeOf(), { client_secret: program.clientSecret })
    expect(json['error_codes']).toEqual([700025])
  })

  it('is redeemed by a web app only with its secret', async () => {
    const web = { client_id: api.clientId, redirect_uri: 'https://app.contoso.com/signed-in' }
    const code = await codeOf({ ...web, scope: SCOPE })
    expect((await redeem(code, web)).json['error_codes']).toEqual([7000218])
    expect((await redeem(code, { ...web, client_secret: api.clientSecret })).status).toBe(200)
  })
})

describe('a refresh token', () => {
  const refresh = (refreshToken: string, members: Readonly<Record<string, string>> = {}) =>
    token({
      grant_type: 'refresh_token',
      client_id: program.clientId,
      refresh_token: refreshToken,
      scope: SCOPE,
      ...members,
    })

  it('brings a new access token and a new refresh token', async () => {
    const { refresh_token: first } = await signIn()
    const { json } = await refresh(first)
    expect(json['refresh_token']).not.toBe(first)
    expect((await whoAmI(json['access_token'])).status).toBe(200)
  })

  it('dies after ninety days', async () => {
    const { refresh_token: first } = await signIn()
    fake.clock.advance(90 * 86_400_000)
    expect((await refresh(first)).json['error_codes']).toEqual([700082])
  })

  it('is revoked with the sessions of its person', async () => {
    const { refresh_token: first } = await signIn()
    fake.entra.revokeSessions(ada.userPrincipalName)
    expect((await refresh(first)).json).toMatchObject({ error: 'invalid_grant', error_codes: [50173] })
    fake.clock.advance(1000)
    expect((await refresh((await signIn())['refresh_token'])).status).toBe(200)
  })

  it('is good for its own client alone', async () => {
    const { refresh_token: first } = await signIn()
    const other = fake.addApp({ applicationUser: false, publicClient: true })
    expect((await refresh(first, { client_id: other.clientId })).json['error_codes']).toEqual([70000])
  })
})

describe('a device code', () => {
  const begin = async (clientId = program.clientId) =>
    (await post('devicecode', { client_id: clientId, scope: `${SCOPE} offline_access` })).json
  const poll = (deviceCode: string, clientId = program.clientId) =>
    token({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: clientId,
      device_code: deviceCode,
    })

  it('waits, then brings a token once', async () => {
    const { device_code: code, user_code: userCode } = await begin()
    expect((await poll(code)).json).toMatchObject({ error: 'authorization_pending', error_codes: [70016] })
    fake.entra.approveDevice(userCode, ada.userPrincipalName)
    const { json } = await poll(code)
    expect((await whoAmI(json['access_token'])).status).toBe(200)
    expect((await poll(code)).status).toBe(400)
  })

  it('tells an eager device to slow down', async () => {
    fake.entra.deviceCodeInterval = 5
    const { device_code: code, interval } = await begin()
    expect(interval).toBe(5)
    await poll(code)
    expect((await poll(code)).json['error']).toBe('slow_down')
    fake.clock.advance(10_000)
    expect((await poll(code)).json['error']).toBe('authorization_pending')
  })

  it('says that it was declined', async () => {
    const { device_code: code, user_code: userCode } = await begin()
    fake.entra.declineDevice(userCode)
    expect((await poll(code)).json['error']).toBe('authorization_declined')
  })

  it('expires after fifteen minutes', async () => {
    const { device_code: code } = await begin()
    fake.clock.advance(900_000)
    expect((await poll(code)).json).toMatchObject({ error: 'expired_token', error_codes: [70020] })
  })

  it('is not for apps that are no public clients', async () => {
    const { device_code: code } = await begin(api.clientId)
    expect((await poll(code, api.clientId)).json['error_codes']).toEqual([7000218])
  })

  it('is entered on a page', async () => {
    const { device_code: code, user_code: userCode, verification_uri: page } = await begin()
    expect(await (await fake.fetch(page)).text()).toContain('name="user_code"')
    const wrong = new URLSearchParams({ user_code: 'NOTACODE1', user: ada.id, decision: 'accept' })
    expect(await (await fake.fetch(page, { method: 'POST', body: wrong })).text()).toContain('role="alert"')
    const right = new URLSearchParams({ user_code: userCode, user: ada.id, decision: 'accept' })
    expect(await (await fake.fetch(page, { method: 'POST', body: right })).text()).toContain('Signed in')
    expect((await poll(code)).status).toBe(200)
  })
})

describe('on-behalf-of', () => {
  const exchange = (assertion: string, members: Readonly<Record<string, string>> = {}) =>
    token({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: api.clientId,
      client_secret: api.clientSecret,
      assertion,
      requested_token_use: 'on_behalf_of',
      scope: `${DATAVERSE}/.default`,
      ...members,
    })
  const apiToken = async () => (await signIn(`api://${api.clientId}/access_as_user`))['access_token'] as string

  it('brings a token of the same person for the environment', async () => {
    const { json } = await exchange(await apiToken())
    expect(decodeJwt(json['access_token'])).toMatchObject({ oid: ada.id, appid: api.clientId, appidacr: '1' })
    expect((await whoAmI(json['access_token'])).status).toBe(200)
  })

  it('refuses a token that was made for another API', async () => {
    const { access_token: wrong } = await signIn()
    expect((await exchange(wrong)).json['error_codes']).toEqual([500131])
  })

  it('refuses the token of a program', async () => {
    const form = { grant_type: 'client_credentials', client_id: api.clientId, client_secret: api.clientSecret }
    const { json } = await token({ ...form, scope: `${api.clientId}/.default` })
    expect((await exchange(json['access_token'])).json['error_codes']).toEqual([7000114])
  })

  it('refuses an expired, a forged and a broken assertion', async () => {
    const assertion = await apiToken()
    expect((await exchange(`${assertion.slice(0, -8)}AAAAAAAA`)).json['error_codes']).toEqual([50013])
    expect((await exchange('not a token')).json['error_codes']).toEqual([50027])
    fake.clock.advance(3_600_000)
    expect((await exchange(assertion)).json['error_codes']).toEqual([500133])
  })

  it('needs consent, and says so', async () => {
    const other = fake.addApp({ applicationUser: false, publishes: ['access_as_user'] })
    const { access_token: assertion } = await signIn(`api://${other.clientId}/access_as_user`)
    const members = { client_id: other.clientId, client_secret: other.clientSecret }
    expect((await exchange(assertion, members)).json).toMatchObject({
      error: 'invalid_grant',
      error_codes: [65001],
      suberror: 'consent_required',
    })
  })

  it('needs the second factor that a policy demands, and brings the claims to ask for', async () => {
    const before = await apiToken()
    fake.entra.conditionalAccess = { grant: 'mfa', policyId: '12121212-1212-4212-8212-121212121212' }
    const { json } = await exchange(before)
    expect(json).toMatchObject({ error: 'interaction_required', error_codes: [50076], suberror: 'basic_action' })
    expect(JSON.parse(json['claims'])).toEqual({
      access_token: { capolids: { essential: true, values: ['12121212-1212-4212-8212-121212121212'] } },
    })
    expect((await exchange(await apiToken())).status).toBe(200)
  })
})

describe('policies and revocation', () => {
  it('blocks every sign-in of people while a policy says so', async () => {
    fake.entra.signedInUser = ada.id
    fake.entra.conditionalAccess = { grant: 'block' }
    const answer = await browse(authorizeUrl())
    expect(answer['error_description']).toContain('AADSTS53003')
    expect(answer['claims']).toContain('capolids')
  })

  it('challenges tokens from before until they are asked for with the claims', async () => {
    const { access_token: before, refresh_token: refreshToken } = await signIn()
    fake.entra.challengeTokens()
    const challenged = await whoAmI(before)
    expect(challenged.status).toBe(401)
    const header = challenged.headers.get('www-authenticate') ?? ''
    expect(header).toContain('error="insufficient_claims"')
    const claims = atob(/claims="([^"]+)"/.exec(header)?.[1] ?? '')
    const form = { grant_type: 'refresh_token', client_id: program.clientId, refresh_token: refreshToken, scope: SCOPE }
    expect((await whoAmI((await token(form)).json['access_token'])).status).toBe(401)
    expect((await whoAmI((await token({ ...form, claims })).json['access_token'])).status).toBe(200)
  })

  it('keeps codes out of the request log', async () => {
    await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/logout?code=secret-code`)
    expect(JSON.stringify(fake.requests)).not.toContain('secret-code')
  })
})

describe('with msal-node', () => {
  function configuration(app: FakeApp, secret?: string): Configuration {
    const send = async <Body>(
      method: string,
      url: string,
      { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
    ) => {
      const response = await fake.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: (await response.json()) as Body,
      }
    }
    return {
      auth: {
        clientId: app.clientId,
        authority: `${fake.authority}/${fake.tenantId}`,
        ...(secret === undefined ? {} : { clientSecret: secret }),
      },
      system: {
        networkClient: {
          sendGetRequestAsync: (url, options) => send('GET', url, options),
          sendPostRequestAsync: (url, options) => send('POST', url, options),
        },
      },
    }
  }

  it('signs in with an authorization code and PKCE, then silently', async () => {
    const application = new PublicClientApplication(configuration(program))
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
    fake.entra.signedInUser = ada.id
    const url = await application.getAuthCodeUrl({
      scopes: [SCOPE],
      redirectUri: REDIRECT,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      state: 'contoso',
    })
    const { code = '', state } = await browse(url)
    expect(state).toBe('contoso')
    const result = await application.acquireTokenByCode({
      code,
      scopes: [SCOPE],
      redirectUri: REDIRECT,
      codeVerifier: verifier,
    })
    expect(result.account).toMatchObject({
      username: ada.userPrincipalName,
      homeAccountId: `${ada.id}.${fake.tenantId}`,
      tenantId: fake.tenantId,
    })
    const { account } = result
    if (!account) throw new Error('no account')
    const cached = await application.acquireTokenSilent({ account, scopes: [SCOPE] })
    expect(cached.fromCache).toBe(true)
    const renewed = await application.acquireTokenSilent({ account, scopes: [SCOPE], forceRefresh: true })
    expect(renewed.fromCache).toBe(false)
    expect((await whoAmI(renewed.accessToken)).status).toBe(200)
  })

  it('signs in with a device code', async () => {
    const application = new PublicClientApplication(configuration(program))
    const result = await application.acquireTokenByDeviceCode({
      scopes: [SCOPE],
      deviceCodeCallback: ({ userCode }) => fake.entra.approveDevice(userCode, ada.id),
    })
    expect(result?.account?.username).toBe(ada.userPrincipalName)
  })

  it('exchanges a token on behalf of its person, and reads a refusal', async () => {
    const application = new ConfidentialClientApplication(configuration(api, api.clientSecret))
    const { access_token: assertion } = await signIn(`api://${api.clientId}/access_as_user`)
    const request = { oboAssertion: assertion, scopes: [`${DATAVERSE}/.default`] }
    const result = await application.acquireTokenOnBehalfOf(request)
    expect((await whoAmI(result?.accessToken ?? '')).status).toBe(200)
    fake.entra.conditionalAccess = { grant: 'mfa' }
    await expect(application.acquireTokenOnBehalfOf({ ...request, skipCache: true })).rejects.toMatchObject({
      name: 'InteractionRequiredAuthError',
      errorCode: 'interaction_required',
      subError: 'basic_action',
      claims: expect.stringContaining('capolids'),
    })
  })

  it('renews with a refresh token of another cache', async () => {
    const { refresh_token: refreshToken } = await signIn()
    const application = new PublicClientApplication(configuration(program))
    const result = await application.acquireTokenByRefreshToken({ refreshToken, scopes: [SCOPE] })
    expect((await whoAmI(result?.accessToken ?? '')).status).toBe(200)
  })
})

describe('with @azure/identity', () => {
  it('signs in with DeviceCodeCredential and OnBehalfOfCredential', async () => {
    const server = setupServer(...fake.handlers)
    server.listen({ onUnhandledFrame: 'error' })
    try {
      const device = new DeviceCodeCredential({
        tenantId: fake.tenantId,
        clientId: program.clientId,
        userPromptCallback: ({ userCode }) => fake.entra.approveDevice(userCode, ada.id),
      })
      const { token: assertion } = await device.getToken(`api://${api.clientId}/access_as_user`)
      const { tenantId } = fake
      const { clientId, clientSecret } = api
      const api2 = new OnBehalfOfCredential({ tenantId, clientId, clientSecret, userAssertionToken: assertion })
      const { token: text } = await api2.getToken(`${DATAVERSE}/.default`)
      expect((await whoAmI(text)).status).toBe(200)
    } finally {
      server.close()
    }
  })
})
