import { expect, test } from 'vitest'
import { createHarness, type Harness } from './dynamics-harness.ts'

const seed = {
  accounts: [
    { name: 'Contoso Coffee', address1_city: 'Redmond', numberofemployees: 10 },
    { name: 'Contoso', address1_city: 'Seattle', numberofemployees: 30 },
    { name: 'Fabrikam', address1_city: 'Redmond', numberofemployees: 20 },
  ],
  contacts: [{ firstname: 'Ada', lastname: 'Contoso', emailaddress1: 'ada@contoso.example' }],
}

async function search(harness: Harness, name: string, body: object, headers = {}) {
  const { status, json } = await harness.send('POST', name, { body, headers })
  return { status, error: json.error, answer: json.response === undefined ? undefined : JSON.parse(json.response) }
}

const names = ({ answer }: { answer: { Value: { Attributes: Record<string, unknown> }[] } }) =>
  answer.Value.map(({ Attributes }) => Attributes['name'] ?? Attributes['fullname'])

test('words are found in the tables that can be searched, best first', async () => {
  const harness = await createHarness({ seed })
  const found = await search(harness, 'searchquery', { search: 'contoso', count: true })
  expect(names(found)).toEqual(['Ada Contoso', 'Contoso', 'Contoso Coffee'])
  expect(found.answer).toMatchObject({ Error: null, Count: 3, QueryContext: null, Facets: {} })
  expect(found.answer.Value[1]).toMatchObject({
    EntityName: 'account',
    ObjectTypeCode: 1,
    Highlights: { name: ['{crmhit}Contoso{/crmhit}'] },
  })
})

test('tables, columns, filters, order, pages and facets are those that were asked for', async () => {
  const harness = await createHarness({ seed })
  const entities = JSON.stringify([
    { Name: 'account', SelectColumns: ['name', 'numberofemployees'], SearchColumns: ['address1_city', 'name'] },
  ])
  const body = { search: 'redmond seattle', entities, orderby: '["numberofemployees desc"]' }
  expect(names(await search(harness, 'searchquery', body))).toEqual(['Contoso', 'Fabrikam', 'Contoso Coffee'])
  expect(names(await search(harness, 'searchquery', { ...body, skip: 1, top: 1 }))).toEqual(['Fabrikam'])
  expect(names(await search(harness, 'searchquery', { ...body, filter: 'numberofemployees lt 25' }))).toEqual([
    'Fabrikam',
    'Contoso Coffee',
  ])
  const { answer } = await search(harness, 'searchquery', { ...body, facets: '["address1_city,count:1"]' })
  expect(answer.Facets).toEqual({
    address1_city: [{ Type: 'Value', Value: 'Redmond', OptionalValue: null, Count: 2 }],
  })
})

test.each([
  ['"contoso coffee"', {}, ['Contoso Coffee']],
  ['contoso -coffee', { options: "{'searchmode':'all'}" }, ['Contoso']],
  ['cof*', {}, ['Contoso Coffee']],
  ['cof', {}, []],
  ['contoso coffee', { options: "{'searchmode':'all'}" }, ['Contoso Coffee']],
  ['*', {}, ['Contoso', 'Contoso Coffee', 'Fabrikam']],
])('%s %j finds %j', async (text, more, wanted) => {
  const harness = await createHarness({ seed })
  const entities = '[{"Name":"account","SelectColumns":["name"],"SearchColumns":["name"]}]'
  const found = await search(harness, 'searchquery', { search: text, entities, orderby: '["name asc"]', ...more })
  expect(names(found)).toEqual(wanted)
})

test.each([
  ['searchquery', { search: '' }],
  ['searchquery', { search: 'x'.repeat(101) }],
  ['searchquery', { search: 'x', top: 101 }],
  ['searchquery', { search: 'x', entities: '[{"Name":"nothing"}]' }],
  ['searchquery', { search: 'x', entities: 'no json' }],
  ['searchsuggest', { search: 'co' }],
])('%s %j is refused', async (name, body) => {
  const { status, error } = await search(await createHarness({ seed }), name, body)
  expect([status, error.code]).toEqual([400, '0x80040203'])
})

