import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parsePagingCookie } from '@dynamics-kit/odata'
import { beforeAll, describe, expect, test } from 'vitest'
import { createHarness, type Harness } from './dynamics-harness.ts'

const account = (digit: number): string => `aaaaaaaa-0000-4000-8000-00000000000${digit}`
const contact = (digit: number): string => `cccccccc-0000-4000-8000-00000000000${digit}`
const bind = (set: string, id: string): string => `/${set}(${id})`
const annotated = { Prefer: 'odata.include-annotations="*"' }

let harness: Harness

beforeAll(async () => {
  harness = await createHarness({
    seed: {
      contacts: [
        { contactid: contact(1), firstname: 'Yvonne', lastname: 'McKay', birthdate: '1990-05-01' },
        {
          contactid: contact(2),
          lastname: 'Stubberod',
          'parentcustomerid_account@odata.bind': bind('accounts', account(2)),
        },
        {
          contactid: contact(3),
          lastname: 'Campbell',
          'parentcustomerid_account@odata.bind': bind('accounts', account(2)),
        },
      ],
      accounts: [
        {
          accountid: account(1),
          name: 'Adventure Works',
          numberofemployees: 10,
          revenue: 1000,
          creditlimit: 2000,
          accountcategorycode: 2,
          'primarycontactid@odata.bind': bind('contacts', contact(1)),
        },
        {
          accountid: account(2),
          name: 'Blue Yonder',
          numberofemployees: 20,
          revenue: 2000,
          creditlimit: 500,
          address1_city: 'Dallas',
          accountcategorycode: 1,
          'parentaccountid@odata.bind': bind('accounts', account(1)),
        },
        {
          accountid: account(3),
          name: 'contoso',
          numberofemployees: 20,
          address1_city: 'Redmond',
          'parentaccountid@odata.bind': bind('accounts', account(2)),
          'primarycontactid@odata.bind': bind('contacts', contact(2)),
        },
        { accountid: account(4), name: 'Fabrikam', revenue: 3000, creditonhold: true, address1_city: 'redmond' },
      ],
      tasks: [
        {
          subject: 'One',
          scheduledend: '2024-01-10T12:00:00Z',
          actualdurationminutes: 10,
          'regardingobjectid_account_task@odata.bind': bind('accounts', account(1)),
        },
        {
          subject: 'Two',
          scheduledend: '2024-04-10T12:00:00Z',
          actualdurationminutes: 20,
          'regardingobjectid_account_task@odata.bind': bind('accounts', account(1)),
        },
        {
          subject: 'Three',
          scheduledend: '2025-02-10T12:00:00Z',
          'regardingobjectid_account_task@odata.bind': bind('accounts', account(2)),
        },
      ],
    },
  })
})

const send = (set: string, fetchXml: string, headers: Record<string, string> = {}, more = '') =>
  harness.send('GET', `${set}?fetchXml=${encodeURIComponent(fetchXml)}${more}`, { headers })

