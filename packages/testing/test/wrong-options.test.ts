import { createFakeDynamics, type FakeDynamics } from '@dynamics-kit/testing'
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
  [/^throttle.limit: takes an object of requests, /, () => fake.throttle.limit(undefined as never)],
  [/^code: there is no limit '429'; there are 0x80072322, /, () => fake.throttle.next({ code: '429' } as never)],
  [/^as: takes a name, such as 'ada', or what/, () => fake.as(undefined as never)],
  [/^as: takes a name, such as 'ada', or what/, () => fake.as({} as never)],
  [/^explain: give an address such as/, () => fake.explain(undefined as never)],
  [/^explain: as: takes what `fake.addUser` or/, () => fake.explain('accounts', { as: {} } as never)],
  [/^explain: row: takes what stands in the brackets/, () => fake.explain('accounts', { row: 5 } as never)],
  [/^tokenLifetime: takes a number from 0/, () => (fake.entra.tokenLifetime = 'x' as never)],
  [/^autoConsent: takes true or false/, () => (fake.entra.autoConsent = 'no' as never)],
  [/^signedInUser: takes a user principal name or/, () => (fake.entra.signedInUser = {} as never)],
  [/^conditionalAccess: takes { grant: 'mfa' } or/, () => (fake.entra.conditionalAccess = { grant: 'MFA' } as never)],
  [/^deviceCodeInterval: takes a number from 0/, () => (fake.entra.deviceCodeInterval = -1)],
  [/^autoConsnt: is no switch; there are tokenLifetime, /, () => Object.assign(fake.entra, { autoConsnt: false })],
  [/^dely: is no switch; there are delay$/, () => Object.assign(fake.systemJobs, { dely: 5 })],
  [/^graph.delay: takes a number from 0/, () => (fake.graph.delay = '5s' as never)],
  [/^graph.disagreement: takes a number from 0/, () => (fake.graph.disagreement = NaN)],
  [/^powerPlatform.delay: takes a number from 0/, () => (fake.powerPlatform.delay = '5s' as never)],
  [/^roles.Clerk: takes an object/, () => createFakeDynamics({ roles: { Clerk: 'account' } } as never)],
  [/^users: takes an object by name/, () => createFakeDynamics({ users: ['ada'] } as never)],
  [/^ada: roles: takes a list of names/, () => createFakeDynamics({ users: { ada: { roles: 'Clerk' } } } as never)],
  [/^seed: takes rows by entity set/, () => createFakeDynamics({ seed: [] } as never)],
  [/^plugins\[0\]: takes { message: /, () => createFakeDynamics({ plugins: [null] } as never)],
  [
    /^plugins\[0\]: 'pre' is no stage; there are preValidation, preOperation, postOperation/,
    () => createFakeDynamics({ plugins: [{ message: 'Create', stage: 'pre', run: () => undefined }] } as never),
  ],
  [
    /^filteringColumn: is no option of plugins\[0\]/,
    () =>
      createFakeDynamics({
        plugins: [{ message: 'Update', stage: 'preOperation', filteringColumn: ['name'], run: () => undefined }],
      } as never),
  ],
  [/^customApis\[0\]: takes { uniqueName: /, () => createFakeDynamics({ customApis: [{}] } as never)],
  [/^defaults\[0\]: takes what defaultsOf/, () => createFakeDynamics({ defaults: [{}] } as never)],
  [/^clock: takes an object with now\(\)/, () => createFakeDynamics({ clock: {} } as never)],
  [/^schema: takes a model/, () => createFakeDynamics({ schema: '<edmx:Edmx/>' } as never)],
  [/^clientID: is no option of app/, () => createFakeDynamics({ app: { clientID: '1' } } as never)],
  [/^snapshot: takes what fake.snapshot/, () => createFakeDynamics({ snapshot: {} } as never)],
  [/^restore: takes what fake.snapshot/, () => fake.restore({} as never)],
  [/^addEnvironment: takes an object of url, /, () => fake.addEnvironment(undefined as never)],
  [/^row: takes the columns of a row/, () => fake.create('accounts', 5 as never)],
  [/^createList: takes how many rows/, () => fake.createList('accounts', -1)],
  [/^latency: takes a number from 0/, () => (fake.latency = '5s' as never)],
  [/^prot: is no option of listen; there are port, /, () => fake.listen({ prot: 8443 } as never)],
  [/^port: takes a number from 0/, () => fake.listen({ port: '8443' } as never)],
  [/^http: takes true or false/, () => fake.listen({ http: 'yes' } as never)],
  [/^allowedHosts: takes a list of names/, () => fake.listen({ allowedHosts: 'fake.contoso.com' } as never)],
])('says %s', async (message, call) => {
  await expect(async () => call()).rejects.toThrow(message)
  await expect(async () => call()).rejects.toBeInstanceOf(TypeError)
})

