import { decodeAccessToken, deviceCode, interactiveBrowser, onBehalfOf, refreshToken } from '../src/index.ts'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { makeCertificate } from './support/certificates.ts'
import { createPeopleWorld, failureOf, scope, shownAs, type PeopleWorld } from './support/people.ts'

let world: PeopleWorld
beforeEach(() => {
  world = createPeopleWorld()
})

const graphScope = 'https://graph.microsoft.com/.default'

/** Lets the program ask for Microsoft Graph too. */
function allowGraph({ fake, options }: PeopleWorld): void {
  const { applications } = fake.snapshot().tenant
  const snapshot = fake.snapshot()
  const access = applications.map((application) =>
    application.appId === options.clientId
      ? Object.assign(application, {
          requiredResourceAccess: [
            ...application.requiredResourceAccess,
            {
              resourceAppId: '00000003-0000-0000-c000-000000000000',
              resourceAccess: [{ id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', type: 'Scope' as const }],
            },
          ],
        })
      : application,
  )
  fake.restore({ ...snapshot, tenant: { ...snapshot.tenant, applications: access } })
}

describe('a device code', () => {
  const signingIn = (onPrompt = (code: string) => world.fake.entra.approveDevice(code, world.ada.id)) =>
    deviceCode({ ...world.options, onPrompt: ({ userCode }) => onPrompt(userCode) })

  it('asks the person once and keeps the token', async () => {
    const prompts = vi.fn<(code: string) => void>((code) => world.fake.entra.approveDevice(code, world.ada.id))
    const credential = signingIn(prompts)
    const tokens = await Promise.all(Array.from({ length: 50 }, () => credential.getToken(scope)))
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(1)
    expect(prompts).toHaveBeenCalledOnce()
    expect(world.asked).toEqual(['devicecode', 'device_code'])
    expect(decodeAccessToken(tokens[0]?.token ?? '')).toMatchObject({ oid: world.ada.id, scp: 'user_impersonation' })
  })

  it('shows address, code and time', async () => {
    const onPrompt = vi.fn<(prompt: { userCode: string }) => void>(({ userCode }) =>
      world.fake.entra.approveDevice(userCode, world.ada.id),
    )
    await deviceCode({ ...world.options, onPrompt }).getToken(scope)
    expect(onPrompt).toHaveBeenCalledWith({
      userCode: expect.stringMatching(/^[A-Z0-9]{9}$/),
      verificationUri: expect.stringMatching(/^https:/),
      message: expect.stringContaining('enter the code'),
      expiresOnTimestamp: expect.any(Number),
    })
  })

  it('renews silently', async () => {
    const credential = signingIn()
    const first = await credential.getToken(scope)
    const second = await credential.getToken(scope, { forceRefresh: true })
    expect(second.token).not.toBe(first.token)
    expect(world.asked).toEqual(['devicecode', 'device_code', 'refresh_token'])
  })

  it('gets tokens of a second resource without asking again', async () => {
    allowGraph(world)
    const credential = signingIn()
    await credential.getToken(scope)
    // What the administrator registered later is consented to on the next sign-in only.
    world.fake.entra.signedInUser = world.ada.id
    const url = new URL(`${world.fake.authority}/${world.fake.tenantId}/oauth2/v2.0/authorize`)
    for (const [name, value] of Object.entries({
      client_id: world.options.clientId,
      response_type: 'code',
      redirect_uri: 'http://localhost',
      scope: graphScope,
    }))
      url.searchParams.set(name, value)
    await world.fake.fetch(url)
    const { token } = await credential.getToken(graphScope)
    expect(decodeAccessToken(token).aud).toBe('https://graph.microsoft.com')
    expect(world.asked).toEqual(['devicecode', 'device_code', 'refresh_token'])
  })

  it('asks the person again after the sessions were revoked', async () => {
    const credential = signingIn()
    await credential.getToken(scope)
    world.fake.entra.revokeSessions(world.ada.id)
    await credential.getToken(scope, { forceRefresh: true })
    expect(world.asked).toEqual(['devicecode', 'device_code', 'refresh_token', 'devicecode', 'device_code'])
  })

  describe('in the last minutes of a token', () => {
    /** A credential with a token that is due for renewal, and a refresh token that was revoked. */
    async function revoked() {
      let ahead = 0
      const prompts = vi.fn<(code: string) => void>((code) => world.fake.entra.approveDevice(code, world.ada.id))
      const credential = deviceCode({
        ...world.options,
        now: () => Date.now() + ahead,
        onPrompt: ({ userCode }) => prompts(userCode),
      })
      const { token, expiresOnTimestamp } = await credential.getToken(scope)
      world.fake.entra.revokeSessions(world.ada.id)
      const until = (left: number) => (ahead = expiresOnTimestamp - left - Date.now())
      until(240_000)
      return { credential, token, prompts, until }
    }

    it('never asks the person in the background', async () => {
      const { credential, token, prompts, until } = await revoked()
      for (const left of [240_000, 120_000, 60_000]) {
        until(left)
        expect((await credential.getToken(scope)).token).toBe(token)
        await vi.waitFor(() => expect(world.asked).toContain('refresh_token'), { timeout: 20_000 })
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      // Entra said once that the person is needed; it is not asked that over and over.
      expect(world.asked).toEqual(['devicecode', 'device_code', 'refresh_token'])
      expect(prompts).toHaveBeenCalledOnce()
    })

    it('asks the person for a caller who would have no token otherwise', async () => {
      const { credential, token, prompts, until } = await revoked()
      expect((await credential.getToken(scope)).token).toBe(token)
      // The renewal in the background is still on its way, and cannot end well.
      until(0)
      const tokens = await Promise.all(Array.from({ length: 10 }, () => credential.getToken(scope)))
      expect(new Set(tokens.map((one) => one.token)).size).toBe(1)
      expect(tokens[0]?.token).not.toBe(token)
      expect(prompts).toHaveBeenCalledTimes(2)
    })

    it('renews silently where Entra allows it', async () => {
      let ahead = 0
      const prompts = vi.fn<(code: string) => void>((code) => world.fake.entra.approveDevice(code, world.ada.id))
      const credential = deviceCode({
        ...world.options,
        now: () => Date.now() + ahead,
        onPrompt: ({ userCode }) => prompts(userCode),
      })
      const { token, expiresOnTimestamp } = await credential.getToken(scope)
      ahead = expiresOnTimestamp - 240_000 - Date.now()
      await vi.waitFor(async () => expect((await credential.getToken(scope)).token).not.toBe(token), {
        timeout: 20_000,
      })
      expect(prompts).toHaveBeenCalledOnce()
    })
  })

  it('refuses another person at the second sign-in', async () => {
    const grace = world.fake.addUser({ displayName: 'Grace Hopper' })
    const people = [world.ada.id, grace.id]
    const credential = signingIn((code) => world.fake.entra.approveDevice(code, people.shift() ?? ''))
    await credential.getToken(scope)
    world.fake.entra.revokeSessions(world.ada.id)
    const error = await failureOf(credential.getToken(scope, { forceRefresh: true }))
    expect(error.code).toBe('account-mismatch')
  })

  it('waits longer when it is told to slow down', async () => {
    world.fake.entra.deviceCodeInterval = 0
    const sleeps: number[] = []
    let polls = 0
    let code = ''
    const credential = deviceCode({
      ...world.options,
      onPrompt: ({ userCode }) => (code = userCode),
      sleep: async (milliseconds) => void sleeps.push(milliseconds),
      async fetch(request) {
        if (!request.url.includes('/token')) return world.options.fetch(request)
        polls++
        if (polls === 1) return Response.json({ error: 'slow_down' }, { status: 400 })
        if (polls === 3) world.fake.entra.approveDevice(code, world.ada.id)
        return world.options.fetch(request)
      },
    })
    await credential.getToken(scope)
    expect(sleeps).toEqual([5000, 5000])
  })

  it('says that the person declined', async () => {
    const error = await failureOf(signingIn((code) => world.fake.entra.declineDevice(code)).getToken(scope))
    expect(error).toMatchObject({ code: 'sign-in-declined', retryable: false })
  })

  it('says that nobody came in time', async () => {
    const error = await failureOf(signingIn(() => world.fake.clock.advance(900_000)).getToken(scope))
    expect(error.code).toBe('sign-in-expired')
  })

  it('stops asking when the last caller gives up', async () => {
    const controller = new AbortController()
    const credential = signingIn(() => controller.abort(new Error('enough')))
    await expect(credential.getToken(scope, { abortSignal: controller.signal })).rejects.toThrow('enough')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const { length } = world.fake.requests
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(world.fake.requests).toHaveLength(length)
  })

  it('asks anew right after the last caller gave up', async () => {
    world.fake.entra.deviceCodeInterval = 5
    const controller = new AbortController()
    const codes: string[] = []
    const credential = signingIn((code) => {
      codes.push(code)
      if (codes.length === 1) setTimeout(() => controller.abort(new Error('enough')), 20)
      else world.fake.entra.approveDevice(code, world.ada.id)
    })
    await expect(credential.getToken(scope, { abortSignal: controller.signal })).rejects.toThrow('enough')
    await credential.getToken(scope)
    expect(codes).toHaveLength(2)
  }, 2000)

  it('passes on what onPrompt throws', async () => {
    const credential = signingIn(() => {
      throw new RangeError('no terminal')
    })
    await expect(credential.getToken(scope)).rejects.toThrow(new RangeError('no terminal'))
  })

  it('explains an app that is no public client', async () => {
    const other = world.fake.addApp({ applicationUser: false, adminConsent: true })
    const credential = deviceCode({ ...world.options, clientId: other.clientId, onPrompt: () => undefined })
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ aadsts: 7000218 })
  })
})

describe('a browser', () => {
  /** A person's browser: follows the redirect back to this machine. */
  async function browse(url: string): Promise<Response> {
    const response = await world.fake.fetch(url)
    return fetch(response.headers.get('location') ?? '')
  }
  const signingIn = (openBrowser: (url: string) => void | Promise<void>, more = {}) =>
    interactiveBrowser({ ...world.options, openBrowser, ...more })

  it('signs in with a code and PKCE, and says so on the page', async () => {
    world.fake.entra.signedInUser = world.ada.id
    let page = ''
    const credential = signingIn(
      async (url) => {
        const { searchParams } = new URL(url)
        expect(searchParams.get('code_challenge_method')).toBe('S256')
        page = await (await browse(url)).text()
      },
      { loginHint: world.ada.userPrincipalName },
    )
    const { token } = await credential.getToken(scope)
    expect(decodeAccessToken(token)).toMatchObject({ oid: world.ada.id, appidacr: '0' })
    expect(page).toContain('Signed in')
    await credential.getToken(scope, { forceRefresh: true })
    expect(world.asked).toEqual(['authorization_code', 'refresh_token'])
  })

  it('does not believe an answer with another state', async () => {
    world.fake.entra.signedInUser = world.ada.id
    const statuses: number[] = []
    const credential = signingIn(
      async (url) => {
        const back = new URL(url).searchParams.get('redirect_uri') ?? ''
        for (const path of ['/?code=stolen&state=guessed', '/?error=access_denied', '/favicon.ico']) {
          statuses.push((await fetch(back + path)).status)
        }
        await browse(url)
      },
      { loginHint: world.ada.userPrincipalName },
    )
    await credential.getToken(scope)
    expect(statuses).toEqual([400, 400, 404])
  })

  it('says that the person cancelled', async () => {
    const credential = signingIn(async (url) => {
      const body = new URLSearchParams({ decision: 'cancel' })
      const response = await world.fake.fetch(url, { method: 'POST', body })
      await fetch(response.headers.get('location') ?? '')
    })
    const error = await failureOf(credential.getToken(scope))
    expect(error.aadsts).toBe(65004)
    expect(error.code).toBe('sign-in-declined')
  })

  it('gives up after the time it was given', async () => {
    const error = await failureOf(signingIn(() => undefined, { signInTimeout: 20 }).getToken(scope))
    expect(error.code).toBe('sign-in-expired')
  })

  it('frees its port when the last caller gives up', async () => {
    const controller = new AbortController()
    let back = ''
    const credential = signingIn((url) => {
      back = new URL(url).searchParams.get('redirect_uri') ?? ''
      setTimeout(() => controller.abort(new Error('enough')), 10)
    })
    await expect(credential.getToken(scope, { abortSignal: controller.signal })).rejects.toThrow('enough')
    await vi.waitFor(() => expect(fetch(back)).rejects.toThrow('fetch failed'), { timeout: 20_000 })
  })

  it('carries the claims of a policy into the next sign-in', async () => {
    world.fake.entra.signedInUser = world.ada.id
    const urls: URL[] = []
    const credential = signingIn(
      async (url) => {
        urls.push(new URL(url))
        await browse(url)
      },
      { loginHint: world.ada.userPrincipalName },
    )
    await credential.getToken(scope)
    world.fake.entra.conditionalAccess = { grant: 'mfa' }
    await credential.getToken(scope, { forceRefresh: true })
    expect(world.asked).toEqual(['authorization_code', 'refresh_token', 'authorization_code'])
    expect(urls[1]?.searchParams.get('claims')).toContain('capolids')
  })

  it('reports a policy that blocks', async () => {
    world.fake.entra.signedInUser = world.ada.id
    world.fake.entra.conditionalAccess = { grant: 'block' }
    const credential = signingIn(
      async (url) => {
        await browse(url)
      },
      { loginHint: world.ada.userPrincipalName },
    )
    expect(await failureOf(credential.getToken(scope))).toMatchObject({ code: 'conditional-access', aadsts: 53003 })
  })
})

/** A refresh token that Ada's sign-in at the program left. */
async function leftBehind(): Promise<string> {
  const credential = deviceCode({
    ...world.options,
    onPrompt: ({ userCode }) => world.fake.entra.approveDevice(userCode, world.ada.id),
  })
  await credential.getToken(scope)
  world.asked.length = 0
  return [...world.secrets].find((secret) => secret.startsWith('1.') && secret.length > 300) ?? ''
}

describe('a refresh token', () => {
  it('is rotated, and the new one handed out', async () => {
    const rotated: string[] = []
    const first = await leftBehind()
    const credential = refreshToken({
      ...world.options,
      refreshToken: first,
      onRotate: (next) => void rotated.push(next),
    })
    await credential.getToken(scope)
    await credential.getToken(scope, { forceRefresh: true })
    expect(world.asked).toEqual(['refresh_token', 'refresh_token'])
    expect(new Set([first, ...rotated]).size).toBe(3)
  })

  it('says that the person is needed when it is revoked', async () => {
    const credential = refreshToken({ ...world.options, refreshToken: await leftBehind() })
    world.fake.entra.revokeSessions(world.ada.id)
    const error = await failureOf(credential.getToken(scope))
    expect(error).toMatchObject({ code: 'interaction-required', aadsts: 50173 })
  })

  it('proves a web app with its secret', async () => {
    const redirect = 'https://app.contoso.com/'
    const web = world.fake.addApp({ applicationUser: false, redirectUris: { web: [redirect] } })
    world.fake.entra.signedInUser = world.ada.id
    const base = `${world.fake.authority}/${world.fake.tenantId}/oauth2/v2.0`
    const query = new URLSearchParams({
      client_id: web.clientId,
      response_type: 'code',
      redirect_uri: redirect,
      scope: `${scope} offline_access`,
    })
    const { headers } = await world.fake.fetch(`${base}/authorize?${query}`)
    const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
    const { clientId, clientSecret } = web
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirect,
      code,
    })
    const answer = await (await world.fake.fetch(`${base}/token`, { method: 'POST', body })).json()
    const { refresh_token: first } = answer as { refresh_token: string }
    const credential = refreshToken({ ...world.options, clientId, clientSecret, refreshToken: first })
    expect(decodeAccessToken((await credential.getToken(scope)).token)).toMatchObject({ appidacr: '1' })
    const without = refreshToken({ ...world.options, clientId, refreshToken: first })
    expect(await failureOf(without.getToken(scope))).toMatchObject({ code: 'credential-missing' })
  })
})

