import { clientSecret, type ClientSecretCredential } from '@dynamics-kit/auth'
import { createClient, type DynamicsClient } from '@dynamics-kit/client'
import { createFakeDynamics, type FakeDynamics } from '@dynamics-kit/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  addApplicationUser,
  isSetupError,
  registerApp,
  type AppRegistration,
  type SetupAction,
  type SetupError,
} from '../src/index.ts'
import { memory } from './tenant.ts'

let fake: FakeDynamics
let administrator: ClientSecretCredential
let dynamics: DynamicsClient

beforeEach(() => {
  fake = createFakeDynamics()
  administrator = clientSecret({ ...fake, fetch: fake.fetch })
  dynamics = createClient({ url: fake.url, credential: administrator, fetch: fake.fetch })
})

async function register(options: Partial<Parameters<typeof registerApp>[0]> = {}) {
  const actions: SetupAction[] = []
  const app = await registerApp({
    administrator,
    fetch: fake.fetch,
    name: 'Contoso integration',
    onProgress: (action) => actions.push(action),
    ...options,
  })
  return { app, outcomes: actions.map(({ subject, outcome }) => `${outcome} ${subject}`), actions }
}

function asApp({ tenantId, clientId, variables }: AppRegistration) {
  return clientSecret({ tenantId, clientId, clientSecret: variables['AZURE_CLIENT_SECRET'] ?? '', fetch: fake.fetch })
}

async function failureOf(promise: Promise<unknown>): Promise<SetupError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isSetupError(error)) throw error instanceof Error ? error : new Error('expected a SetupError')
  return error
}

describe('registerApp', () => {
  test('makes everything an app needs, and its token is accepted by Entra', async () => {
    const { app, outcomes } = await register()
    expect(outcomes).toEqual([
      'created application',
      'created permission',
      'created service principal',
      'created admin consent',
      'created client secret',
      'created settings',
    ])
    expect(app.tenantId).toBe(fake.tenantId)
    const credential = asApp(app)
    await expect(credential.getToken(`${fake.url}/.default`)).resolves.toMatchObject({
      token: expect.any(String) as string,
    })
  })

  test('changes nothing the second time', async () => {
    const store = memory()
    const first = await register({ store })
    const before = fake.requests.length
    const second = await register({ store })
    expect(second.outcomes).toEqual([
      'exists application',
      'exists permission',
      'exists service principal',
      'exists admin consent',
      'exists client secret',
      'exists settings',
    ])
    expect(second.app).toEqual(first.app)
    expect(
      fake.requests.slice(before).filter(({ service, method }) => service === 'graph' && method !== 'GET'),
    ).toEqual([])
  })

  test('gives a secret once, and keeps it for who has it, where it is kept nowhere', async () => {
    const first = await register()
    const second = await register()
    expect(second.outcomes).toContain('exists client secret')
    expect(first.app.variables['AZURE_CLIENT_SECRET']).toMatch(/8Q~/)
    expect(second.app.variables).toEqual({ AZURE_TENANT_ID: fake.tenantId, AZURE_CLIENT_ID: first.app.clientId })
  })

  test('makes another secret where the one before was not kept, and takes none away', async () => {
    const first = await register({ store: memory() })
    const second = await register({ store: memory() })
    expect(second.outcomes).toContain('created client secret')
    expect(second.app.clientId).toBe(first.app.clientId)
    await expect(asApp(first.app).getToken(`${fake.url}/.default`)).resolves.toBeDefined()
    await expect(asApp(second.app).getToken(`${fake.url}/.default`)).resolves.toBeDefined()
  })

  test('goes on without the right to consent, and names the page where an administrator can', async () => {
    const helper = fake.addApp({
      displayName: 'Contoso app registrar',
      graphRoles: ['Application.ReadWrite.All'],
      applicationUser: false,
    })
    const { outcomes, actions } = await register({
      administrator: clientSecret({ ...fake, ...helper, fetch: fake.fetch }),
    })
    expect(outcomes).toEqual([
      'created application',
      'created permission',
      'created service principal',
      'refused admin consent',
      'created client secret',
      'created settings',
    ])
    expect(actions[3]?.detail).toMatch(/https:\/\/login\.microsoftonline\.com\/.*\/adminconsent\?client_id=/)
  })

  test('says which permission is missing', async () => {
    const nobody = fake.addApp({ displayName: 'Fabrikam reader', applicationUser: false })
    const error = await failureOf(register({ administrator: clientSecret({ ...fake, ...nobody, fetch: fake.fetch }) }))
    expect(error).toMatchObject({
      code: 'permission-missing',
      step: 1,
      status: 403,
      serviceCode: 'Authorization_RequestDenied',
    })
    expect(error.fix).toContain('Application.ReadWrite.OwnedBy')
  })

  test('never shows a secret in what it reports', async () => {
    const { app, actions } = await register()
    expect(JSON.stringify(actions)).not.toContain(app.variables['AZURE_CLIENT_SECRET'])
  })

  test('refuses an empty name before anything is sent', async () => {
    await expect(register({ name: ' ' })).rejects.toThrow(/^name: is missing/)
    expect(fake.requests).toHaveLength(0)
  })
})

