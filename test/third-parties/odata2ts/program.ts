// A program with the services that @odata2ts generates, as its documentation shows. The test puts it beside them and compiles it.
import assert from 'node:assert/strict'
import { FetchClient, type FetchClientError } from '@odata2ts/http-client-fetch'
import { DynamicsService } from './generated/DynamicsService'

async function main(): Promise<void> {
  const { DYNAMICS_URL: url = '', AZURE_AUTHORITY_HOST: authority = '', AZURE_TENANT_ID: tenant = '' } = process.env
  const answer = await fetch(`${authority}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: process.env['AZURE_CLIENT_ID'] ?? '',
      client_secret: process.env['AZURE_CLIENT_SECRET'] ?? '',
      scope: `${url}/.default`,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const client = new FetchClient({ headers: { authorization: `Bearer ${token}` } })
  const dynamics = new DynamicsService(client, `${url}/api/data/v9.2`)
  const withRow = { headers: { prefer: 'return=representation' } }

  // Create
  const created = await dynamics.contacts().create({ firstname: 'Yvonne', lastname: 'McKay' }, withRow)
  assert.equal(created.status, 201)
  const { contactid } = created.data
  assert.ok(contactid)
  // Its types know no `@odata.bind`, which a spread gets past.
  const lookup = { 'primarycontactid@odata.bind': dynamics.contacts().createKey(contactid) }
  const empty = await dynamics.accounts().create<void>({ name: 'Fourth Coffee', revenue: 250_000, ...lookup })
  assert.deepEqual([empty.status, empty.data], [204, undefined])
  const key = /\((.*)\)/.exec(empty.headers['odata-entityid'] ?? '')?.[1] ?? ''
  for (const [name, revenue] of [
    ['Contoso', 5],
    ['Fabrikam', 7],
    ['Litware', null],
  ] as const)
    await dynamics.accounts().create<void>({ name, revenue })

  // One row
  const one = await dynamics
    .accounts(key)
    .query((builder) =>
      builder
        .select('name', 'revenue', 'createdon')
        .expanding('primarycontactid', (contact) => contact.select('fullname')),
    )
  assert.equal(one.data.name, 'Fourth Coffee')
  assert.equal(one.data.primarycontactid?.fullname, 'Yvonne McKay')
  const related = await dynamics
    .accounts(key)
    .primarycontactid()
    .query((builder) => builder.select('lastname'))
  assert.equal(related.data.lastname, 'McKay')

  // Many rows
  const names = async (query: Parameters<ReturnType<typeof dynamics.accounts>['query']>[0]) =>
    (await dynamics.accounts().query(query)).data.value.map((row) => row.name)
  assert.deepEqual(await names((builder, account) => builder.select('name').filter(account.name.eq('Fourth Coffee'))), [
    'Fourth Coffee',
  ])
  // It doubles no quotes, and is told so.
  const quoted = await names((builder, account) => builder.filter(account.name.eq("O'Bryan"))).catch(String)
  assert.match(String(quoted), /There is an unterminated literal at position 17 in 'name eq 'O'Bryan''/)
  assert.deepEqual(
    await names((builder, account) =>
      builder
        .filter(account.revenue.gt(4).and(account.revenue.le(7)), account.name.ne('x'))
        .orderBy(account.revenue.desc(), account.name.asc()),
    ),
    ['Fabrikam', 'Contoso'],
  )
  assert.deepEqual(
    await names((builder, account) =>
      builder
        .filter(
          account.name
            .startsWith('Fab')
            .or(account.name.endsWith('ware'))
            .or(account.name.contains('coffee'))
            .and(account.revenue.isNull().or(account.accountid.eq(key)))
            .and(account.statecode.in(0, 1)),
        )
        .orderBy(account.name.asc()),
    ),
    ['Fourth Coffee', 'Litware'],
  )
  assert.deepEqual(
    await names((builder, account) => builder.filter(account.primarycontactid.props.lastname.eq('McKay'))),
    ['Fourth Coffee'],
  )
  const page = await dynamics
    .accounts()
    .query((builder, account) => builder.select('name').count().top(2).filter(account.revenue.isNotNull()))
  assert.deepEqual([page.data['@odata.count'], page.data.value.length], [3, 2])
  const measured = await names((builder, account) => builder.filter(account.name.length().gt(7))).catch(String)
  assert.match(String(measured), /The function 'length' is not supported/)
  const firsts = await dynamics.accounts().query((builder) => builder.select('name'), {
    headers: { prefer: 'odata.maxpagesize=3' },
  })
  assert.deepEqual([firsts.data.value.length, typeof firsts.data['@odata.nextLink']], [3, 'string'])
  const groups = await dynamics.accounts().query((builder) => builder.groupBy('statecode'))
  assert.deepEqual(
    groups.data.value.map((row) => row.statecode),
    [0],
  )

  // Collections of a row, any and all
  const regarding = { 'regardingobjectid_account_task@odata.bind': `/accounts(${key})` }
  await dynamics.tasks().create<void>({ subject: 'Call', ...regarding })
  const tasks = await dynamics
    .accounts(key)
    .Account_Tasks()
    .query((builder) => builder.select('subject'))
  assert.deepEqual(
    tasks.data.value.map((row) => row.subject),
    ['Call'],
  )
  assert.deepEqual(
    await names((builder, account) => builder.filter(account.Account_Tasks.any((task) => task.subject.eq('Call')))),
    ['Fourth Coffee'],
  )
  const expanded = await dynamics
    .accounts()
    .query((builder, account) =>
      builder
        .filter(account.accountid.eq(key))
        .expanding('Account_Tasks', (task, q) =>
          task.select('subject').filter(q.subject.contains('all')).orderBy(q.subject.asc()),
        ),
    )
  assert.equal(expanded.data.value[0]?.Account_Tasks?.[0]?.subject, 'Call')

  // Changes
  const patched = await dynamics.accounts(key).patch({ revenue: 300_000 })
  assert.equal(patched.status, 204)
  const again = await dynamics.accounts(key).patch({ telephone1: '555' }, withRow)
  assert.deepEqual([again.status, again.data?.revenue, again.data?.telephone1], [200, 300_000, '555'])

  // Functions and actions, of the service and of rows
  const me = await dynamics.WhoAmI()
  assert.ok(me.data.UserId)
  const address = await dynamics.FormatAddress({
    Line1: '1 Main St',
    City: 'Redmond',
    StateOrProvince: 'WA',
    PostalCode: '98052',
    Country: 'USA',
  })
  assert.match(String(address.data.Address), /1 Main St/)
  const lead = await dynamics.leads().create({ subject: 'Chairs', lastname: 'Curie' }, withRow)
  const qualified = await dynamics
    .leads(String(lead.data.leadid))
    .QualifyLead({ CreateAccount: true, CreateContact: true, CreateOpportunity: true, Status: 3 })
  assert.equal(qualified.data.value.length, 3)

  const access = await dynamics
    .systemusers(String(me.data.UserId))
    .RetrievePrincipalAccess({ Target: { '@odata.id': `accounts(${key})` } as never })
  assert.match(String(access.data.AccessRights), /ReadAccess/)

  // Gone
  assert.equal((await dynamics.accounts(key).delete()).status, 204)
  const failure = await dynamics
    .accounts(key)
    .query()
    .catch((error: FetchClientError) => error)
  assert.ok(failure instanceof Error)
  assert.deepEqual([failure.status, /Does Not Exist/.test(failure.message)], [404, true])
  console.log(JSON.stringify({ done: true }))
}

void main()