async function rows(
  set: string,
  fetchXml: string,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>[]> {
  const answer = await send(set, fetchXml, headers)
  expect([answer.status, answer.json?.error]).toEqual([200, undefined])
  return answer.json.value.map(({ '@odata.etag': _etag, ...row }: Record<string, unknown>) => row)
}

const entity = (inside: string, attributes = ''): string =>
  `<fetch${attributes}><entity name="account">${inside}</entity></fetch>`
const named = (inside: string, attributes = ''): string =>
  entity(`<attribute name="name"/><order attribute="name"/>${inside}`, attributes)
const where = (conditions: string): string => named(`<filter>${conditions}</filter>`)

/** The initials of the accounts found. */
async function initials(fetchXml: string): Promise<string> {
  return (await rows('accounts', fetchXml)).map(({ name }) => String(name)[0]).join('')
}

describe('a condition', () => {
  test.each<[string, string]>([
    ['<condition attribute="name" operator="eq" value="CONTOSO"/>', 'c'],
    // what is negated matches null, except lists and ranges
    ['<condition attribute="address1_city" operator="ne" value="Redmond"/>', 'AB'],
    ['<condition attribute="address1_city" operator="neq" value="Redmond"/>', 'AB'],
    ['<condition attribute="address1_city" operator="not-like" value="%ed%"/>', 'AB'],
    ['<condition attribute="address1_city" operator="not-begin-with" value="re"/>', 'AB'],
    ['<condition attribute="address1_city" operator="not-end-with" value="mond"/>', 'AB'],
    ['<condition attribute="address1_city" operator="not-in"><value>Dallas</value></condition>', 'cF'],
    ['<condition attribute="revenue" operator="not-between"><value>1500</value><value>2500</value></condition>', 'AF'],
    ['<condition attribute="primarycontactid" operator="ne-userid"/>', 'ABcF'],
    ['<condition attribute="address1_city" operator="null"/>', 'A'],
    ['<condition attribute="address1_city" operator="not-null"/>', 'BcF'],
    // patterns
    ['<condition attribute="name" operator="like" value="[a-c]%"/>', 'ABc'],
    ['<condition attribute="name" operator="like" value="_ontos_"/>', 'c'],
    ['<condition attribute="name" operator="like" value="contoso"/>', 'c'],
    ['<condition attribute="name" operator="begins-with" value="B_ue"/>', 'B'],
    ['<condition attribute="name" operator="ends-with" value="o"/>', 'c'],
    // numbers, choices, yes and no, ids, lists
    ['<condition attribute="revenue" operator="gt" value="1000"/>', 'BF'],
    [
      '<condition attribute="numberofemployees" operator="between"><value>10</value><value>20</value></condition>',
      'ABc',
    ],
    ['<condition attribute="accountcategorycode" operator="in"><value>1</value><value>3</value></condition>', 'B'],
    ['<condition attribute="creditonhold" operator="eq" value="1"/>', 'F'],
    [`<condition attribute="primarycontactid" operator="eq" value="{${contact(1).toUpperCase()}}"/>`, 'A'],
    // what people read in place of a lookup or choice
    ['<condition attribute="primarycontactidname" operator="like" value="%mckay"/>', 'A'],
    ['<condition attribute="primarycontactid" operator="like" value="stub%"/>', 'c'],
    ['<condition attribute="accountcategorycodename" operator="eq" value="Preferred Customer"/>', 'B'],
    // other columns
    ['<condition attribute="revenue" operator="gt" valueof="creditlimit"/>', 'B'],
    ['<condition attribute="revenue" operator="lt" valueof="creditlimit"/>', 'A'],
    // the caller
    ['<condition attribute="ownerid" operator="eq-userid"/>', ''],
    ['<condition attribute="owningbusinessunit" operator="eq-businessid"/>', 'ABcF'],
    ['<condition attribute="ownerid" operator="eq-useroruserhierarchy"/>', ''],
    ['<condition attribute="ownerid" operator="eq-useroruserteams"/>', ''],
    // trees
    [`<condition attribute="accountid" operator="under" value="${account(1)}"/>`, 'Bc'],
    [`<condition attribute="accountid" operator="eq-or-under" value="${account(1)}"/>`, 'ABc'],
    [`<condition attribute="accountid" operator="not-under" value="${account(1)}"/>`, 'AF'],
    [`<condition attribute="accountid" operator="above" value="${account(3)}"/>`, 'AB'],
    [`<condition attribute="accountid" operator="eq-or-above" value="${account(3)}"/>`, 'ABc'],
    // dates
    ['<condition attribute="createdon" operator="today"/>', 'ABcF'],
    ['<condition attribute="createdon" operator="last-x-fiscal-years" value="1"/>', ''],
    ['<condition attribute="createdon" operator="this-fiscal-period"/>', 'ABcF'],
    [
      '<filter type="or"><condition attribute="name" operator="eq" value="contoso"/><condition attribute="name" operator="eq" value="Fabrikam"/></filter>',
      'cF',
    ],
    ['<filter type="or"><filter/></filter><condition attribute="name" operator="eq" value="contoso"/>', 'c'],
  ])('%s', async (condition, expected) => {
    expect(await initials(where(condition))).toBe(expected)
  })
})

describe('conditions that need more than a row', () => {
  const english = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] })
  const names = async (world: Harness, condition: string): Promise<string[]> => {
    const fetchXml = `<fetch><entity name="contact"><attribute name="lastname"/><order attribute="lastname"/><filter>${condition}</filter></entity></fetch>`
    const { json } = await world.send('GET', `contacts?fetchXml=${encodeURIComponent(fetchXml)}`)
    return json.value.map(({ lastname }: { lastname: string }) => lastname)
  }

  test('look into multi-select choices: contain-values is any of them', async () => {
    const world = await createHarness()
    await world.send('POST', "EntityDefinitions(LogicalName='contact')/Attributes", {
      body: {
        '@odata.type': 'Microsoft.Dynamics.CRM.MultiSelectPicklistAttributeMetadata',
        SchemaName: 'sample_Activities',
        DisplayName: english('Activities'),
        OptionSet: {
          IsGlobal: false,
          OptionSetType: 'Picklist',
          Options: [1, 2, 3].map((Value) => ({ Value, Label: english(`Number ${Value}`) })),
        },
      },
    })
    for (const [lastname, choices] of [
      ['a', '1,2'],
      ['b', '2'],
      ['c', '3'],
      ['d', null],
    ]) {
      await world.send('POST', 'contacts', { body: { lastname, sample_activities: choices } })
    }
    const is = (rest: string) => names(world, `<condition attribute="sample_activities" ${rest}`)
    expect(await is('operator="contain-values"><value>2</value><value>3</value></condition>')).toEqual(['a', 'b', 'c'])
    expect(await is('operator="not-contain-values"><value>2</value></condition>')).toEqual(['c', 'd'])
    expect(await is('operator="eq" value="2,1"/>')).toEqual(['a'])
    expect(await is('operator="in"><value>2</value></condition>')).toEqual(['b'])
  })

  test('know who reports to the caller, and their teams', async () => {
    const world = await createHarness()
    const add = (name: string) =>
      world.environment.addApplicationUser(world.addApp(name), { roles: ['System Administrator'] })
    const [below, lowest, other] = [add('Below'), add('Lowest'), add('Other')]
    const report = (user: string, manager: string) =>
      world.send('PATCH', `systemusers(${user})`, {
        body: { 'parentsystemuserid@odata.bind': `/systemusers(${manager})` },
      })
    await report(below, world.userId)
    await report(lowest, below)
    const teamid = 'dddddddd-0000-4000-8000-000000000001'
    await world.send('POST', 'teams', { body: { teamid, name: 'Lowest and others' } })
    const roles = await world.send('GET', "roles?$filter=name eq 'Basic User'")
    await world.send('POST', `teams(${teamid})/teamroles_association/$ref`, {
      body: { '@odata.id': `roles(${roles.json.value[0].roleid})` },
    })
    await world.send('POST', `teams(${teamid})/teammembership_association/$ref`, {
      body: { '@odata.id': `systemusers(${lowest})` },
    })
    for (const [lastname, owner] of [
      ['below', `systemusers(${below})`],
      ['lowest', `systemusers(${lowest})`],
      ['mine', `systemusers(${world.userId})`],
      ['other', `systemusers(${other})`],
      ['team', `teams(${teamid})`],
    ]) {
      await world.send('POST', 'contacts', { body: { lastname, 'ownerid@odata.bind': `/${owner}` } })
    }
    const owner = (operator: string) => names(world, `<condition attribute="ownerid" operator="${operator}"/>`)
    expect(await owner('eq-userid')).toEqual(['mine'])
    expect(await owner('eq-useroruserhierarchy')).toEqual(['below', 'lowest', 'mine'])
    expect(await owner('eq-useroruserhierarchyandteams')).toEqual(['below', 'lowest', 'mine', 'team'])
    expect(await owner('eq-userteams')).toEqual([])
  })
})

