import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setupServer } from 'msw/node'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFakeDynamics, type FakeApp, type FakeDynamics, type Fetch, type ListeningFake } from '../src/index.ts'

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

const GIVEN_ID = '22222222-2222-4222-8222-222222222222'

interface Door {
  readonly fetch: Fetch
  readonly authority: string
  readonly url: string
}

/** A token for the environment, asked for as any client would. */
async function tokenOf(fake: FakeDynamics, door: Door = fake, app: Pick<FakeApp, 'clientId' | 'clientSecret'> = fake) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: app.clientId,
    client_secret: app.clientSecret,
    scope: `${door.url}/.default`,
  })
  const response = await door.fetch(`${door.authority}/${fake.tenantId}/oauth2/v2.0/token`, { method: 'POST', body })
  const answer = (await response.json()) as { access_token?: string; error_description?: string }
  if (answer.access_token === undefined) throw new Error(answer.error_description)
  return answer.access_token
}

async function read(door: Door, token: string, path: string) {
  const response = await door.fetch(`${door.url}/api/data/v9.2/${path}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: response.status, headers: response.headers, json: (await response.json()) as Record<string, any> }
}

const names = (json: Record<string, any>) => json['value'].map((one: { name: string }) => one.name)

describe('the fetch door', () => {
  it('leads from a secret to rows', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    const token = await tokenOf(fake)
    const { json, status } = await read(fake, token, 'accounts?$select=name')
    expect([status, names(json)]).toEqual([200, ['Contoso']])
  })

  it('answers at the API host of the environment too', async () => {
    const fake = createFakeDynamics({ url: 'https://contoso.crm4.dynamics.com/' })
    expect(fake.url).toBe('https://contoso.crm4.dynamics.com')
    const api = { fetch: fake.fetch, authority: fake.authority, url: 'https://contoso.api.crm4.dynamics.com' }
    expect((await read(api, await tokenOf(fake, api), 'WhoAmI')).json['UserId']).toMatch(GUID)
  })

  it('names the host it does not answer for', async () => {
    const fake = createFakeDynamics()
    await expect(fake.fetch('https://fabrikam.example/x')).rejects.toThrow(
      new TypeError(
        'The fake does not answer for fabrikam.example. It answers for login.microsoftonline.com, login.windows.net, login.microsoft.com, sts.windows.net, graph.microsoft.com, contoso.crm.dynamics.com, contoso.api.crm.dynamics.com.',
      ),
    )
  })

  it('answers HEAD as GET, without the body', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    const headers = { authorization: `Bearer ${await tokenOf(fake)}` }
    const response = await fake.fetch(`${fake.url}/api/data/v9.2/accounts`, { method: 'HEAD', headers })
    expect([response.status, response.headers.get('odata-version'), await response.text()]).toEqual([200, '4.0', ''])
  })

  it('gives up when the caller does', async () => {
    const fake = createFakeDynamics()
    const url = `${fake.authority}/common/discovery/keys`
    await expect(fake.fetch(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    const controller = new AbortController()
    const waiting = fake.fetch(url, { signal: controller.signal })
    controller.abort(new Error('too late'))
    await expect(waiting).rejects.toThrow('too late')
  })

  it('gives responses the URL they came from', async () => {
    const fake = createFakeDynamics()
    const url = `${fake.authority}/common/.well-known/openid-configuration`
    expect((await fake.fetch(url)).url).toBe(url)
  })
})

describe('the msw door', () => {
  it('answers the global fetch', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    const server = setupServer(...fake.handlers)
    server.listen({ onUnhandledFrame: 'error' })
    try {
      const door = { fetch, authority: fake.authority, url: fake.url }
      const { json } = await read(door, await tokenOf(fake, door), 'accounts?$select=name')
      expect(names(json)).toEqual(['Contoso'])
    } finally {
      server.close()
    }
  })

  it('lets no request to a wrong address out, and names it', async () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    const server = setupServer(...createFakeDynamics().handlers)
    server.listen({ onUnhandledFrame: 'error' })
    try {
      const wrong = 'https://contosso.crm.dynamics.com/api/data/v9.2/accounts'
      await expect(fetch(wrong)).rejects.toMatchObject({ cause: { message: expect.stringContaining('[MSW]') } })
      expect(printed).toHaveBeenCalledWith(expect.stringContaining(wrong))
    } finally {
      server.close()
      printed.mockRestore()
    }
  })
})

describe('a listening fake', () => {
  let listening: ListeningFake | undefined
  afterEach(async () => {
    await listening?.close()
    listening = undefined
  })

  const door = ({ authority, url }: ListeningFake): Door => ({ fetch, authority, url })

  it('serves Entra, Graph, Dynamics and its control service on one origin', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    listening = await fake.listen({ http: true })
    const { url, graphUrl, controlUrl, tokenEndpoint, port } = listening
    expect(listening).toMatchObject({
      url: `http://localhost:${port}`,
      authority: url,
      graphUrl: `${url}/graph/v1.0`,
      controlUrl: `${url}/_emulator`,
      tokenEndpoint: `${url}/${fake.tenantId}/oauth2/v2.0/token`,
    })
    const { json } = await read(door(listening), await tokenOf(fake, door(listening)), 'accounts?$select=name')
    expect(names(json)).toEqual(['Contoso'])
    expect(json['@odata.context']).toMatch(`${url}/api/data/v9.2/$metadata#accounts`)

    const graphToken = await tokenOf(fake, { ...door(listening), url: `${url}/graph` })
    const organization = await fetch(`${graphUrl}/organization`, { headers: { authorization: `Bearer ${graphToken}` } })
    expect(((await organization.json()) as Record<string, any>)['value'][0].id).toBe(fake.tenantId)

    const state = (await (await fetch(controlUrl)).json()) as Record<string, unknown>
    expect(state).toMatchObject({ tenantId: fake.tenantId, clientId: fake.clientId, applications: 1 })
    expect(JSON.stringify(state)).not.toContain(fake.clientSecret)
    expect(tokenEndpoint).toContain(fake.tenantId)
  })

  it('keeps its certificate where it is told', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'dynamics-kit-test-'))
    try {
      listening = await createFakeDynamics().listen({ certificateDirectory: directory })
      expect(listening.caFile).toBe(join(directory, 'ca.pem'))
      expect(listening.ca).toMatch(/^-----BEGIN CERTIFICATE-----/)
      expect(listening.url).toBe(`https://localhost:${listening.port}`)
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  it('is a resource only while it listens', async () => {
    const fake = createFakeDynamics()
    const server = await fake.listen({ http: true })
    const there = { fetch: fake.fetch, authority: fake.authority, url: server.url }
    expect(await tokenOf(fake, there)).toMatch(/^eyJ/)
    await server.close()
    await expect(tokenOf(fake, there)).rejects.toThrow('AADSTS500011')
  })

  it('is reset from outside, and tokens stay valid', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    listening = await fake.listen({ http: true })
    const token = await tokenOf(fake, door(listening))
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const whoAmI = (await read(door(listening), token, 'WhoAmI')).json
    const created = await fetch(`${listening.url}/api/data/v9.2/accounts`, {
      method: 'POST',
      headers,
      body: '{"name":"Fabrikam"}',
    })
    expect(created.status).toBe(204)
    expect((await fetch(`${listening.controlUrl}/reset`, { method: 'POST' })).status).toBe(204)
    expect(names((await read(door(listening), token, 'accounts?$select=name')).json)).toEqual(['Contoso'])
    const { UserId, OrganizationId } = whoAmI
    expect((await read(door(listening), token, 'WhoAmI')).json).toMatchObject({ UserId, OrganizationId })
  })

  it('is not reset by pages of other sites', async () => {
    listening = await createFakeDynamics().listen({ http: true })
    const reset = (headers: Record<string, string>) =>
      fetch(`${listening?.controlUrl}/reset`, { method: 'POST', headers })
    expect((await reset({ origin: 'https://fabrikam.example' })).status).toBe(403)
    expect((await reset({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await reset({ origin: listening.url })).status).toBe(204)
    expect((await fetch(`${listening.controlUrl}/reset`)).status).toBe(405)
    expect((await fetch(`${listening.controlUrl}/nothing`)).status).toBe(404)
  })
})