test.each([
  ['name:contoso', 501],
  ['(contoso', 400],
  ['/[/', 400],
])('%s of Lucene is refused with %d', async (text, wanted) => {
  const body = { search: text, options: "{'querytype':'lucene'}" }
  expect((await search(await createHarness({ seed }), 'searchquery', body)).status).toBe(wanted)
})

test.each([
  '(((',
  '"',
  '\\',
  '-',
  '+|',
  'a - b',
  ')',
  '*',
  '~',
  '^2',
  '"a"~',
  '!',
  'AND',
  '&&||',
  '(())',
  '/x',
  '()~2',
])('%s as a search gives rows or a refusal', async (text) => {
  const harness = await createHarness({ seed })
  for (const options of ['{}', "{'querytype':'lucene'}"]) {
    expect([200, 400]).toContain((await search(harness, 'searchquery', { search: text, options })).status)
  }
})

test.each([
  ['GET', '/api/search/v2.0/query', 405],
  ['POST', '/api/search/v2.0/status', 405],
  ['POST', '/api/search/v2.0/nothing', 404],
  ['POST', '/api/search/v3.0/query', 404],
  ['GET', '/api/search/v1.0/query', 405],
])('%s %s is refused with %d', async (method, path, wanted) => {
  const harness = await createHarness({ seed })
  const { status } = await harness.send(method, path, method === 'POST' ? { body: { search: 'contoso' } } : {})
  expect(status).toBe(wanted)
})

test('beginnings of words are suggested and completed', async () => {
  const harness = await createHarness({ seed })
  const { answer } = await search(harness, 'searchsuggest', { search: 'fabr' })
  expect(answer.Value).toMatchObject([
    { Text: '{crmhit}Fabrikam{/crmhit}', Document: { '@search.entityname': 'account', name: 'Fabrikam' } },
  ])
  const completed = await search(harness, 'searchautocomplete', { search: 'fab' })
  expect(completed.answer.Value).toBe('{crmhit}fabrikam{/crmhit}')
})

test('what the caller may not read is not found', async () => {
  const harness = await createHarness({ seed })
  const app = harness.addApp('Worker')
  harness.environment.addApplicationUser(app, { roles: ['Basic User'] })
  const headers = { authorization: `Bearer ${await harness.tokenFor(app)}` }
  expect((await search(harness, 'searchquery', { search: 'contoso', count: true }, headers)).answer.Count).toBe(0)
})

test('status and statistics are told', async () => {
  const harness = await createHarness({ seed })
  const { value } = JSON.parse((await harness.send('GET', 'searchstatus')).json.response)
  expect(value.status).toBe('provisioned')
  expect(value.entitystatusresults[0]).toMatchObject({ entitylogicalname: 'account', primarynamefield: 'name' })
  expect(JSON.parse((await harness.send('GET', 'searchstatistics')).json.response).value.documentcount).toBe(4)
})

test.each([
  ['searchquery', { search: 'a', entities: [{ Name: 'account' }] }],
  ['searchquery', { search: 'a', facets: 5 }],
  ['searchquery', { search: 'a', facets: '[5]' }],
  ['searchquery', { search: 'a', orderby: '[{}]' }],
  ['searchquery', { search: 'a', filter: 5 }],
  ['searchquery', { search: 'a', count: 'yes' }],
  ['searchquery', { search: 'a', options: '5' }],
  ['searchquery', { search: 'a', entities: '[{"Name":"account","SelectColumns":"name"}]' }],
  ['searchquery', { search: 'a', tops: 5 }],
  ['searchsuggest', { search: '---' }],
  ['searchsuggest', { search: 'con', fuzzy: 1 }],
  ['searchautocomplete', { search: '-' }],
])('%s refuses %j', async (name, body) => {
  const harness = await createHarness({ seed })
  const { status, error } = await search(harness, name, body)
  expect({ status, code: error?.code }).toEqual({ status: 400, code: expect.stringMatching(/^0x8004(?:0203|8d19)$/) })
})