describe('a link', () => {
  const primary = (type: string, inside = '') =>
    `<link-entity name="contact" from="contactid" to="primarycontactid" link-type="${type}" alias="c">${inside}</link-entity>`
  const members = (type: string, inside = '') =>
    `<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="${type}" alias="m">${inside}</link-entity>`
  const campbell = '<filter><condition attribute="lastname" operator="eq" value="Campbell"/></filter>'

  test.each<[string, string, string]>([
    ['inner', primary('inner'), 'Ac'],
    ['inner, once for each row', members('inner'), 'BB'],
    ['outer', primary('outer'), 'ABcF'],
    ['outer, with a filter of its own', primary('outer', campbell), 'ABcF'],
    ['matchfirstrowusingcrossapply', members('matchfirstrowusingcrossapply'), 'B'],
    ['exists', members('exists', campbell), 'B'],
    ['in', members('in'), 'B'],
    ['any', `<filter>${members('any', campbell)}</filter>`, 'B'],
    ['not any', `<filter>${members('not any')}</filter>`, 'AcF'],
    ['all, which is some and none', `<filter>${members('all', campbell)}</filter>`, ''],
    ['not all, which is any', `<filter>${members('not all', campbell)}</filter>`, 'B'],
    [
      'a condition on an outer link',
      `${primary('outer')}<filter><condition entityname="c" attribute="contactid" operator="null"/></filter>`,
      'BF',
    ],
    [
      'a negation on an outer link',
      `${primary('outer')}<filter><condition entityname="c" attribute="lastname" operator="ne" value="McKay"/></filter>`,
      'BcF',
    ],
    [
      'an inner link within an outer one',
      primary('outer', '<link-entity name="account" from="accountid" to="parentcustomerid" link-type="inner"/>'),
      'ABcF',
    ],
    [
      'any of two',
      `<filter type="or">${members('any')}<condition attribute="name" operator="eq" value="Fabrikam"/></filter>`,
      'BF',
    ],
    [
      'columns of two tables',
      `${primary('inner')}<filter><condition attribute="name" operator="ne" valueof="c.lastname"/></filter>`,
      'Ac',
    ],
  ])('%s', async (_, link, expected) => {
    expect(await initials(named(link))).toBe(expected)
  })

  test('shows its columns behind its alias, or under their own', async () => {
    const columns =
      '<attribute name="fullname"/><attribute name="parentcustomerid"/><attribute name="lastname" alias="family"/>'
    expect(await rows('accounts', named(primary('inner', columns)))).toEqual([
      { name: 'Adventure Works', accountid: account(1), 'c.fullname': 'Yvonne McKay', family: 'McKay' },
      {
        name: 'contoso',
        accountid: account(3),
        'c.fullname': 'Stubberod',
        'c.parentcustomerid': account(2),
        family: 'Stubberod',
      },
    ])
  })

  test('has an alias of its table and its place where it is given none', async () => {
    const link =
      '<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="exists"/>' +
      '<link-entity name="account" from="accountid" to="parentaccountid"><attribute name="name"/></link-entity>'
    expect(await rows('accounts', named(link))).toEqual([
      { name: 'Blue Yonder', accountid: account(2), 'account2.name': 'Adventure Works' },
    ])
  })

  test('leads through an intersect table', async () => {
    const found = await rows(
      'systemusers',
      '<fetch><entity name="systemuser"><attribute name="fullname"/><link-entity name="systemuserroles" from="systemuserid" to="systemuserid" intersect="true"><link-entity name="role" from="roleid" to="roleid" alias="r"><attribute name="name"/></link-entity></link-entity></entity></fetch>',
    )
    expect(found).toMatchObject([{ 'r.name': 'System Administrator' }])
  })

  test('shows rows that the caller may read alone', async () => {
    const clientId = harness.addApp('Basic')
    harness.environment.addApplicationUser(clientId, { roles: ['Basic User'] })
    const authorization = `Bearer ${await harness.tokenFor(clientId)}`
    const answer = await send(
      'businessunits',
      '<fetch><entity name="businessunit"><attribute name="name"/><link-entity name="account" from="owningbusinessunit" to="businessunitid"/></entity></fetch>',
      { authorization },
    )
    expect(answer.json.value).toEqual([])
  })
})

