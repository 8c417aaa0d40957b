import { clientSecret, deviceCode, refreshToken } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import { createFakeDynamics, type FakeDynamics } from '@dynamics-kit/testing'
import { beforeEach, expect, test } from 'vitest'

// Continuous access evaluation from end to end: Dynamics challenges, the client asks the credential with the claims, the
// credential asks Entra, and the next request passes. Nothing between them is made up.

let fake: FakeDynamics
beforeEach(() => {
  fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
  fake.entra.deviceCodeInterval = 0
})

function clientOf(credential: Parameters<typeof createClient>[0]['credential']) {
  return createClient({ url: fake.url, credential, fetch: fake.fetch })
}

/** Statuses that Dynamics answered with, and how often Entra issued or refused a token. */
const traffic = () => ({
  dynamics: fake.requests.filter(({ service }) => service === 'dynamics').map(({ status }) => status),
  tokens: fake.requests.filter(({ service, url }) => service === 'entra' && url.includes('/token')).length,
})

test('a program gets past a claims challenge with one new token', async () => {
  const { tenantId, clientId, clientSecret: secret } = fake
  const dynamics = clientOf(clientSecret({ tenantId, clientId, clientSecret: secret, fetch: fake.fetch }))
  await dynamics.whoAmI()
  fake.entra.challengeTokens()
  await dynamics.whoAmI()
  await dynamics.whoAmI()
  expect(traffic()).toEqual({ dynamics: [200, 401, 200, 200], tokens: 2 })
})

test('a person gets past a claims challenge without being asked', async () => {
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  const { clientId } = fake.addApp({ applicationUser: false, publicClient: true })
  let prompts = 0
  const credential = deviceCode({
    tenantId: fake.tenantId,
    clientId,
    fetch: fake.fetch,
    onPrompt({ userCode }) {
      prompts++
      fake.entra.approveDevice(userCode, ada.id)
    },
  })
  const dynamics = clientOf(credential)
  expect((await dynamics.whoAmI()).userId).toBe(ada.systemUserId)
  fake.entra.challengeTokens()
  expect((await dynamics.whoAmI()).userId).toBe(ada.systemUserId)
  expect(prompts).toBe(1)
  expect(traffic().dynamics).toEqual([200, 401, 200])
})

test('a challenge that Entra does not answer ends in its refusal, after one try', async () => {
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['System Administrator'] })
  const { clientId } = fake.addApp({ applicationUser: false, publicClient: true })
  let rotated = ''
  const first = deviceCode({
    tenantId: fake.tenantId,
    clientId,
    onPrompt: ({ userCode }) => fake.entra.approveDevice(userCode, ada.id),
    async fetch(request) {
      const response = await fake.fetch(request)
      const body = (await response.clone().json()) as { refresh_token?: string }
      rotated = body.refresh_token ?? rotated
      return response
    },
  })
  await first.getToken(`${fake.url}/.default`)
  const credential = refreshToken({ tenantId: fake.tenantId, clientId, refreshToken: rotated, fetch: fake.fetch })
  const dynamics = clientOf(credential)
  await dynamics.whoAmI()
  fake.entra.challengeTokens()
  fake.entra.revokeSessions(ada.id)
  const before = traffic()
  await expect(dynamics.whoAmI()).rejects.toMatchObject({ code: 'interaction-required', aadsts: 50173 })
  expect(traffic()).toEqual({ dynamics: [...before.dynamics, 401], tokens: before.tokens + 1 })
})
