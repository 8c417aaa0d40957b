import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

async function names(fake: FakeDynamics, token: string): Promise<string[]> {
  const { json } = await send(fake, token, 'GET', 'accounts?$select=name&$orderby=name')
  return json.value.map((row: { name: string }) => row.name)
}

describe('a fork', () => {
  test('has the rows, and neither sees what the other writes', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }, { name: 'Fabrikam' }] } })
    const token = await tokenOf(fake)
    const one = fake.fork()
    const other = fake.fork()
    await send(one, token, 'POST', 'accounts', { name: 'Adventure Works' })
    const [first] = (await send(other, token, 'GET', "accounts?$filter=name eq 'Contoso'")).json.value
    await send(other, token, 'DELETE', `accounts(${first.accountid})`)
    await send(fake, token, 'PATCH', `accounts(${first.accountid})`, { name: 'Litware' })
    expect(await names(one, token)).toEqual(['Adventure Works', 'Contoso', 'Fabrikam'])
    expect(await names(other, token)).toEqual(['Fabrikam'])
    expect(await names(fake, token)).toEqual(['Fabrikam', 'Litware'])
    const grandchild = one.fork()
    await send(one, token, 'POST', 'accounts', { name: 'Northwind' })
    expect(await names(grandchild, token)).toEqual(['Adventure Works', 'Contoso', 'Fabrikam'])
  })

  test('takes tokens of the fake it comes from, and has its apps, secrets and ids', async () => {
    const fake = createFakeDynamics()
    const token = await tokenOf(fake)
    const child = fake.fork()
    expect((await send(child, token, 'GET', 'WhoAmI')).json).toEqual((await send(fake, token, 'GET', 'WhoAmI')).json)
    expect(child).toMatchObject({ clientId: fake.clientId, clientSecret: fake.clientSecret, tenantId: fake.tenantId })
    expect((await send(child, await tokenOf(child), 'GET', 'WhoAmI')).status).toBe(200)
  })

  test('has a directory of its own', async () => {
    const fake = createFakeDynamics()
    const child = fake.fork()
    const app = child.addApp({ roles: ['System Administrator'] })
    const ask = (of: FakeDynamics) =>
      of.fetch(`${of.authority}/${of.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: app.clientId,
          client_secret: app.clientSecret,
          scope: `${of.url}/.default`,
        }),
      })
    expect((await ask(child)).status).toBe(200)
    expect((await ask(fake)).status).toBe(400)
    child.reset()
    expect((await ask(child)).status).toBe(200)
  })

  test('has the privileges of its roles, whatever roles it makes itself', async () => {
    const fake = createFakeDynamics().fork()
    const token = await tokenOf(fake)
    const count = async () =>
      (await send(fake, token, 'GET', 'roleprivilegescollection?$count=true')).json['@odata.count']
    const before = await count()
    const { value } = (await send(fake, token, 'GET', 'privileges?$select=privilegeid&$top=5')).json
    const [unit] = (await send(fake, token, 'GET', 'businessunits')).json.value
    const made = await send(fake, token, 'POST', 'roles', {
      name: 'Reader',
      'businessunitid@odata.bind': `/businessunits(${unit.businessunitid})`,
    })
    const path = `${made.headers.get('odata-entityid')?.split('v9.2/')[1]}/Microsoft.Dynamics.CRM.AddPrivilegesRole`
    const privileges = value.map(({ privilegeid }: { privilegeid: string }) => ({
      PrivilegeId: privilegeid,
      BusinessUnitId: unit.businessunitid,
      Depth: 'Global',
    }))
    expect(privileges).toHaveLength(5)
    expect((await send(fake, token, 'POST', path, { Privileges: privileges })).status).toBe(204)
    expect((await count()) - before).toBe(5)
  })

  test('leaves the fake as it is, as all looking at it does', async () => {
    const looks: readonly ((fake: FakeDynamics) => unknown)[] = [
      () => undefined,
      (fake) => fake.fork(),
      (fake) => fake.snapshot(),
      (fake) => fake.explain('roles'),
    ]
    const next = await Promise.all(
      looks.map(async (look) => {
        const fake = createFakeDynamics()
        const token = await tokenOf(fake)
        look(fake)
        await send(fake, token, 'POST', 'accounts', { name: 'Contoso' })
        const [{ accountid, ...account }] = (await send(fake, token, 'GET', 'accounts')).json.value
        return [String(accountid).slice(0, 8), account['@odata.etag']]
      }),
    )
    for (const one of next) expect(one).toEqual(next[0])
  })

  test('has definitions of its own', async () => {
    const fake = createFakeDynamics()
    const token = await tokenOf(fake)
    const child = fake.fork()
    const column = {
      '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
      SchemaName: 'new_Region',
      MaxLength: 20,
      RequiredLevel: { Value: 'None' },
      FormatName: { Value: 'Text' },
      DisplayName: { LocalizedLabels: [{ Label: 'Region', LanguageCode: 1033 }] },
    }
    const made = await send(child, token, 'POST', "EntityDefinitions(LogicalName='account')/Attributes", column)
    expect(made.status).toBe(204)
    expect((await send(child, token, 'GET', 'accounts?$select=new_region')).status).toBe(200)
    expect((await send(fake, token, 'GET', 'accounts?$select=new_region')).status).toBe(400)
  })

  test('has a clock, faults and requests of its own, which begin as they are', async () => {
    const fake = createFakeDynamics()
    const token = await tokenOf(fake)
    fake.clock.advance(1000)
    fake.throttle.next()
    const child = fake.fork()
    expect(child.requests).toEqual([])
    expect(Math.abs(child.clock.now() - fake.clock.now())).toBeLessThan(500)
    child.clock.advance(3_600_000)
    expect((await send(child, token, 'GET', 'WhoAmI')).status).toBe(401)
    expect((await send(fake, token, 'GET', 'WhoAmI')).status).toBe(429)
    expect((await send(fake, token, 'GET', 'WhoAmI')).status).toBe(200)
    const before = child.clock.now()
    fake.clock.advance(10_000_000)
    expect(child.clock.now() - before).toBeLessThan(500)
    expect((await send(child, await tokenOf(child), 'GET', 'WhoAmI')).status).toBe(429)
    expect(child.requests.map(({ status }) => status)).toEqual([401, 200, 429])
  })

  test('has the people, their sessions and environments, each its own', async () => {
    const fake = createFakeDynamics()
    const environment = fake.addEnvironment({
      url: 'https://fabrikam.crm.dynamics.com',
      seed: { accounts: [{ name: 'A' }] },
    })
    const app = fake.addApp()
    environment.addApplicationUser(app, { roles: ['System Administrator'] })
    const child = fake.fork()
    const tokenAt = async (of: FakeDynamics) => {
      const answer = await of.fetch(`${of.authority}/${of.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: app.clientId,
          client_secret: app.clientSecret,
          scope: `${environment.url}/.default`,
        }),
      })
      return ((await answer.json()) as { access_token: string }).access_token
    }
    const count = async (of: FakeDynamics, token: string) => {
      const answer = await of.fetch(`${environment.url}/api/data/v9.2/accounts/$count`, {
        headers: { authorization: `Bearer ${token}` },
      })
      return answer.text()
    }
    const token = await tokenAt(child)
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    await child.fetch(`${environment.url}/api/data/v9.2/accounts`, { method: 'POST', headers, body: '{"name":"B"}' })
    expect([await count(child, token), await count(fake, token)]).toEqual(['2', '1'])
    expect(child.environment(environment.url)?.organizationId).toBe(environment.organizationId)
  })

  test('answers thousands at once, each with its own rows', async () => {
    const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
    const token = await tokenOf(fake)
    const counts = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const child = fake.fork()
        for (let row = 0; row < index % 3; row++) await send(child, token, 'POST', 'accounts', { name: `Row ${row}` })
        return (await names(child, token)).length
      }),
    )
    expect(counts).toEqual(Array.from({ length: 1000 }, (_, index) => 1 + (index % 3)))
  })
})
