import { expect, test } from 'vitest'
import { createTenant } from '../src/world/create-tenant.ts'
import { createHarness, type Harness, root } from './dynamics-harness.ts'

const challenge = 'authorization_uri=https://login.microsoftonline.com/'

async function sendAs(harness: Harness, clientId: string, method: string, path: string, body?: unknown) {
  const token = await harness.tokenFor(clientId)
  return harness.send(method, path, {
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body }),
  })
}

test('a request without a token is told where to get one', async () => {
  const harness = await createHarness()
  const answer = await harness.send('GET', '/api/data/', { headers: { authorization: null } })
  expect(answer.status).toBe(401)
  expect(answer.text).toBe('')
  expect(answer.headers.get('www-authenticate')).toBe(
    `Bearer ${challenge}${harness.tenant.id}/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/`,
  )
})

test.each([
  ['expired', { exp: 1, nbf: 0 }, 'Security Token Expired!'],
  ['not yet valid', { nbf: 4_000_000_000, exp: 4_000_003_600 }, 'Security Token Not Yet Valid!'],
  ['of another issuer', { iss: 'https://sts.windows.net/fabrikam/' }, 'Security Token Validation Failed!'],
  ['for another environment', { aud: 'https://fabrikam.crm.dynamics.com' }, 'Error during token validation!'],
])('a token that is %s is refused with the reason', async (_what, claims, reason) => {
  const harness = await createHarness()
  const token = await harness.tokenFor(harness.clientId, claims)
  const answer = await harness.send('GET', 'WhoAmI', { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toContain(
    `Bearer error=invalid_token, error_description=${reason}, ${challenge}`,
  )
})

test('a token that Entra issued for another tenant is refused, whatever it is for', async () => {
  const harness = await createHarness()
  const { id } = createTenant(harness.world, { domain: 'fabrikam.onmicrosoft.com', displayName: 'Fabrikam' })
  const token = await harness.tokenFor(harness.clientId, { tid: id, iss: `https://sts.windows.net/${id}/` })
  const answer = await harness.send('GET', 'WhoAmI', { headers: { authorization: `Bearer ${token}` } })
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    401,
    `Bearer error=invalid_token, error_description=Security Token Validation Failed!, ${challenge}${harness.tenant.id}/oauth2/authorize, resource_id=https://contoso.crm.dynamics.com/`,
  ])
})

test('garbage in place of a token is refused with the reason', async () => {
  const harness = await createHarness()
  const answer = await harness.send('GET', 'WhoAmI', { headers: { authorization: 'Bearer garbage' } })
  expect(answer.headers.get('www-authenticate')).toContain('error_description=Error during token validation!')
})

