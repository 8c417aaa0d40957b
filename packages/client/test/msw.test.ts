import { createClient } from '@dynamics-kit/client'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'

const seen: Record<string, string>[] = []
const server = setupServer(
  http.all('https://contoso.crm.dynamics.com/*', ({ request }) => {
    seen.push(Object.fromEntries(request.headers))
    return seen.length === 1
      ? new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer error=invalid_token' } })
      : new Response(null, { status: 204 })
  }),
)
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

test('no header is lost while msw listens', async () => {
  let count = 0
  const dynamics = createClient({
    url: 'contoso.crm.dynamics.com',
    credential: { getToken: async () => ({ token: `token${++count}`, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    middleware: [
      (request, next) => {
        request.headers.set('CallerObjectId', '25a17064-1ae7-e611-80f4-e0071b661f01')
        return next(request)
      },
    ],
  })
  await dynamics.update('accounts', '7eb682f1-ca75-e511-80d4-00155d2a68d1', { name: 'x' }, { ifMatch: 'W/"1"' })
  const headers = {
    accept: 'application/json',
    callerobjectid: '25a17064-1ae7-e611-80f4-e0071b661f01',
    'content-type': 'application/json',
    'if-match': 'W/"1"',
    'odata-maxversion': '4.0',
    'odata-version': '4.0',
  }
  expect(seen).toEqual([
    expect.objectContaining({ ...headers, authorization: 'Bearer token1' }),
    expect.objectContaining({ ...headers, authorization: 'Bearer token2' }),
  ])
})