describe('on behalf of', () => {
  /** An API of the tenant, and a token that Ada called it with. */
  async function called(adminConsent = true) {
    const api = world.fake.addApp({ applicationUser: false, publishes: ['access_as_user'], adminConsent })
    const credential = deviceCode({
      ...world.options,
      authority: world.fake.authority,
      onPrompt: ({ userCode }) => world.fake.entra.approveDevice(userCode, world.ada.id),
    })
    const query = new URLSearchParams({
      client_id: world.options.clientId,
      response_type: 'code',
      redirect_uri: 'http://localhost',
      scope: `api://${api.clientId}/access_as_user`,
    })
    world.fake.entra.signedInUser = world.ada.id
    // Consent of the person, which a real program asks for by naming the permission.
    await world.fake.fetch(`${world.fake.authority}/${world.fake.tenantId}/oauth2/v2.0/authorize?${query}`)
    const { token } = await credential.getToken(`api://${api.clientId}/.default`)
    world.asked.length = 0
    const { clientId, clientSecret } = api
    return { ...world.options, clientId, clientSecret, userAssertion: token }
  }

  it('calls Dynamics as the person', async () => {
    const credential = onBehalfOf(await called())
    const [{ token }] = await Promise.all([credential.getToken(scope), credential.getToken(scope)])
    expect(world.asked).toEqual(['jwt-bearer'])
    const headers = { authorization: `Bearer ${token}` }
    const answer = await world.fake.fetch(`${world.fake.url}/api/data/v9.2/WhoAmI`, { headers })
    expect(await answer.json()).toMatchObject({ UserId: world.ada.systemUserId })
  })

  it('proves the API with its certificate', async () => {
    const { clientSecret: _, ...options } = await called()
    const made = makeCertificate()
    await world.fake.addCertificate(options.clientId, made.certificate)
    const { token } = await onBehalfOf({ ...options, certificate: made.pem }).getToken(scope)
    expect(decodeAccessToken(token)).toMatchObject({ oid: world.ada.id, appidacr: '2' })
  })

  it('hands the claims of a policy on', async () => {
    const credential = onBehalfOf(await called())
    world.fake.entra.conditionalAccess = { grant: 'mfa' }
    const error = await failureOf(credential.getToken(scope))
    expect(error).toMatchObject({ code: 'interaction-required', aadsts: 50076 })
    expect(JSON.parse(error.claims ?? '')).toHaveProperty('access_token.capolids')
  })

  it('says that consent is missing', async () => {
    const error = await failureOf(onBehalfOf(await called(false)).getToken(scope))
    expect(error.step).toBe(1)
  })

  it.each([
    ['a token for another audience', 500131],
    ['the token of a program', 7000114],
  ])('explains %s', async (_, aadsts) => {
    const options = await called()
    const own = await onBehalfOf(options).getToken(scope)
    const form = { grant_type: 'client_credentials', scope: `${options.clientId}/.default` }
    const body = new URLSearchParams({ ...form, client_id: options.clientId, client_secret: options.clientSecret })
    const url = `${world.fake.authority}/${world.fake.tenantId}/oauth2/v2.0/token`
    const app = (await (await world.fake.fetch(url, { method: 'POST', body })).json()) as { access_token: string }
    const userAssertion = aadsts === 500131 ? own.token : app.access_token
    expect((await failureOf(onBehalfOf({ ...options, userAssertion }).getToken(scope))).aadsts).toBe(aadsts)
  })
})

