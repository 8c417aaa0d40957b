import { expect, test } from 'vitest'
import { clientSecret, managedIdentity, type StoredToken, type TokenStore } from '../../src/index.ts'

const tokens = new Map<string, StoredToken>()
const store: TokenStore = {
  get: async (key) => tokens.get(key),
  set: async (key, token) => void tokens.set(key, token),
  delete: async (key) => void tokens.delete(key),
}

test('the own identity of a machine cannot be shared, a named one can', () => {
  const environment = { IDENTITY_ENDPOINT: 'http://localhost:42356/msi/token', IDENTITY_HEADER: 'header' }
  expect(() => managedIdentity({ environment, store })).toThrow(/^store: /)
  const clientId = '22222222-2222-2222-2222-222222222222'
  expect(() => managedIdentity({ environment, store, clientId })).not.toThrow()
})

test('two apps, and two environments of one app, have tokens of their own', async () => {
  let count = 0
  const make = (clientId: string) =>
    clientSecret({
      tenantId: 'contoso.onmicrosoft.com',
      clientId,
      clientSecret: 'Zq88Q~not-a-real-secret-value-0123456789',
      fetch: async () => Response.json({ token_type: 'Bearer', expires_in: 3599, access_token: `token ${++count}` }),
      store,
    })
  const [first, second] = ['11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222']
  const ask = async (clientId = '', name = 'contoso') =>
    (await make(clientId).getToken(`https://${name}.crm.dynamics.com/.default`)).token
  expect([await ask(first), await ask(second), await ask(first, 'fabrikam')]).toEqual(['token 1', 'token 2', 'token 3'])
  expect([await ask(first), await ask(second), await ask(first, 'fabrikam')]).toEqual(['token 1', 'token 2', 'token 3'])
  expect([...tokens.keys()].join()).not.toMatch(/1111|2222|contoso|fabrikam/)
})
