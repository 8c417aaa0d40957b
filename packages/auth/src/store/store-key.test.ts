import { expect, test } from 'vitest'
import { storeKey } from './store-key.ts'

const identity = ['client-secret', 'https://login.microsoftonline.com', 'contoso.onmicrosoft.com', 'ABC']
const scope = 'https://contoso.crm.dynamics.com/.default'

test('says nothing about whose token it is', () => {
  expect(storeKey(identity, scope)).toMatch(/^dynamics-kit-token-[0-9a-f]{64}$/)
})

test('is the same in every process', () => {
  // A change of this value makes processes of two versions keep their tokens apart.
  expect(storeKey(['a'], 'b')).toBe(
    'dynamics-kit-token-7a5e33c9eb93f66b512f44ccd36c4baef336e654f7e8a1dc527618d5ad3c62c3',
  )
})

test('is the same for ids and domains in another case', () => {
  expect(storeKey([...identity.slice(0, 2), 'CONTOSO.onmicrosoft.com', 'abc'], scope)).toBe(storeKey(identity, scope))
})

test.each([
  ['kind of credential', ['client-certificate', ...identity.slice(1)], scope],
  ['authority', ['client-secret', 'https://login.microsoftonline.us', ...identity.slice(2)], scope],
  ['tenant', [...identity.slice(0, 2), 'fabrikam.onmicrosoft.com', 'ABC'], scope],
  ['client', [...identity.slice(0, 3), 'DEF'], scope],
  ['user', [...identity, 'a user'], scope],
  ['resource', identity, 'https://fabrikam.crm.dynamics.com/.default'],
  [
    'border between two parts',
    ['client-secret', 'https://login.microsoftonline.com', 'contoso.onmicrosoft.comABC'],
    scope,
  ],
])('is another for another %s', (_name, otherIdentity, otherScope) => {
  expect(storeKey(otherIdentity, otherScope)).not.toBe(storeKey(identity, scope))
})