test.each([
  'https://contoso.crm.dynamics.com/',
  'https://CONTOSO.crm.dynamics.com',
  'https://contoso.api.crm.dynamics.com',
])('the audience %s is this environment', async (aud) => {
  const harness = await createHarness()
  const token = await harness.tokenFor(harness.clientId, { aud })
  const answer = await harness.send('GET', 'WhoAmI', { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
})

test('an app that is no user of the environment is no member', async () => {
  const harness = await createHarness()
  const answer = await sendAs(harness, harness.addApp('Stranger'), 'GET', 'WhoAmI')
  expect([answer.status, answer.json.error]).toEqual([
    403,
    { code: '0x80072560', message: 'The user is not a member of the organization.' },
  ])
})

test('an app made anew with another object id is no member', async () => {
  const harness = await createHarness()
  const token = await harness.tokenFor(harness.clientId, { oid: crypto.randomUUID() })
  const answer = await harness.send('GET', 'WhoAmI', { headers: { authorization: `Bearer ${token}` } })
  expect(answer.json.error.code).toBe('0x80072560')
})

test('an application user without a role is refused, and told so', async () => {
  const harness = await createHarness()
  const clientId = harness.addApp('Contoso reader')
  const userId = harness.environment.addApplicationUser(clientId)
  const who = await sendAs(harness, clientId, 'GET', 'WhoAmI')
  expect(who.json.error).toEqual({
    code: '0x80042f09',
    message: `SecLib::CheckPrivilegeForUser failed - no roles are assigned to user. Returned hr = -2147209463, User: ${userId}`,
  })
  const read = await sendAs(harness, clientId, 'GET', 'accounts?$select=name')
  expect([read.status, read.json.error.code]).toEqual([403, '0x80040220'])
  expect(read.json.error.message).toContain('roleCount=0')
  expect(read.json.error.message).toMatch(
    /is missing prvReadAccount privilege \(Id=[0-9a-f-]{36}\) on OTC=1 for entity 'account'/,
  )
})

test('a disabled application user is refused until it is enabled again', async () => {
  const harness = await createHarness()
  const clientId = harness.addApp('Contoso reader')
  const userId = harness.environment.addApplicationUser(clientId, { roles: ['Basic User'] })
  await harness.send('PATCH', `systemusers(${userId})`, { body: { isdisabled: true } })
  expect((await sendAs(harness, clientId, 'GET', 'WhoAmI')).json.error.code).toBe('0x80040225')
  await harness.send('PATCH', `systemusers(${userId})`, { body: { isdisabled: false } })
  expect((await sendAs(harness, clientId, 'GET', 'WhoAmI')).status).toBe(200)
})

test('a basic user sees their own rows only', async () => {
  const harness = await createHarness({ seed: { accounts: [{ name: 'Of somebody else' }] } })
  const clientId = harness.addApp('Contoso seller')
  harness.environment.addApplicationUser(clientId, { roles: ['Basic User'] })
  await sendAs(harness, clientId, 'POST', 'accounts', { name: 'Own' })
  const answer = await sendAs(harness, clientId, 'GET', 'accounts?$select=name')
  expect(answer.json.value.map((row: { name: string }) => row.name)).toEqual(['Own'])
  const all = await harness.send('GET', 'accounts/$count')
  expect(all.text).toBe('2')
})

test('a basic user cannot touch the row of somebody else', async () => {
  const harness = await createHarness()
  const created = await harness.send('POST', 'accounts?$select=name', {
    headers: { prefer: 'return=representation' },
    body: { name: 'Of the administrator' },
  })
  const path = `accounts(${created.json.accountid})`
  const clientId = harness.addApp('Contoso seller')
  harness.environment.addApplicationUser(clientId, { roles: ['Basic User'] })
  for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']] as const) {
    const answer = await sendAs(harness, clientId, method, path, body)
    expect([method, answer.status, answer.json.error.code]).toEqual([method, 403, '0x80040220'])
  }
  expect((await harness.send('GET', `${path}?$select=name`)).json.name).toBe('Of the administrator')
})

test('a custom role opens what its privileges say', async () => {
  const harness = await createHarness()
  const who = await harness.send('GET', 'WhoAmI')
  const roleId = 'eeeeeeee-0000-4000-8000-000000000001'
  await harness.send('POST', 'roles', {
    body: { roleid: roleId, name: 'Reader', 'businessunitid@odata.bind': `/businessunits(${who.json.BusinessUnitId})` },
  })
  const clientId = harness.addApp('Contoso reader')
  harness.environment.addApplicationUser(clientId, { roles: ['Reader'] })
  expect((await sendAs(harness, clientId, 'GET', 'accounts')).status).toBe(403)
  const privilege = await harness.send('GET', "privileges?$select=name&$filter=name eq 'prvReadAccount'")
  const granted = await harness.send('POST', `roles(${roleId})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
    body: { Privileges: [{ Depth: 'Global', PrivilegeId: privilege.json.value[0].privilegeid }] },
  })
  expect(granted.status).toBe(204)
  expect((await sendAs(harness, clientId, 'GET', 'accounts')).status).toBe(200)
  expect((await sendAs(harness, clientId, 'GET', 'contacts')).status).toBe(403)
  expect((await sendAs(harness, clientId, 'POST', 'accounts', { name: 'x' })).status).toBe(403)
})

test('an application user is made from its service principal', async () => {
  const harness = await createHarness()
  const clientId = harness.addApp('Contoso nightly import')
  const who = await harness.send('GET', 'WhoAmI')
  const create = () =>
    harness.send('POST', 'systemusers?$select=fullname,applicationid,azureactivedirectoryobjectid,accessmode', {
      headers: { prefer: 'return=representation' },
      body: { applicationid: clientId, 'businessunitid@odata.bind': `/businessunits(${who.json.BusinessUnitId})` },
    })
  const created = await create()
  const principal = [...harness.tenant.servicePrincipals.values()].find((one) => one.appId === clientId)
  expect([created.status, created.json]).toMatchObject([
    201,
    {
      fullname: '# Contoso nightly import',
      applicationid: clientId,
      azureactivedirectoryobjectid: principal?.id,
      accessmode: 4,
    },
  ])
  expect((await sendAs(harness, clientId, 'GET', 'WhoAmI')).json.error.code).toBe('0x80042f09')
  const again = await create()
  expect([again.status, again.json.error.code]).toEqual([412, '0x80040237'])
})

test('an application without service principal in the tenant makes no user', async () => {
  const harness = await createHarness()
  const who = await harness.send('GET', 'WhoAmI')
  const answer = await harness.send('POST', 'systemusers', {
    body: {
      applicationid: '22222222-2222-2222-2222-222222222222',
      'businessunitid@odata.bind': `/businessunits(${who.json.BusinessUnitId})`,
    },
  })
  expect([answer.status, answer.json.error.code]).toEqual([400, '0x80072559'])
})

test('a role given by $ref counts from the next request on', async () => {
  const harness = await createHarness()
  const clientId = harness.addApp('Contoso reader')
  const userId = harness.environment.addApplicationUser(clientId)
  const roles = await harness.send('GET', "roles?$select=roleid&$filter=name eq 'System Administrator'")
  const role = `${root}/roles(${roles.json.value[0].roleid})`
  const path = `systemusers(${userId})/systemuserroles_association`
  expect((await harness.send('POST', `${path}/$ref`, { body: { '@odata.id': role } })).status).toBe(204)
  expect((await sendAs(harness, clientId, 'GET', 'accounts')).status).toBe(200)
  const twice = await harness.send('POST', `${path}/$ref`, { body: { '@odata.id': role } })
  expect(twice.json.error).toEqual({ code: '0x80040237', message: 'Cannot insert duplicate key.' })
  expect((await harness.send('DELETE', `${path}(${roles.json.value[0].roleid})/$ref`)).status).toBe(204)
  expect((await sendAs(harness, clientId, 'GET', 'accounts')).status).toBe(403)
})

test('a role of another business unit cannot be given', async () => {
  const harness = await createHarness()
  await harness.send('POST', 'businessunits', { body: { name: 'Contoso North' } })
  const copy = await harness.send(
    'GET',
    "roles?$select=roleid&$filter=name eq 'Basic User' and businessunitid/name eq 'Contoso North'",
  )
  const answer = await harness.send('POST', `systemusers(${harness.userId})/systemuserroles_association/$ref`, {
    body: { '@odata.id': `${root}/roles(${copy.json.value[0].roleid})` },
  })
  expect([answer.status, answer.json.error.message]).toEqual([400, expect.stringContaining('business unit')])
})

test('a user is disabled before it is deleted, and deleted twice', async () => {
  const harness = await createHarness()
  const clientId = harness.addApp('Contoso reader')
  const userId = harness.environment.addApplicationUser(clientId, { roles: ['Basic User'] })
  const path = `systemusers(${userId})`
  const refused = await harness.send('DELETE', path)
  expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringContaining('is not disabled')])
  await harness.send('PATCH', path, { body: { isdisabled: true } })
  expect((await harness.send('DELETE', path)).status).toBe(204)
  expect((await harness.send('GET', `${path}?$select=deletedstate`)).json.deletedstate).toBe(1)
  expect((await sendAs(harness, clientId, 'GET', 'WhoAmI')).json.error.code).toBe('0x80072560')
  expect((await harness.send('DELETE', path)).status).toBe(204)
  expect((await harness.send('GET', path)).status).toBe(404)
})

test('a limit hit on demand is answered with Retry-After, then no more', async () => {
  const harness = await createHarness()
  harness.environment.throttleNext({ retryAfter: 7, count: 2 })
  for (const attempt of [1, 2]) {
    const answer = await harness.send('GET', 'WhoAmI')
    expect([attempt, answer.status, answer.headers.get('retry-after'), answer.json.error.code]).toEqual([
      attempt,
      429,
      '7',
      '0x80072322',
    ])
  }
  expect((await harness.send('GET', 'WhoAmI')).status).toBe(200)
})

test('a reset brings back the seed and nothing else', async () => {
  const harness = await createHarness({ seed: { accounts: [{ name: 'Contoso' }] } })
  await harness.send('POST', 'accounts', { body: { name: 'Later' } })
  harness.environment.reset()
  expect((await harness.send('GET', 'WhoAmI')).json.error.code).toBe('0x80072560')
  expect(harness.environment.addApplicationUser(harness.clientId, { roles: ['System Administrator'] })).toBe(
    harness.userId,
  )
  const answer = await harness.send('GET', 'accounts?$select=name')
  expect(answer.json.value.map((row: { name: string }) => row.name)).toEqual(['Contoso'])
})