test.each<[string, (own: FakeDynamics) => unknown, RegExp]>([
  [
    'addApp',
    (own) => own.addApp({ roles: ['Clerk'] }),
    /^addApp: the environment has no role named 'Clerk'; there are/,
  ],
  ['addApp', (own) => own.addApp({ roles: 'Basic User' } as never), /^addApp: roles: takes a list of names/],
  ['addApp', (own) => own.addApp({ businessUnit: 'West' }), /^addApp: there is no business unit 'West'/],
  [
    'addApp',
    (own) => own.addApp({ graphScopes: ['Nothing.Read'] }),
    /^graphScopes: Microsoft Graph in the fake has no/,
  ],
  ['addApp', (own) => own.addApp({ graphRoles: 'User.Read.All' } as never), /^graphRoles: takes a list of names/],
  ['addApp', (own) => own.addApp({ clientId: 'contoso' }), /^clientId: expected a GUID, got contoso/],
  ['addApp', (own) => own.addApp({ clientSecret: '' }), /^clientSecret: takes a text that is not empty/],
  ['addApp', (own) => own.addApp({ displayName: 5 } as never), /^displayName: takes a text/],
  ['addApp', (own) => own.addApp({ publishes: [5] } as never), /^publishes: takes a list of names/],
  ['addApp', (own) => own.addApp({ adminConsent: 'yes' } as never), /^adminConsent: takes true or false/],
  [
    'addApp',
    (own) => own.addApp({ redirectUris: { web: 'https://contoso.com/' } } as never),
    /^web: takes a list of addresses/,
  ],
  ['addApp', (own) => own.addApp({ redirectUris: { spa: [] } } as never), /^spa: is no option of redirectUris; there/],
  ['addUser', (own) => own.addUser({ teams: ['Sales'] }), /^addUser: the environment has no team named 'Sales'/],
  ['addUser', (own) => own.addUser({ userPrincipalName: 5 } as never), /^userPrincipalName: takes a text/],
  [
    'addUser',
    (own) => own.addUser({ userPrincipalName: 'ada@fabrikam.com' }),
    /^userPrincipalName: fabrikam\.com is no verified domain of Contoso, which has contoso\.onmicrosoft\.com: add it with addDomain/,
  ],
  [
    'addUser',
    (own) => own.addUser({ directoryRoles: 'Global Administrator' } as never),
    /^directoryRoles: takes a list/,
  ],
  [
    'managedIdentity.add',
    (own) => own.managedIdentity.add({ roles: ['Clerk'] }),
    /^managedIdentity\.add: the environment has no role named 'Clerk'/,
  ],
  [
    'managedIdentity.add',
    (own) => own.managedIdentity.add({ role: [] } as never),
    /^role: is no option of managedIdentity\.add; there are/,
  ],
  ['managedIdentity.add', (own) => own.managedIdentity.add({ displayName: 5 } as never), /^displayName: takes a text/],
  [
    'managedIdentity.add',
    (own) => own.managedIdentity.add({ clientId: 'contoso' }),
    /^clientId: expected a GUID, got contoso/,
  ],
  [
    'managedIdentity.add',
    (own) => own.managedIdentity.add({ clientId: own.clientId }),
    /^clientId: the tenant already has an app/,
  ],
  [
    'addTenant',
    (own) => own.addTenant({ name: 'Fabrikam', app: { clientId: own.clientId } }),
    /^app\.clientId: the tenant already has an app/,
  ],
  [
    'addTenant',
    (own) => own.addTenant({ name: 'Fabrikam', app: { clientSecret: 5 } } as never),
    /^app\.clientSecret: takes a text/,
  ],
  [
    'addEnvironment',
    (own) => own.addEnvironment({ url: 'https://sales.crm.dynamics.com', seed: { nothings: [{}] } }),
    /^seed: there is no entity set 'nothings'/,
  ],
])('%s leaves nothing behind of what it refuses', (_, add, message) => {
  const own = createFakeDynamics()
  const { tenants } = own.world
  expect(() => add(own)).toThrow(message)
  expect(own.world.tenants).toEqual(tenants)
  own.reset()
  // Had it left something, the address and the name would be taken.
  own.addEnvironment({ url: 'https://sales.crm.dynamics.com' })
  own.addTenant({ name: 'Fabrikam' })
  expect(own.addUser({ displayName: 'Ada Lovelace' }).systemUserId).toBeTypeOf('string')
})

test('an environment has no user whose place it refused', () => {
  const own = createFakeDynamics()
  const sales = own.addEnvironment({ url: 'https://sales.crm.dynamics.com' })
  const app = own.addApp()
  const ada = own.addUser({ displayName: 'Ada Lovelace' })
  const { tenants } = own.world
  expect(() => sales.addApplicationUser(app, { roles: ['Clerk'] })).toThrow(/no role named 'Clerk'/)
  expect(() => sales.addUser(ada, { businessUnit: 'West' })).toThrow(/no business unit 'West'/)
  expect(own.world.tenants).toEqual(tenants)
  own.reset()
})

test.each<[RegExp, (own: FakeDynamics, value: never) => unknown]>([
  [/^tenant: takes an id or a domain/, (own, value) => own.tenant(value)],
  [/^addServicePrincipal: takes an app/, (own, value) => own.addServicePrincipal(value)],
  [/^addUser: takes a person/, (own, value) => own.environment('https://sales.crm.dynamics.com')?.addUser(value)],
  [
    /^addApplicationUser: takes an app/,
    (own, value) => own.environment('https://sales.crm.dynamics.com')?.addApplicationUser(value),
  ],
])('%s', (message, call) => {
  const own = createFakeDynamics()
  own.addEnvironment({ url: 'https://sales.crm.dynamics.com' })
  for (const value of [undefined, null, 5, {}, { clientId: 5, id: 5 }]) {
    expect(() => call(own, value as never)).toThrow(message)
  }
})