describe('rows', () => {
  test('are sorted by labels of choices and names of lookups', async () => {
    const by = (attribute: string, options = '') =>
      initials(entity(`<attribute name="name"/><order attribute="${attribute}"/><order attribute="name"/>`, options))
    expect(await by('accountcategorycode')).toBe('cFBA') // none, none, Preferred Customer, Standard
    expect(await by('accountcategorycode', ' useraworderby="true"')).toBe('cFBA')
    expect(await by('creditonhold')).toBe('ABcF')
    expect(await by('primarycontactid')).toBe('BFcA')
  })

  test('are sorted by columns of links, after their own', async () => {
    const link =
      '<link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="c"><order attribute="lastname" descending="true"/></link-entity>'
    expect(await initials(entity(`<attribute name="name"/>${link}`))).toBe('cABF')
    expect(await initials(entity(`<attribute name="name"/><order entityname="c" attribute="lastname"/>${link}`))).toBe(
      'BFAc',
    )
  })

  test('have all columns where none is named, without those that are null', async () => {
    const [first = {}] = await rows(
      'accounts',
      where('<condition attribute="name" operator="eq" value="Fabrikam"/>').replace('<attribute name="name"/>', ''),
    )
    expect(first).toMatchObject({ name: 'Fabrikam', revenue: 3000, statecode: 0 })
    expect(first).not.toHaveProperty('numberofemployees')
    expect(Object.values(first)).not.toContain(null)
  })

  test('have what people read beside what is stored', async () => {
    const answer = await send(
      'accounts',
      named(
        '<attribute name="revenue"/><attribute name="primarycontactid"/><attribute name="accountcategorycode" alias="kind"/>',
        ' top="1"',
      ),
      annotated,
    )
    expect(answer.json['@odata.context']).toBe(
      `${'https://contoso.crm.dynamics.com/api/data/v9.2/$metadata'}#accounts(name,revenue,_primarycontactid_value,primarycontactid,kind,_transactioncurrencyid_value,transactioncurrencyid,accountid)`,
    )
    expect(answer.json.value).toMatchObject([
      {
        'revenue@OData.Community.Display.V1.FormattedValue': '$1,000.00',
        _primarycontactid_value: contact(1),
        '_primarycontactid_value@OData.Community.Display.V1.FormattedValue': 'Yvonne McKay',
        '_primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
        '_primarycontactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty': 'primarycontactid',
        'kind@OData.Community.Display.V1.FormattedValue': 'Standard',
        kind: 2,
      },
    ])
  })

  test('are shown once where they are distinct', async () => {
    const distinct = (inside: string) => rows('accounts', entity(inside, ' distinct="true"'))
    expect(await distinct('<attribute name="numberofemployees"/><order attribute="numberofemployees"/>')).toEqual([
      {},
      { numberofemployees: 10 },
      { numberofemployees: 20 },
    ])
    expect(await distinct('<attribute name="address1_city"/>')).toHaveLength(3)
    expect(
      await distinct('<attribute name="name"/><link-entity name="contact" from="parentcustomerid" to="accountid"/>'),
    ).toEqual([{ name: 'Blue Yonder' }])
  })

  test('know how many children they have', async () => {
    const found = await rows(
      'accounts',
      named('<attribute name="accountid" alias="children" rowaggregate="CountChildren"/>'),
    )
    expect(found.map(({ children }) => children)).toEqual([1, 1, 0, 0])
  })
})

