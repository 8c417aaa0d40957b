import { createFakeDynamics } from '@dynamics-kit/testing'
import { expect, test } from 'vitest'

// What plain JavaScript lets through: a test with a misspelt option would pass for the wrong reason.
const fake = createFakeDynamics()

test.each([
  [/^seeds: is no option of createFakeDynamics; there are .*seed, /, () => createFakeDynamics({ seeds: {} } as never)],
  [/^createFakeDynamics: takes an object/, () => createFakeDynamics('https://contoso.crm.dynamics.com' as never)],
  [/^retryafter: is no option of throttle.next/, () => fake.throttle.next({ retryafter: 5 } as never)],
  [/^throttle.next: takes an object of retryAfter, count, code/, () => fake.throttle.next(5 as never)],
  [/^retryAfter: takes a number/, () => fake.throttle.next({ retryAfter: '5' } as never)],
  [/^request: is no option of throttle.limit/, () => fake.throttle.limit({ request: 5 } as never)],
  [/^advance: takes milliseconds/, () => fake.clock.advance('5s' as never)],
  [/^rolse: is no option of addUser/, () => fake.addUser({ rolse: [] } as never)],
  [/^rolse: is no option of addApp/, () => fake.addApp({ rolse: [] } as never)],
  [/^role: is no option of addUser/, () => createFakeDynamics({ users: { ada: { role: [] } } } as never)],
  [
    /^sed: is no option of addEnvironment/,
    () => fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com', sed: {} } as never),
  ],
  [/^latency: takes a number from 0/, () => (fake.latency = '5s' as never)],
  [/^prot: is no option of listen; there are port, /, () => fake.listen({ prot: 8443 } as never)],
])('says %s', async (message, call) => {
  await expect(async () => call()).rejects.toThrow(message)
  await expect(async () => call()).rejects.toBeInstanceOf(TypeError)
})
