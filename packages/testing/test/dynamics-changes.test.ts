import { expect, test } from 'vitest'
import { createHarness, type Harness, root } from './dynamics-harness.ts'

const ids = [1, 2, 3].map((number) => `aaaaaaaa-0000-4000-8000-00000000000${number}`)
const tracked = { prefer: 'odata.track-changes' }

async function withAccounts(): Promise<Harness> {
  const harness = await createHarness()
  for (const [index, accountid] of ids.entries()) {
    await harness.send('POST', 'accounts', { body: { accountid, name: `Contoso ${index}` } })
  }
  return harness
}

test('a delta link leads to what changed and what went', async () => {
  const { send } = await withAccounts()
  const first = await send('GET', 'accounts?$select=name', { headers: tracked })
  expect(first.headers.get('preference-applied')).toBe('odata.track-changes')
  expect(first.json.value).toHaveLength(3)
  const link: string = first.json['@odata.deltaLink']
  expect(link).toMatch(/\/accounts\?\$select=name&\$deltatoken=\d+!\d\d%2F\d\d%2F\d{4}%20/)
  await send('PATCH', `accounts(${ids[0]})`, { body: { name: 'Fabrikam' } })
  await send('DELETE', `accounts(${ids[1]})`)
  await send('POST', 'contacts', { body: { lastname: 'McKay' } })
  const { json } = await send('GET', link)
  expect(json).toEqual({
    '@odata.context': `${root}/$metadata#accounts(name)/$delta`,
    '@odata.deltaLink': expect.stringContaining('$deltatoken='),
    value: [
      { '@odata.etag': expect.any(String), accountid: ids[0], name: 'Fabrikam' },
      { '@odata.context': `${root}/$metadata#accounts/$deletedEntity`, id: ids[1], reason: 'deleted' },
    ],
  })
  expect((await send('GET', link.replace('accounts?$select=name&', 'accounts/$count?'))).text).toBe('2')
  expect((await send('GET', json['@odata.deltaLink'])).json.value).toEqual([])
})

test('changes while pages are read are found afterwards', async () => {
  const { send } = await withAccounts()
  const headers = { prefer: 'odata.track-changes,odata.maxpagesize=2' }
  const first = await send('GET', 'accounts?$select=name', { headers })
  expect(first.json['@odata.deltaLink']).toBeUndefined()
  await send('PATCH', `accounts(${ids[0]})`, { body: { name: 'Fabrikam' } })
  const second = await send('GET', first.json['@odata.nextLink'], { headers })
  expect(second.json.value).toMatchObject([{ accountid: ids[2] }])
  const changes = await send('GET', second.json['@odata.deltaLink'])
  expect(changes.json.value).toMatchObject([{ accountid: ids[0], name: 'Fabrikam' }])
})

test('a row that came back is no deleted one', async () => {
  const { send } = await withAccounts()
  const first = await send('GET', 'accounts?$select=name', { headers: tracked })
  await send('DELETE', `accounts(${ids[0]})`)
  await send('POST', 'accounts', { body: { accountid: ids[0], name: 'Contoso again' } })
  const { json } = await send('GET', first.json['@odata.deltaLink'])
  expect(json.value).toMatchObject([{ accountid: ids[0], name: 'Contoso again' }])
})

test('a token that nobody remembers gives all rows', async () => {
  const harness = await withAccounts()
  const first = await harness.send('GET', 'accounts?$select=name', { headers: tracked })
  harness.world.clock.advance(8 * 24 * 60 * 60 * 1000)
  const authorization = `Bearer ${await harness.tokenFor(harness.clientId)}`
  const { json } = await harness.send('GET', first.json['@odata.deltaLink'], { headers: { authorization } })
  expect(json.value).toHaveLength(3)
})

test.each(['$filter=name eq null', '$orderby=name', '$top=1', '$expand=primarycontactid'])(
  '%s does not go with change tracking',
  async (option) => {
    const { send } = await createHarness()
    const { status, json } = await send('GET', `accounts?$select=name&${option}`, { headers: tracked })
    const name = option.split('=')[0]
    expect([status, json.error.message]).toEqual([
      400,
      `The "${name}" query parameter isn't supported when Change Tracking is enabled.`,
    ])
  },
)

test('a table without change tracking refuses, until its definition has it', async () => {
  const { send } = await createHarness()
  const ask = () => send('GET', 'teams?$select=name', { headers: tracked })
  expect((await ask()).json.error).toMatchObject({
    code: '0x80072491',
    message: "Entity team isn't enabled for change tracking.",
  })
  const body = {
    '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
    LogicalName: 'team',
    ChangeTrackingEnabled: true,
  }
  await send('PUT', "EntityDefinitions(LogicalName='team')", { body })
  expect((await ask()).status).toBe(200)
})

test.each(['nonsense', '5'])('%s is no delta token', async (token) => {
  const { send } = await createHarness()
  expect((await send('GET', `accounts?$deltatoken=${token}`)).status).toBe(400)
})