describe('addApplicationUser', () => {
  async function add(clientId: string, roles: readonly string[] = ['Basic User']) {
    const outcomes: string[] = []
    const user = await addApplicationUser({
      dynamics,
      clientId,
      roles,
      onProgress: ({ subject, outcome }) => outcomes.push(`${outcome} ${subject}`),
    })
    return { user, outcomes }
  }

  test('lets the app in', async () => {
    const { app } = await register()
    const { user, outcomes } = await add(app.clientId)
    expect(outcomes).toEqual(['created application user', 'created role assignment'])
    const program = createClient({ url: fake.url, credential: asApp(app), fetch: fake.fetch })
    expect(await program.whoAmI()).toMatchObject({ userId: user.userId, businessUnitId: user.businessUnitId })
    expect(await program.from('accounts').select('name').all()).toEqual([])
  })

  test('changes nothing the second time', async () => {
    const { app } = await register()
    const first = await add(app.clientId)
    const second = await add(app.clientId)
    expect(second.outcomes).toEqual(['exists application user', 'exists role assignment'])
    expect(second.user).toEqual(first.user)
  })

  test('adds a role and takes none away', async () => {
    const { app } = await register()
    await add(app.clientId)
    const { user, outcomes } = await add(app.clientId, ['System Administrator'])
    expect(outcomes).toEqual(['exists application user', 'created role assignment'])
    const row = await dynamics.retrieve('systemusers', user.userId, {
      select: ['fullname'],
      expand: { systemuserroles_association: { select: ['name'] } },
    })
    expect((row['systemuserroles_association'] as { name: string }[]).map(({ name }) => name).toSorted()).toEqual([
      'Basic User',
      'System Administrator',
    ])
  })

  test('enables a disabled user', async () => {
    const { app } = await register()
    const { user } = await add(app.clientId)
    await dynamics.update('systemusers', user.userId, { isdisabled: true })
    expect((await add(app.clientId)).outcomes).toEqual(['updated application user', 'exists role assignment'])
  })

  test('names a role that the environment does not have', async () => {
    const { app } = await register()
    expect(await failureOf(add(app.clientId, ['Contoso reader']))).toMatchObject({ code: 'role-unknown', step: 2 })
  })

  test('names a business unit that the environment does not have', async () => {
    const { app } = await register()
    const error = await failureOf(
      addApplicationUser({ dynamics, clientId: app.clientId, roles: [], businessUnit: 'Contoso West' }),
    )
    expect(error).toMatchObject({ code: 'business-unit-unknown', step: 2 })
  })
})
