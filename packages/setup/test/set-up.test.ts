import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientSecret, deviceCode } from '@dynamics-kit/auth'
import { createClient } from '@dynamics-kit/client'
import type { UserOptions } from '@dynamics-kit/testing'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { azurePipelinesJob, envFile, gitHubJob, kubernetesPod, planSetup, setUp } from '../src/index.ts'
import { memory, openTenant, type Tenant } from './tenant.ts'

let tenant: Tenant
const folder = mkdtempSync(join(tmpdir(), 'set-up-test-'))

beforeEach(() => {
  tenant = openTenant()
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Changes that were asked of a service since the first `before` requests. */
const changesSince = (before: number) =>
  tenant.fake.requests
    .slice(before)
    .filter(({ method, service }) => method !== 'GET' && service !== 'entra')
    .map(({ method, url }) => `${method} ${url}`)

describe('set-up', () => {
  test('goes from nothing to a program that gets in', async () => {
    const { fake, options, store, outcomes, holdings } = tenant
    const app = await setUp(options)
    expect(outcomes()).toEqual([
      'created application',
      'created permission',
      'created service principal',
      'created admin consent',
      'exists business unit',
      'created application user',
      'created security role',
      'created role assignment',
      'created client secret',
      'created settings',
      'exists access token',
      'exists access',
    ])
    const secret = store.kept['AZURE_CLIENT_SECRET'] ?? ''
    expect(store.kept).toEqual({
      DYNAMICS_URL: fake.url,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: app.clientId,
      AZURE_CLIENT_SECRET: secret,
    })
    expect(app.variables).toEqual(store.kept)
    expect(holdings()).toEqual({
      applications: 1,
      servicePrincipals: 1,
      grants: 1,
      secrets: [secret.slice(0, 3)],
      certificates: 0,
      trusts: [],
      users: 1,
      roles: ['Contoso integration'],
      ownRoles: 1,
    })
    const credential = clientSecret({ ...app, clientSecret: secret, fetch: fake.fetch })
    const program = createClient({ url: fake.url, credential, fetch: fake.fetch })
    await program.create('accounts', { name: 'Contoso' }).catch(() => undefined)
    expect(await program.from('accounts').select('name').all()).toEqual([])
  })

  test('changes nothing the second time', async () => {
    const { fake, options, outcomes } = tenant
    const first = await setUp(options)
    outcomes()
    const before = fake.requests.length
    expect(await setUp(options)).toEqual(first)
    expect(new Set(outcomes().map((one) => one.split(' ')[0]))).toEqual(new Set(['exists']))
    expect(changesSince(before)).toEqual([])
  })

  test('gives a role what it lacks, and a user what roles it lacks', async () => {
    const { options, outcomes, holdings } = tenant
    await setUp(options)
    outcomes()
    await setUp({ ...options, tables: { account: ['read', 'write', 'delete'] }, roles: ['Basic User'] })
    expect(outcomes().filter((one) => !one.startsWith('exists'))).toEqual([
      'updated security role',
      'created role assignment',
    ])
    expect(holdings().roles.toSorted()).toEqual(['Basic User', 'Contoso integration'])
  })

  test('never tells a secret', async () => {
    const { options, actions, store } = tenant
    const plan = await planSetup(options)
    await plan.apply()
    const secret = store.kept['AZURE_CLIENT_SECRET'] ?? ''
    expect(JSON.stringify(actions) + JSON.stringify(plan)).not.toContain(secret.slice(4))
  })

  test('waits for what is not seen everywhere yet, and says so', async () => {
    const { fake, options, actions } = tenant
    fake.graph.delay = 20_000
    await setUp(options)
    const waits = actions.filter(({ outcome }) => outcome === 'waiting').map(({ detail }) => detail)
    expect(waits.join('\n')).toMatch(/AADSTS70(00215|0016): not known to all of Microsoft Entra ID yet; again in \d+ s/)
  })

  test('gives up on a secret that Entra keeps refusing', async () => {
    const { fake, options } = tenant
    fake.entra.failNext({ aadsts: 7000215 }, 1000)
    const { administrator } = tenant
    // The administrator’s own tokens were had before.
    fake.reset()
    await administrator.getToken('https://graph.microsoft.com/.default')
    await administrator.getToken(`${fake.url}/.default`)
    fake.entra.failNext({ aadsts: 7000215 }, 1000)
    await expect(setUp(options)).rejects.toMatchObject({ name: 'AuthError', aadsts: 7000215 })
  })

  test('makes a business unit when it is told to', async () => {
    const { options, dynamics } = tenant
    await expect(setUp({ ...options, businessUnit: 'Contoso West' })).rejects.toMatchObject({
      code: 'business-unit-unknown',
    })
    const { businessUnitId = '' } = await setUp({ ...options, businessUnit: 'Contoso West', createBusinessUnit: true })
    expect(await dynamics.retrieve('businessunits', businessUnitId, { select: ['name'] })).toMatchObject({
      name: 'Contoso West',
    })
  })

  test('can be ended, with the reason that it was given', async () => {
    const controller = new AbortController()
    const { options } = tenant
    const plan = await planSetup(options)
    const ended = plan.apply({ signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) })
    await expect(ended).rejects.toThrow('enough')
  })
})

describe('a plan', () => {
  test('says what is going to be made and what right it takes, and changes nothing', async () => {
    const { fake, options, holdings } = tenant
    const plan = await planSetup(options)
    expect(plan.actions.map(({ step, outcome, subject, allowed }) => [step, outcome, subject, allowed])).toEqual([
      [1, 'create', 'application', true],
      [1, 'create', 'permission', undefined],
      [1, 'create', 'service principal', true],
      [1, 'create', 'admin consent', true],
      [2, 'exists', 'business unit', undefined],
      [2, 'create', 'application user', true],
      [2, 'create', 'security role', true],
      [2, 'create', 'role assignment', true],
      [1, 'create', 'client secret', true],
      [1, 'create', 'settings', undefined],
    ])
    expect(plan).toMatchObject({ upToDate: false, missing: [], overwrites: [] })
    expect(changesSince(0)).toEqual([])
    expect(holdings().applications).toBe(0)
    await plan.apply()
    expect(await planSetup({ ...options, fetch: fake.fetch })).toMatchObject({ upToDate: true })
  })

  test.each([
    [1, 'for 1 day, kept at memory'],
    [2, 'for 2 days, kept at memory'],
  ])('of a secret for %s days says for how long', async (days, detail) => {
    const { actions } = await planSetup({ ...tenant.options, credential: { kind: 'secret', days } })
    expect(actions).toContainEqual(expect.objectContaining({ subject: 'client secret', detail }))
  })

  test('is plain JSON without what carries it out', async () => {
    const plan = await planSetup(tenant.options)
    expect(Object.keys(JSON.parse(JSON.stringify(plan)) as object)).toEqual([
      'actions',
      'upToDate',
      'missing',
      'overwrites',
    ])
  })

  test.each([
    [{ name: ' ' }, /^name: is missing/],
    [{ tables: {}, roles: [] }, /^roles: give the names/],
    [{ url: 'https://make.powerapps.com/environments/x' }, /environment URL/i],
    [{ credential: { kind: 'certificate', path: '' } }, /^credential\.path: is missing/],
    [{ credential: { kind: 'secret', days: 0 } }, /^credential\.days: 0 is not a lifetime/],
    [{ credential: { kind: 'federated', issuer: 'x', subject: 'y' } }, /^issuer: "x" is no https URL/],
  ] as const)('is refused before anything is sent: %j', async (more, message) => {
    await expect(planSetup({ ...tenant.options, ...more })).rejects.toThrow(message)
    expect(tenant.fake.requests).toHaveLength(0)
  })

  test.each([
    [{ roles: ['Contoso reader'] }, { code: 'role-unknown', step: 2 }],
    [{ tables: { acount: ['read'] } }, { code: 'privilege-unknown', message: 'The environment has no table acount' }],
    [{ clientId: '99999999-9999-4999-8999-999999999999' }, { code: 'app-unknown', step: 1 }],
  ] as const)('fails for %j, and nothing is changed', async (more, error) => {
    await expect(planSetup({ ...tenant.options, ...more })).rejects.toMatchObject(error)
    expect(changesSince(0)).toEqual([])
  })

  test('fails when the administrator is of another tenant than the environment', async () => {
    const other = openTenant()
    await other.administrator.getToken('https://graph.microsoft.com/.default')
    const stranger = { getToken: () => other.administrator.getToken('https://graph.microsoft.com/.default') }
    await expect(planSetup({ ...tenant.options, administrator: stranger })).rejects.toMatchObject({
      code: 'tenant-mismatch',
      fix: expect.stringContaining(`az login --tenant ${tenant.fake.tenantId}`) as string,
    })
  })
})

describe('which app it is', () => {
  const register = async (body: object) => {
    const { fake, administrator } = tenant
    const { token } = await administrator.getToken('https://graph.microsoft.com/.default')
    const response = await fake.fetch(`${fake.graphUrl}/applications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ displayName: 'Contoso integration', signInAudience: 'AzureADMyOrg', ...body }),
    })
    return (await response.json()) as { id: string; appId: string }
  }
  const remove = async (id: string) => {
    const { fake, administrator } = tenant
    const { token } = await administrator.getToken('https://graph.microsoft.com/.default')
    const headers = { authorization: `Bearer ${token}` }
    await fake.fetch(`${fake.graphUrl}/applications/${id}`, { method: 'DELETE', headers })
  }

  test('the only one that is called so, and what others asked for stays', async () => {
    const graph = { resourceAppId: '00000003-0000-0000-c000-000000000000', resourceAccess: [] }
    const { appId } = await register({ requiredResourceAccess: [graph] })
    const { options } = tenant
    const plan = await planSetup(options)
    expect(plan.actions[0]).toMatchObject({
      outcome: 'exists',
      detail: expect.stringMatching(/made by somebody else$/) as string,
    })
    expect((await plan.apply()).clientId).toBe(appId)
    const access = tenant.fake.snapshot().tenant.applications.find((one) => one.appId === appId)?.requiredResourceAccess
    expect(access).toMatchObject([graph, { resourceAppId: '00000007-0000-0000-c000-000000000000' }])
  })

  test('none, when several are called so', async () => {
    const [{ appId: first }, { appId: second }] = [await register({}), await register({})]
    await expect(planSetup(tenant.options)).rejects.toMatchObject({
      code: 'name-ambiguous',
      message: expect.stringContaining(`${first}, ${second}`) as string,
    })
    expect((await setUp({ ...tenant.options, clientId: second })).clientId).toBe(second)
  })

  test('its own, whatever others are called', async () => {
    const { clientId } = await setUp(tenant.options)
    await register({})
    expect((await setUp(tenant.options)).clientId).toBe(clientId)
  })

  test('its own that was deleted, which comes back', async () => {
    const { options, outcomes } = tenant
    const first = await setUp(options)
    await remove(first.applicationObjectId)
    outcomes()
    const again = await setUp(options)
    expect(again.clientId).toBe(first.clientId)
    expect(outcomes()).toContain('updated application')
  })
})

describe('what an administrator may', () => {
  /** Setup by a person at an app with these permissions. */
  async function planOf(person: UserOptions, graphScopes: readonly string[]) {
    const { fake, options } = tenant
    const ada = fake.addUser({ displayName: 'Ada Lovelace', ...person })
    const { clientId } = fake.addApp({ applicationUser: false, publicClient: true, adminConsent: true, graphScopes })
    const administrator = deviceCode({
      tenantId: fake.tenantId,
      clientId,
      fetch: fake.fetch,
      onPrompt: ({ userCode }) => fake.entra.approveDevice(userCode, ada.userPrincipalName),
    })
    return planSetup({ ...options, administrator })
  }
  const all = ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All']
  const roles = ['System Administrator']

  test('everything, as administrator of both', async () => {
    const plan = await planOf({ roles, directoryRoles: ['Application Administrator'] }, all)
    expect(plan.missing).toEqual([])
    expect(plan.actions.every(({ allowed }) => allowed !== false)).toBe(true)
    expect((await plan.apply()).userId).toMatch(/-/)
  })

  test('all but the consent, as a developer: setup goes without', async () => {
    const { actions } = tenant
    const plan = await planOf({ roles, directoryRoles: ['Application Developer'] }, all)
    expect(plan.missing).toEqual([])
    expect(plan.actions[3]).toMatchObject({ subject: 'admin consent', outcome: 'refused', allowed: false })
    const { clientId } = await plan.apply()
    expect(actions.find(({ outcome }) => outcome === 'refused')?.detail).toBe(
      `app-only tokens work without it; an administrator can grant it at https://login.microsoftonline.com/${tenant.fake.tenantId}/adminconsent?client_id=${clientId}`,
    )
  })

  test('nothing, where the app at hand has no permission: that is told before the first change', async () => {
    const plan = await planOf({ roles, directoryRoles: ['Global Administrator'] }, ['Application.Read.All'])
    expect(plan.missing.map(({ subject }) => subject)).toEqual(['application', 'service principal', 'client secret'])
    await expect(plan.apply()).rejects.toMatchObject({ code: 'permission-missing' })
    expect(changesSince(0)).toEqual([])
  })

  test('no users of the environment, without a role for that there', async () => {
    const plan = await planOf({ roles: ['Basic User'], directoryRoles: ['Global Administrator'] }, all)
    expect(plan.missing.map(({ subject, needs }) => [subject, needs])).toEqual([
      ['application user', 'prvCreateUser'],
      ['security role', 'prvCreateRole, prvWriteRole'],
      ['role assignment', 'prvAssignRole, prvReadRole'],
    ])
    await expect(plan.apply()).rejects.toThrow(/may not do all of it: create application user: prvCreateUser/)
  })
})

