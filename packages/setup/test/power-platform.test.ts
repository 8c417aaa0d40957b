// Setup by somebody who administers Power Platform and is no user of the environment.
import { clientSecret, deviceCode, type TokenCredential } from '@dynamics-kit/auth'
import { column, createClient } from '@dynamics-kit/client'
import { createFakeDynamics, type Fetch, type UserOptions } from '@dynamics-kit/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { gitHubJob, planSetup, planTeardown, setUp, type SetUpOptions } from '../src/index.ts'
import { openTenant, type Tenant } from './tenant.ts'

let tenant: Tenant
let people = 0
let options: Omit<SetUpOptions, 'tables'> & Pick<Tenant['options'], 'store'>

beforeEach(() => {
  tenant = openTenant()
  const { tables: _, ...rest } = tenant.options
  options = { ...rest, administrator: person(), roles: ['System Administrator'] }
})

/** Somebody with roles in the directory alone, where nothing else is said, at a program that may do all of it. */
function person(more: UserOptions = {}, powerPlatformConsent = true): TokenCredential {
  const { fake } = tenant
  const directoryRoles = ['Application Administrator', 'Power Platform Administrator'] as const
  const ada = fake.addUser({
    displayName: `Ada ${(people += 1)}`,
    systemUser: false,
    directoryRoles: [...directoryRoles],
    ...more,
  })
  const { clientId } = fake.addApp({
    applicationUser: false,
    publicClient: true,
    adminConsent: true,
    powerPlatformConsent,
    graphScopes: ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
  })
  return deviceCode({
    tenantId: fake.tenantId,
    clientId,
    fetch: fake.fetch,
    onPrompt: ({ userCode }) => fake.entra.approveDevice(userCode, ada.userPrincipalName),
  })
}

/** Id of the role System Administrator. */
async function administrators(): Promise<string> {
  const role = await tenant.dynamics
    .from('roles')
    .select('roleid')
    .where(column('name').eq('System Administrator'))
    .first()
  return String(role?.['roleid'])
}

/** The tenant, where the first requests of a part of addresses are answered so. */
function answering(part: string, answers: Response[]): Fetch {
  return (input, init) => {
    const request = new Request(input, init)
    const instead = request.url.includes(part) ? answers.shift() : undefined
    return instead ? Promise.resolve(instead) : tenant.fake.fetch(request)
  }
}

/** Requests of the admin API since the beginning. */
const asked = () =>
  tenant.fake.requests
    .filter(({ service }) => service === 'powerPlatform')
    .map(({ method, url }) => `${method} ${new URL(url).pathname.split('/').at(-1)}`)