describe('aggregates', () => {
  const aggregate = (inside: string, attributes = '', headers = {}) =>
    rows('accounts', entity(inside, ` aggregate="true"${attributes}`), headers)

  test('of everything', async () => {
    expect(
      await aggregate(
        '<attribute name="name" alias="rows" aggregate="count"/><attribute name="numberofemployees" alias="filled" aggregate="countcolumn"/><attribute name="numberofemployees" alias="kinds" aggregate="countcolumn" distinct="true"/>' +
          '<attribute name="revenue" alias="total" aggregate="sum"/><attribute name="numberofemployees" alias="mean" aggregate="avg"/><attribute name="revenue" alias="least" aggregate="min"/><attribute name="name" alias="last" aggregate="max"/>',
      ),
    ).toEqual([{ rows: 4, filled: 3, kinds: 2, total: 6000, mean: 16, least: 1000, last: 'Fabrikam' }])
  })

  test('of groups, in an order, with labels', async () => {
    const found = await aggregate(
      '<attribute name="accountid" alias="n" aggregate="count"/><attribute name="revenue" alias="total" aggregate="sum"/><attribute name="primarycontactid" alias="who" groupby="true"/><order alias="who" descending="true"/>',
      '',
      annotated,
    )
    expect(found).toEqual([
      {
        n: 1,
        'total@OData.Community.Display.V1.FormattedValue': '$1,000.00',
        total: 1000,
        'who@Microsoft.Dynamics.CRM.associatednavigationproperty': 'primarycontactid',
        'who@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
        'who@OData.Community.Display.V1.FormattedValue': 'Yvonne McKay',
        who: contact(1),
      },
      {
        n: 1,
        'who@Microsoft.Dynamics.CRM.associatednavigationproperty': 'primarycontactid',
        'who@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
        'who@OData.Community.Display.V1.FormattedValue': 'Stubberod',
        who: contact(2),
      },
      { n: 2, 'total@OData.Community.Display.V1.FormattedValue': '$5,000.00', total: 5000 },
    ])
  })

  test('of linked rows', async () => {
    const found = await aggregate(
      '<attribute name="name" alias="account" groupby="true"/><link-entity name="task" from="regardingobjectid" to="accountid"><attribute name="actualdurationminutes" alias="minutes" aggregate="sum"/></link-entity><order alias="account"/>',
    )
    expect(found).toEqual([{ account: 'Adventure Works', minutes: 30 }, { account: 'Blue Yonder' }])
  })

  test.each([
    ['day', [10]],
    ['week', [2, 7, 15]],
    ['month', [1, 2, 4]],
    ['quarter', [1, 2]],
    ['year', [2024, 2025]],
    ['fiscal-period', [1, 2]],
    ['fiscal-year', [2024, 2025]],
  ])('of each %s', async (grouping, expected) => {
    const found = await rows(
      'tasks',
      `<fetch aggregate="true"><entity name="task"><attribute name="activityid" alias="n" aggregate="count"/><attribute name="scheduledend" alias="d" groupby="true" dategrouping="${grouping}"/><order alias="d"/></entity></fetch>`,
    )
    expect(found.map(({ d }) => d)).toEqual(expected)
  })

  test('read no more rows than the query allows', async () => {
    const count = '<attribute name="name" alias="n" aggregate="count"/>'
    expect(await aggregate(count, ' aggregatelimit="4"')).toEqual([{ n: 4 }])
    const over = await send('accounts', entity(count, ' aggregate="true" aggregatelimit="3"'))
    expect([over.status, over.json.error.code]).toEqual([400, '0x8004e023'])
  })
})

describe('pages', () => {
  const page = (attributes: string, inside = '') => send('accounts', named(inside, attributes), annotated)
  const names = (json: { value: { name: string }[] }) => json.value.map(({ name }) => name[0]).join('')

  test('are followed by cookie', async () => {
    const first = await page(' count="3" page="1"')
    expect(names(first.json)).toBe('ABc')
    expect(first.json['@Microsoft.Dynamics.CRM.morerecords']).toBe(true)
    const cookie = parsePagingCookie(first.json['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'])
    expect(cookie).toEqual({
      pageNumber: 2,
      cookie: `<cookie page="1"><name last="contoso" first="Adventure Works" /><accountid last="{${account(3).toUpperCase()}}" first="{${account(1).toUpperCase()}}" /></cookie>`,
      isTracking: false,
    })
    const escaped = cookie.cookie.replaceAll('<', '&lt;').replaceAll('"', '&quot;')
    const second = await page(` count="3" page="2" paging-cookie="${escaped}"`)
    expect(names(second.json)).toBe('F')
    expect(second.json).not.toHaveProperty(['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'])
    expect(second.json['@Microsoft.Dynamics.CRM.morerecords']).toBe(false)
  })

  test('are followed by number, up to fifty thousand rows', async () => {
    expect(names((await page(' count="3" page="2"')).json)).toBe('F')
    expect((await page(' count="5000" page="10"')).status).toBe(200)
    expect((await page(' count="5000" page="11"')).json.error.code).toBe('0x8004430a')
  })

  test('have no cookie where a link repeats rows or sorts them', async () => {
    const repeated = await page(' count="1"', '<link-entity name="task" from="regardingobjectid" to="accountid"/>')
    expect(repeated.json['@Microsoft.Dynamics.CRM.morerecords']).toBe(true)
    expect(repeated.json).not.toHaveProperty(['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'])
    const unique = await page(' count="1"', '<link-entity name="contact" from="contactid" to="primarycontactid"/>')
    expect(unique.json).toHaveProperty(['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'])
  })

  test('are as long as preferred, unless the query says', async () => {
    const prefer = { Prefer: 'odata.maxpagesize=1' }
    expect((await send('accounts', named(''), prefer)).json.value).toHaveLength(1)
    expect((await send('accounts', named('', ' count="2"'), prefer)).json.value).toHaveLength(2)
  })

  test('know how many rows there are in all', async () => {
    const counted = await page(' count="1" returntotalrecordcount="true"')
    expect(counted.json).toMatchObject({ '@odata.count': 4, '@Microsoft.Dynamics.CRM.totalrecordcount': 4 })
    expect((await send('accounts', named(''), annotated)).json['@Microsoft.Dynamics.CRM.totalrecordcount']).toBe(-1)
    expect((await send('accounts', named('', ' top="1"'), {}, '&$count=true')).json).toMatchObject({
      '@odata.count': 4,
      value: [{}],
    })
  })
})

