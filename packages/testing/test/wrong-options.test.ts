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
  [/^throttle.limit.requests: takes a number/, () => fake.throttle.limit({ requests: NaN })],
  [/^throttle.limit.requests: takes a number/, () => fake.throttle.limit({ requests: '5' } as never)],
  [
    /^serviceProtection.requests: takes a number/,
    () => createFakeDynamics({ serviceProtection: { requests: '5' } } as never),
  ],
  [
    /^retryAfter: 'ConnectionReset' ends the connection, and no answer carries/,
    () => fake.fail('ConnectionReset').retryAfter(1),
  ],
  [
    /^parnt: is no option of businessUnits.West; there are parent$/,
    () => createFakeDynamics({ businessUnits: { West: { parnt: 'East' } } } as never),
  ],
  [
    /^role: is no option of teams.Sales; there are type, businessUnit, roles$/,
    () => createFakeDynamics({ teams: { Sales: { role: ['Basic User'] } } } as never),
  ],
  [
    /^teams.Sales: 'acces' is no type of team; there are owner, access.$/,
    () => createFakeDynamics({ teams: { Sales: { type: 'acces' } } } as never),
  ],
  [
    /^roles.Basic User: every environment has a role of this name; give yours another.$/,
    () => createFakeDynamics({ roles: { 'Basic User': { account: ['read'] } } }),
  ],
  [
    /^role: is no option of addApplicationUser; there are roles, /,
    () => {
      const own = createFakeDynamics()
      const other = own.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com' })
      other.addApplicationUser(own, { role: ['Basic User'] } as never)
    },
  ],
  [/^rows: is no option of explain; there are row, as, body$/, () => fake.explain('accounts', { rows: 1 } as never)],
  [
    /^seed: 'accounts' takes a list of rows/,
    () => createFakeDynamics({ seed: { accounts: { name: 'Contoso' } } } as never),
  ],
  [/^seed: 'accounts' takes a list of rows/, () => createFakeDynamics({ seed: { accounts: [null] } } as never)],
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