describe('somebody who administers Power Platform and is no user of the environment', () => {
  test('is told in the plan which way is taken', async () => {
    const { actions, missing } = await planSetup(options)
    expect(missing).toEqual([])
    expect(actions.filter(({ step }) => step === 2)).toEqual([
      {
        step: 2,
        subject: 'application user',
        outcome: 'create',
        detail:
          'System Administrator, by the admin API of Power Platform: the environment does not let the administrator in',
        needs: 'Power Platform Administrator',
      },
    ])
    expect(asked()).toEqual(['GET environments'])
  })

  test('sets up an app that comes in, and a second run changes nothing', async () => {
    const { fake, outcomes, holdings, store } = tenant
    const app = await setUp(options)
    expect(outcomes()).toEqual(
      expect.arrayContaining(['created client secret', 'created application user', 'exists access']),
    )
    expect(holdings()).toMatchObject({ users: 1, roles: ['System Administrator'] })
    const program = createClient({
      url: fake.url,
      credential: clientSecret({
        tenantId: app.tenantId,
        clientId: app.clientId,
        clientSecret: store.kept['AZURE_CLIENT_SECRET'] ?? '',
        fetch: fake.fetch,
      }),
      fetch: fake.fetch,
    })
    expect(await program.whoAmI()).toMatchObject({ userId: app.userId, businessUnitId: app.businessUnitId })
    const plan = await planSetup(options)
    expect(plan.upToDate).toBe(true)
    expect((await plan.apply()).userId).toBe(app.userId)
    expect(asked().filter((one) => one.startsWith('POST'))).toEqual(['POST addAppUser'])
  })

  test('waits until the environment knows the user', async () => {
    tenant.fake.powerPlatform.delay = 90_000
    const { userId } = await setUp(options)
    expect(userId).toMatch(/-/)
    const waits = tenant.actions.filter(({ outcome, subject }) => outcome === 'waiting' && subject === 'access')
    expect(waits.length).toBeGreaterThan(15)
    expect(waits[0]?.detail).toMatch(/^0x80072560: the environment does not know the user yet; again in 5 s$/)
  })

  test('asks again for an app that the admin API does not see yet', async () => {
    // One that it does not see at all is answered with 500, or passed over with 200.
    const answers = [new Response(null, { status: 500 }), new Response(null)]
    const { userId } = await setUp({ ...options, fetch: answering('/addAppUser', answers) })
    expect(userId).toMatch(/-/)
    expect(answers).toEqual([])
    expect(asked().filter((one) => one.startsWith('POST'))).toEqual(['POST addAppUser'])
  })

  test('at an address of the admin API that is none is told so, before anything is sent', async () => {
    const sent = tenant.fake.requests.length
    await expect(planSetup({ ...options, powerPlatformUrl: 'api.bap.microsoft.com' })).rejects.toThrow(
      new TypeError(
        'powerPlatformUrl: api.bap.microsoft.com is no address; give one such as https://api.bap.microsoft.com',
      ),
    )
    expect(tenant.fake.requests).toHaveLength(sent)
  })

  test('waits as long as the admin API asks it to', async () => {
    const { fake } = tenant
    const waits: number[] = []
    const answers = ['7', '40'].map(
      (seconds) => new Response(null, { status: 429, headers: { 'retry-after': seconds } }),
    )
    const { userId } = await setUp({
      ...options,
      fetch: answering('/scopes/admin/', answers),
      async sleep(milliseconds) {
        waits.push(milliseconds)
        fake.clock.advance(milliseconds)
      },
    })
    expect(userId).toMatch(/-/)
    expect(waits.slice(0, 2)).toEqual([7000, 40_000])
  })

  test.each([
    [429, { 'retry-after': '600' }, 'throttled', /^Step 2 .*Run it again in some minutes/],
    [400, {}, 'rejected', /^Step 2 .*Membership > Add me/],
  ])('is told what an answer of %s means', async (status, headers, code, fix) => {
    const fetch = answering('/scopes/admin/', [
      Response.json({ error: { code: 'Contoso', message: 'Not so.' } }, { status, headers }),
    ])
    await expect(planSetup({ ...options, fetch })).rejects.toMatchObject({
      code,
      status,
      serviceCode: 'Contoso',
      message: `The admin API of Power Platform: it answered ${status} Contoso: Not so.`,
      fix: expect.stringMatching(fix),
    })
  })

  test('ends a wait for the admin API at once', async () => {
    const controller = new AbortController()
    const { sleep: _, ...rest } = options
    const { fake } = tenant
    const fetch: Fetch = (input, init) => {
      const request = new Request(input, init)
      if (!request.url.includes('/scopes/admin/')) return fake.fetch(request)
      setTimeout(() => controller.abort(new Error('enough')), 20)
      return Promise.resolve(new Response(null, { status: 429, headers: { 'retry-after': '50' } }))
    }
    await expect(planSetup({ ...rest, fetch, signal: controller.signal })).rejects.toThrow('enough')
  })

  test('finds the environment on a later page of the list', async () => {
    const next = `https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments?api-version=2020-10-01&$skiptoken=2`
    const fetch = answering('/scopes/admin/', [Response.json({ value: [{ name: 'other' }], nextLink: next })])
    expect((await planSetup({ ...options, fetch })).missing).toEqual([])
    const last = tenant.fake.requests.findLast(({ service }) => service === 'powerPlatform')
    expect(last?.url).toContain('skiptoken=2')
  })

  test('is told that it takes too long, and the next run goes on where this one stopped', async () => {
    const { fake, holdings } = tenant
    fake.powerPlatform.delay = 600_000
    await expect(setUp(options)).rejects.toMatchObject({ code: 'not-replicated', step: 2 })
    fake.clock.advance(600_000)
    await setUp(options)
    expect(holdings()).toMatchObject({ applications: 1, secrets: [expect.any(String)], users: 1 })
    expect(asked().filter((one) => one.startsWith('POST'))).toHaveLength(3)
  })

  test('sets up an app that only its job can sign in as, of which nobody sees the user', async () => {
    const { holdings, actions } = tenant
    const credential = gitHubJob({ repository: 'contoso/integration', environment: 'production' })
    const app = await setUp({ ...options, credential })
    expect(app).not.toHaveProperty('userId')
    expect(holdings()).toMatchObject({ users: 1, roles: ['System Administrator'] })
    expect(actions.at(-1)?.detail).toMatch(/^not tried: only the job itself has tokens/)
  })

  test('adds an app again that has lost the role', async () => {
    const { dynamics, outcomes, holdings } = tenant
    const { userId = '' } = await setUp(options)
    await dynamics.request(
      'DELETE',
      `systemusers(${userId})/systemuserroles_association(${await administrators()})/$ref`,
    )
    expect(holdings()).toMatchObject({ users: 1, roles: [] })
    outcomes()
    expect((await setUp(options)).userId).toBe(userId)
    expect(outcomes()).toContain('created application user')
    expect(holdings()).toMatchObject({ users: 1, roles: ['System Administrator'] })
  })

  test.each([
    ['tables', { tables: { account: ['read'] } }],
    ['another role', { roles: ['System Administrator', 'Basic User'] }],
    ['a business unit', { businessUnit: 'Contoso West' }],
  ] as const)('is refused %s, which the admin API does not give', async (_, more) => {
    const ended = await planSetup({ ...options, ...(more as Partial<SetUpOptions>) }).catch((error: unknown) => error)
    expect(ended).toMatchObject({
      code: 'permission-missing',
      serviceCode: '0x80072560',
      message: `The administrator is no user of ${tenant.fake.url} (0x80072560); the admin API of Power Platform, which adds apps without, makes them System Administrators`,
      fix: 'Step 2 (application user): Become a System Administrator of the environment, as a Power Platform Administrator may: Power Platform admin center > Manage > Environments > (environment) > Membership > Add me. Or ask for the role System Administrator, and nothing else. Nothing was changed.',
    })
    expect(asked()).toEqual([])
  })

  test('is told how to take it away again: as a user of the environment', async () => {
    await setUp(options)
    await expect(planTeardown(options)).rejects.toMatchObject({
      code: 'permission-missing',
      fix: expect.stringContaining('Membership > Add me'),
    })
  })
})

