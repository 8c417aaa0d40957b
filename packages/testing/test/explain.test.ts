import { createClient } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'

const account = (digit: number): string => `11111111-0000-4000-8000-00000000000${digit}`
const contact = (digit: number): string => `22222222-0000-4000-8000-00000000000${digit}`

function makeFake(): FakeDynamics {
  return createFakeDynamics({
    seed: {
      accounts: [
        { accountid: account(1), name: 'Contoso', revenue: 5000 },
        { accountid: account(2), name: 'Fabrikam', revenue: 2_000_000, statecode: 1, statuscode: 2 },
        { accountid: account(3), name: 'Litware', revenue: 3_000_000 },
      ],
      contacts: [
        {
          contactid: contact(1),
          lastname: 'Lovelace',
          'parentcustomerid_account@odata.bind': `/accounts(${account(1)})`,
        },
      ],
    },
  })
}

const linked = (inner: string, type = 'inner') =>
  `<fetch><entity name="account"><attribute name="name"/><link-entity name="contact" from="parentcustomerid" to="accountid" alias="c" link-type="${type}">${inner}</link-entity></entity></fetch>`

describe('explain', () => {
  test('counts the rows that each step leaves', () => {
    const { steps } = makeFake().explain(
      'accounts?$filter=revenue gt 1000000 and statecode eq 0&$orderby=name desc&$top=1',
    )
    expect(steps).toEqual([
      { kind: 'scan', text: 'scan account', rows: 3 },
      { kind: 'filter', text: 'filter revenue gt 1000000', rows: 2 },
      { kind: 'filter', text: 'filter statecode eq 0', rows: 1 },
      { kind: 'sort', text: 'sort by name desc', rows: 1 },
    ])
  })

  test('prints it all in words', () => {
    const fake = makeFake()
    const text = String(fake.explain('accounts?$filter=revenue gt 1000000', { row: account(1) }))
    expect(text).toBe(`GET accounts?$filter=revenue gt 1000000
as # Contoso administrator (System Administrator)

3 rows  scan account
2 rows  filter revenue gt 1000000

account ${account(1)} is not in the answer, removed by: filter revenue gt 1000000
  revenue is 5000, and the condition is revenue gt 1000000`)
  })

  const removed: readonly (readonly [query: string, digit: number, removedBy: string, reasons: readonly string[]])[] = [
    [
      'accounts?$filter=statecode eq 0',
      2,
      'filter statecode eq 0',
      ['statecode is 1 (Inactive), and the condition is statecode eq 0'],
    ],
    [
      "accounts?$filter=contains(name,'x') or (revenue lt 10 and primarycontactid/lastname eq 'A')",
      1,
      "filter contains(name,'x') or (revenue lt 10 and primarycontactid/lastname eq 'A')",
      [
        'none of these holds:',
        '  name is "Contoso", and the condition is contains(name,\'x\')',
        '  revenue is 5000, and the condition is revenue lt 10',
        "  primarycontactid/lastname is not there, and the condition is primarycontactid/lastname eq 'A'",
      ],
    ],
    [
      "accounts?$filter=contact_customer_accounts/any(c:c/lastname eq 'Hopper')",
      1,
      "semijoin contact_customer_accounts/any(c:c/lastname eq 'Hopper')",
      [
        "none of its 1 contact_customer_accounts fits, and the condition is contact_customer_accounts/any(c:c/lastname eq 'Hopper')",
        '  contact_customer_accounts.lastname is "Lovelace", and the condition is c/lastname eq \'Hopper\'',
      ],
    ],
    [
      'accounts?$filter=not contact_customer_accounts/any()',
      1,
      'antijoin not (contact_customer_accounts/any())',
      [
        '1 of its 1 contact_customer_accounts should not be there, and the condition is not (contact_customer_accounts/any())',
        `  contact "Lovelace" (${contact(1)})`,
      ],
    ],
    [
      linked(''),
      3,
      'join contact as c by parentcustomerid = accountid',
      [`its accountid is "${account(3)}", and no contact has that as its parentcustomerid`],
    ],
    [
      linked('<filter><condition attribute="lastname" operator="eq" value="Hopper"/></filter>'),
      1,
      'join contact as c by parentcustomerid = accountid where c.lastname eq Hopper',
      [
        'no c whose parentcustomerid is its accountid fits',
        `  contact "Lovelace" (${contact(1)}) does not join:`,
        '    c.lastname is "Lovelace", and the condition is c.lastname eq Hopper',
      ],
    ],
    [
      'accounts?$orderby=name&$top=2',
      3,
      'page: $top=2',
      ['it is row 3 of the 3 that are found, and the page has rows 1 to 2'],
    ],
    [
      `accounts?$filter=accountid eq ${account(1)}`,
      2,
      `seek account by accountid = "${account(1)}"`,
      [`accountid is "${account(2)}"`],
    ],
  ]
  test.each(removed)('names what removed a row: %s', (query, digit, removedBy, reasons) => {
    const { row } = makeFake().explain(query, { row: account(digit) })
    expect(row).toMatchObject({ table: 'account', id: account(digit), isInAnswer: false, reasons })
    expect(row?.removedBy?.text).toBe(removedBy)
  })

  test('says where a row stands that is in the answer, and in which group it is counted', () => {
    const fake = makeFake()
    expect(fake.explain('accounts?$orderby=name', { row: account(3) }).row).toEqual({
      table: 'account',
      id: account(3),
      isInAnswer: true,
      reasons: ['it is row 3 of the 3 that are found'],
    })
    const grouped = 'accounts?$apply=groupby((statecode),aggregate($count as count))'
    expect(fake.explain(grouped, { row: account(2) }).row?.reasons).toEqual([
      'it is counted in the group statecode = 1',
    ])
  })

  test('tells a row that was deleted from one that was never there, and one of another table', async () => {
    const fake = makeFake()
    await createClient(fake.connection).delete('accounts', account(2))
    const reasonsOf = (row: string) => fake.explain('accounts', { row }).row?.reasons
    expect(reasonsOf(account(2))).toEqual(['it was deleted'])
    expect(reasonsOf(account(9))).toEqual(['no row of any table has this id'])
    expect(reasonsOf(contact(1))).toEqual(['no account has this id; a row of contact has it'])
    expect(fake.explain(`accounts(${account(2)})`).row?.reasons).toEqual(['it was deleted'])
  })

  test('shows whose row it is that the caller may not read', () => {
    const fake = makeFake()
    const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['Basic User'] })
    const { row, steps, caller } = fake.explain('accounts', { row: account(1), as: ada })
    expect(caller).toMatchObject({ name: 'Ada Lovelace', roles: ['Basic User'] })
    expect(steps.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['scan', 3],
      ['access', 0],
    ])
    expect(row?.removedBy?.kind).toBe('access')
    expect(row?.reasons.slice(1)).toEqual([
      'the caller, of business unit contoso, has prvReadAccount at depth Basic: rows that the caller or their teams own',
      'it is shared with nobody',
      'depth Local would reach it',
    ])
  })

  test('names the privilege that a refused request lacks, and what would grant it', () => {
    const fake = makeFake()
    const bob = fake.addUser({ displayName: 'Bob', roles: [] })
    expect(fake.explain('accounts', { as: bob }).refusal?.privilege).toMatchObject({
      name: 'prvReadAccount',
      depth: 'None',
      needed: 'Basic',
      roles: [],
      grantedBy: ['System Administrator', 'System Customizer', 'Basic User'],
    })
    const ada = fake.addUser({ displayName: 'Ada Lovelace', roles: ['Basic User'] })
    const patch = fake.explain(`PATCH accounts(${account(1)})`, { as: ada, body: { name: 'Mine' } })
    expect(patch).toMatchObject({
      status: 403,
      refusal: {
        privilege: {
          name: 'prvWriteAccount',
          depth: 'Basic',
          needed: 'Local',
          roles: [{ name: 'Basic User', depth: 'Basic' }],
          grantedBy: ['System Administrator'],
        },
      },
    })
  })

  test('explains an entry of the log as the one who sent it', async () => {
    const fake = makeFake()
    const app = fake.addApp({ displayName: 'Reader', roles: ['Basic User'] })
    await createClient(fake.as(app)).from('accounts').all()
    const explanation = fake.explain(fake.requests.at(-1)!, { row: account(1) })
    expect(explanation.caller.id).toBe(app.systemUserId)
    expect(explanation.row?.removedBy?.kind).toBe('access')
  })

  test('explains a query of the client, and FetchXML as the address that it is sent to', async () => {
    const fake = makeFake()
    const query = createClient(fake.connection)
      .from('accounts')
      .where((row) => row['revenue']!.gt(1_000_000))
    expect(fake.explain(await query.toRequest()).steps.map(({ rows }) => rows)).toEqual([3, 2])
    // @ts-expect-error Its request is made asynchronously.
    expect(() => fake.explain(query)).toThrow('explain: of a query give its request')
    // @ts-expect-error It is not awaited.
    expect(() => fake.explain(query.toRequest())).toThrow('explain(await query.toRequest())')
    expect(fake.explain(linked('', 'outer')).steps.map(({ rows }) => rows)).toEqual([3, 3])
  })

  test('changes nothing, and records nothing', async () => {
    const fake = makeFake()
    expect(fake.explain(`DELETE accounts(${account(1)})`).status).toBe(204)
    expect(fake.explain('POST accounts', { body: { name: 'New' } }).status).toBe(204)
    expect(fake.requests).toEqual([])
    expect(await createClient(fake.connection).from('accounts').count()).toBe(3)
  })

  test('takes the name of somebody, as `fake.as` does', () => {
    const fake = createFakeDynamics({ users: { ada: { roles: ['Basic User'] }, robot: { application: true } } })
    expect(fake.explain('accounts', { as: 'ada' }).caller).toMatchObject({ roles: ['Basic User'] })
    expect(fake.explain('accounts', { as: 'robot' }).refusal?.privilege?.name).toBe('prvReadAccount')
    const other = fake.addEnvironment({ url: 'https://contoso-test.crm.dynamics.com' })
    expect(other.explain('accounts', { as: 'ada' }).refusal?.message).toContain('is a user of the environment')
  })

  test('sees what the service would refuse, in its words', () => {
    const fake = makeFake()
    expect(fake.explain('accounts?$filter=nme eq 1').refusal).toMatchObject({
      status: 400,
      message: "Could not find a property named 'nme' on type 'Microsoft.Dynamics.CRM.account'.",
    })
    expect(fake.explain('accounts', { as: 'nobody@contoso.com' }).refusal?.message).toContain(
      'is a user of the environment',
    )
  })

  test('refuses what is no request, and a row that is no key', () => {
    const fake = makeFake()
    expect(() => fake.explain('accounts', { row: 'Contoso' })).toThrow(
      /'Contoso' is no key of account; give its accountid/,
    )
    expect(() => fake.explain('POST $batch')).toThrow(/one by one/)
    expect(() => fake.explain('<fetch><entity name="nothing"/></fetch>')).toThrow(/'nothing', which is no table/)
    expect(() => fake.explain('https://contoso.example/other')).toThrow(/no environment of the fake is at/)
    expect(() => fake.explain(`${fake.url}/other`)).toThrow(/no address of the Web API/)
    expect(() => fake.explain('POST accounts', { row: account(1), body: { name: 'New' } })).toThrow(/only a query/)
  })

  test('keeps a condition on the column that rows are sought by, and says which one removed the row', () => {
    const both = `accounts?$filter=accountid eq ${account(1)} and accountid eq ${account(2)}`
    const { steps, row } = makeFake().explain(both, { row: account(1) })
    expect(steps.map(({ text, rows }) => [text, rows])).toEqual([
      [`seek account by accountid = "${account(1)}"`, 1],
      [`filter accountid eq ${account(2)}`, 0],
    ])
    expect(row?.removedBy?.kind).toBe('filter')
    expect(row?.reasons).toEqual([`accountid is "${account(1)}", and the condition is accountid eq ${account(2)}`])
  })

  test('answers for its own addresses alone', async () => {
    const fake = makeFake()
    const other = fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com' })
    other.addApplicationUser({ clientId: fake.clientId }, { roles: ['System Administrator'] })
    const accounts = '/api/data/v9.2/accounts'
    await using server = await fake.listen({ http: true })
    for (const origin of [
      fake.url,
      'https://contoso.api.crm.dynamics.com',
      'https://CONTOSO.crm.dynamics.com',
      server.url,
    ])
      expect(fake.explain(origin + accounts).steps[0]?.rows).toBe(3)
    expect(other.explain(`https://fabrikam.api.crm.dynamics.com${accounts}`).steps[0]?.rows).toBe(0)
    const another = /another environment, with an explain of its own; this is/
    expect(() => fake.explain(`https://fabrikam.api.crm.dynamics.com${accounts}`)).toThrow(another)
    expect(() => other.explain(fake.url + accounts)).toThrow(another)
    expect(() => fake.explain(`https://litware.crm.dynamics.com${accounts}`)).toThrow(
      'no environment of the fake is at https://litware.crm.dynamics.com; this one is at https://contoso.crm.dynamics.com.',
    )
  })

  test('explains other environments as well', () => {
    const fake = makeFake()
    const other = fake.addEnvironment({ url: 'https://fabrikam.crm.dynamics.com', seed: { accounts: [{ name: 'A' }] } })
    other.addApplicationUser({ clientId: fake.clientId }, { roles: ['System Administrator'] })
    expect(other.explain('accounts').steps).toEqual([{ kind: 'scan', text: 'scan account', rows: 1 }])
  })
})

