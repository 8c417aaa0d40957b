import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamics, type FakeSnapshot } from '../src/index.ts'
import { openJournal } from '../src/journal/open-journal.ts'
import { tokenOf } from './fake-calls.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function call(fake: FakeDynamics, method: string, path: string, body?: unknown): Promise<Response> {
  return fake.fetch(`${fake.url}/api/data/v9.2/${path}`, {
    method,
    headers: { authorization: `Bearer ${await tokenOf(fake)}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** Tables stand in the order in which they were first used, which nobody sees. */
function inOrder(snapshot: FakeSnapshot): FakeSnapshot {
  const { environment } = snapshot
  const tables = environment.rows.tables.toSorted((left, right) => left.name.localeCompare(right.name))
  return { ...snapshot, environment: { ...environment, rows: { ...environment.rows, tables } } }
}

/** A fake on the directory, closed again. */
async function within<Result>(use: (fake: FakeDynamics) => Promise<Result>, seed = {}): Promise<Result> {
  using journal = openJournal(folder)
  return await use(createFakeDynamics({ journal, seed }))
}

test('the next fake has the rows, apps, people and ids of the last', async () => {
  const before = await within(
    async (fake) => {
      await call(fake, 'POST', 'accounts', { accountid: 'a0000000-0000-4000-8000-000000000001', name: 'Fabrikam' })
      await call(fake, 'PATCH', 'accounts(a0000000-0000-4000-8000-000000000001)', { name: 'Fabrikam, Inc.' })
      await call(fake, 'POST', 'contacts', { contactid: 'c0000000-0000-4000-8000-000000000001', lastname: 'McKay' })
      await call(fake, 'DELETE', 'contacts(c0000000-0000-4000-8000-000000000001)')
      fake.clock.advance(3_600_000)
      const graph = await tokenOf(fake, 'https://graph.microsoft.com/.default')
      await fake.fetch(`${fake.graphUrl}/applications`, {
        method: 'POST',
        headers: { authorization: `Bearer ${graph}`, 'content-type': 'application/json' },
        body: JSON.stringify({ displayName: 'Contoso integration' }),
      })
      return inOrder(fake.snapshot())
    },
    { accounts: [{ name: 'Contoso' }] },
  )
  const after = await within(async (fake) => {
    expect(fake.clock.now() - Date.now()).toBeGreaterThan(3_590_000)
    return inOrder(fake.snapshot())
  })
  expect(after).toEqual(before)
  expect(JSON.stringify(after)).toContain('Fabrikam, Inc.')
})

test('definitions made at run time are there again', async () => {
  const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] })
  const created = await within((fake) =>
    call(fake, 'POST', 'EntityDefinitions', {
      '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
      SchemaName: 'new_Machine',
      DisplayName: label('Machine'),
      DisplayCollectionName: label('Machines'),
      OwnershipType: 'UserOwned',
      HasActivities: false,
      HasNotes: false,
      Attributes: [
        {
          '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
          SchemaName: 'new_Name',
          IsPrimaryName: true,
          MaxLength: 100,
          DisplayName: label('Name'),
        },
      ],
    }),
  )
  expect(created.status).toBe(204)
  expect(await within(async (fake) => (await call(fake, 'POST', 'new_machines', { new_name: 'M-1' })).status)).toBe(204)
  const rows = await within(async (fake) => (await call(fake, 'GET', 'new_machines?$select=new_name')).json())
  expect(rows).toMatchObject({ value: [{ new_name: 'M-1' }] })
})

test('a reset is kept as well', async () => {
  await within(
    async (fake) => {
      await call(fake, 'POST', 'accounts', { name: 'Fabrikam' })
      await fake.fetch(`${fake.url}/_emulator/reset`, { method: 'POST' })
    },
    { accounts: [{ name: 'Contoso' }] },
  )
  const { value } = (await within(async (fake) => (await call(fake, 'GET', 'accounts?$select=name')).json())) as {
    value: { name: string }[]
  }
  expect(value.map(({ name }) => name)).toEqual(['Contoso'])
})

test('what the program resets and restores is kept, without another request', async () => {
  const directoryOf = ({ world }: FakeDynamics) => world.tenants[0]?.apps.map(({ name }) => name)
  const before = await within(async (fake) => {
    const snapshot = fake.snapshot()
    fake.addApp({ displayName: 'Fabrikam' })
    fake.restore(snapshot)
    return directoryOf(fake)
  })
  expect(before).not.toContain('Fabrikam')
  expect(await within(async (fake) => directoryOf(fake))).toEqual(before)
  const names = async (fake: FakeDynamics) => {
    const { value } = (await (await call(fake, 'GET', 'accounts?$select=name')).json()) as { value: { name: string }[] }
    return value.map(({ name }) => name)
  }
  await within(async (fake) => {
    await call(fake, 'POST', 'accounts', { name: 'Fabrikam' })
    expect(await names(fake)).toEqual(['Fabrikam'])
    fake.reset()
  })
  expect(await within(names)).toEqual([])
})

test('other environments are there again, at their addresses', async () => {
  const url = 'https://fabrikam.crm4.dynamics.com'
  const before = await within(async (fake) => {
    const fabrikam = fake.addEnvironment({ url, seed: { accounts: [{ name: 'Fabrikam' }] } })
    fabrikam.addApplicationUser(fake, { roles: ['System Administrator'] })
    await call(fake, 'GET', 'WhoAmI')
    return fabrikam.organizationId
  })
  await within(async (fake) => {
    const token = await tokenOf(fake, `${url}/.default`)
    const headers = { authorization: `Bearer ${token}` }
    const me = (await (await fake.fetch(`${url}/api/data/v9.2/WhoAmI`, { headers })).json()) as {
      OrganizationId: string
    }
    expect(me.OrganizationId).toBe(before)
    const rows = await (await fake.fetch(`${url}/api/data/v9.2/accounts?$select=name`, { headers })).json()
    expect(rows).toMatchObject({ value: [{ name: 'Fabrikam' }] })
  })
})

test('row versions go on, so that an ETag of before stays what it was', async () => {
  const path = 'accounts(a0000000-0000-4000-8000-000000000001)'
  const etagOf = async (fake: FakeDynamics): Promise<unknown> =>
    ((await (await call(fake, 'GET', path)).json()) as { '@odata.etag': string })['@odata.etag']
  const first = await within(async (fake) => {
    await call(fake, 'POST', 'accounts', { accountid: 'a0000000-0000-4000-8000-000000000001', name: 'Contoso' })
    return etagOf(fake)
  })
  await within(async (fake) => {
    expect(await etagOf(fake)).toBe(first)
    await call(fake, 'PATCH', path, { name: 'Contoso Ltd' })
    expect(await etagOf(fake)).not.toBe(first)
  })
})

test('only its owner may read the file, which has secrets', async () => {
  await within(() => Promise.resolve())
  expect(statSync(join(folder, 'world.sqlite')).mode & 0o777).toBe(0o600)
})

test('a directory in use, and one with another file, are refused in words', () => {
  using journal = openJournal(folder)
  expect(journal.read()).toBeUndefined()
  expect(() => openJournal(folder)).toThrow(expect.objectContaining({ code: 'journal-in-use' }))
  const other = join(folder, 'other')
  using fresh = openJournal(other)
  fresh.close()
  writeFileSync(join(other, 'world.sqlite'), 'no database, but longer than a header '.repeat(20))
  expect(() => openJournal(other)).toThrow(expect.objectContaining({ code: 'journal-unusable' }))
})