describe('options', () => {
  const good = { tenantId: 'contoso.onmicrosoft.com', clientId: '22222222-2222-2222-2222-222222222222' }
  const jwt = 'eyJhbGciOiJub25lIn0.e30.c2ln'

  it.each<[string, () => unknown]>([
    ['onPrompt', () => deviceCode({ ...good } as never)],
    ['tenantId', () => deviceCode({ ...good, tenantId: 'common', onPrompt: () => undefined })],
    ['clientId', () => interactiveBrowser({ ...good, clientId: 'contoso' })],
    ['port', () => interactiveBrowser({ ...good, port: 70_000 })],
    ['refreshToken', () => refreshToken({ ...good, refreshToken: '' })],
    ['userAssertion', () => onBehalfOf({ ...good, clientSecret: 'abc8Q~secret', userAssertion: `Bearer ${jwt}` })],
    ['userAssertion', () => onBehalfOf({ ...good, clientSecret: 'abc8Q~secret', userAssertion: 'opaque' })],
    ['clientSecret', () => onBehalfOf({ ...good, userAssertion: jwt })],
    ['clientSecret', () => onBehalfOf({ ...good, userAssertion: jwt, clientSecret: good.clientId })],
    ['authority', () => deviceCode({ ...good, authority: 'http://login.example', onPrompt: () => undefined })],
  ])('that are wrong are refused at once, naming %s', (name, make) => {
    expect(make).toThrow(new RegExp(`^${name}: `))
  })
})

