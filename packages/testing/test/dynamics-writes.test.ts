import { expect, test } from 'vitest'
import { createHarness, type Harness, root } from './dynamics-harness.ts'

const contosoId = 'aaaaaaaa-0000-4000-8000-000000000001'
const fabrikamId = 'aaaaaaaa-0000-4000-8000-000000000002'
const contactId = 'cccccccc-0000-4000-8000-000000000001'

const withRows = (): Promise<Harness> =>
  createHarness({
    seed: {
      // The first refers to the second: the order of a seed is free.
      accounts: [
        { accountid: contosoId, name: 'Contoso', 'primarycontactid@odata.bind': `/contacts(${contactId})` },
        { accountid: fabrikamId, name: 'Fabrikam', 'parentaccountid@odata.bind': `/accounts(${contosoId})` },
      ],
      contacts: [{ contactid: contactId, firstname: 'Yvonne', lastname: 'McKay' }],
    },
  })

test('a deep insert that fails leaves nothing behind', async () => {
  const harness = await createHarness()
  const answer = await harness.send('POST', 'accounts', {
    body: {
      name: 'Contoso',
      primarycontactid: { lastname: 'McKay', Contact_Tasks: [{ subject: 'x'.repeat(201) }] },
    },
  })
  expect([answer.status, answer.json.error.code]).toEqual([400, '0x80044331'])
  for (const set of ['accounts', 'contacts', 'tasks'])
    expect((await harness.send('GET', `${set}/$count`)).text).toBe('0')
})

test('a new row has its defaults', async () => {
  const harness = await createHarness()
  const answer = await harness.send('POST', 'accounts', {
    headers: { prefer: 'return=representation' },
    body: { name: 'Contoso', revenue: 1000.12345 },
  })
  expect(answer.json).toMatchObject({
    statecode: 0,
    statuscode: 1,
    _ownerid_value: harness.userId,
    _owninguser_value: harness.userId,
    _owningteam_value: null,
    _createdby_value: harness.userId,
    _createdonbehalfby_value: null,
    donotemail: false,
    revenue: 1000.1235,
    revenue_base: 1000.1235,
    exchangerate: 1,
    modifiedon: answer.json.createdon,
  })
  expect(answer.json.createdon).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  expect(answer.json['@odata.etag']).toBe(`W/"${answer.json.versionnumber}"`)
})

test.each([
  [{ name: 5 }, '0x80048d19', "Cannot convert the literal '5' to the expected type 'Edm.String'"],
  [{ numberofemployees: '5' }, '0x80048d19', "Cannot convert the literal '5' to the expected type 'Edm.Int32'"],
  [{ numberofemployees: 1.5 }, '0x80048d19', "Cannot convert the literal '1.5'"],
  [{ numberofemployees: -1 }, '0x80044330', 'outside the valid range'],
  [{ accountcategorycode: 99 }, '0x8004431a', 'Accepted Values: 1,2'],
  [{ telephone1: '5'.repeat(51) }, '0x80044331', "maximum allowed length of '50'"],
  [{ lastusedincampaign: '1700-01-01' }, '0x80040239', 'outside the supported range'],
  [{ lastusedincampaign: 'soon' }, '0x80048d19', 'Edm.DateTimeOffset'],
  [{ _primarycontactid_value: contactId }, '0x80048d19', 'Use Navigation properties instead'],
  [{ 'primarycontactid@odata.bind': `/accounts(${contosoId})` }, '0x80048d19', 'not assignable'],
  [
    { 'primarycontactid@odata.bind': '/contacts(dddddddd-0000-4000-8000-000000000009)' },
    '0x80040217',
    'Does Not Exist',
  ],
  [{ 'primarycontactid@odata.bind': 'nonsense' }, '0x80060888', 'not valid'],
  [{ '@odata.type': 'Microsoft.Dynamics.CRM.contact' }, '0x80048d19', 'not assignable'],
])('a body with %j is refused', async (body, code, text) => {
  const harness = await withRows()
  const answer = await harness.send('POST', 'accounts', { body })
  expect([answer.json.error.code, answer.json.error.message]).toEqual([code, expect.stringContaining(text)])
  expect((await harness.send('GET', 'accounts/$count')).text).toBe('2')
})

