import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { readCsdl } from '@dynamics-kit/odata'
import { describe, expect, test } from 'vitest'
import { createHarness } from './dynamics-harness.ts'

const folder = new URL('../../../../shared/data/csdl/', import.meta.url)
const documents = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.xml.gz')) : []

describe.skipIf(documents.length === 0)('real $metadata (skipped where ../shared is absent)', () => {
  test.each(documents)('an environment made of %s answers', async (name) => {
    const schema = readCsdl(gunzipSync(readFileSync(new URL(name, folder))).toString('utf8'))
    const harness = await createHarness({ schema })
    const contactId = 'cccccccc-0000-4000-8000-000000000001'
    const created = await harness.send('POST', 'accounts?$select=name&$expand=primarycontactid($select=fullname)', {
      headers: { prefer: 'return=representation' },
      body: { name: 'Contoso', primarycontactid: { contactid: contactId, firstname: 'Yvonne', lastname: 'McKay' } },
    })
    expect(created.json).toMatchObject({ name: 'Contoso', primarycontactid: { fullname: 'Yvonne McKay' } })
    await harness.send('POST', 'tasks', {
      body: { subject: 'Call', 'regardingobjectid_contact_task@odata.bind': `/contacts(${contactId})` },
    })
    const contacts = await harness.send(
      'GET',
      "contacts?$select=lastname&$expand=Contact_Tasks($select=subject)&$filter=Contact_Tasks/any(t:t/subject eq 'Call')",
    )
    expect(contacts.json.value).toMatchObject([{ lastname: 'McKay', Contact_Tasks: [{ subject: 'Call' }] }])
    const users = await harness.send(
      'GET',
      'systemusers?$select=fullname&$expand=systemuserroles_association($select=name)&$filter=applicationid ne null',
    )
    expect(users.json.value).toMatchObject([{ systemuserroles_association: [{ name: 'System Administrator' }] }])
    expect((await harness.send('DELETE', `contacts(${contactId})`)).status).toBe(204)
    expect((await harness.send('GET', 'tasks/$count')).text).toBe('0')
  })
})

test('the metadata document reads back as the model it was written from', async () => {
  const harness = await createHarness()
  const answer = await harness.send('GET', '$metadata?annotations=true', { headers: { accept: 'application/xml' } })
  expect(answer.headers.get('content-type')).toContain('application/xml')
  const model = readCsdl(answer.text)
  expect(model.entityTypes.get('account')?.navigationProperties.get('primarycontactid')?.partner).toBe(
    'account_primary_contact',
  )
  expect(model.entityTypes.get('systemuser')?.baseType).toBe('principal')
  expect(model.entitySets.get('opportunities')?.entityType).toBe('opportunity')
  expect([...model.operationImports.keys()]).toContain('WhoAmI')
  const again = await createHarness({ schema: model })
  const created = await again.send('POST', 'accounts', { body: { name: 'Contoso', accountcategorycode: 99 } })
  expect(created.json.error.code).toBe('0x8004431a')
})

test('complex types stand behind what they derive from, as generators of code need it', async () => {
  const harness = await createHarness()
  const { text } = await harness.send('GET', '$metadata', { headers: { accept: 'application/xml' } })
  const types = [...readCsdl(text).complexTypes.values()]
  const names = types.map(({ name }) => name)
  const early = types.filter(
    ({ baseType }, index) => baseType !== undefined && !names.slice(0, index).includes(baseType),
  )
  expect(early).toEqual([])
  expect(names).toContain('ComplexLookupAttributeMetadata')
})

test('an action that only the metadata document declares is answered with 501 and its name', async () => {
  const { send } = await createHarness()
  const { text } = await send('GET', '$metadata', { headers: { accept: 'application/xml' } })
  const declared = text
    .replace('<Action ', '<Action Name="ExportTranslation"/><Action ')
    .replace(
      '<ActionImport ',
      '<ActionImport Name="ExportTranslation" Action="mscrm.ExportTranslation"/><ActionImport ',
    )
  const again = await createHarness({ schema: readCsdl(declared) })
  const { status, json } = await again.send('POST', 'ExportTranslation', { body: {} })
  expect([status, json.error.message]).toEqual([501, expect.stringContaining(': ExportTranslation.')])
})

test('metadata is not offered as JSON', async () => {
  const harness = await createHarness()
  expect((await harness.send('GET', '$metadata')).status).toBe(415)
})
