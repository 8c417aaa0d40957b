// Test a program of your own against a Dynamics 365 in process. `node examples/7-test-your-program.ts` runs it, or any other test runner.
// Needs: nothing. It runs against the fake, whatever .env says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientSecret } from '@dynamics-kit/auth'
import { createClient, type DynamicsClient } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { accounts } from './dynamics/index.ts'

/** The program: puts customers on hold whose credit limit is more than anyone may give. */
async function holdRiskyCustomers(dynamics: DynamicsClient): Promise<readonly string[]> {
  const risky = await dynamics
    .from(accounts)
    .select('accountid', 'name')
    .where((account) => account.creditlimit.gt(1_000_000).and(account.creditonhold.eq(false)))
    .all()
  await dynamics.bulk.update(
    accounts,
    risky.map(({ accountid }) => ({ accountid, creditonhold: true })),
  )
  return risky.map(({ name }) => name ?? '')
}

const fake = createFakeDynamics({
  seed: {
    accounts: [
      { name: 'Contoso', creditlimit: 2_500_000 },
      { name: 'Fabrikam', creditlimit: 50_000 },
    ],
  },
})
const { url, tenantId, clientId, clientSecret: secret, fetch } = fake
const dynamics = createClient({
  url,
  credential: clientSecret({ tenantId, clientId, clientSecret: secret, fetch }),
  fetch,
})

test('customers with too high a limit are put on hold, once', async () => {
  assert.deepEqual(await holdRiskyCustomers(dynamics), ['Contoso'])
  assert.deepEqual(await holdRiskyCustomers(dynamics), [])
})

test('a throttled service is waited for', async () => {
  fake.reset()
  fake.throttle.next({ retryAfter: 1 })
  assert.deepEqual(await holdRiskyCustomers(dynamics), ['Contoso'])
})
