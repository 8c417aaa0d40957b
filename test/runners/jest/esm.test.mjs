// oxlint-disable-next-line import/no-unassigned-import -- extends `expect`
import '@dynamics-kit/testing/jest'
import { clientSecret } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, jest, test } from '@jest/globals'
import { setupServer } from 'msw/node'

test('a program is tested as it is, behind msw', async () => {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
  const server = setupServer(...fake.handlers)
  server.listen({ onUnhandledFrame: 'error' })
  const { url, tenantId, clientId, clientSecret: secret } = fake
  const dynamics = createClient({ url, credential: clientSecret({ tenantId, clientId, clientSecret: secret }) })
  expect(await dynamics.from('accounts').select('name').all()).toEqual([{ name: 'Contoso' }])
  expect(fake).toHaveReceivedTimes(1, { operation: 'query', table: 'accounts' })
  server.close()
})

test('a matcher that fails names the nearest request', async () => {
  const fake = createFakeDynamics()
  await createClient(fake.connection).create('accounts', { name: 'Contoso' })
  expect(() => expect(fake).toHaveReceived({ body: { name: 'Fabrikam' } })).toThrow('body.name: expected "Fabrikam"')
})

test('its fake timers move the clock of the fake', async () => {
  jest.useFakeTimers({ advanceTimers: true })
  const fake = createFakeDynamics({
    clock: { now: () => Date.now(), advance: (milliseconds) => jest.advanceTimersByTime(milliseconds) },
  })
  const { token } = await fake.connection.credential.getToken()
  const ask = () => fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${token}` } })
  expect((await ask()).status).toBe(200)
  fake.clock.advance(2 * 3600_000)
  expect((await ask()).status).toBe(401)
  jest.useRealTimers()
})