describe('apps', () => {
  it('get into Dynamics as application users with a role only', async () => {
    const fake = createFakeDynamics()
    const stranger = fake.addApp({ displayName: 'Stranger', applicationUser: false })
    expect(stranger).not.toHaveProperty('systemUserId')
    const refused = await read(fake, await tokenOf(fake, fake, stranger), 'WhoAmI')
    expect([refused.status, refused.json['error'].code]).toEqual([403, '0x80072560'])

    const member = fake.addApp({ roles: ['System Administrator'] })
    const { json } = await read(fake, await tokenOf(fake, fake, member), 'WhoAmI')
    expect(json['UserId']).toBe(member.systemUserId)
  })

  it('have the identity they are given', async () => {
    const clientId = GIVEN_ID
    const tenantId = '33333333-3333-4333-8333-333333333333'
    const fake = createFakeDynamics({ tenantId, app: { clientId, clientSecret: 'given' } })
    expect([fake.tenantId, fake.clientId, fake.clientSecret]).toEqual([tenantId, clientId, 'given'])
    expect(await tokenOf(fake)).toMatch(/^eyJ/)
  })

  it.each([
    ['tenantId', () => createFakeDynamics({ tenantId: 'contoso' })],
    ['app.clientId', () => createFakeDynamics({ app: { clientId: 'x' } })],
    ['url', () => createFakeDynamics({ url: 'contoso.crm.dynamics.com' })],
    ['url', () => createFakeDynamics({ url: 'https://contoso.crm.dynamics.com/main.aspx' })],
    ['graphRoles', () => createFakeDynamics().addApp({ graphRoles: ['Mail.Send'] })],
    ['clientId', () => createFakeDynamics({ app: { clientId: GIVEN_ID } }).addApp({ clientId: GIVEN_ID })],
    ['roles', () => createFakeDynamics().addApp({ applicationUser: false, roles: ['x'] })],
  ])('are refused with the option at fault: %s', (option, make) => {
    expect(make).toThrow(new RegExp(`^${option}: `))
    expect(make).toThrow(TypeError)
  })
})

