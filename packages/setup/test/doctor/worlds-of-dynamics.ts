import type { BrokenWorld, World } from './world.ts'

/** The app’s own row; disabled and deleted ones are there as well. */
const userId = ({ app }: World): string => app.systemUserId ?? ''

const useNewApp = (world: World, options: Parameters<World['fake']['addApp']>[0]): void => {
  const { fake, variables } = world
  const made = fake.addApp(options)
  Object.assign(variables, { AZURE_CLIENT_ID: made.clientId, AZURE_CLIENT_SECRET: made.clientSecret })
}

const throttled = (code: '0x80072322' | '0x80072321' | '0x80072326', what: string): BrokenWorld => ({
  name: `429 ${code}: ${what}`,
  how: 'answer',
  break: ({ fake }) => fake.throttle.next({ code, count: 20, retryAfter: 30 }),
  first: { check: 'limits', cause: 'throttled', evidence: new RegExp(`429 \\(${code}\\)`) },
  mend: ({ fake }) => fake.reset(),
})

const tables = { account: ['read'] } as const

const lacking = (name: string, options: World['options']['tables'], evidence: RegExp): BrokenWorld => ({
  name: `0x80040220: ${name}`,
  how: 'state',
  break(world) {
    useNewApp(world, { roles: ['Delegate'] })
    world.options.tables = options
  },
  first: { check: 'privileges', cause: 'privilege', evidence },
  mend: 'repair',
})

export const worldsOfDynamics: readonly BrokenWorld[] = [
  {
    name: '0x80072560: the app is no user of the environment',
    how: 'state',
    break: (world) => useNewApp(world, { applicationUser: false }),
    first: { check: 'application-user', cause: 'not-a-member', evidence: /0x80072560/ },
    withAdministrator: { evidence: /There is no user for the app/ },
    mend: 'repair',
  },
  {
    name: '0x80072560: the user’s service principal was deleted and made anew',
    how: 'state',
    async break({ graph, app }) {
      await graph('DELETE', `servicePrincipals(appId='${app.clientId}')`)
      await graph('POST', 'servicePrincipals', { appId: app.clientId })
    },
    first: { check: 'application-user', cause: 'not-a-member' },
    withAdministrator: { evidence: /is of the service principal .*, which is gone; the app now has/ },
    async mend(world) {
      const { dynamics, app } = world
      await dynamics.update('systemusers', userId(world), { isdisabled: true })
      await dynamics.delete('systemusers', userId(world))
      await dynamics.delete('systemusers', userId(world))
      const { addApplicationUser } = await import('../../src/index.ts')
      await addApplicationUser({ dynamics, clientId: app.clientId, roles: ['Basic User'] })
    },
  },
  {
    name: '0x80072560: the user was deleted',
    how: 'state',
    async break(world) {
      await world.dynamics.update('systemusers', userId(world), { isdisabled: true })
      await world.dynamics.delete('systemusers', userId(world))
    },
    first: { check: 'application-user', cause: 'not-a-member' },
    withAdministrator: { evidence: /is deleted, and may be brought back or removed/ },
    async mend(world) {
      const { dynamics, app } = world
      await dynamics.delete('systemusers', userId(world))
      const { addApplicationUser } = await import('../../src/index.ts')
      await addApplicationUser({ dynamics, clientId: app.clientId, roles: ['Basic User'] })
    },
  },
  {
    name: '0x80040225: the user is disabled',
    how: 'state',
    break: (world) => world.dynamics.update('systemusers', userId(world), { isdisabled: true }),
    first: { check: 'application-user', cause: 'user-disabled', evidence: /0x80040225/ },
    mend: 'repair',
  },
  {
    name: '0x80042f09: the user has no role',
    how: 'state',
    break: (world) => useNewApp(world, {}),
    first: { check: 'roles', cause: 'no-role', evidence: /0x80042f09/ },
    mend: 'repair',
  },
  lacking('the role does not let it read accounts', tables, /lacks prvReadAccount$/),
  lacking(
    'the role lets it do nothing with contacts',
    { contact: ['create', 'write'] },
    /lacks prvCreateContact, prvWriteContact$/,
  ),
  {
    name: '0x80040220: one role of two does not reach far enough',
    how: 'state',
    break: ({ options }) => (options.tables = { account: ['read', 'write'], systemuser: ['create'] }),
    first: { check: 'privileges', cause: 'privilege', evidence: /lacks prvCreateUser$/ },
    mend: ({ options }) => (options.tables = { account: ['read', 'write'], systemuser: ['read'] }),
  },
  {
    name: 'a table that the environment does not have',
    how: 'state',
    break: ({ options }) => (options.tables = { accounts: ['read'] }),
    first: { check: 'privileges', cause: 'unknown-table', evidence: /no table with the logical name accounts/ },
    mend: ({ options }) => (options.tables = tables),
  },
  {
    name: 'the user is a System Administrator',
    how: 'state',
    break: (world) => useNewApp(world, { roles: ['System Administrator'] }),
    first: { check: 'roles', cause: 'role-too-powerful', verdict: 'warning' },
    mend: (world) => useNewApp(world, { roles: ['Basic User'] }),
  },
  {
    name: '0x80072560: it works in one environment and not in the other',
    how: 'state',
    break({ fake, variables }) {
      variables['DYNAMICS_URL'] = fake.addEnvironment({ url: 'https://contoso-prod.crm4.dynamics.com' }).url
    },
    first: { check: 'application-user', cause: 'not-a-member', evidence: /0x80072560/ },
    mend: ({ fake, variables }) => (variables['DYNAMICS_URL'] = fake.url),
  },
  {
    name: '401: the token has expired when it arrives',
    how: 'answer',
    break({ fake, options }) {
      fake.entra.tokenLifetime = 40
      // The program took its token, and came late.
      options.fetch = async (request) => {
        if (request.headers.has('authorization')) fake.clock.advance(60_000)
        return fake.fetch(request)
      }
    },
    first: { check: 'access', cause: 'unauthorized', evidence: /401.*the access token has expired/ },
    mend({ fake, options }) {
      fake.entra.tokenLifetime = 3599
      options.fetch = (request) => fake.fetch(request)
    },
  },
  throttled('0x80072322', 'too many requests'),
  throttled('0x80072321', 'too much execution time'),
  throttled('0x80072326', 'too many requests at once'),
]
