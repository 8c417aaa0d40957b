import { column, condition, createClient, debugLog, isDynamicsError, sum } from '@dynamics-kit/client'
import type { Middleware } from '@dynamics-kit/client'
import { parseExpression } from '@dynamics-kit/odata'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { httpWorld } from './http-world.ts'
import type { HttpWorld } from './http-world.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { tasks } from './tables/tasks.ts'

const YVONNE = 'c0000000-0000-4000-8000-000000000001'
const ROBERT = 'c0000000-0000-4000-8000-000000000002'
const CONTOSO = 'a0000000-0000-4000-8000-000000000001'
const FABRIKAM = 'a0000000-0000-4000-8000-000000000002'
const VIEW = 'd0000000-0000-4000-8000-000000000001'
const JSON_BODY = { 'content-type': 'application/json' }

let world: HttpWorld

beforeAll(async () => {
  world = await httpWorld({
    contacts: [
      { contactid: YVONNE, firstname: 'Yvonne', lastname: 'McKay', emailaddress1: 'yvonne@contoso.com' },
      { contactid: ROBERT, firstname: 'Robert', lastname: 'Lyon', birthdate: '1980-02-03' },
    ],
    accounts: [
      {
        accountid: CONTOSO,
        name: 'Contoso',
        revenue: 20_000_000,
        industrycode: 10,
        creditonhold: true,
        'primarycontactid@odata.bind': `/contacts(${YVONNE})`,
      },
      { accountid: FABRIKAM, name: 'Fabrikam', revenue: 5_000_000, numberofemployees: 12 },
    ],
    savedqueries: [
      {
        savedqueryid: VIEW,
        name: 'By name',
        returnedtypecode: 'account',
        querytype: 0,
        fetchxml: '<fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>',
      },
    ],
    tasks: [
      { subject: 'Call', 'regardingobjectid_account_task@odata.bind': `/accounts(${CONTOSO})` },
      { subject: 'Write', 'regardingobjectid_account_task@odata.bind': `/accounts(${CONTOSO})` },
    ],
  })
  const key = { schemaName: 'new_Number', label: 'Number', columns: ['accountnumber'] }
  await world.dynamics.metadata.createKey('account', key)
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(() => {
  world.sent.length = 0
})

describe('over HTTP, filters', () => {
  test('of a text that was read, and what the service does not take of them is its refusal', async () => {
    const named = (text: string) =>
      world.dynamics
        .from('accounts')
        .select('name')
        .where(condition(parseExpression(text)))
    expect(await named("revenue gt 6000000 or contains(name,'rik')").all()).toEqual([
      { name: 'Contoso' },
      { name: 'Fabrikam' },
    ])
    expect(world.last().path).toBe("accounts?$select=name&$filter=revenue gt 6000000 or contains(name,'rik')")
    for (const text of ['revenue add 1 gt 5', "indexof(name,'x') eq 1", "'Contoso'"])
      await expect(named(text).all()).rejects.toMatchObject({ code: 'invalid-query', status: 400 })
  })

  test.each([
    ['text', column('name').startsWith('Con'), "startswith(name,'Con')", ['Contoso']],
    ['numbers', column('revenue').between(1, 6_000_000), 'revenue ge 1 and revenue le 6000000', ['Fabrikam']],
    ['booleans', column('creditonhold').eq(true), 'creditonhold eq true', ['Contoso']],
    ['nothing', column('numberofemployees').eq(null), 'numberofemployees eq null', ['Contoso']],
    [
      'dates',
      column('createdon').lastXHours(1),
      "Microsoft.Dynamics.CRM.LastXHours(PropertyName='createdon',PropertyValue=1)",
      ['Contoso', 'Fabrikam'],
    ],
    [
      'lists',
      column('name').in(['Fabrikam']),
      `Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=["Fabrikam"])`,
      ['Fabrikam'],
    ],
  ])('by %s', async (_kind, wanted, filter, names) => {
    const rows = await world.dynamics.from('accounts').select('name').where(wanted).orderBy('name').all()
    expect(world.last().path).toBe(`accounts?$select=name&$filter=${filter}&$orderby=name`)
    expect(rows.map(({ name }) => name)).toEqual(names)
  })

  test('by the label of a choice, a lookup, and paths over lookups and collections', async () => {
    const query = world.dynamics.from(accounts).select('name')
    await query.where((account) => account.industrycode.eq('Consulting')).single()
    expect(world.last().path).toContain('$filter=industrycode eq 10')
    await query.where((account) => account.primarycontactid.eq(YVONNE)).single()
    expect(world.last().path).toContain(`$filter=_primarycontactid_value eq ${YVONNE}`)
    await query.where((account) => account.primarycontactid.lastname.eq('McKay')).single()
    expect(world.last().path).toContain("$filter=primarycontactid/lastname eq 'McKay'")
    await query.where((account) => account.Account_Tasks.any((task) => task.subject.eq('Call'))).single()
    expect(world.last().path).toContain("$filter=Account_Tasks/any(a:a/subject eq 'Call')")
  })
})

describe('over HTTP, queries', () => {
  test('expand with options of their own', async () => {
    const rows = await world.dynamics
      .from(accounts)
      .select('name')
      .expand('Account_Tasks', (task) => task.select('subject').orderBy('subject', 'desc').top(1))
      .where((account) => account.name.eq('Contoso'))
      .all()
    expect(world.last().path).toBe(
      "accounts?$select=name&$filter=name eq 'Contoso'&$expand=Account_Tasks($select=subject;$orderby=subject desc;$top=1)",
    )
    expect(rows).toEqual([{ name: 'Contoso', Account_Tasks: [{ subject: 'Write' }] }])
  })

  test('continue collections past their own links', async () => {
    const rows = await world.dynamics
      .from(accounts)
      .select('name')
      .expand('Account_Tasks', (task) =>
        task.select('subject').expand('regardingobjectid_account_task', (account) => account.select('name')),
      )
      .where((account) => account.name.eq('Contoso'))
      .pageSize(1)
      .all()
    expect(rows[0]?.Account_Tasks).toHaveLength(2)
    expect(world.sent).toHaveLength(2)
    expect(world.last()).toMatchObject({ method: 'GET', headers: { prefer: 'odata.maxpagesize=1' } })
    expect(world.last().path).toContain(`accounts(${CONTOSO})/Account_Tasks?`)
  })

  test('group and aggregate', async () => {
    const rows = await world.dynamics
      .from(accounts)
      .groupBy('statecode')
      .aggregate({ total: sum('revenue') })
      .all()
    expect(world.last().path).toBe('accounts?$apply=groupby((statecode),aggregate(revenue with sum as total))')
    expect(rows).toEqual([{ statecode: 0, total: 25_000_000 }])
  })

  test('give the first row, the only one, their number, and their count with a page', async () => {
    const query = world.dynamics.from(accounts).select('name').orderBy('name')
    expect(await query.first()).toEqual({ name: 'Contoso' })
    expect(world.last().path).toBe('accounts?$select=name&$orderby=name&$top=1')
    await expect(query.single()).rejects.toMatchObject({ code: 'not-single' })
    expect(world.last().path).toBe('accounts?$select=name&$orderby=name&$top=2')
    expect(await query.count()).toBe(2)
    expect(world.last().path).toBe('accounts/$count')
    for await (const { count, rows } of query.withCount().pages()) expect([count, rows.length]).toEqual([2, 2])
    expect(world.last().path).toBe('accounts?$select=name&$orderby=name&$count=true')
  })

  test('too long for a URL go within a batch', async () => {
    const names = Array.from({ length: 800 }, (_, index) => `Somebody who is not there ${index}`)
    const rows = await world.dynamics
      .from(accounts)
      .select('name')
      .where((row) => row.name.in(['Contoso', ...names]))
      .all()
    expect(rows).toEqual([{ name: 'Contoso' }])
    expect(world.last()).toMatchObject({ method: 'POST', path: '$batch' })
    expect(String(world.last().body)).toContain(
      'GET /api/data/v9.2/accounts?$select=name&$filter=Microsoft.Dynamics.CRM.In',
    )
  })

  test('of a view', async () => {
    const rows = await world.dynamics.savedQuery(accounts, VIEW).all()
    expect(rows.map(({ name }) => name)).toEqual(['Contoso', 'Fabrikam'])
    expect(world.last().path).toBe(`accounts?savedQuery=${VIEW}`)
  })

  test('as FetchXML text', async () => {
    const xml =
      '<fetch top="1"><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>'
    expect(await world.dynamics.fetchXml('accounts', xml).all()).toMatchObject([{ name: 'Contoso' }])
    expect(world.last().path).toContain('accounts?fetchXml=<fetch')
  })
})

describe('over HTTP, one row', () => {
  test('by an alternate key, and only when it has changed', async () => {
    await world.dynamics.update(accounts, CONTOSO, { accountnumber: 'A 1' })
    const row = await world.dynamics.retrieve(accounts, { accountnumber: 'A 1' }, { select: ['name'] })
    expect(world.last()).toMatchObject({ method: 'GET', path: "accounts(accountnumber='A 1')?$select=name" })
    expect(row).toEqual({ name: 'Contoso' })
    expect(await world.dynamics.retrieve(accounts, CONTOSO, { select: ['name'], ifNoneMatch: row })).toBeUndefined()
    expect(world.last().headers['if-none-match']).toMatch(/^W\/"\d+"$/)
  })

  test('of another collection, and behind a lookup', async () => {
    expect(
      await world.dynamics.fromRelated(accounts, CONTOSO, 'Account_Tasks').select('subject').orderBy('subject').all(),
    ).toEqual([{ subject: 'Call' }, { subject: 'Write' }])
    expect(world.last().path).toBe(`accounts(${CONTOSO})/Account_Tasks?$select=subject&$orderby=subject`)
    const contact = await world.dynamics.retrieveRelated(accounts, CONTOSO, 'primarycontactid', {
      select: ['lastname'],
    })
    expect(contact).toEqual({ lastname: 'McKay' })
    expect(world.last().path).toBe(`accounts(${CONTOSO})/primarycontactid?$select=lastname`)
  })

  test('of the one who asks, the version, and the organization', async () => {
    expect((await world.dynamics.whoAmI()).userId).toMatch(/^[\da-f-]{36}$/)
    expect(world.last()).toMatchObject({ method: 'GET', path: 'WhoAmI()' })
    expect(await world.dynamics.retrieveVersion()).toMatch(/^9\./)
    expect(world.last().path).toBe('RetrieveVersion()')
    expect((await world.dynamics.retrieveCurrentOrganization()).organizationId).toMatch(/^[\da-f-]{36}$/)
    expect(world.last().path).toContain('RetrieveCurrentOrganization(AccessType=')
  })

  test('a function by its name', async () => {
    await world.dynamics.call({ name: 'RetrieveTotalRecordCount', kind: 'function' }, { EntityNames: ['account'] })
    expect(world.last().path).toBe('RetrieveTotalRecordCount(EntityNames=@EntityNames)?@EntityNames=["account"]')
  })
})

describe('over HTTP, changes', () => {
  test('create gives the row when it is asked for', async () => {
    const row = await world.dynamics.create(contacts, { lastname: 'Andersen' }, { return: 'row', select: ['fullname'] })
    expect(row).toEqual({ fullname: 'Andersen' })
    expect(world.last()).toEqual({
      method: 'POST',
      path: 'contacts?$select=fullname',
      headers: { ...JSON_BODY, prefer: 'return=representation' },
      body: { lastname: 'Andersen' },
    })
  })

  test('update binds and clears lookups, and creates no row', async () => {
    await world.dynamics.update(accounts, FABRIKAM, { primarycontactid: contacts.ref(ROBERT) })
    expect(world.last()).toEqual({
      method: 'PATCH',
      path: `accounts(${FABRIKAM})`,
      headers: { ...JSON_BODY, 'if-match': '*' },
      body: { 'primarycontactid@odata.bind': `/contacts(${ROBERT})` },
    })
    await world.dynamics.update(accounts, FABRIKAM, { primarycontactid: null })
    expect(world.last().body).toEqual({ 'primarycontactid@odata.bind': null })
    const missing = 'a0000000-0000-4000-8000-00000000dead'
    await expect(world.dynamics.update(accounts, missing, { name: 'x' })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('lookups are bound by an alternate key, alone and in a collection', async () => {
    const parent = await world.dynamics.create(accounts, { name: 'Parent', accountnumber: "P'1 ä" })
    const id = await world.dynamics.create(accounts, {
      name: 'Child',
      parentaccountid: accounts.ref({ accountnumber: "P'1 ä" }),
    })
    expect(world.last()).toEqual({
      method: 'POST',
      path: 'accounts',
      headers: JSON_BODY,
      body: { name: 'Child', 'parentaccountid@odata.bind': "/accounts(accountnumber='P''1 ä')" },
    })
    const child = await world.dynamics.retrieve(accounts, id, { select: ['parentaccountid'] })
    expect(child).toEqual({ parentaccountid: { id: parent, table: 'account' } })

    const contact = await world.dynamics.create(contacts, {
      lastname: 'Below',
      parentcustomerid: accounts.ref({ accountnumber: "P'1 ä" }),
    })
    expect(world.last().body).toMatchObject({
      'parentcustomerid_account@odata.bind': "/accounts(accountnumber='P''1 ä')",
    })
    expect(await world.dynamics.retrieve(contacts, contact, { select: ['parentcustomerid'] })).toEqual({
      parentcustomerid: { id: parent, table: 'account' },
    })

    await world.dynamics.create(accounts, {
      name: 'Above',
      account_parent_account: [accounts.ref({ accountnumber: "P'1 ä" })],
    })
    expect(world.last().body).toMatchObject({
      'account_parent_account@odata.bind': ["/accounts(accountnumber='P''1 ä')"],
    })
    const reference = accounts.ref({ accountnumber: "P'1 ä" })
    expect(await world.dynamics.retrieve(accounts, reference, { select: ['accountid'] })).toEqual({ accountid: parent })
    expect(
      await world.dynamics.fromRelated(accounts, reference, 'account_parent_account').select('name').all(),
    ).toEqual([{ name: 'Child' }])
    const missing = accounts.ref({ accountnumber: 'none' })
    await expect(world.dynamics.update(accounts, id, { parentaccountid: missing })).rejects.toMatchObject({
      status: 404,
    })
    await world.dynamics.bulk.create(accounts, [
      { name: 'In bulk', parentaccountid: accounts.ref({ accountnumber: "P'1 ä" }) },
    ])
    expect(world.last().body).toMatchObject({
      Targets: [{ 'parentaccountid@odata.bind': "/accounts(accountnumber='P''1 ä')" }],
    })
  })

  test('upsert by an alternate key, and only where there is none', async () => {
    await world.dynamics.upsert(accounts, { accountnumber: 'N-1' }, { name: 'Northwind' })
    expect(world.last()).toEqual({
      method: 'PATCH',
      path: "accounts(accountnumber='N-1')",
      headers: JSON_BODY,
      body: { name: 'Northwind' },
    })
    const again = world.dynamics.upsert(accounts, CONTOSO, { name: 'x' }, { only: 'create' })
    await expect(again).rejects.toMatchObject({ code: 'duplicate' })
    expect(world.last().headers).toEqual({ ...JSON_BODY, 'if-none-match': '*' })
  })

  test('delete, and one column set and cleared', async () => {
    const id = await world.dynamics.create(contacts, { lastname: 'Gone' })
    await world.dynamics.setValue(contacts, id, 'emailaddress1', 'gone@contoso.com')
    expect(world.last()).toEqual({
      method: 'PUT',
      path: `contacts(${id})/emailaddress1`,
      headers: JSON_BODY,
      body: { value: 'gone@contoso.com' },
    })
    await world.dynamics.setValue(contacts, id, 'emailaddress1', null)
    expect(world.last()).toMatchObject({ method: 'DELETE', path: `contacts(${id})/emailaddress1` })
    await world.dynamics.delete(contacts, id)
    expect(world.last()).toEqual({ method: 'DELETE', path: `contacts(${id})`, headers: {}, body: undefined })
  })

  test('associate and disassociate', async () => {
    await world.dynamics.associate(accounts, FABRIKAM, 'contact_customer_accounts', contacts.ref(ROBERT))
    expect(world.last()).toMatchObject({
      method: 'POST',
      path: `accounts(${FABRIKAM})/contact_customer_accounts/$ref`,
      body: { '@odata.id': expect.stringMatching(new RegExp(`contacts\\(${ROBERT}\\)$`)) as string },
    })
    await world.dynamics.disassociate(accounts, FABRIKAM, 'contact_customer_accounts', contacts.ref(ROBERT))
    expect(world.last()).toMatchObject({
      method: 'DELETE',
      path: `accounts(${FABRIKAM})/contact_customer_accounts(${ROBERT})/$ref`,
    })
  })

  test('merge', async () => {
    const id = await world.dynamics.create(accounts, { name: 'Contoso again' })
    await world.dynamics.merge(accounts, CONTOSO, id)
    expect(world.last()).toMatchObject({ method: 'POST', path: 'Merge', body: { PerformParentingChecks: false } })
    expect(await world.dynamics.getValue(accounts, id, 'statecode')).toBe(1)
  })

  test('for somebody else, in a solution, without custom logic, with duplicate detection and a tag', async () => {
    const { userId } = await world.dynamics.whoAmI()
    await world.dynamics
      .as({ systemUserId: userId })
      .with({ bypassBusinessLogic: ['CustomSync'], suppressFlows: true, detectDuplicates: true, tag: 'import 1' })
      .update(accounts, CONTOSO, { name: 'Contoso' })
    expect(world.last()).toEqual({
      method: 'PATCH',
      path: `accounts(${CONTOSO})?tag=import 1`,
      headers: {
        ...JSON_BODY,
        'if-match': '*',
        mscrmcallerid: userId,
        'mscrm.bypassbusinesslogicexecution': 'CustomSync',
        'mscrm.suppresscallbackregistrationexpanderjob': 'true',
        'mscrm.suppressduplicatedetection': 'false',
      },
      body: { name: 'Contoso' },
    })
  })

  test('a change set is done whole or not at all, with references', async () => {
    const [made] = await world.dynamics.batch((b) => [
      b.changeSet((c) => {
        const account = c.create(accounts, { name: 'Half' })
        return [
          account,
          c.create(tasks, { subject: 'x', regardingobjectid: account.reference }),
          c.delete(accounts, 'a0000000-0000-4000-8000-00000000dead'),
        ]
      }),
    ])
    expect(made).toMatchObject({ status: 'failed', error: { code: 'not-found' } })
    expect(String(world.last().body)).toContain('{"subject":"x","regardingobjectid_account_task@odata.bind":"$1"}')
    expect(
      await world.dynamics
        .from(accounts)
        .where((row) => row.name.eq('Half'))
        .count(),
    ).toBe(0)
  })

  test('a batch goes on after an error when that is wanted, and a stream of them', async () => {
    const missing = 'a0000000-0000-4000-8000-00000000dead'
    const results = await world.dynamics.batch((b) => [b.delete(accounts, missing), b.whoAmI()], {
      continueOnError: true,
    })
    expect(results.map(({ status }) => status)).toEqual(['failed', 'succeeded'])
    expect(world.last().headers['prefer']).toBe('odata.continue-on-error')
    const streamed: string[] = []
    for await (const { status } of world.dynamics.batchStream(function* (b) {
      for (let index = 0; index < 30; index++) yield b.retrieve(accounts, CONTOSO, { select: ['name'] })
    }))
      streamed.push(status)
    expect(streamed).toEqual(Array.from({ length: 30 }, () => 'succeeded'))
  })

  test('many rows by the messages for many', async () => {
    expect(await world.dynamics.bulk.create(tasks, [{ subject: 'One' }, { subject: 'Two' }])).toMatchObject({
      succeeded: 2,
    })
    expect(world.last()).toMatchObject({
      method: 'POST',
      path: 'tasks/Microsoft.Dynamics.CRM.CreateMultiple',
      body: { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.task', subject: 'One' }, { subject: 'Two' }] },
    })
  })

  test('changes of a table since a token', async () => {
    const first = world.dynamics.changes(accounts, { select: ['name'] })
    for await (const { kind } of first) expect(kind).toBe('changed')
    expect(world.sent[0]).toMatchObject({ path: 'accounts?$select=name', headers: { prefer: 'odata.track-changes' } })
    await world.dynamics.update(accounts, FABRIKAM, { numberofemployees: 13 })
    const kinds: string[] = []
    for await (const { kind } of world.dynamics.changes(accounts, { select: ['name'], token: first.token }))
      kinds.push(kind)
    expect(kinds).toEqual(['changed'])
    expect(world.last().path).toContain('$deltatoken=')
  })

  test('files go up and come down, with definitions and search beside them', async () => {
    await world.dynamics.metadata.createColumn('account', {
      schemaName: 'new_Contract',
      type: 'file',
      label: 'Contract',
    })
    expect(world.last()).toMatchObject({ method: 'POST', path: "EntityDefinitions(LogicalName='account')/Attributes" })
    await world.dynamics.files.upload('accounts', CONTOSO, 'new_contract', new TextEncoder().encode('text'), {
      fileName: 'a.txt',
    })
    expect(world.last()).toMatchObject({
      method: 'PATCH',
      path: `accounts(${CONTOSO})/new_contract`,
      headers: { 'content-type': 'application/octet-stream', 'x-ms-file-name': 'a.txt' },
    })
    const file = await world.dynamics.files.download('accounts', CONTOSO, 'new_contract')
    expect(new TextDecoder().decode(await file!.bytes())).toBe('text')
    expect(world.last()).toMatchObject({ method: 'GET', path: `accounts(${CONTOSO})/new_contract/$value` })
    await world.dynamics.search.query('Contoso')
    expect(world.last()).toMatchObject({ method: 'POST', path: 'searchquery', body: { search: 'Contoso' } })
  })
})

describe('over HTTP, a service that is busy', () => {
  test('is asked again after the time that it asks for', async () => {
    world.fake.throttle.next({ retryAfter: 0 })
    await world.dynamics.update(accounts, CONTOSO, { numberofemployees: 3 })
    expect(world.sent.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 2 }, () => `PATCH accounts(${CONTOSO})`),
    )
    expect(world.dynamics.limits.concurrency).toBeGreaterThan(0)
  })

  test('is seen by middleware, a log, and in the error', async () => {
    const lines: string[] = []
    const seen: string[] = []
    const note: Middleware = async (request, next) => {
      const marked = new Request(request)
      marked.headers.set('x-mark', '1')
      const response = await next(marked)
      seen.push(`${request.method} ${response.status}`)
      return response
    }
    await using other = await httpWorld({}, { middleware: [note], telemetry: [debugLog((line) => lines.push(line))] })
    const error: unknown = await other.dynamics.retrieve('accounts', CONTOSO).catch((thrown: unknown) => thrown)
    expect(isDynamicsError(error) && error.code).toBe('not-found')
    expect(other.last()).toMatchObject({ method: 'GET', headers: { 'x-mark': '1' } })
    expect(seen).toEqual(['GET 404'])
    expect(lines[0]).toMatch(/^GET http.*accounts\(.*\) 404 \d+ ms/)
  })

  test('is not waited for past an abort', async () => {
    const controller = new AbortController()
    world.fake.throttle.next({ retryAfter: 60 })
    setTimeout(() => controller.abort(), 200)
    const asked = world.dynamics.whoAmI({ signal: controller.signal })
    await expect(asked).rejects.toMatchObject({ code: 'aborted' })
    expect(world.sent).toHaveLength(1)
    expect(createClient({ url: world.dynamics.url }).limits.concurrency).toBeGreaterThan(0)
  })
})