describe('a reset', () => {
  it('keeps the apps that the test added, whatever requests did to them', async () => {
    const fake = createFakeDynamics()
    const app = fake.addApp({ roles: ['System Administrator'] })
    const token = await tokenOf(fake, fake, app)
    const graphToken = await tokenOf(fake, { ...fake, url: 'https://graph.microsoft.com' })
    const headers = { authorization: `Bearer ${graphToken}` }
    const address = `${fake.graphUrl}/applications(appId='${app.clientId}')`
    expect((await fake.fetch(address, { method: 'DELETE', headers })).status).toBe(204)
    await expect(tokenOf(fake, fake, app)).rejects.toThrow('AADSTS700016')
    fake.reset()
    expect((await read(fake, token, 'WhoAmI')).json['UserId']).toBe(app.systemUserId)
    expect(await tokenOf(fake, fake, app)).toMatch(/^eyJ/)
  })

  it('forgets the apps that requests made', async () => {
    const fake = createFakeDynamics()
    const headers = { authorization: `Bearer ${await tokenOf(fake, { ...fake, url: 'https://graph.microsoft.com' })}` }
    const body = '{"displayName":"Passing"}'
    const { appId } = (await (
      await fake.fetch(`${fake.graphUrl}/applications`, { method: 'POST', headers, body })
    ).json()) as { appId: string }
    fake.reset()
    expect((await fake.fetch(`${fake.graphUrl}/applications(appId='${appId}')`, { headers })).status).toBe(404)
  })

  it('forgets faults, throttling, token lifetime and requests', async () => {
    const fake = createFakeDynamics()
    fake.entra.failNext({ status: 500 })
    fake.entra.tokenLifetime = 1
    fake.throttle.next()
    await fake.fetch(`${fake.authority}/common/discovery/keys`)
    fake.reset()
    expect([fake.requests.length, fake.entra.tokenLifetime]).toEqual([0, 3599])
    expect((await read(fake, await tokenOf(fake), 'WhoAmI')).status).toBe(200)
  })
})

describe('seeding', () => {
  it('adds rows until the next reset, without a trace', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    await fake.seed({ accounts: [{ name: 'Fabrikam' }] })
    expect(fake.requests).toEqual([])
    const token = await tokenOf(fake)
    expect(names((await read(fake, token, 'accounts?$select=name')).json)).toEqual(['Contoso', 'Fabrikam'])
    fake.reset()
    expect(names((await read(fake, token, 'accounts?$select=name')).json)).toEqual(['Contoso'])
  })

  it('says which row the Web API refused', async () => {
    const fake = createFakeDynamics()
    await expect(fake.seed({ accounts: [{ name: 'Contoso' }, { nonsense: 1 }] })).rejects.toThrow(
      /^accounts\[1\]: 400 .*nonsense/,
    )
  })
})

describe('throttling', () => {
  it('refuses the next requests as the service protection limits do', async () => {
    const fake = createFakeDynamics()
    const token = await tokenOf(fake)
    fake.throttle.next({ retryAfter: 2, count: 2 })
    for (const _ of [1, 2]) {
      const { status, headers, json } = await read(fake, token, 'WhoAmI')
      expect([status, headers.get('retry-after')]).toEqual([429, '2'])
      expect(json).toEqual({
        error: {
          code: '0x80072322',
          message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
        },
      })
    }
    expect((await read(fake, token, 'WhoAmI')).status).toBe(200)
  })
})

describe('the request log', () => {
  it('shows service, method, URL and status of every request', async () => {
    const fake = createFakeDynamics()
    await read(fake, await tokenOf(fake), 'WhoAmI')
    expect(fake.requests).toMatchObject([
      { service: 'entra', method: 'POST', url: `${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, status: 200 },
      { service: 'dynamics', method: 'GET', url: `${fake.url}/api/data/v9.2/WhoAmI`, status: 200 },
    ])
  })

  it('keeps secrets out of URLs', async () => {
    const fake = createFakeDynamics()
    await fake.fetch(`${fake.authority}/common/discovery/keys?client_secret=${fake.clientSecret}`)
    expect(JSON.stringify(fake.requests)).not.toContain(fake.clientSecret)
  })
})