test('what only the service sets is left out of a body', async () => {
  const harness = await withRows()
  await harness.send('PATCH', `accounts(${contosoId})`, {
    body: { createdon: '2001-01-01T00:00:00Z', versionnumber: 1 },
  })
  const answer = await harness.send('GET', `accounts(${contosoId})?$select=createdon,versionnumber`)
  expect(answer.json.createdon).not.toContain('2001')
  expect(answer.json.versionnumber).toBeGreaterThan(1)
})

test('an update leaves what it does not name and raises the version', async () => {
  const harness = await withRows()
  const before = await harness.send('GET', `accounts(${contosoId})?$select=name,versionnumber`)
  const answer = await harness.send('PATCH', `accounts(${contosoId})`, { body: { telephone1: '555' } })
  expect([answer.status, answer.headers.get('odata-entityid')]).toEqual([204, `${root}/accounts(${contosoId})`])
  const after = await harness.send('GET', `accounts(${contosoId})?$select=name,telephone1,versionnumber`)
  expect(after.json).toMatchObject({ name: 'Contoso', telephone1: '555' })
  expect(after.json.versionnumber).toBeGreaterThan(before.json.versionnumber)
})

test('a state brings its default reason', async () => {
  const harness = await withRows()
  await harness.send('PATCH', `accounts(${contosoId})`, { body: { statecode: 1 } })
  const answer = await harness.send('GET', `accounts(${contosoId})?$select=statecode,statuscode`)
  expect(answer.json).toMatchObject({ statecode: 1, statuscode: 2 })
})

test('a column the system requires is not cleared', async () => {
  const harness = await withRows()
  const answer = await harness.send('PATCH', `accounts(${contosoId})`, { body: { statecode: null } })
  expect([answer.status, answer.json.error.code]).toEqual([400, '0x80040200'])
})

test('an update cannot create rows below', async () => {
  const harness = await withRows()
  const answer = await harness.send('PATCH', `accounts(${contosoId})`, { body: { Account_Tasks: [{ subject: 'x' }] } })
  expect([answer.status, answer.json.error.code]).toEqual([400, '0x80048d19'])
  expect((await harness.send('GET', 'tasks/$count')).text).toBe('0')
})

test.each([
  ['present', contosoId, {}, 204],
  ['present', contosoId, { 'if-match': '*' }, 204],
  ['present', contosoId, { 'if-none-match': '*' }, 412],
  ['present', contosoId, { 'if-match': 'W/"1"' }, 412],
  ['missing', 'aaaaaaaa-0000-4000-8000-000000000009', {}, 204],
  ['missing', 'aaaaaaaa-0000-4000-8000-000000000009', { 'if-match': '*' }, 404],
  ['missing', 'aaaaaaaa-0000-4000-8000-000000000009', { 'if-none-match': '*' }, 204],
  ['missing', 'aaaaaaaa-0000-4000-8000-000000000009', { 'if-match': 'W/"1"' }, 404],
])('PATCH of a %s row %s with %j answers %i', async (_what, id, headers, status) => {
  const harness = await withRows()
  const answer = await harness.send('PATCH', `accounts(${id})`, { headers, body: { name: 'Changed' } })
  expect(answer.status).toBe(status)
  const now = await harness.send('GET', `accounts(${id})?$select=name`)
  expect(now.json?.name === 'Changed').toBe(status === 204)
})