describe('a query is refused', () => {
  test.each<[string, string, string]>([
    ['that is no XML', '<fetch', '0x80040201'],
    ['with an unknown element', '<fetch><thing/></fetch>', '0x80040201'],
    ['of an unknown table', '<fetch><entity name="nope"/></fetch>', '0x80041102'],
    ['of another table than the set', '<fetch><entity name="contact"/></fetch>', '0x80041128'],
    ['with an unknown linked table', entity('<link-entity name="nope" from="a" to="b"/>'), '0x80041102'],
    ['with an unknown column', entity('<attribute name="nope"/>'), '0x80041103'],
    ['with a condition on an unknown column', where('<condition attribute="nope" operator="null"/>'), '0x80041103'],
    ['sorted by an unknown column', entity('<order attribute="nope"/>'), '0x80041103'],
    ['with an unknown operator', where('<condition attribute="name" operator="is" value="x"/>'), '0x80041120'],
    [
      'with an unknown link type',
      entity('<link-entity name="contact" from="contactid" to="primarycontactid" link-type="left"/>'),
      '0x80041121',
    ],
    ['with an unknown filter type', entity('<filter type="xor"/>'), '0x80041122'],
    [
      'with a link of filters outside of one',
      entity('<link-entity name="contact" from="contactid" to="primarycontactid" link-type="any"/>'),
      '0x80041121',
    ],
    ['with a condition without value', where('<condition attribute="name" operator="ne"/>'), '0x80040203'],
    [
      'with a value of another type',
      where('<condition attribute="revenue" operator="eq" value="lots"/>'),
      '0x80041108',
    ],
    [
      'with one bound',
      where('<condition attribute="revenue" operator="between"><value>1</value></condition>'),
      '0x80041106',
    ],
    ['with a date condition on text', where('<condition attribute="name" operator="today"/>'), '0x80041108'],
    [
      'with an alias that is nobody',
      where('<condition entityname="x" attribute="name" operator="null"/>'),
      '0x8004110a',
    ],
    [
      'with an alias twice',
      entity('<attribute name="name" alias="a"/><attribute name="revenue" alias="a"/>'),
      '0x80041130',
    ],
    [
      'with columns compared of two types',
      where('<condition attribute="name" operator="eq" valueof="revenue"/>'),
      '0x80041106',
    ],
    ['with a plain column among aggregates', entity('<attribute name="name"/>', ' aggregate="true"'), '0x80041107'],
    [
      'with an aggregate without alias',
      entity('<attribute name="name" aggregate="count"/>', ' aggregate="true"'),
      '0x80041109',
    ],
    [
      'grouped by a moment',
      entity('<attribute name="createdon" alias="d" groupby="true"/>', ' aggregate="true"'),
      '0x80040203',
    ],
    ['with top and page', entity('', ' top="1" page="1"'), '0x80040203'],
    ['with page 0', entity('', ' page="0"'), '0x8004110c'],
    [
      'with sixteen links',
      entity('<link-entity name="contact" from="contactid" to="primarycontactid"/>'.repeat(16)),
      '0x8004430d',
    ],
    [
      'linked by columns of two types',
      entity('<link-entity name="contact" from="fullname" to="primarycontactid"/>'),
      '0x80040203',
    ],
  ])('%s', async (_, fetchXml, code) => {
    const answer = await send('accounts', fetchXml)
    expect([answer.status, answer.json.error.code]).toEqual([400, code])
  })

  test('with more than five hundred conditions', async () => {
    const fetchXml = where('<condition attribute="name" operator="null"/>'.repeat(501))
    const answer = await harness.send('POST', '$batch', {
      headers: { 'content-type': 'multipart/mixed; boundary=b' },
      body: `--b\r\nContent-Type: application/http\r\n\r\nGET /api/data/v9.2/accounts?fetchXml=${encodeURIComponent(fetchXml)} HTTP/1.1\r\n\r\n\r\n--b--\r\n`,
    })
    expect(answer.text).toContain('"code":"0x8004430c"')
  })

  test('beside options of an address', async () => {
    expect((await send('accounts', named(''), {}, '&$select=name')).json.error.code).toBe('0x80060888')
  })
})

