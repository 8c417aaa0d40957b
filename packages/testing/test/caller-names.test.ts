import { createFakeDynamics } from '@dynamics-kit/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { createHarness, type Harness } from './dynamics-harness.ts'

/** What every object of JavaScript has, and so what a map made of one seems to hold. */
const inherited = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then']
const plain = 'nosuchname'

const account = '00000000-0000-4000-8000-000000000001'
const contact = '00000000-0000-4000-8000-000000000002'
const here = `accounts(${account})`

interface Asked {
  readonly method?: string
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

const post = (path: string, body: string): Asked => ({ method: 'POST', path, body })
const fetch = (xml: string): Asked => ({ path: `accounts?fetchXml=${encodeURIComponent(xml)}` })
const entity = (inner: string, attributes = ''): Asked =>
  fetch(`<fetch${attributes}><entity name="account">${inner}</entity></fetch>`)
const batch = (name: string, of: string): Asked => {
  const part = (id: string, line: string, body: string) =>
    `--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${id}\r\n\r\n${line} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${body}\r\n`
  const parts =
    part(of, 'POST /api/data/v9.2/contacts', '{"lastname":"a"}') + part('2', `PATCH $${name}`, '{"firstname":"b"}')
  return {
    ...post('$batch', `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${parts}--c--\r\n--b--\r\n`),
    headers: { 'content-type': 'multipart/mixed; boundary=b' },
  }
}
const target = `{"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"${account}"}`
const query = (what: object): string => encodeURIComponent(JSON.stringify(what))

/** Requests with a place for a name of the caller. */
const places: Readonly<Record<string, (name: string) => Asked>> = {
  'a column of a new row': (n) => post('accounts', `{"name":"x","${n}":"1"}`),
  'an object of a new row': (n) => post('accounts', `{"name":"x","${n}":{"name":"y"}}`),
  'a navigation property that is bound': (n) => post('accounts', `{"${n}@odata.bind":"/contacts(${contact})"}`),
  'a set that is bound': (n) => post('accounts', `{"primarycontactid@odata.bind":"/${n}(${contact})"}`),
  'a key that is bound': (n) => post('accounts', `{"primarycontactid@odata.bind":"/contacts(${n}='1')"}`),
  'a column of a row below': (n) => post('accounts', `{"primarycontactid":{"${n}":"1"}}`),
  'an annotation': (n) => post('accounts', `{"name@${n}":"1"}`),
  'a type': (n) => post('accounts', `{"@odata.type":"Microsoft.Dynamics.CRM.${n}"}`),
  'a column of a changed row': (n) => ({ method: 'PATCH', path: here, body: `{"${n}":"1"}` }),
  $select: (n) => ({ path: `accounts?$select=${n}` }),
  '$select of a lookup': (n) => ({ path: `accounts?$select=_${n}_value` }),
  $filter: (n) => ({ path: `accounts?$filter=${n} eq 1` }),
  'a path of $filter': (n) => ({ path: `accounts?$filter=primarycontactid/${n} eq 1` }),
  'a function of $filter': (n) => ({ path: `accounts?$filter=${n}(name,'a')` }),
  'a query function': (n) => ({ path: `accounts?$filter=Microsoft.Dynamics.CRM.${n}(PropertyName='createdon')` }),
  'a property of a query function': (n) => ({
    path: `accounts?$filter=Microsoft.Dynamics.CRM.Today(PropertyName='${n}')`,
  }),
  'a parameter of a query function': (n) => ({ path: `accounts?$filter=Microsoft.Dynamics.CRM.Today(${n}='name')` }),
  'a lambda': (n) => ({ path: `accounts?$filter=${n}/any(x:x/a eq 1)` }),
  'a lambda variable': (n) => ({ path: `accounts?$filter=contact_customer_accounts/any(${n}:${n}/lastname eq 'x')` }),
  'a parameter alias without a value': (n) => ({ path: `accounts?$filter=name eq @${n}` }),
  'a parameter alias': (n) => ({ path: `accounts?$filter=name eq @${n}&@${n}='Contoso'&$select=name` }),
  $orderby: (n) => ({ path: `accounts?$orderby=${n}` }),
  $expand: (n) => ({ path: `accounts?$expand=${n}` }),
  'a system query option': (n) => ({ path: `accounts?$${n}=1` }),
  'a custom query option': (n) => ({ path: `accounts?${n}=1&$select=name` }),
  'a property that is grouped by': (n) => ({ path: `accounts?$apply=groupby((${n}))` }),
  'a method of aggregation': (n) => ({ path: `accounts?$apply=aggregate(revenue with ${n} as total)` }),
  'an alias of $apply': (n) => ({ path: `accounts?$apply=aggregate($count as ${n})` }),
  'an entity set': (n) => ({ path: n }),
  'a segment': (n) => ({ path: `${here}/${n}` }),
  'a segment that is written': (n) => ({ method: 'PUT', path: `${here}/${n}`, body: '{"value":1}' }),
  'a collection that is added to': (n) => post(`${here}/${n}/$ref`, `{"@odata.id":"contacts(${contact})"}`),
  'an alternate key': (n) => ({ path: `accounts(${n}='a')` }),
  'an operation': (n) => post(n, '{}'),
  'a function': (n) => ({ path: `${n}()` }),
  'a bound operation': (n) => post(`${here}/Microsoft.Dynamics.CRM.${n}`, '{}'),
  'a parameter of a function': (n) => ({ path: `WhoAmI(${n}=1)` }),
  'a parameter of an action': (n) => post('WinOpportunity', `{"${n}":"1"}`),
  'a parameter of a Custom API': (n) => post('sample_Double', `{"Number":2,"${n}":"1"}`),
  'a parameter of a bulk message': (n) => post('accounts/Microsoft.Dynamics.CRM.CreateMultiple', `{"${n}":[]}`),
  'a TargetFieldType': (n) => ({
    path: `InitializeFrom(EntityMoniker=@e,TargetEntityName='contact',TargetFieldType=Microsoft.Dynamics.CRM.TargetFieldType'${n}')?@e={"@odata.id":"${here}"}`,
  }),
  'a column with labels': (n) => post('SetLocLabels', `{"EntityMoniker":${target},"AttributeName":"${n}","Labels":[]}`),
  'a file column': (n) =>
    post('InitializeFileBlocksUpload', `{"Target":${target},"FileAttributeName":"${n}","FileName":"a"}`),
  'an operator of a query': (n) =>
    post(
      'BulkDelete',
      `{"QuerySet":[{"EntityName":"account","Criteria":{"FilterOperator":"And","Conditions":[{"AttributeName":"name","Operator":"${n}","Values":[]}]}}],"JobName":"a","SendEmailNotification":false,"ToRecipients":[],"CCRecipients":[],"RecurrencePattern":"","StartDateTime":"2026-01-01T00:00:00Z"}`,
    ),
  'an attribute of FetchXML': (n) => entity(`<attribute name="${n}"/>`),
  'an entity of FetchXML': (n) => fetch(`<fetch><entity name="${n}"/></fetch>`),
  'an alias of FetchXML': (n) => entity(`<attribute name="name" alias="${n}"/>`),
  'an alias of an aggregate': (n) =>
    entity(`<attribute name="name" alias="${n}" aggregate="count"/>`, ' aggregate="true"'),
  'an aggregate': (n) => entity(`<attribute name="name" alias="a" aggregate="${n}"/>`, ' aggregate="true"'),
  'the alias of a group': (n) =>
    entity(
      `<attribute name="name" alias="${n}" groupby="true"/><attribute name="accountid" alias="c" aggregate="count"/><order alias="${n}"/>`,
      ' aggregate="true"',
    ),
  'an operator of FetchXML': (n) => entity(`<filter><condition attribute="name" operator="${n}" value="1"/></filter>`),
  'an attribute of a condition': (n) => entity(`<filter><condition attribute="${n}" operator="null"/></filter>`),
  'an entityname of a condition': (n) =>
    entity(`<filter><condition entityname="${n}" attribute="name" operator="null"/></filter>`),
  'the alias of a link': (n) =>
    entity(
      `<attribute name="name"/><link-entity name="contact" from="contactid" to="primarycontactid" alias="${n}" link-type="outer"><attribute name="lastname"/></link-entity>`,
    ),
  'a link-type': (n) => entity(`<link-entity name="contact" from="contactid" to="primarycontactid" link-type="${n}"/>`),
  'an element of FetchXML': (n) => entity(`<${n}/>`),
  'a type of filter': (n) => entity(`<filter type="${n}"/>`),
  'a column of SQL': (n) => ({ path: `accounts?sql=select ${n} from account` }),
  'a member of definitions': (n) => ({ path: `EntityDefinitions?$select=${n}` }),
  'a filter of definitions': (n) => ({ path: `EntityDefinitions?$filter=${n} eq 'a'` }),
  'an expand of definitions': (n) => ({ path: `EntityDefinitions?$expand=${n}` }),
  'a table of definitions': (n) => ({ path: `EntityDefinitions(LogicalName='${n}')` }),
  'a segment of definitions': (n) => ({ path: `EntityDefinitions(LogicalName='account')/${n}` }),
  'a column of definitions': (n) => ({
    path: `EntityDefinitions(LogicalName='account')/Attributes(LogicalName='${n}')`,
  }),
  'a cast of definitions': (n) => ({
    path: `EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.${n}`,
  }),
  'a member of an enumeration': (n) => ({
    path: `EntityDefinitions(LogicalName='account')/Attributes?$filter=AttributeType eq Microsoft.Dynamics.CRM.AttributeTypeCode'${n}'`,
  }),
  'a global option set': (n) => ({ path: `GlobalOptionSetDefinitions(Name='${n}')` }),
  'a relationship': (n) => ({ path: `RelationshipDefinitions(SchemaName='${n}')` }),
  'a type of a new column': (n) =>
    post(
      `EntityDefinitions(LogicalName='account')/Attributes`,
      `{"@odata.type":"Microsoft.Dynamics.CRM.${n}","SchemaName":"new_X"}`,
    ),
  'a condition on definitions': (n) => ({
    path: `RetrieveMetadataChanges(Query=@q)?@q=${query({ Criteria: { FilterOperator: 'And', Conditions: [{ PropertyName: n, ConditionOperator: 'Equals', Value: { Type: 'System.String', Value: 'a' } }] } })}`,
  }),
  'a table of a search': (n) => post('searchquery', JSON.stringify({ search: 'a', entities: `[{"name":"${n}"}]` })),
  'a facet of a search': (n) => post('searchquery', JSON.stringify({ search: 'a', facets: `["${n}"]` })),
  'a parameter of a search': (n) => post('searchquery', `{"search":"a","${n}":"a"}`),
  'a preference': (n) => ({ path: 'accounts?$select=name', headers: { prefer: `${n}=1` } }),
  'an annotation that is asked for': (n) => ({
    path: 'accounts?$select=name',
    headers: { prefer: `odata.include-annotations="${n}"` },
  }),
  'a solution': (n) => ({ ...post('accounts', '{}'), headers: { 'MSCRM.SolutionUniqueName': n } }),
  'a content id': (n) => batch(n, n),
  'a content id that is nobody': (n) => batch(n, '1'),
}

/** What changes from one answer to the next, and the name itself, replaced. */
const likeness = (text: string, name: string): string =>
  text
    .replaceAll(JSON.stringify(name).slice(1, -1), '<name>')
    .replaceAll(name.toLowerCase(), '<name>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<guid>')
    .replaceAll(/position \d+/g, '<position>')
    .replaceAll(/W\/\\?"\d+\\?"/g, '<etag>')

describe('an inherited name is answered as any other, as', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await createHarness({
      customApis: [{ uniqueName: 'sample_Double', parameters: { Number: 'Integer' }, run: () => {} }],
      seed: {
        accounts: [{ accountid: account, name: 'Contoso' }],
        contacts: [{ contactid: contact, lastname: 'Lovelace' }],
      },
    })
  })

  test.each(Object.entries(places))('%s', async (_place, make) => {
    const ask = async (name: string): Promise<string> => {
      const { method = 'GET', path, body, headers } = make(name)
      const { status, text } = await harness.send(method, path, {
        ...(body === undefined ? {} : { body }),
        headers: { 'content-type': 'application/json', ...headers },
      })
      return likeness(`${status} ${text}`, name)
    }
    const expected = await ask(plain)
    for (const name of inherited) expect({ name, answer: await ask(name) }).toEqual({ name, answer: expected })
    expect(expected).not.toMatch(/^500/)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

test('a parameter alias that stands for itself ends', async () => {
  const harness = await createHarness()
  for (const path of ['$filter=@a&@a=@a', "$filter=@a&@a=name eq 'x' or @a", '$orderby=@a&@a=@b&@b=@a'])
    expect({ path, status: (await harness.send('GET', `accounts?${path}`)).status }).toEqual({ path, status: 400 })
  expect((await harness.send('GET', 'accounts?$filter=name eq @a&@a=@b&@b=@a')).json.value).toEqual([])
})

test('rows that are created with an inherited name are refused as with any other', async () => {
  const fake = createFakeDynamics()
  for (const name of inherited)
    await expect(fake.create('accounts', JSON.parse(`{"${name}":{"a":1}}`))).rejects.toThrow('0x80048d19')
})
