import { expect, test } from 'vitest'
import { fromEnvironment } from './from-environment.ts'

const good = {
  AZURE_TENANT_ID: 'contoso.onmicrosoft.com',
  AZURE_CLIENT_ID: '22222222-2222-2222-2222-222222222222',
  AZURE_CLIENT_SECRET: 'Zq88Q~not-a-real-secret-value-0123456789',
}

test('reads the three variables', () => {
  expect(fromEnvironment(good)).toMatchObject({ tenantId: 'contoso.onmicrosoft.com', clientId: good.AZURE_CLIENT_ID })
})

test('signs in where AZURE_AUTHORITY_HOST says', async () => {
  const urls: string[] = []
  const credential = fromEnvironment(
    { ...good, AZURE_AUTHORITY_HOST: 'http://localhost:8443/' },
    {
      fetch: async (request) => {
        urls.push(request.url)
        return Response.json({ token_type: 'Bearer', expires_in: 3599, access_token: 'a.b.c' })
      },
    },
  )
  await credential.getToken('http://localhost:8443/.default')
  expect(urls[0]).toMatch(/^http:\/\/localhost:8443\/contoso\.onmicrosoft\.com\/oauth2\/v2\.0\/token/)
})

test.each([
  ['AZURE_TENANT_ID', undefined, 'AZURE_TENANT_ID: is missing; give a non-empty string'],
  ['AZURE_CLIENT_ID', '', 'AZURE_CLIENT_ID: is missing; give a non-empty string'],
  ['AZURE_CLIENT_SECRET', 'x ', 'AZURE_CLIENT_SECRET: has blanks or a line break around it; remove them'],
  [
    'AZURE_AUTHORITY_HOST',
    'http://login.contoso.example',
    'AZURE_AUTHORITY_HOST: must be https:, because a secret is sent to it',
  ],
])('says in one line what is wrong with %s', (name, value, message) => {
  expect(() => fromEnvironment({ ...good, [name]: value })).toThrow(message)
})
