import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { gitHubJob, planTeardown, setUp, tearDown, type TearDownOptions } from '../src/index.ts'
import { wire, type Fault, type Wire } from './fault.ts'
import { memory, openTenant, type Memory, type Tenant } from './tenant.ts'

let tenant: Tenant
let options: TearDownOptions & { readonly store: Memory }

beforeEach(async () => {
  tenant = openTenant()
  await setUp(tenant.options)
  tenant.outcomes()
  const { administrator, fetch, now, sleep, onProgress, store } = tenant.options
  options = { administrator, fetch, now, sleep, onProgress, store }
})

const nothing = {
  applications: 0,
  servicePrincipals: 0,
  grants: 0,
  secrets: [],
  certificates: 0,
  trusts: [],
  users: 0,
  roles: [],
  ownRoles: 0,
}

async function graph(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const { fake, administrator } = tenant
  const { token } = await administrator.getToken('https://graph.microsoft.com/.default')
  const answer = await fake.fetch(`${fake.graphUrl}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

test('takes away all that setup made, and no more', async () => {
  const { outcomes, holdings, store, fake } = tenant
  store.kept['PORT'] = '3000'
  const before = fake.snapshot().tenant.applications.length
  await tearDown(options)
  expect(outcomes()).toEqual([
    'removed application user',
    'removed security role',
    'exists business unit',
    'removed credentials',
    'removed application',
    'removed settings',
  ])
  expect(holdings()).toEqual(nothing)
  expect(store.kept).toEqual({ PORT: '3000' })
  const { tenant: left } = fake.snapshot()
  expect(left.applications).toHaveLength(before - 1)
  expect(left.deletedApplications).toMatchObject([{ application: { passwordCredentials: [] } }])
})

test('says what it is going to take away, and changes nothing before', async () => {
  const before = tenant.fake.requests.length
  const plan = await planTeardown(options)
  expect(plan.actions.map(({ outcome, subject }) => `${outcome} ${subject}`)).toEqual([
    'remove application user',
    'remove security role',
    'exists business unit',
    'remove credentials',
    'remove application',
    'remove settings',
  ])
  expect(plan).toMatchObject({ upToDate: false, missing: [] })
  const changes = tenant.fake.requests.slice(before).filter((one) => one.method !== 'GET' && one.service !== 'entra')
  expect(changes).toEqual([])
})

test('finds nothing the second time', async () => {
  await tearDown(options)
  const plan = await planTeardown({ ...options, url: tenant.fake.url, name: 'Contoso integration' })
  expect(plan).toMatchObject({ upToDate: true })
})

test('what was torn down can be set up again, with the same client id', async () => {
  const clientId = tenant.store.kept['AZURE_CLIENT_ID']
  await tearDown(options)
  const app = await setUp(tenant.options)
  expect(app.clientId).toBe(clientId)
  expect(tenant.holdings()).toMatchObject({ applications: 1, servicePrincipals: 1, grants: 1, users: 1, ownRoles: 1 })
  expect(tenant.holdings().secrets).toHaveLength(1)
})

describe('keeps', () => {
  test('a user that owns records, disabled, and the app until they are somebody else’s', async () => {
    const { dynamics, holdings, actions, store } = tenant
    const [user] = await dynamics
      .from('systemusers')
      .select('systemuserid', 'applicationid')
      .all()
      .then((rows) => rows.filter((row) => row['applicationid'] === store.kept['AZURE_CLIENT_ID']))
    const userId = String(user?.['systemuserid'])
    const tables = { account: ['create', 'read', 'write'] } as const
    await setUp({ ...tenant.options, tables })
    const id = await dynamics.create('accounts', { name: 'Contoso', 'ownerid@odata.bind': `/systemusers(${userId})` })
    actions.splice(0)
    await tearDown(options)
    expect(actions).toEqual([
      {
        subject: 'application user',
        outcome: 'updated',
        detail: expect.stringMatching(
          /owns 1 account; it is disabled and stays: assign them to somebody else/,
        ) as string,
      },
    ])
    expect(holdings()).toMatchObject({ users: 1, applications: 1 })
    expect(await dynamics.retrieve('systemusers', userId, { select: ['isdisabled'] })).toMatchObject({
      isdisabled: true,
    })
    await dynamics.delete('accounts', id)
    await tearDown(options)
    expect(holdings()).toEqual(nothing)
  })

  test('an app that somebody else registered, with their secrets', async () => {
    const { fake, outcomes, holdings } = tenant
    await tearDown(options)
    outcomes()
    const name = 'Fabrikam integration'
    const { appId } = await graph('POST', 'applications', { displayName: name, signInAudience: 'AzureADMyOrg' })
    await graph('POST', `applications(appId='${String(appId)}')/addPassword`, {
      passwordCredential: { displayName: 'by hand' },
    })
    const store = memory()
    await setUp({
      ...tenant.options,
      name,
      store,
      credential: gitHubJob({ repository: 'contoso/integration', branch: 'main' }),
    })
    await setUp({ ...tenant.options, name, store: memory() })
    expect(holdings(name)).toMatchObject({ applications: 1, servicePrincipals: 1, users: 1, ownRoles: 1 })
    outcomes()
    await tearDown({ ...options, store })
    expect(outcomes()).toEqual([
      'removed application user',
      'removed security role',
      'exists business unit',
      'removed credentials',
      'removed service principal',
      'kept application',
      'removed settings',
    ])
    expect(holdings(name)).toMatchObject({ ...nothing, applications: 1, secrets: [expect.any(String)] })
    expect(fake.snapshot().tenant.applications.find((one) => one.appId === appId)?.passwordCredentials).toMatchObject([
      { displayName: 'by hand' },
    ])
  })

  test('an app that another environment needs', async () => {
    const { fake, holdings, options: given } = tenant
    const fabrikam = fake.addEnvironment({ url: 'https://fabrikam.crm4.dynamics.com' })
    fabrikam.addApplicationUser({ clientId: fake.clientId }, { roles: ['System Administrator'] })
    const store = memory()
    await setUp({ ...given, url: fabrikam.url, store })
    const plan = await planTeardown({ ...options, store })
    expect(plan.actions.find(({ subject }) => subject === 'application')).toMatchObject({
      outcome: 'update',
      detail: expect.stringContaining('is used with contoso.crm.dynamics.com too, and stays for that') as string,
    })
    await plan.apply()
    expect(holdings()).toMatchObject({ applications: 1, users: 1 })
  })

  test('a user that an administrator made', async () => {
    const { fake } = tenant
    const app = fake.addApp({ displayName: 'Fabrikam integration', roles: ['Basic User'] })
    const { actions } = await planTeardown({ ...options, url: fake.url, clientId: app.clientId })
    expect(actions).toEqual([
      {
        step: 2,
        subject: 'application user',
        outcome: 'keep',
        detail: expect.stringMatching(/was not made by setup$/) as string,
      },
    ])
  })

  test('no business unit that setup made, when nobody else is in it', async () => {
    const { outcomes, dynamics } = tenant
    await tearDown(options)
    await setUp({ ...tenant.options, businessUnit: 'Contoso West', createBusinessUnit: true })
    outcomes()
    await tearDown(options)
    expect(outcomes()).toContain('removed business unit')
    expect(await dynamics.from('businessunits').count()).toBe(1)
  })

  test('a business unit that the environment does not let go, as it was', async () => {
    const { actions, dynamics, fake } = tenant
    await tearDown(options)
    const { businessUnitId = '' } = await setUp({
      ...tenant.options,
      businessUnit: 'Contoso West',
      createBusinessUnit: true,
    })
    actions.splice(0)
    fake.addUser({ displayName: 'Ada Lovelace', businessUnit: 'Contoso West' })
    await tearDown(options)
    expect(actions.find(({ subject }) => subject === 'business unit')).toMatchObject({
      outcome: 'kept',
      detail: expect.stringContaining('is associated with another object and cannot be deleted') as string,
    })
    const unit = await dynamics.retrieve('businessunits', businessUnitId, { select: ['isdisabled'] })
    expect(unit).toMatchObject({ isdisabled: false })
  })

  test('a role that somebody else was given', async () => {
    const { dynamics, fake, actions } = tenant
    const [role] = await dynamics
      .from('roles')
      .select('roleid', 'name')
      .all()
      .then((rows) => rows.filter((row) => row['name'] === 'Contoso integration'))
    const ada = fake.addUser({ displayName: 'Ada Lovelace' })
    await dynamics.request('POST', `systemusers(${ada.systemUserId})/systemuserroles_association/$ref`, {
      body: { '@odata.id': `${dynamics.serviceRoot}roles(${String(role?.['roleid'])})` },
    })
    await tearDown(options)
    expect(actions.find(({ subject }) => subject === 'security role')).toMatchObject({
      outcome: 'kept',
      detail: 'Contoso integration, which Ada Lovelace has too',
    })
  })
})

test('takes a certificate with its key away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tear-down-test-'))
  const path = join(folder, 'contoso.pem')
  await setUp({ ...tenant.options, credential: { kind: 'certificate', path }, overwrite: true })
  expect(existsSync(path)).toBe(true)
  await tearDown(options)
  expect(existsSync(path)).toBe(false)
  expect(tenant.holdings()).toEqual(nothing)
  rmSync(folder, { recursive: true })
}, 30_000)

test.each(['killed-before', 'killed-after'] as const)(
  'a run that was %s each of its calls is finished by the next',
  async (how) => {
    const { fake, store } = tenant
    const fresh = fake.snapshot()
    const before = { ...store.kept }
    const run = async (fault?: Fault): Promise<Wire['calls']> => {
      const line = wire(fake.fetch, fault)
      const remove = (names: readonly string[]): Promise<void> =>
        line.call('settings', async () => store.remove?.(names))
      const kept = { ...store, remove }
      const ended = tearDown({
        ...options,
        url: fake.url,
        name: 'Contoso integration',
        store: kept,
        fetch: line.fetch,
        signal: line.signal,
      })
      await (fault ? ended.catch(() => undefined) : ended)
      return line.calls
    }
    const calls = await run()
    for (const at of calls.keys()) {
      fake.restore(fresh)
      Object.assign(store.kept, before)
      // One world, one run after another.
      // oxlint-disable no-await-in-loop
      await run({ at, how })
      await run()
      // oxlint-enable no-await-in-loop
      expect({ at: calls[at], ...tenant.holdings() }).toEqual({ at: calls[at], ...nothing })
    }
    expect(calls.length).toBeGreaterThan(20)
  },
  120_000,
)

test.each([
  [{ store: memory(), url: undefined }, /^url: is missing/],
  [{ store: memory(), url: 'https://contoso.crm.dynamics.com' }, /^name: is missing/],
])('without what it needs it says so: %#', async (more, message) => {
  await expect(planTeardown({ ...options, ...more })).rejects.toThrow(message)
})
