import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { clientSecret } from '../../src/index.ts'
import { seededRandom } from './simulation.ts'
import { unreliableEntra } from './unreliable-entra.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes of heap and timers that are held once all garbage is gone. */
async function held() {
  for (let round = 0; round < 3; round++) {
    // What streams and signals leave to be cleared away is cleared in a turn of its own.
    await new Promise((resolve) => setImmediate(resolve))
    collectGarbage()
  }
  return {
    heap: process.memoryUsage().heapUsed,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  }
}

test('thousands of token requests on a bad day leave nothing behind', { timeout: 120_000 }, async () => {
  const sleep = async () => undefined
  const entra = unreliableEntra({ random: seededRandom(1), sleep, failures: 0.3 })
  const credential = clientSecret({
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId: '22222222-2222-2222-2222-222222222222',
    clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
    fetch: entra.fetch,
    sleep,
    maxEntries: 10,
  })
  let failures = 0
  const ask = async (count: number) => {
    for (let round = 0; round < count; round++) {
      const scope = `https://contoso${round % 50}.crm.dynamics.com/.default`
      const { signal: abortSignal } = new AbortController()
      const options = { abortSignal, forceRefresh: round % 3 === 0 }
      await credential.getToken(scope, options).catch(() => failures++)
    }
  }
  await ask(1_000)
  const before = await held()
  const asked = entra.requests
  await ask(3_000)
  const after = await held()
  expect(entra.requests - asked).toBeGreaterThan(3_000)
  expect(failures).toBeGreaterThan(50)
  // An answer is a kilobyte and more.
  expect(after.heap - before.heap).toBeLessThan(1_000_000)
  expect(after.timers - before.timers).toBeLessThanOrEqual(0)
})