test.each([
  ['GCC', 'https://contoso.crm9.dynamics.com', 'https://gov.api.bap.microsoft.us'],
  ['GCC High', 'https://contoso.crm.microsoftdynamics.us', 'https://high.api.bap.microsoft.us'],
  ['DoD', 'https://contoso.crm.appsplatform.us', 'https://api.bap.appsplatform.us'],
  ['China', 'https://contoso.crm.dynamics.cn', 'https://api.bap.partner.microsoftonline.cn'],
])('in %s the admin API of that cloud adds the app', async (_, url, api) => {
  tenant = openTenant(createFakeDynamics({ url }))
  const { tables: __, ...rest } = tenant.options
  await setUp({ ...rest, administrator: person(), roles: ['System Administrator'] })
  expect(tenant.holdings()).toMatchObject({ users: 1, roles: ['System Administrator'] })
  const origins = tenant.fake.requests
    .filter(({ service }) => service === 'powerPlatform')
    .map((one) => new URL(one.url).origin)
  expect(new Set(origins)).toEqual(new Set([api]))
})

describe('somebody who is no user of the environment, and may not administer Power Platform', () => {
  test('without the role is told both ways', async () => {
    const administrator = person({ directoryRoles: ['Application Administrator'] })
    const ended = await planSetup({ ...options, administrator }).catch((error: unknown) => error)
    expect(ended).toMatchObject({
      code: 'permission-missing',
      step: 2,
      fix: expect.stringMatching(/Membership > Add me\. Or sign in as a Power Platform Administrator; /),
    })
    expect((ended as Error).message).toMatch(
      /^The administrator is no user of https:\S+ \(0x80072560\), nor may they add the app without\. The admin API of Power Platform: it answered 403 Forbidden: /,
    )
  })

  test('at a program without consent for it is told the reason', async () => {
    const administrator = person({}, false)
    await expect(planSetup({ ...options, administrator })).rejects.toThrow(
      /nor may they add the app without\. The admin API of Power Platform: there is no token for it: /,
    )
  })

  test('as an app that nobody registered with Power Platform, either', async () => {
    const { fake } = tenant
    const app = fake.addApp({ applicationUser: false, graphRoles: ['Application.ReadWrite.All'] })
    const administrator = clientSecret({ ...app, tenantId: fake.tenantId, fetch: fake.fetch })
    await expect(planSetup({ ...options, administrator })).rejects.toThrow(/The service principal with id/)
  })

  test('without a security role there is told so', async () => {
    const administrator = person({ systemUser: true, roles: [] })
    await expect(planSetup({ ...options, administrator, roles: ['Basic User'] })).rejects.toThrow(
      /^The administrator has no security role in https:\S+ \(0x80042f09\); /,
    )
  })
})