test('a deleted row takes what is about it, and frees who looked it up', async () => {
  const harness = await withRows()
  await harness.send('POST', 'tasks', {
    body: { subject: 'Call', 'regardingobjectid_contact_task@odata.bind': `/contacts(${contactId})` },
  })
  expect((await harness.send('DELETE', `contacts(${contactId})`)).status).toBe(204)
  expect((await harness.send('GET', 'tasks/$count')).text).toBe('0')
  const account = await harness.send('GET', `accounts(${contosoId})?$select=_primarycontactid_value`)
  expect(account.json['_primarycontactid_value']).toBeNull()
})

test('a row that others cannot be without is not deleted', async () => {
  const harness = await createHarness()
  const solution = await harness.send('GET', 'solutions?$select=_publisherid_value&$top=1')
  const answer = await harness.send('DELETE', `publishers(${solution.json.value[0]['_publisherid_value']})`)
  expect([answer.status, answer.json.error.code]).toEqual([405, '0x80040227'])
})

test('a multi-table lookup is cleared through any of its navigation properties', async () => {
  const harness = await withRows()
  const path = `contacts(${contactId})`
  await harness.send('PATCH', path, { body: { 'parentcustomerid_account@odata.bind': `/accounts(${contosoId})` } })
  await harness.send('PATCH', path, { body: { parentcustomerid_account: null } })
  expect(
    (await harness.send('GET', `${path}?$select=_parentcustomerid_value`)).json['_parentcustomerid_value'],
  ).toBeNull()
})

test('a row is created in the collection of another', async () => {
  const harness = await withRows()
  const answer = await harness.send('POST', `accounts(${contosoId})/Account_Tasks`, { body: { subject: 'Call' } })
  expect(answer.headers.get('odata-entityid')).toMatch(new RegExp(`^${root.replaceAll('.', String.raw`\.`)}/tasks\\(`))
  const tasks = await harness.send('GET', 'tasks?$select=subject,_regardingobjectid_value,activitytypecode')
  expect(tasks.json.value).toMatchObject([
    { subject: 'Call', _regardingobjectid_value: contosoId, activitytypecode: 'task' },
  ])
})

test('owner may be a team that has a role', async () => {
  const harness = await withRows()
  const teams = await harness.send('GET', 'teams?$select=name&$top=1')
  const teamId: string = teams.json.value[0].teamid
  const patch = { body: { 'ownerid@odata.bind': `/teams(${teamId})` } }
  const refused = await harness.send('PATCH', `accounts(${contosoId})`, patch)
  expect([refused.status, refused.json.error.message]).toEqual([403, expect.stringContaining('prvReadAccount')])
  const roles = await harness.send('GET', "roles?$filter=name eq 'Basic User'")
  await harness.send('POST', `teams(${teamId})/teamroles_association/$ref`, {
    body: { '@odata.id': `roles(${roles.json.value[0].roleid})` },
  })
  expect((await harness.send('PATCH', `accounts(${contosoId})`, patch)).status).toBe(204)
  const answer = await harness.send(
    'GET',
    `accounts(${contosoId})?$select=_ownerid_value,_owningteam_value,_owninguser_value`,
    {
      headers: { prefer: 'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"' },
    },
  )
  expect(answer.json).toMatchObject({
    _ownerid_value: teamId,
    '_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'team',
    _owningteam_value: teamId,
    _owninguser_value: null,
  })
})

test.each([
  ['GET', 'accounts?sql=SELECT%20MIN(name)%20FROM%20account'],
  ['GET', 'ManagedPropertyDefinitions'],
  ['POST', 'ExportSolution'],
])('%s %s is refused as not modelled', async (method, path) => {
  const harness = await withRows()
  const answer = await harness.send(method, path, method === 'GET' ? {} : { body: {} })
  expect([answer.status, answer.json.error.message]).toEqual([501, expect.stringContaining('does not model')])
})

