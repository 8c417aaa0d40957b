import { createFakeDynamics } from '@dynamics-kit/testing'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clientSecret, decodeAccessToken } from '../src/index.ts'

const fake = createFakeDynamics()
const server = setupServer(...fake.handlers)
beforeEach(() => {
  fake.reset()
  server.listen({ onUnhandledFrame: 'error' })
})
afterEach(() => server.close())

const scope = `${fake.url}/.default`

function credential() {
  const { tenantId, clientId, clientSecret: secret } = fake
  return clientSecret({ tenantId, clientId, clientSecret: secret })
}

test('gets a token for the environment, as the app', async () => {
  const { token, expiresOnTimestamp } = await credential().getToken(scope)
  expect(decodeAccessToken(token)).toMatchObject({ aud: fake.url, tid: fake.tenantId, appid: fake.clientId })
  expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_500_000)
})

test('a thousand cold callers cost one POST and no discovery', async () => {
  const shared = credential()
  await Promise.all(Array.from({ length: 1000 }, () => shared.getToken(scope)))
  expect(fake.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
    `POST /${fake.tenantId}/oauth2/v2.0/token`,
  ])
})

test('a valid token is handed out while Entra is down', async () => {
  let now = Date.now()
  const { tenantId, clientId, clientSecret: secret } = fake
  const patient = clientSecret({ tenantId, clientId, clientSecret: secret, now: () => now, retries: 0 })
  const first = await patient.getToken(scope)
  now += 3_400_000
  fake.entra.failNext({ status: 503, body: '<html>busy</html>' })
  expect(await patient.getToken(scope)).toMatchObject({ token: first.token })
})