describe('views', () => {
  test('are found by name and run', async () => {
    const [view] = (await harness.send('GET', "savedqueries?$select=name&$filter=name eq 'Active Accounts'")).json.value
    const answer = await harness.send('GET', `accounts?savedQuery=${view.savedqueryid}`, {
      headers: { Prefer: 'odata.maxpagesize=2' },
    })
    expect(answer.json.value).toMatchObject([
      { name: 'Adventure Works', _primarycontactid_value: contact(1) },
      { name: 'Blue Yonder' },
    ])
    const children = await harness.send(
      'GET',
      `accounts(${account(1)})/account_parent_account?savedQuery=${view.savedqueryid}`,
    )
    expect(children.json.value).toMatchObject([{ name: 'Blue Yonder' }])
    expect((await harness.send('GET', `contacts?savedQuery=${view.savedqueryid}`)).status).toBe(400)
  })

  test('of a person are theirs', async () => {
    const userqueryid = 'eeeeeeee-0000-4000-8000-000000000001'
    const body = {
      userqueryid,
      name: 'Rich',
      returnedtypecode: 'account',
      querytype: 0,
      fetchxml: where('<condition attribute="revenue" operator="gt" value="2500"/>'),
    }
    expect((await harness.send('POST', 'userqueries', { body })).status).toBe(204)
    expect((await harness.send('GET', `accounts?userQuery=${userqueryid}`)).json.value).toMatchObject([
      { name: 'Fabrikam' },
    ])
    const clientId = harness.addApp('Other')
    harness.environment.addApplicationUser(clientId, { roles: ['Basic User'] })
    const authorization = `Bearer ${await harness.tokenFor(clientId)}`
    expect(
      (await harness.send('GET', `accounts?userQuery=${userqueryid}`, { headers: { authorization } })).status,
    ).toBe(404)
    expect(
      (await harness.send('POST', 'userqueries', { body: { ...body, userqueryid: undefined, fetchxml: '<fetch>' } }))
        .status,
    ).toBe(400)
  })
})

describe("the caller's day", () => {
  test('is that of their time zone, in both languages', async () => {
    const clock = { time: Date.parse('2024-03-10T03:00:00Z') } // still 9 March in New York
    const world = await createHarness()
    world.world.clock.advance(clock.time - world.world.clock.now())
    const authorization = `Bearer ${await world.tokenFor(world.clientId)}`
    const headers = { authorization }
    await world.send('POST', 'usersettingscollection', {
      headers,
      body: { systemuserid: world.userId, timezonecode: 35 },
    })
    for (const [subject, scheduledend] of [
      ['early', '2024-03-09T04:59:59Z'],
      ['first', '2024-03-09T05:00:00Z'],
      ['last', '2024-03-10T04:59:59Z'],
      ['late', '2024-03-10T05:00:00Z'],
    ]) {
      await world.send('POST', 'tasks', { headers, body: { subject, scheduledend } })
    }
    const today = async (path: string) =>
      (await world.send('GET', path, { headers })).json.value
        .map(({ subject }: { subject: string }) => subject)
        .toSorted()
    const fetchXml = (condition: string) =>
      `tasks?fetchXml=${encodeURIComponent(`<fetch><entity name="task"><attribute name="subject"/><filter><condition attribute="scheduledend" ${condition}/></filter></entity></fetch>`)}`
    expect(await today(fetchXml('operator="today"'))).toEqual(['first', 'last'])
    expect(await today(fetchXml('operator="on" value="2024-03-09"'))).toEqual(['first', 'last'])
    expect(await today(fetchXml('operator="ge" value="2024-03-10"'))).toEqual(['late'])
    expect(await today("tasks?$filter=Microsoft.Dynamics.CRM.Today(PropertyName='scheduledend')")).toEqual([
      'first',
      'last',
    ])
    // the day that has 23 hours
    expect(await today(fetchXml('operator="tomorrow"'))).toEqual(['late'])
    const groups = await world.send(
      'GET',
      `tasks?fetchXml=${encodeURIComponent('<fetch aggregate="true"><entity name="task"><attribute name="activityid" alias="n" aggregate="count"/><attribute name="scheduledend" alias="d" groupby="true" dategrouping="day"/><order alias="d"/></entity></fetch>')}`,
      { headers },
    )
    expect(groups.json.value).toEqual([
      { n: 1, d: 8 },
      { n: 2, d: 9 },
      { n: 1, d: 10 },
    ])
    const [row] = (
      await world.send('GET', "tasks?$filter=subject eq 'late'&$select=scheduledend", {
        headers: { ...headers, ...annotated },
      })
    ).json.value
    expect(row['scheduledend@OData.Community.Display.V1.FormattedValue']).toBe('3/10/2024 12:00 AM')
  })

  test('has what was made this second in its past', async () => {
    const world = await createHarness()
    world.world.clock.advance(Date.parse('2024-03-10T03:00:00.500Z') - world.world.clock.now())
    const headers = { authorization: `Bearer ${await world.tokenFor(world.clientId)}` }
    await world.send('POST', 'tasks', { headers, body: { subject: 'a', scheduledend: '2024-03-10T03:00:00Z' } })
    const count = async (name: string) =>
      (
        await world.send(
          'GET',
          `tasks/$count?$filter=Microsoft.Dynamics.CRM.${name}(PropertyName='scheduledend',PropertyValue=1)`,
          { headers },
        )
      ).text
    // The clock of a test goes on by itself, a little.
    world.world.clock.advance(Date.parse('2024-03-10T03:00:00.500Z') - world.world.clock.now())
    expect([await count('LastXHours'), await count('NextXHours')]).toEqual(['1', '0'])
  })

  test('in a zone of no known number is refused', async () => {
    const world = await createHarness()
    await world.send('POST', 'usersettingscollection', { body: { systemuserid: world.userId, timezonecode: 999 } })
    const answer = await world.send('GET', "tasks?$filter=Microsoft.Dynamics.CRM.Today(PropertyName='scheduledend')")
    expect(answer.status).toBe(200) // nothing to compare with today
    await world.send('POST', 'tasks', { body: { subject: 'a', scheduledend: '2024-03-09T05:00:00Z' } })
    expect(
      (await world.send('GET', "tasks?$filter=Microsoft.Dynamics.CRM.Today(PropertyName='scheduledend')")).status,
    ).toBe(501)
  })
})

