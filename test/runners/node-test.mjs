// `node --test` finds it by its name on the command line.
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createClient } from '@dynamics-kit/client'
import { assertReceived, createFakeDynamics } from '@dynamics-kit/testing'

test('a program is tested', async () => {
  const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
  const dynamics = createClient(fake.connection)
  assert.deepEqual(await dynamics.from('accounts').select('name').all(), [{ name: 'Contoso' }])
  assertReceived(fake, { operation: 'query', table: 'accounts' }, { times: 1 })
  assert.throws(() => assertReceived(fake, { operation: 'delete' }), /received none of 1/)
})

test('its mocked timers move the clock of the fake', async () => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const fake = createFakeDynamics({
    clock: { now: () => Date.now(), advance: (milliseconds) => mock.timers.tick(milliseconds) },
  })
  const { token } = await fake.connection.credential.getToken()
  const ask = () => fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal((await ask()).status, 200)
  fake.clock.advance(2 * 3600_000)
  assert.equal((await ask()).status, 401)
  mock.timers.reset()
})