test('a secured column says who may read it, whether the row has a value, and why a write is refused', async () => {
  const fake = createFakeDynamics({ users: { ada: { roles: ['System Customizer'] } } })
  const { token } = await fake.connection.credential.getToken()
  const post = (path: string, body: object) =>
    fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await post("EntityDefinitions(LogicalName='account')/Attributes", {
    '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
    SchemaName: 'new_Iban',
    IsSecured: true,
    MaxLength: 34,
    DisplayName: { LocalizedLabels: [{ Label: 'IBAN', LanguageCode: 1033 }] },
  })
  const id = 'a0000000-0000-4000-8000-000000000009'
  await post('accounts', { accountid: id, name: 'Contoso', new_iban: 'DE02' })
  const hidden = {
    table: 'account',
    name: 'new_iban',
    permission: 'read',
    profiles: [],
    grantedBy: ['System Administrator'],
  }
  const read = fake.explain(`accounts(${id})`)
  expect(read.columns).toEqual([])
  const ada = fake.rows('systemusers').find(({ fullname }) => fullname === 'ada')
  const as = String(ada?.['systemuserid'])
  const everyone = fake.explain('accounts?$filter=new_iban eq null', { as })
  expect(everyone.columns).toEqual([hidden])
  const one = fake.explain('accounts', { as })
  expect(String(one)).toContain(
    [
      'account.new_iban is a secured column, and the caller may not read it: it is empty for them, whatever it has',
      '  the caller has no column security profile',
      '  what would grant it: a column security profile, such as System Administrator',
    ].join('\n'),
  )
  const write = fake.explain('POST accounts', { as, body: { name: 'Fabrikam', new_iban: 'FR14' } })
  expect(write.refusal).toMatchObject({
    status: 403,
    code: '0x8004f507',
    column: { ...hidden, permission: 'create' },
  })
  expect(String(write)).toContain('refused with 403 0x8004f507\naccount.new_iban is a secured column')
})