describe('secrets of people', () => {
  it('stand in no error, inspection, JSON or recorded request', async () => {
    const shown: unknown[] = []
    const first = await leftBehind()
    const credential = refreshToken({ ...world.options, refreshToken: first })
    shown.push(credential, (await credential.getToken(scope)).expiresOnTimestamp)
    world.fake.entra.revokeSessions(world.ada.id)
    shown.push(await failureOf(credential.getToken(scope, { forceRefresh: true })))
    const echoing = refreshToken({
      ...world.options,
      refreshToken: first,
      fetch: async (request) =>
        Response.json({ error: 'invalid_grant', error_description: `sent ${await request.text()}` }, { status: 400 }),
    })
    shown.push(await failureOf(echoing.getToken(scope)))
    world.fake.entra.conditionalAccess = { grant: 'block' }
    const person = interactiveBrowser({
      ...world.options,
      loginHint: world.ada.userPrincipalName,
      openBrowser: async (url) => {
        world.fake.entra.signedInUser = world.ada.id
        await fetch((await world.fake.fetch(url)).headers.get('location') ?? '')
      },
    })
    shown.push(person, await failureOf(person.getToken(scope)), world.fake.requests)
    const assertion = [...world.secrets].find((secret) => secret.startsWith('ey')) ?? ''
    const { clientId, clientSecret } = world.fake.addApp({ applicationUser: false })
    world.secrets.add(clientSecret)
    const api = onBehalfOf({ ...world.options, clientId, clientSecret, userAssertion: assertion })
    shown.push(api, await failureOf(api.getToken(scope)))
    const text = shown.map(shownAs).join('\n')
    expect(world.secrets.size).toBeGreaterThan(5)
    for (const secret of world.secrets) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(encodeURIComponent(secret))
    }
  })
})
