import { expect, test } from 'vitest'
import { clientSecret, type ClientSecretOptions } from '../src/index.ts'

const scope = 'https://contoso.crm.dynamics.com/.default'

/** An app whose token endpoint names the tenant it was asked for in the token. */
function setUp(options: Partial<ClientSecretOptions> = {}) {
  const asked: string[] = []
  const app = clientSecret({
    tenantId: 'contoso.onmicrosoft.com',
    clientId: '22222222-2222-2222-2222-222222222222',
    clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
    fetch: async (request) => {
      const tenant = new URL(request.url).pathname.split('/')[1] ?? ''
      asked.push(tenant)
      return Response.json({ token_type: 'Bearer', expires_in: 3599, access_token: `token.of.${tenant}` })
    },
    ...options,
  })
  return { app, asked }
}

test('one app signs in to many tenants, each with tokens of its own', async () => {
  const { app, asked } = setUp()
  const customers = ['fabrikam.onmicrosoft.com', 'adventure-works.onmicrosoft.com'].map((tenant) =>
    app.forTenant(tenant),
  )
  for (let round = 0; round < 3; round++) {
    const tokens = await Promise.all([app, ...customers].map((credential) => credential.getToken(scope)))
    expect(tokens.map((token) => token?.token)).toEqual([
      'token.of.contoso.onmicrosoft.com',
      'token.of.fabrikam.onmicrosoft.com',
      'token.of.adventure-works.onmicrosoft.com',
    ])
  }
  expect(asked.toSorted()).toEqual([
    'adventure-works.onmicrosoft.com',
    'contoso.onmicrosoft.com',
    'fabrikam.onmicrosoft.com',
  ])
})

test('two views of one tenant share its token', async () => {
  const { app, asked } = setUp()
  await app.forTenant('fabrikam.onmicrosoft.com').getToken(scope)
  await app.forTenant('Fabrikam.onmicrosoft.com').getToken(scope)
  expect(asked).toEqual(['fabrikam.onmicrosoft.com'])
})

test('a tenant named in getToken has to be allowed', async () => {
  const { app } = setUp()
  await expect(app.getToken(scope, { tenantId: 'fabrikam.onmicrosoft.com' })).rejects.toThrow(
    /^tenantId: this credential signs in to contoso.*additionallyAllowedTenants/,
  )
  const { app: open, asked } = setUp({ additionallyAllowedTenants: ['fabrikam.onmicrosoft.com'] })
  expect((await open.getToken(scope, { tenantId: 'FABRIKAM.onmicrosoft.com' })).token).toBe(
    'token.of.fabrikam.onmicrosoft.com',
  )
  await open.getToken(scope, { tenantId: 'fabrikam.onmicrosoft.com' })
  await expect(open.getToken(scope, { tenantId: 'adventure-works.onmicrosoft.com' })).rejects.toThrow(TypeError)
  expect(asked).toEqual(['fabrikam.onmicrosoft.com'])
})

test.each(['common', '../fabrikam', 'fabrikam.com/oauth2?x=', ''])(
  'where any tenant is allowed, %j is none',
  async (tenantId) => {
    const { app, asked } = setUp({ additionallyAllowedTenants: ['*'] })
    await expect(app.getToken(scope, { tenantId })).rejects.toThrow(/^tenantId: /)
    expect(asked).toEqual([])
    expect((await app.getToken(scope, { tenantId: 'fabrikam.onmicrosoft.com' })).token).toMatch(/fabrikam/)
  },
)

test('with more tenants than are remembered, each has its own token and costs one request', async () => {
  const { app, asked } = setUp({ additionallyAllowedTenants: ['*'], maxEntries: 2_000 })
  const tenants = Array.from({ length: 1_500 }, (_, index) => `fabrikam-${index}.onmicrosoft.com`)
  for (const round of [1, 2]) {
    for (const tenantId of tenants) {
      expect((await app.getToken(scope, { tenantId })).token, `round ${round}`).toBe(`token.of.${tenantId}`)
    }
  }
  expect(asked).toEqual(tenants)
})

test('a view refuses another tenant than its own', async () => {
  const { app } = setUp({ additionallyAllowedTenants: ['*'] })
  await expect(
    app.forTenant('fabrikam.onmicrosoft.com').getToken(scope, { tenantId: 'contoso.onmicrosoft.com' }),
  ).rejects.toThrow(/^tenantId: this credential signs in to fabrikam/)
})

test.each(['common', 'https://login.microsoftonline.com/fabrikam', ''])('%j is no tenant', (tenantId) => {
  expect(() => setUp().app.forTenant(tenantId)).toThrow(/^tenantId: /)
  expect(() => setUp({ additionallyAllowedTenants: [tenantId] })).toThrow(/^additionallyAllowedTenants: /)
})
