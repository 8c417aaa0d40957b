import { decodeAccessToken, deviceCode, discoverEnvironments } from '@dynamics-kit/auth'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { setupServer } from 'msw/node'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { failureOf } from './support/people.ts'

function createWorld() {
  const fake = createFakeDynamics()
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  const europe = fake.addEnvironment({ url: 'https://contoso-eu.crm4.dynamics.com', friendlyName: 'Contoso Europe' })
  const closed = fake.addEnvironment({ url: 'https://contoso-old.crm.dynamics.com', isEnabled: false })
  fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com' })
  europe.addUser(ada)
  closed.addUser(ada)
  const { clientId } = fake.addApp({ publicClient: true, applicationUser: false })
  const prompts = vi.fn<(code: string) => void>((code) => fake.entra.approveDevice(code, ada.id))
  const personThrough = (fetch?: (request: Request) => Promise<Response>) =>
    deviceCode({
      tenantId: fake.tenantId,
      clientId,
      ...(fetch && { fetch }),
      onPrompt: ({ userCode }) => prompts(userCode),
    })
  return { fake, europe, prompts, personThrough }
}

let world: ReturnType<typeof createWorld>
beforeEach(() => {
  world = createWorld()
  world.fake.entra.deviceCodeInterval = 0
})

const expected = [
  { url: 'https://contoso.crm.dynamics.com', friendlyName: 'Contoso', isEnabled: true },
  { url: 'https://contoso-eu.crm4.dynamics.com', friendlyName: 'Contoso Europe', isEnabled: true },
  { url: 'https://contoso-old.crm.dynamics.com', friendlyName: 'contoso-old', isEnabled: false },
]

describe('lists the environments that a person is a user of', () => {
  test('through a fetch', async () => {
    const { fake, europe, personThrough } = world
    const environments = await discoverEnvironments(personThrough(fake.fetch), { fetch: fake.fetch })
    expect(environments).toMatchObject(expected)
    expect(environments[1]).toEqual({
      url: 'https://contoso-eu.crm4.dynamics.com',
      apiUrl: 'https://contoso-eu.api.crm4.dynamics.com',
      friendlyName: 'Contoso Europe',
      uniqueName: 'contoso-eu',
      organizationId: europe.organizationId,
      environmentId: expect.any(String),
      tenantId: fake.tenantId,
      region: 'EMEA',
      version: expect.stringMatching(/^9\./),
      isEnabled: true,
    })
  })

  test('through the global fetch', async () => {
    const server = setupServer(...world.fake.handlers)
    server.listen({ onUnhandledFrame: 'error' })
    try {
      expect(await discoverEnvironments(world.personThrough())).toMatchObject(expected)
    } finally {
      server.close()
    }
  })

  test('over a connection', async () => {
    await using listening = await world.fake.listen({ http: true })
    const elsewhere = async (request: Request) => {
      const { pathname, search } = new URL(request.url)
      const { method, headers } = request
      const text = await request.text()
      return fetch(listening.url + pathname + search, { method, headers, ...(text !== '' && { body: text }) })
    }
    const environments = await discoverEnvironments(world.personThrough(elsewhere), { fetch: elsewhere })
    expect(environments).toMatchObject(expected)
  })
})

test('asks the person once, for the list and for what was chosen from it', async () => {
  const { fake, prompts, personThrough } = world
  const person = personThrough(fake.fetch)
  const [first, second] = await discoverEnvironments(person, { fetch: fake.fetch })
  const tokens = await Promise.all([first, second].map((one) => person.getToken(`${one?.url}/.default`)))
  expect(tokens.map(({ token }) => decodeAccessToken(token).aud)).toEqual([first?.url, second?.url])
  expect(prompts).toHaveBeenCalledOnce()
})

test('lists the environments of the cloud that is named', async () => {
  const government = createFakeDynamics({ url: 'https://contoso.crm9.dynamics.com' })
  government.entra.deviceCodeInterval = 0
  const ada = government.addUser({ displayName: 'Ada Lovelace' })
  const { clientId } = government.addApp({ publicClient: true, applicationUser: false })
  const person = deviceCode({
    tenantId: government.tenantId,
    clientId,
    fetch: government.fetch,
    onPrompt: ({ userCode }) => government.entra.approveDevice(userCode, ada.id),
  })
  const list = async (cloud: 'public' | 'gcc') =>
    (await discoverEnvironments(person, { cloud, fetch: government.fetch })).map(({ url }) => url)
  expect(await list('gcc')).toEqual(['https://contoso.crm9.dynamics.com'])
  expect(await list('public')).toEqual([])
})

test('says what to do when the token is for something else', async () => {
  const { fake, personThrough } = world
  const person = personThrough(fake.fetch)
  const confused = { getToken: () => person.getToken(`${fake.url}/.default`) }
  const error = await failureOf(discoverEnvironments(confused, { fetch: fake.fetch }))
  expect(error).toMatchObject({ code: 'rejected', status: 401, retryable: false })
  expect(error.fix).toContain('Sign in as a person')
})

// What the fake does not answer.
describe('the service', () => {
  const person = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Infinity }) }
  const answering = (response: () => Response) =>
    discoverEnvironments(person, { fetch: async () => response(), sleep: async () => undefined })

  test('refuses apps, as it may', async () => {
    expect(await failureOf(answering(() => new Response('', { status: 403 })))).toMatchObject({
      code: 'rejected',
      status: 403,
      fix: expect.stringContaining('person'),
    })
  })

  test.each([429, 503])('is not well: %i', async (status) => {
    const error = await failureOf(answering(() => new Response('', { status })))
    expect(error).toMatchObject({ code: 'unavailable', status, retryable: true })
  })

  test('answers with a page, or leaves out what it does not know', async () => {
    expect(await failureOf(answering(() => new Response('<html>sign in</html>')))).toMatchObject({ status: 200 })
    expect(await answering(() => Response.json({ value: [{ Url: 'https://a.crm.dynamics.com/', State: 1 }] }))).toEqual(
      [expect.objectContaining({ url: 'https://a.crm.dynamics.com', environmentId: undefined, isEnabled: false })],
    )
  })
})

test('refuses a cloud that is none, and a time that is none', async () => {
  const person = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Infinity }) }
  await expect(discoverEnvironments(person, { cloud: 'mars' as never })).rejects.toThrow(/^cloud: "mars" is none of/)
  await expect(discoverEnvironments(person, { timeout: -1 })).rejects.toThrow(/^timeout: -1 is not a time/)
})