describe('fiscal periods', () => {
  test.each<[string, string[]]>([
    ['operator="this-fiscal-year"', ['2024-04-01', '2024-06-30', '2025-03-31']],
    ['operator="last-fiscal-year"', ['2024-03-31']],
    ['operator="this-fiscal-period"', ['2024-06-30']],
    ['operator="last-fiscal-period"', []],
    ['operator="last-x-fiscal-periods" value="2"', ['2024-04-01']],
    ['operator="next-x-fiscal-periods" value="9"', ['2025-03-31']],
    ['operator="next-fiscal-year"', ['2025-04-01']],
    ['operator="in-fiscal-year" value="2024"', ['2024-04-01', '2024-06-30', '2025-03-31']],
    ['operator="in-fiscal-period" value="1"', ['2024-04-01', '2025-04-01']],
    ['operator="in-fiscal-period" value="12"', ['2024-03-31', '2025-03-31']],
    ['operator="in-fiscal-period-and-year"><value>3</value><value>2024</value', ['2024-06-30']],
    [
      'operator="in-or-after-fiscal-period-and-year"><value>3</value><value>2024</value',
      ['2024-06-30', '2025-03-31', '2025-04-01'],
    ],
    [
      'operator="in-or-before-fiscal-period-and-year"><value>3</value><value>2024</value',
      ['2024-03-31', '2024-04-01', '2024-06-30'],
    ],
  ])('of an organization with months from April: %s', async (condition, expected) => {
    const world = await createHarness()
    world.world.clock.advance(Date.parse('2024-06-15T12:00:00Z') - world.world.clock.now())
    const headers = { authorization: `Bearer ${await world.tokenFor(world.clientId)}` }
    const [organization] = (await world.send('GET', 'organizations?$select=name', { headers })).json.value
    await world.send('PATCH', `organizations(${organization.organizationid})`, {
      headers,
      body: { fiscalcalendarstart: '2000-04-01T00:00:00Z', fiscalperiodtype: 2003 },
    })
    for (const birthdate of ['2024-03-31', '2024-04-01', '2024-06-30', '2025-03-31', '2025-04-01']) {
      await world.send('POST', 'contacts', { headers, body: { lastname: birthdate, birthdate } })
    }
    const isWhole = condition.includes('<')
    const inside = `<condition attribute="birthdate" ${condition}${isWhole ? '></condition>' : '/>'}`
    const answer = await world.send(
      'GET',
      `contacts?fetchXml=${encodeURIComponent(`<fetch><entity name="contact"><attribute name="lastname"/><order attribute="lastname"/><filter>${inside}</filter></entity></fetch>`)}`,
      { headers },
    )
    expect(answer.json.value?.map(({ lastname }: { lastname: string }) => lastname)).toEqual(expected)
  })
})

const folder = new URL('../../../../shared/data/fetchxml/', import.meta.url)
const documents = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml')) : []

describe.skipIf(documents.length === 0)('real FetchXML (skipped where ../shared is absent)', () => {
  test('is answered, refused, or said to be not modelled', { timeout: 60_000 }, async () => {
    const seen: Record<number, number> = {}
    for (const name of documents) {
      const text = readFileSync(new URL(name, folder), 'utf8')
      const table = /<entity[^>]*\sname=["']([^"']+)/.exec(text)?.[1] ?? 'account'
      const { json } = await harness.send(
        'GET',
        `EntityDefinitions?$select=EntitySetName&$filter=LogicalName eq '${table}'`,
      )
      const set: string = json.value?.[0]?.EntitySetName ?? 'accounts'
      const { status } = await send(set, text)
      seen[status] = (seen[status] ?? 0) + 1
      expect([name, [200, 400, 501].includes(status)]).toEqual([name, true])
    }
    expect(seen[200]).toBeGreaterThan(20)
  })
})