test('CreateMultiple answers the ids in the order of its rows', async () => {
  const harness = await createHarness()
  const type = 'Microsoft.Dynamics.CRM.account'
  const answer = await harness.send('POST', 'accounts/Microsoft.Dynamics.CRM.CreateMultiple', {
    body: {
      Targets: [
        { '@odata.type': type, name: 'B' },
        { '@odata.type': type, accountid: contosoId, name: 'A' },
      ],
    },
  })
  expect([answer.status, answer.json.Ids]).toEqual([200, [expect.any(String), contosoId]])
  expect((await harness.send('GET', `accounts(${answer.json.Ids[0]})?$select=name`)).json.name).toBe('B')
})

test('UpdateMultiple of a missing row changes none', async () => {
  const harness = await withRows()
  const type = 'Microsoft.Dynamics.CRM.account'
  const answer = await harness.send('POST', 'accounts/Microsoft.Dynamics.CRM.UpdateMultiple', {
    body: {
      Targets: [
        { '@odata.type': type, accountid: contosoId, name: 'Changed' },
        { '@odata.type': type, accountid: 'aaaaaaaa-0000-4000-8000-000000000009', name: 'Changed' },
      ],
    },
  })
  expect([answer.status, answer.json.error.code]).toEqual([404, '0x80040217'])
  expect((await harness.send('GET', `accounts(${contosoId})?$select=name`)).json.name).toBe('Contoso')
})

test('a role of the root is deleted with its copies, though it looks up itself', async () => {
  const harness = await createHarness()
  await harness.send('POST', 'businessunits', { body: { name: 'Contoso West' } })
  const { json } = await harness.send('GET', "businessunits?$filter=name eq 'Contoso'&$select=businessunitid")
  const unit = String(json.value[0]?.businessunitid ?? '')
  const body = {
    name: 'Contoso reader',
    ...(unit !== '' && { 'businessunitid@odata.bind': `/businessunits(${unit})` }),
  }
  await harness.send('POST', 'roles', { body })
  const named = "roles?$filter=name eq 'Contoso reader'&$select=roleid,_parentroleid_value"
  const roles = (await harness.send('GET', named)).json.value as {
    roleid: string
    _parentroleid_value: string | null
  }[]
  const rootRole = roles.find((one) => one['_parentroleid_value'] === null)
  expect(roles).toHaveLength(2)
  expect((await harness.send('DELETE', `roles(${rootRole?.roleid})`)).status).toBe(204)
  expect((await harness.send('GET', named)).json.value).toEqual([])
})

test('a row goes below others that already are in a circle, which rows taken over can be', async () => {
  const below = (accountid: string, parent: string) => ({ accountid, name: 'Contoso', _parentaccountid_value: parent })
  const newId = 'aaaaaaaa-0000-4000-8000-000000000003'
  const harness = await createHarness({
    rows: { accounts: [below(contosoId, fabrikamId), below(fabrikamId, contosoId)] },
    seed: { accounts: [{ accountid: newId, name: 'New' }] },
  })
  const body = { 'parentaccountid@odata.bind': `/accounts(${contosoId})` }
  expect((await harness.send('PATCH', `accounts(${newId})`, { body })).status).toBe(204)
})

test('a row made from another is created by sending what was answered', async () => {
  const harness = await createHarness({
    seed: { accounts: [{ accountid: contosoId, name: 'Contoso', address1_city: 'Seattle', telephone1: '555-0100' }] },
  })
  const asked = `InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'accounts(${contosoId})'}&@p2='contact'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'`
  const made = await harness.send('GET', asked)
  const created = await harness.send('POST', 'contacts?$select=address1_city,telephone1,_parentcustomerid_value', {
    headers: { prefer: 'return=representation' },
    body: { ...made.json, lastname: 'McKay' },
  })
  expect(created.json).toMatchObject({
    address1_city: 'Seattle',
    telephone1: '555-0100',
    _parentcustomerid_value: contosoId,
  })
  const undone = await harness.send('GET', asked.replace("'ValidForCreate'", "'Everything'"))
  expect(undone.json.error.message).toContain('is no TargetFieldType; there are All, ValidForCreate')
})
