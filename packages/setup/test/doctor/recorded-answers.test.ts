// Answers that the reference quotes and the fake has no state for. These are no broken worlds: only how the doctor reads them.
import { expect, test } from 'vitest'
import { createWorld } from './world.ts'

const refusal = (status: number, code: string, message: string) => () =>
  Response.json({ error: { code, message } }, { status, headers: { 'OData-Version': '4.0', REQ_ID: '1' } })

test('the IP firewall may refuse before the sign-in', async () => {
  using world = await createWorld()
  world.network.set('contoso.crm.dynamics.com', refusal(403, '0x80095ffe', 'Access to your ip is blocked.'))
  expect((await world.diagnose()).first).toMatchObject({ check: 'environment', cause: 'ip-blocked' })
})

test('the number that a support ticket needs is told', async () => {
  using world = await createWorld()
  world.options.fetch = async (request) =>
    request.headers.has('authorization')
      ? refusal(500, '0x80040216', 'An unexpected error occurred.')()
      : world.fake.fetch(request)
  expect((await world.diagnose()).first).toMatchObject({
    check: 'access',
    cause: 'server',
    support: { requestId: '1' },
  })
})

test('few requests are left of the window', async () => {
  using world = await createWorld()
  world.options.fetch = async (request) => {
    const response = await world.fake.fetch(request)
    if (response.headers.has('x-ms-ratelimit-burst-remaining-xrm-requests')) {
      response.headers.set('x-ms-ratelimit-burst-remaining-xrm-requests', '12')
    }
    return response
  }
  expect((await world.diagnose()).first).toMatchObject({ check: 'limits', cause: 'limits-near', verdict: 'warning' })
})

test('a person’s token is not what a program should have', async () => {
  using world = await createWorld()
  const { fake } = world
  const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['Basic User'] })
  const { clientId } = fake.addApp({ applicationUser: false, publicClient: true })
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, ...fields }),
  })
  const endpoint = `${fake.authority}/${fake.tenantId}/oauth2/v2.0`
  const device = (await (
    await fake.fetch(`${endpoint}/devicecode`, form({ scope: `${fake.url}/user_impersonation` }))
  ).json()) as { user_code: string; device_code: string }
  fake.entra.approveDevice(device.user_code, ada.userPrincipalName)
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device.device_code }
  const { access_token: token } = (await (await fake.fetch(`${endpoint}/token`, form(grant))).json()) as {
    access_token: string
  }
  world.options.credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600_000 }) }
  expect((await world.diagnose()).first).toMatchObject({
    check: 'audience',
    cause: 'token-of-person',
    verdict: 'warning',
  })
})

test('53003 names the policy that blocks', async () => {
  using world = await createWorld()
  const policy = 'c0a5acce-0000-4000-8000-000000000001'
  world.fake.entra.failNext({
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: 'AADSTS53003: Access has been blocked by Conditional Access policies.',
      error_codes: [53003],
      suberror: 'message_only',
      claims: JSON.stringify({ access_token: { capolids: { essential: true, values: [policy] } } }),
    },
  })
  const { first } = await world.diagnose()
  expect(first).toMatchObject({ check: 'token', cause: 'conditional-access' })
  expect(first?.evidence).toContain(`Policy: ${policy}`)
})