describe('how the app proves itself', () => {
  test('with a certificate whose key only its file has', async () => {
    const path = join(folder, 'contoso.pem')
    const { options, store, holdings, outcomes } = tenant
    const app = await setUp({ ...options, credential: { kind: 'certificate', path } })
    expect(store.kept).toMatchObject({ AZURE_CLIENT_CERTIFICATE_PATH: path })
    expect(store.kept).not.toHaveProperty('AZURE_CLIENT_SECRET')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toMatch(/PRIVATE KEY[\s\S]*BEGIN CERTIFICATE/)
    expect(JSON.stringify(tenant.fake.snapshot())).not.toContain('PRIVATE KEY')
    expect(Date.parse(app.expires ?? '') - tenant.fake.clock.now()).toBeGreaterThan(360 * 86_400_000)
    expect(holdings()).toMatchObject({ certificates: 1, secrets: [] })
    outcomes()
    await setUp({ ...options, credential: { kind: 'certificate', path } })
    expect(outcomes()).not.toContain('created certificate')
  }, 30_000)

  test('not with a file that holds something else', async () => {
    const path = join(folder, 'notes.txt')
    writeFileSync(path, 'no key')
    await expect(planSetup({ ...tenant.options, credential: { kind: 'certificate', path } })).rejects.toMatchObject({
      code: 'credential-unusable',
    })
    expect(readFileSync(path, 'utf8')).toBe('no key')
  })

  test('with a job of GitHub, without any secret', async () => {
    const { options, store, holdings, fake, actions } = tenant
    const credential = gitHubJob({ repository: 'contoso/integration', environment: 'production' })
    const app = await setUp({ ...options, credential })
    expect(Object.keys(store.kept)).toEqual(['DYNAMICS_URL', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID'])
    expect(holdings()).toMatchObject({ secrets: [], trusts: ['repo:contoso/integration:environment:production'] })
    const [trust] =
      fake.snapshot().tenant.applications.find((one) => one.appId === app.clientId)?.federatedIdentityCredentials ?? []
    expect(trust).toMatchObject({
      name: expect.stringMatching(/^dynamics-kit-contoso-integration-environment-production-[0-9a-f]{8}$/) as string,
      issuer: 'https://token.actions.githubusercontent.com',
      audiences: ['api://AzureADTokenExchange'],
    })
    expect(actions.at(-1)).toMatchObject({ subject: 'access', outcome: 'kept' })
  })

  test.each([
    [
      () => gitHubJob({ repository: 'contoso/integration', branch: 'main' }),
      'repo:contoso/integration:ref:refs/heads/main',
    ],
    [() => gitHubJob({ repository: 'contoso/integration', tag: 'v1' }), 'repo:contoso/integration:ref:refs/tags/v1'],
    [
      () => gitHubJob({ repository: 'contoso/integration', pullRequest: true }),
      'repo:contoso/integration:pull_request',
    ],
    [
      () => gitHubJob({ repository: 'contoso@12/integration@34', environment: 'production' }),
      'repo:contoso@12/integration@34:environment:production',
    ],
    [
      () => gitHubJob({ repository: 'contoso/integration', environment: 'Production:V1' }),
      'repo:contoso/integration:environment:Production%3AV1',
    ],
    [
      () =>
        azurePipelinesJob({
          organizationId: '11111111-1111-4111-8111-111111111111',
          organization: 'contoso',
          project: 'Integration',
          serviceConnection: 'dynamics',
        }),
      'sc://contoso/Integration/dynamics',
    ],
    [
      () => kubernetesPod({ issuer: 'https://oidc.example/', namespace: 'integration', serviceAccount: 'dynamics' }),
      'system:serviceaccount:integration:dynamics',
    ],
  ])('with a subject as its tokens spell it: %#', (job, subject) => {
    expect(job().subject).toBe(subject)
  })

  test.each([
    [() => gitHubJob({ repository: 'integration', branch: 'main' }), /^repository: "integration" is none/],
    [
      () => gitHubJob({ repository: 'contoso@12/integration', branch: 'main' }),
      /^repository: .* has one id; give those of/,
    ],
    [
      () => gitHubJob({ repository: 'contoso/integration@34', branch: 'main' }),
      /^repository: .* has one id; give those of/,
    ],
    [() => gitHubJob({ repository: 'contoso/integration' }), /^repository: say which of its jobs/],
    [() => gitHubJob({ repository: 'contoso/integration', branch: 'main', tag: 'v1' }), /^repository: say which/],
    [() => kubernetesPod({ issuer: 'http://oidc.example', serviceAccount: 'x' }), /^issuer: /],
  ])('not with what no token says: %#', (job, message) => {
    expect(job).toThrow(message)
  })
})

describe('where the settings go', () => {
  test('a file keeps its other lines and is its owner’s alone', async () => {
    const path = join(folder, 'kept.env')
    writeFileSync(path, '# mine\nPORT=3000\nexport AZURE_CLIENT_ID=""\n\nNAME="two\nlines"')
    const app = await setUp({ ...tenant.options, store: envFile(path) })
    const text = readFileSync(path, 'utf8')
    expect(text).toMatch(
      /^# mine\nPORT=3000\nAZURE_CLIENT_ID=[0-9a-f-]{36}\n\nNAME="two\nlines"\nDYNAMICS_URL=https:.*\nAZURE_TENANT_ID=.*\nAZURE_CLIENT_SECRET=.*\n$/,
    )
    expect(await envFile(path).load()).toMatchObject({ ...app.variables, PORT: '3000', NAME: 'two\nlines' })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('another value is replaced only when that was allowed', async () => {
    const kept = { DYNAMICS_URL: 'https://fabrikam.crm.dynamics.com', PORT: '3000' }
    const plan = await planSetup({ ...tenant.options, store: memory(kept) })
    expect(plan.overwrites).toEqual(['DYNAMICS_URL'])
    await expect(plan.apply()).rejects.toMatchObject({ code: 'settings-differ' })
    expect(changesSince(0)).toEqual([])
    await plan.apply({ overwrite: true })
    expect(kept).toMatchObject({ DYNAMICS_URL: tenant.fake.url, PORT: '3000' })
  })

  test('a secret that has expired is replaced, when that was allowed', async () => {
    const { options, fake, store } = tenant
    await setUp({ ...options, credential: { kind: 'secret', days: 10 } })
    const before = store.kept['AZURE_CLIENT_SECRET']
    fake.clock.advance(11 * 86_400_000)
    const plan = await planSetup(options)
    expect(plan.overwrites).toEqual(['AZURE_CLIENT_SECRET'])
    await plan.apply({ overwrite: true })
    expect(store.kept['AZURE_CLIENT_SECRET']).not.toBe(before)
  })

  test('a place that cannot be read gets the secret once', async () => {
    const saved: Readonly<Record<string, string>>[] = []
    const store = {
      name: 'vault',
      save: async (variables: Readonly<Record<string, string>>) => void saved.push(variables),
    }
    await setUp({ ...tenant.options, store })
    const again = await setUp({ ...tenant.options, store })
    expect(saved).toHaveLength(1)
    expect(saved[0]).toHaveProperty('AZURE_CLIENT_SECRET')
    expect(again.variables).not.toHaveProperty('AZURE_CLIENT_SECRET')
    expect(tenant.holdings().secrets).toHaveLength(1)
  })
})
