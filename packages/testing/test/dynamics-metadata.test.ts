import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  attributesOf,
  type EntityDefinitions,
  joinEntityDefinitions,
  mergeModels,
  type Model,
  readCsdl,
  readEntityDefinitions,
} from '@dynamics-kit/odata'
import { describe, expect, test, vi } from 'vitest'
import { membersOf } from '../src/dynamics/metadata/metadata-type.ts'
import { standardModel } from '../src/dynamics/schema/standard-model.ts'
import { createHarness, type Harness, root } from './dynamics-harness.ts'

const label = (text: string, language = 1033): unknown => ({
  '@odata.type': 'Microsoft.Dynamics.CRM.Label',
  LocalizedLabels: [{ '@odata.type': 'Microsoft.Dynamics.CRM.LocalizedLabel', Label: text, LanguageCode: language }],
})

const type = (name: string): string => `Microsoft.Dynamics.CRM.${name}`

const bankAccount = {
  '@odata.type': type('EntityMetadata'),
  SchemaName: 'new_BankAccount',
  DisplayName: label('Bank Account'),
  DisplayCollectionName: label('Bank Accounts'),
  OwnershipType: 'UserOwned',
  Attributes: [
    {
      '@odata.type': type('StringAttributeMetadata'),
      SchemaName: 'new_Name',
      IsPrimaryName: true,
      MaxLength: 20,
      DisplayName: label('Name'),
    },
  ],
}

const table = "EntityDefinitions(LogicalName='new_bankaccount')"

/** Everything that definitions say, fetched as clients have to fetch it. */
async function readDefinitions({ send }: Harness): Promise<EntityDefinitions> {
  const expand = 'Attributes,Keys,OneToManyRelationships,ManyToOneRelationships,ManyToManyRelationships'
  const parts = [(await send('GET', `EntityDefinitions?$expand=${expand}`)).json]
  parts.push((await send('GET', `GlobalOptionSetDefinitions`)).json)
  const names: string[] = parts[0].value.map((one: { LogicalName: string }) => one.LogicalName)
  for (const name of names) {
    for (const kind of ['Picklist', 'State', 'Status', 'Boolean', 'MultiSelectPicklist']) {
      const path = `EntityDefinitions(LogicalName='${name}')/Attributes/${type(kind)}AttributeMetadata`
      const { json } = await send('GET', `${path}?$select=LogicalName&$expand=OptionSet,GlobalOptionSet`)
      if (json.value.length > 0) parts.push(json)
    }
  }
  return joinEntityDefinitions(parts.map((part) => readEntityDefinitions(part)))
}

async function readModel(harness: Harness): Promise<Model> {
  const { text } = await harness.send('GET', '$metadata?annotations=true', { headers: { accept: 'application/xml' } })
  return mergeModels(readCsdl(text), await readDefinitions(harness))
}

/** The places where a fact of the one is no fact of the other, which may know more. */
function differences(found: unknown, wanted: unknown, where: string): string[] {
  if (wanted instanceof Map) {
    const map = found instanceof Map ? found : new Map()
    return [...wanted].flatMap(([name, value]) => differences(map.get(name), value, `${where}.${name}`))
  }
  if (Array.isArray(wanted)) {
    const list: readonly unknown[] = Array.isArray(found) ? found : []
    const inside = wanted.flatMap((value, index) => differences(list[index], value, `${where}[${index}]`))
    return list.length === wanted.length ? inside : [`${where}: ${list.length} in place of ${wanted.length}`]
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const object = (typeof found === 'object' && found !== null ? found : {}) as Readonly<Record<string, unknown>> // any object
    return Object.entries(wanted).flatMap(([name, value]) => differences(object[name], value, `${where}.${name}`))
  }
  return Object.is(found, wanted) ? [] : [`${where}: ${String(found)} in place of ${String(wanted)}`]
}

/** What a model does not say of the other's tables, in the terms that both sources have. */
function tableDifferences(found: Model, own: Model): string[] {
  const tables = [...own.entitySets.values()].flatMap((set) => {
    const wanted = own.entityTypes.get(set.entityType)
    if (!wanted?.table) return []
    const { name, properties, navigationProperties, alternateKeys, table: metadata, key, baseType } = wanted
    const facts = { properties, navigationProperties, alternateKeys, table: metadata, key, baseType }
    const types = differences(found.entityTypes.get(name), facts, name)
    return types.concat(differences(attributesOf(found, name), attributesOf(own, name), `${name} attributes`))
  })
  return [...tables, ...differences(found.globalOptionSets, own.globalOptionSets, 'choices')]
}

// Definitions of all tables are several megabytes.
vi.setConfig({ testTimeout: 60_000 })

describe('definitions and $metadata together', () => {
  test('say of every standard table what the fake itself knows', async () => {
    expect(tableDifferences(await readModel(await createHarness()), standardModel())).toEqual([])
  })

  test('say the same of an environment that is made of what they said', async () => {
    const first = await readModel(await createHarness())
    const second = await readModel(await createHarness({ schema: first }))
    expect(tableDifferences(second, first)).toEqual([])
    expect(differences(second.relationships, first.relationships, 'relationships')).toEqual([])
  })

  test('say of new tables and columns what was asked for', async () => {
    const harness = await createHarness()
    await harness.send('POST', 'EntityDefinitions', { body: bankAccount })
    await harness.send('POST', `${table}/Attributes`, {
      body: {
        '@odata.type': type('MoneyAttributeMetadata'),
        SchemaName: 'new_Balance',
        PrecisionSource: 2,
        DisplayName: label('Balance'),
      },
    })
    const model = await readModel(harness)
    const attributes = attributesOf(model, 'new_bankaccount')
    expect(attributes.get('new_balance')).toMatchObject({ attributeType: 'Money', displayName: 'Balance' })
    expect(attributes.get('new_balance_base')).toMatchObject({ displayName: 'Balance (Base)', isValidForUpdate: false })
    expect(attributes.get('transactioncurrencyid')?.targets).toEqual(['transactioncurrency'])
    expect(model.entityTypes.get('new_bankaccount')?.table).toMatchObject({
      schemaName: 'new_BankAccount',
      displayNames: new Map([[1033, 'Bank Account']]),
      primaryNameAttribute: 'new_name',
      objectTypeCode: 10_801,
    })
  })
})

describe('reading definitions', () => {
  const account = "EntityDefinitions(LogicalName='account')"

  test.each<[string, string, unknown]>([
    ['a raw value', `${account}/ObjectTypeCode/$value`, 1],
    [
      'one member',
      `${account}/SchemaName`,
      { '@odata.context': `${root}/$metadata#EntityDefinitions('account')/SchemaName`, value: 'Account' },
    ],
    [
      'a table by id',
      'EntityDefinitions(70816501-edb9-4740-a16c-6a5efbc05d84)?$select=LogicalName',
      {
        '@odata.context': `${root}/$metadata#EntityDefinitions(LogicalName)/$entity`,
        LogicalName: 'account',
        MetadataId: '70816501-edb9-4740-a16c-6a5efbc05d84',
      },
    ],
    [
      'an option set',
      `${account}/Attributes(LogicalName='statecode')/${type('StateAttributeMetadata')}/OptionSet?$select=Name`,
      {
        '@odata.context': `${root}/$metadata#EntityDefinitions('account')/Attributes('statecode')/${type('StateAttributeMetadata')}/OptionSet(Name)/$entity`,
        Name: 'account_statecode',
        MetadataId: expect.any(String),
      },
    ],
  ])('%s is found at its path', async (_, path, wanted) => {
    const { send } = await createHarness()
    expect((await send('GET', path)).json).toEqual(wanted)
  })

  test.each([
    [
      "IsValidForCreate eq false and AttributeOf eq null and RequiredLevel/Value eq Microsoft.Dynamics.CRM.AttributeRequiredLevel'None'",
      'createdon',
      'name',
    ],
    ["AttributeType ne 'Virtual' and AttributeType ne 'String'", 'primarycontactid', 'name'],
    ["AttributeTypeName/Value eq 'OwnerType'", 'ownerid', 'createdby'],
    ["AttributeOf eq 'primarycontactid'", 'primarycontactidname', 'primarycontactid'],
    ['ColumnNumber le 1', 'accountcategorycode', 'name'],
    [
      "AttributeType ne Microsoft.Dynamics.CRM.AttributeTypeCode'String' or IsPrimaryName eq true",
      'name',
      'accountnumber',
    ],
  ])('$filter=%s takes %s and leaves %s', async (filter, taken, left) => {
    const { send } = await createHarness()
    const { json } = await send(
      'GET',
      `${account}/Attributes?$select=LogicalName&$filter=${encodeURIComponent(filter)}`,
    )
    const names = json.value.map((one: { LogicalName: string }) => one.LogicalName)
    expect(names).toContain(taken)
    expect(names).not.toContain(left)
  })

  test.each([
    ['EntityDefinitions?$orderby=LogicalName', 400, 'The query parameter $orderby is not supported'],
    ['EntityDefinitions?$top=1', 400, 'The query parameter $top is not supported'],
    [
      "EntityDefinitions?$filter=startswith(LogicalName,'a')",
      400,
      'The "startswith" function isn\'t supported for Metadata Entities.',
    ],
    [
      "EntityDefinitions?$filter=DisplayName eq 'Account'",
      400,
      "The property 'DisplayName' cannot be used in the $filter query option.",
    ],
    [
      'EntityDefinitions?$filter=OwnershipType eq 1',
      400,
      "A binary operator with incompatible types was detected. Found operand types 'Microsoft.Dynamics.CRM.OwnershipTypes' and 'Edm.Int32' for operator kind 'Equal'.",
    ],
    [
      'EntityDefinitions?$select=logicalname',
      400,
      "Could not find a property named 'logicalname' on type 'Microsoft.Dynamics.CRM.EntityMetadata'.",
    ],
    [
      `${account}/Attributes?$select=MaxLength`,
      400,
      "Could not find a property named 'MaxLength' on type 'Microsoft.Dynamics.CRM.AttributeMetadata'.",
    ],
    [
      `${account}/Attributes?$expand=OptionSet`,
      400,
      "Could not find a property named 'OptionSet' on type 'Microsoft.Dynamics.CRM.AttributeMetadata'.",
    ],
    ["GlobalOptionSetDefinitions?$filter=Name eq 'need'", 400, 'The query parameter $filter is not supported'],
    ["EntityDefinitions(LogicalName='nope')", 404, 'Could not find an entity with name nope.'],
    [`${account}/Attributes(LogicalName='nope')`, 404, 'Could not find an attribute with name nope.'],
    [
      "EntityDefinitions(SchemaName='Account')",
      400,
      "The key in the request URI is not valid for resource 'Microsoft.Dynamics.CRM.EntityMetadata'. Ensure that the names and number of key properties match the declared or alternate key properties for the resource 'Microsoft.Dynamics.CRM.EntityMetadata'.",
    ],
    ['EntityDefinitions?$filter=not (IsActivity eq true)', 501, expect.stringContaining('does not model')],
    ['ManagedPropertyDefinitions', 501, expect.stringContaining('ManagedPropertyDefinitions')],
  ])('GET %s is refused with %i', async (path, status, message) => {
    const { send } = await createHarness()
    const answer = await send('GET', path)
    expect([answer.status, answer.json.error.message]).toEqual([status, message])
  })

  test('a column on a shared option set has that in place of its own', async () => {
    const { send } = await createHarness()
    const path = `EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='need')/${type('PicklistAttributeMetadata')}`
    const { json } = await send('GET', `${path}?$select=LogicalName&$expand=OptionSet,GlobalOptionSet($select=Name)`)
    expect(json).toMatchObject({ OptionSet: null, GlobalOptionSet: { Name: 'need' } })
  })

  test('an environment made of a real $metadata describes its tables', async () => {
    const folder = new URL('../../../../shared/data/csdl/', import.meta.url)
    const file = existsSync(folder) ? readdirSync(folder).find((name) => name.includes('v9.1')) : undefined
    if (file === undefined) return
    const schema = readCsdl(gunzipSync(readFileSync(new URL(file, folder))).toString('utf8'))
    const { send } = await createHarness({ schema })
    const tables = (await send('GET', 'EntityDefinitions?$select=LogicalName')).json.value
    expect(tables.length).toBeGreaterThan(250)
    const { json } = await send(
      'GET',
      `${account}?$select=LogicalName&$expand=Attributes($select=LogicalName,AttributeType)`,
    )
    expect(json.Attributes.length).toBeGreaterThan(150)
    expect(json.Attributes).toContainEqual(expect.objectContaining({ LogicalName: 'ownerid', AttributeType: 'Owner' }))
  })
})

const recorded = new URL('../../../../shared/data/metadata-json/', import.meta.url)

describe.skipIf(!existsSync(recorded))('recorded definitions (skipped where ../shared is absent)', () => {
  const json = (name: string) => JSON.parse(readFileSync(new URL(name, recorded), 'utf8').replace(/^\uFEFF/u, ''))

  test.each([
    ['EntityMetadata', 'contact', undefined],
    ['OneToManyRelationshipMetadata', 'account', 'OneToManyRelationships'],
    ['ManyToManyRelationshipMetadata', 'account', 'ManyToManyRelationships'],
  ])('%s has the members that the service sends', (name, of, relationships) => {
    const definition = json(`terraform-get_entitydefinition_${of}.json`)
    const sent: Record<string, unknown> = relationships === undefined ? definition : definition[relationships][0]
    const members = Object.keys(sent).filter((member) => !member.startsWith('@'))
    expect([...membersOf(name).keys()].toSorted()).toEqual(members.toSorted())
  })

  test('columns have the schema and display names that the service gives them', () => {
    const real = joinEntityDefinitions(
      ['keijiinoue-entitymetadata-en.json', 'ralphwest1-activitypointer.metadata.json'].map((name) =>
        readEntityDefinitions(json(name)),
      ),
    )
    const model = standardModel()
    const own = [...model.entitySets.values()].flatMap(({ entityType }) =>
      [...attributesOf(model, entityType).values()].map((attribute) => ({ entityType, attribute })),
    )
    const compared = own.flatMap(({ entityType, attribute: { logicalName, schemaName, displayName } }) => {
      const told = real.tables.get(entityType)?.attributes.get(logicalName)
      if (!told) return []
      return [
        {
          ours: [entityType, schemaName, displayName],
          real: [entityType, told.schemaName, told.displayName ?? displayName],
        },
      ]
    })
    expect(compared.filter(({ ours, real: wanted }) => ours.join() !== wanted.join())).toEqual([])
    expect(compared.length).toBeGreaterThan(90)
  })
})

describe('changing definitions', () => {
  test('a table is there with its rows, its columns and its relationships', async () => {
    const { send } = await createHarness()
    const created = await send('POST', 'EntityDefinitions', { body: bankAccount })
    expect(created.headers.get('odata-entityid')).toMatch(/\/EntityDefinitions\([0-9a-f-]{36}\)$/)
    const lookup = {
      '@odata.type': type('OneToManyRelationshipMetadata'),
      SchemaName: 'new_contact_bankaccount',
      ReferencedEntity: 'contact',
      ReferencingEntity: 'new_bankaccount',
      CascadeConfiguration: { Delete: 'Cascade' },
      Lookup: {
        '@odata.type': type('LookupAttributeMetadata'),
        SchemaName: 'new_HolderId',
        DisplayName: label('Holder'),
      },
    }
    expect((await send('POST', 'RelationshipDefinitions', { body: lookup })).status).toBe(204)
    const contactId = 'cccccccc-0000-4000-8000-000000000001'
    await send('POST', 'contacts', {
      body: { contactid: contactId, lastname: 'McKay', new_contact_bankaccount: [{ new_name: 'Savings' }] },
    })
    const rows = await send(
      'GET',
      'new_bankaccounts?$select=new_name,_ownerid_value&$expand=new_HolderId($select=lastname)',
    )
    expect(rows.json.value).toMatchObject([{ new_name: 'Savings', new_HolderId: { lastname: 'McKay' } }])
    const long = await send('POST', 'new_bankaccounts', { body: { new_name: 'x'.repeat(21) } })
    expect(long.json.error.code).toBe('0x80044331')
    await send('DELETE', `contacts(${contactId})`)
    expect((await send('GET', 'new_bankaccounts/$count')).text).toBe('0')
    const { text } = await send('GET', '$metadata', { headers: { accept: 'application/xml' } })
    expect(text).toContain('<EntitySet Name="new_bankaccounts"')
  })

  test('a table comes with all its columns, as Microsoft’s Python client creates it', async () => {
    const { send } = await createHarness()
    const column = (kind: string, schemaName: string, more: object = {}) => ({
      '@odata.type': type(`${kind}AttributeMetadata`),
      SchemaName: schemaName,
      DisplayName: label(schemaName),
      ...more,
    })
    const OptionSet = { IsGlobal: false, Options: [{ Value: 1, Label: label('Savings') }] }
    const more = [
      column('Money', 'new_Balance', { PrecisionSource: 2 }),
      column('Picklist', 'new_Kind', { OptionSet }),
      column('String', 'new_Iban', { IsSecured: true, MaxLength: 34 }),
    ]
    const body = { ...bankAccount, Attributes: [...bankAccount.Attributes, ...more] }
    expect((await send('POST', 'EntityDefinitions', { body })).status).toBe(204)
    const row = { new_name: 'Savings', new_balance: 5, new_kind: 1, new_iban: 'DE00' }
    await send('POST', 'new_bankaccounts', { body: row })
    const rows = await send(
      'GET',
      'new_bankaccounts?$select=new_balance_base,new_kind,new_iban,_transactioncurrencyid_value',
    )
    expect(rows.json.value).toMatchObject([{ new_balance_base: 5, new_kind: 1, new_iban: 'DE00' }])
    expect(rows.json.value[0]['_transactioncurrencyid_value']).not.toBeNull()
    expect((await send('POST', 'new_bankaccounts', { body: { new_kind: 2 } })).json.error.code).toBe('0x8004431a')
  })

  test.each([
    ['twice', 'new_Name', /Attribute with name new_name already exists/],
    ['that every table has', 'new_bankaccountid', /Attribute with name new_bankaccountid already exists/],
  ])('a table with a column %s is refused as a whole', async (_why, SchemaName, message) => {
    const { send } = await createHarness()
    const column = { '@odata.type': type('StringAttributeMetadata'), SchemaName, DisplayName: label('Again') }
    const body = { ...bankAccount, Attributes: [...bankAccount.Attributes, column] }
    const refused = await send('POST', 'EntityDefinitions', { body })
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringMatching(message)])
    expect((await send('GET', 'new_bankaccounts')).status).toBe(404)
  })

  test('a choice takes its own options and shared ones', async () => {
    const { send } = await createHarness()
    const colours = {
      '@odata.type': type('OptionSetMetadata'),
      Name: 'new_colours',
      DisplayName: label('Colours'),
      Options: [{ Label: label('Red') }, { Value: 727_000_005, Label: label('Green') }, { Label: label('Blue') }],
    }
    const created = await send('POST', 'GlobalOptionSetDefinitions', { body: colours })
    const id = /\(([0-9a-f-]{36})\)$/.exec(created.headers.get('odata-entityid') ?? '')?.[1] ?? ''
    const column = {
      '@odata.type': type('PicklistAttributeMetadata'),
      SchemaName: 'new_Colour',
      DisplayName: label('Colour'),
      'GlobalOptionSet@odata.bind': `/GlobalOptionSetDefinitions(${id})`,
    }
    expect((await send('POST', "EntityDefinitions(LogicalName='account')/Attributes", { body: column })).status).toBe(
      204,
    )
    const row = await send('POST', 'accounts?$select=new_colour', {
      body: { name: 'Contoso', new_colour: 727_000_006 },
      headers: { prefer: 'return=representation,odata.include-annotations="*"' },
    })
    expect(row.json).toMatchObject({ 'new_colour@OData.Community.Display.V1.FormattedValue': 'Red' })
    const wrong = await send('POST', 'accounts', { body: { name: 'Contoso', new_colour: 5 } })
    expect(wrong.json.error.code).toBe('0x8004431a')
    expect((await send('DELETE', `GlobalOptionSetDefinitions(${id})`)).json.error.code).toBe('0x8004f01f')
  })

  test('two tables are linked through a table of pairs', async () => {
    const { send } = await createHarness()
    const body = {
      '@odata.type': type('ManyToManyRelationshipMetadata'),
      SchemaName: 'new_account_contact',
      Entity1LogicalName: 'account',
      Entity2LogicalName: 'contact',
      IntersectEntityName: 'new_accounts_contacts',
    }
    await send('POST', 'RelationshipDefinitions', { body })
    await send('POST', 'accounts', { body: { name: 'Contoso', new_account_contact: [{ lastname: 'McKay' }] } })
    const { json } = await send('GET', 'contacts?$select=lastname&$expand=new_account_contact($select=name)')
    expect(json.value).toMatchObject([{ lastname: 'McKay', new_account_contact: [{ name: 'Contoso' }] }])
    const definition = await send('GET', "RelationshipDefinitions(SchemaName='new_account_contact')")
    expect(definition.json).toMatchObject({ IntersectEntityName: 'new_accounts_contacts', IsCustomRelationship: true })
    await send('DELETE', "RelationshipDefinitions(SchemaName='new_account_contact')")
    expect((await send('GET', 'accounts?$expand=new_account_contact')).status).toBe(400)
  })

  test('names of other languages stay only where they are merged', async () => {
    const { send } = await createHarness()
    await send('POST', 'EntityDefinitions', { body: bankAccount })
    const rename = (text: string, language: number, headers: Record<string, string> = {}) =>
      send('PUT', table, {
        body: {
          '@odata.type': type('EntityMetadata'),
          LogicalName: 'new_bankaccount',
          DisplayName: label(text, language),
        },
        headers,
      })
    const languages = async () =>
      (await send('GET', `${table}/DisplayName`)).json.LocalizedLabels.map((one: { Label: string }) => one.Label)
    expect((await rename('Bankkonto', 1031, { 'MSCRM.MergeLabels': 'true' })).status).toBe(204)
    expect(await languages()).toEqual(['Bank Account', 'Bankkonto'])
    await rename('Account at a bank', 1033)
    expect(await languages()).toEqual(['Account at a bank'])
  })

  test('a column is changed by its whole definition, and goes with its values', async () => {
    const { send } = await createHarness()
    await send('POST', 'EntityDefinitions', { body: bankAccount })
    const code = {
      '@odata.type': type('StringAttributeMetadata'),
      SchemaName: 'new_Code',
      MaxLength: 5,
      DisplayName: label('Code'),
    }
    await send('POST', `${table}/Attributes`, { body: code })
    const path = `${table}/Attributes(LogicalName='new_code')`
    const { '@odata.context': _context, ...whole } = (await send('GET', path)).json
    expect((await send('PUT', path, { body: { ...whole, MaxLength: 10 } })).status).toBe(204)
    expect((await send('POST', 'new_bankaccounts', { body: { new_code: 'x'.repeat(8) } })).status).toBe(204)
    expect(
      (await send('PUT', path, { body: { ...whole, AttributeType: 'Memo', AttributeTypeName: { Value: 'MemoType' } } }))
        .status,
    ).toBe(400)
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await send('GET', 'new_bankaccounts?$select=new_code')).status).toBe(400)
    await send('POST', `${table}/Attributes`, { body: code })
    expect((await send('GET', 'new_bankaccounts?$select=new_code')).json.value).toMatchObject([{ new_code: null }])
  })

  test('a deleted table takes its rows along, and a needed one stays', async () => {
    const { send } = await createHarness()
    await send('POST', 'EntityDefinitions', { body: bankAccount })
    await send('POST', 'new_bankaccounts', { body: { new_name: 'Savings' } })
    const lookup = {
      '@odata.type': type('OneToManyRelationshipMetadata'),
      SchemaName: 'new_bankaccount_account',
      ReferencedEntity: 'new_bankaccount',
      ReferencingEntity: 'account',
      Lookup: { '@odata.type': type('LookupAttributeMetadata'), SchemaName: 'new_BankAccountId' },
    }
    await send('POST', 'RelationshipDefinitions', { body: lookup })
    expect((await send('DELETE', table)).json.error.code).toBe('0x8004f01f')
    await send('DELETE', "RelationshipDefinitions(SchemaName='new_bankaccount_account')")
    expect((await send('DELETE', table)).status).toBe(204)
    expect((await send('GET', 'new_bankaccounts')).status).toBe(404)
    await send('POST', 'EntityDefinitions', { body: bankAccount })
    expect((await send('GET', 'new_bankaccounts/$count')).text).toBe('0')
    expect((await send('DELETE', "EntityDefinitions(LogicalName='account')")).status).toBe(400)
  })

  test.each<[string, string, unknown]>([
    ['a table without a primary column', 'EntityDefinitions', { ...bankAccount, Attributes: [] }],
    ['a table without a prefix', 'EntityDefinitions', { ...bankAccount, SchemaName: 'BankAccount' }],
    ['a table that nobody can own', 'EntityDefinitions', { ...bankAccount, OwnershipType: 'None' }],
    ['a table without a name', 'EntityDefinitions', { ...bankAccount, DisplayName: null }],
    ['a body that is a list', 'EntityDefinitions', []],
    [
      'a column that is there',
      "EntityDefinitions(LogicalName='account')/Attributes",
      { '@odata.type': type('StringAttributeMetadata'), SchemaName: 'name' },
    ],
    ['a column without a type', "EntityDefinitions(LogicalName='account')/Attributes", { SchemaName: 'new_X' }],
    [
      'a lookup by itself',
      "EntityDefinitions(LogicalName='account')/Attributes",
      { '@odata.type': type('LookupAttributeMetadata'), SchemaName: 'new_X' },
    ],
    [
      'text of 5000 characters',
      "EntityDefinitions(LogicalName='account')/Attributes",
      { '@odata.type': type('StringAttributeMetadata'), SchemaName: 'new_X', MaxLength: 5000 },
    ],
    [
      'a choice without options',
      "EntityDefinitions(LogicalName='account')/Attributes",
      { '@odata.type': type('PicklistAttributeMetadata'), SchemaName: 'new_X' },
    ],
    [
      'text for a number',
      "EntityDefinitions(LogicalName='account')/Attributes",
      { '@odata.type': type('StringAttributeMetadata'), SchemaName: 'new_X', MaxLength: 'long' },
    ],
    [
      'a relationship without its lookup',
      'RelationshipDefinitions',
      {
        '@odata.type': type('OneToManyRelationshipMetadata'),
        SchemaName: 'new_x',
        ReferencedEntity: 'contact',
        ReferencingEntity: 'account',
      },
    ],
  ])('%s is refused with 400 and changes nothing', async (_, path, body) => {
    const { send } = await createHarness()
    const timestamp = (await send('GET', 'RetrieveTimestamp()')).json.Timestamp
    expect((await send('POST', path, { body })).status).toBe(400)
    expect((await send('GET', 'RetrieveTimestamp()')).json.Timestamp).toBe(timestamp)
  })

  test('options of a column and of a shared choice are added, renamed, ordered and deleted', async () => {
    const { send } = await createHarness()
    const shared = { OptionSetName: 'need' }
    const values = async () => {
      const path = `EntityDefinitions(LogicalName='opportunity')/Attributes(LogicalName='need')/${type('PicklistAttributeMetadata')}`
      const { json } = await send('GET', `${path}/GlobalOptionSet`)
      return json.Options.map((one: { Value: number; Label: { UserLocalizedLabel: { Label: string } } }) => [
        one.Value,
        one.Label.UserLocalizedLabel.Label,
      ])
    }
    const { json } = await send('POST', 'InsertOptionValue', { body: { ...shared, Label: label('Someday') } })
    expect(json.NewOptionValue).toBe(727_000_000)
    await send('POST', 'UpdateOptionValue', {
      body: { ...shared, Value: 0, Label: label('Has to have'), MergeLabels: false },
    })
    await send('POST', 'DeleteOptionValue', { body: { ...shared, Value: 1 } })
    await send('POST', 'OrderOption', { body: { ...shared, Values: [727_000_000, 0, 2, 3] } })
    expect(await values()).toEqual([
      [727_000_000, 'Someday'],
      [0, 'Has to have'],
      [2, 'Good to have'],
      [3, 'No need'],
    ])
    const row = await send('POST', 'opportunities?$select=need', {
      body: { name: 'Boots', need: 727_000_000 },
      headers: { prefer: 'return=representation,odata.include-annotations="*"' },
    })
    expect(row.json['need@OData.Community.Display.V1.FormattedValue']).toBe('Someday')
    const where = { EntityLogicalName: 'account', AttributeLogicalName: 'statuscode' }
    const reason = await send('POST', 'InsertStatusValue', {
      body: { ...where, StateCode: 0, Value: 7, Label: label('On hold') },
    })
    expect(reason.json.NewOptionValue).toBe(7)
    expect((await send('POST', 'accounts', { body: { name: 'Contoso', statuscode: 7 } })).status).toBe(204)
    expect((await send('POST', 'DeleteOptionValue', { body: { ...where, Value: 99 } })).status).toBe(400)
    expect((await send('POST', 'OrderOption', { body: { ...where, Values: [1] } })).status).toBe(400)
  })

  test('needs a customizer', async () => {
    const harness = await createHarness()
    const client = harness.addApp('Reader')
    harness.environment.addApplicationUser(client, { roles: ['Basic User'] })
    const authorization = `Bearer ${await harness.tokenFor(client)}`
    const asked = await harness.send('GET', "EntityDefinitions(LogicalName='account')?$select=LogicalName", {
      headers: { authorization },
    })
    expect(asked.status).toBe(200)
    const refused = await harness.send('POST', 'EntityDefinitions', { body: bankAccount, headers: { authorization } })
    expect([refused.status, refused.json.error.code]).toEqual([403, '0x80040220'])
  })

  test('PublishXml has nothing left to do, and says so', async () => {
    const { send } = await createHarness()
    const ParameterXml = '<importexportxml><entities><entity>account</entity></entities></importexportxml>'
    expect((await send('POST', 'PublishXml', { body: { ParameterXml } })).status).toBe(204)
    expect((await send('POST', 'PublishXml', { body: { ParameterXml: 'account' } })).status).toBe(400)
    expect((await send('POST', 'PublishAllXml')).status).toBe(204)
  })

  test('a reset and a snapshot bring definitions back', async () => {
    const harness = await createHarness()
    await harness.send('POST', 'EntityDefinitions', { body: bankAccount })
    await harness.send('POST', 'new_bankaccounts', { body: { new_name: 'Savings' } })
    const saved = JSON.parse(JSON.stringify(harness.environment.snapshot()))
    const before = await readModel(harness)
    harness.environment.reset()
    harness.environment.addApplicationUser(harness.clientId, { roles: ['System Administrator'] })
    expect((await harness.send('GET', table)).status).toBe(404)
    harness.environment.restore(saved)
    expect((await harness.send('GET', 'new_bankaccounts?$select=new_name')).json.value).toMatchObject([
      { new_name: 'Savings' },
    ])
    expect(tableDifferences(await readModel(harness), before)).toEqual([])
  })
})

describe('RetrieveMetadataChanges', () => {
  const names = (json: { EntityMetadata: { LogicalName: string }[] }): string[] =>
    json.EntityMetadata.map(({ LogicalName }) => LogicalName)

  const ask = (harness: Harness, query: unknown, parts: { stamp?: string; deleted?: string } = {}) => {
    const parameters = [
      'Query=@p1',
      ...(parts.stamp === undefined ? [] : ['ClientVersionStamp=@p2']),
      ...(parts.deleted === undefined ? [] : ['DeletedMetadataFilters=@p3']),
    ]
    const aliases = [
      `@p1=${encodeURIComponent(JSON.stringify(query))}`,
      ...(parts.stamp === undefined ? [] : [`@p2='${encodeURIComponent(parts.stamp)}'`]),
      ...(parts.deleted === undefined ? [] : [`@p3=Microsoft.Dynamics.CRM.DeletedMetadataFilters'${parts.deleted}'`]),
    ]
    return harness.send('GET', `RetrieveMetadataChanges(${parameters.join()})?${aliases.join('&')}`)
  }

  const named = (...wanted: readonly string[]): unknown => ({
    FilterOperator: 'Or',
    Conditions: wanted.map((name) => ({
      PropertyName: 'LogicalName',
      ConditionOperator: 'Equals',
      Value: { Type: 'System.String', Value: name },
    })),
  })

  test('answers what a query describes, and null for the rest', async () => {
    const { json } = await ask(await createHarness(), {
      Criteria: named('account', 'contact'),
      Properties: { AllProperties: false, PropertyNames: ['SchemaName', 'Attributes'] },
      AttributeQuery: {
        Properties: { AllProperties: false, PropertyNames: ['AttributeType'] },
        Criteria: {
          FilterOperator: 'And',
          Conditions: [
            { PropertyName: 'IsPrimaryName', ConditionOperator: 0, Value: { Type: 'System.Boolean', Value: 'True' } },
          ],
        },
      },
    })
    expect(json).toMatchObject({
      '@odata.context': `${root}/$metadata#Microsoft.Dynamics.CRM.RetrieveMetadataChangesResponse`,
      ServerVersionStamp: expect.stringMatching(/^\d+!\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/),
      DeletedMetadata: { Count: 0, IsReadOnly: false, Keys: [], Values: [] },
      EntityMetadata: [
        {
          LogicalName: 'account',
          SchemaName: 'Account',
          EntitySetName: null,
          HasChanged: null,
          OneToManyRelationships: [],
          Attributes: [
            {
              '@odata.type': '#Microsoft.Dynamics.CRM.ComplexStringAttributeMetadata',
              LogicalName: 'name',
              AttributeType: 'String',
              MaxLength: null,
            },
          ],
        },
        { LogicalName: 'contact', Attributes: [{ LogicalName: 'fullname' }] },
      ],
    })
  })

  test.each<[unknown, readonly string[]]>([
    [
      {
        Conditions: [
          {
            PropertyName: 'LogicalName',
            ConditionOperator: 'In',
            Value: { Type: 'System.String[]', Value: "['lead','task']" },
          },
        ],
      },
      ['lead', 'task'],
    ],
    [
      {
        Conditions: [
          {
            PropertyName: 'ObjectTypeCode',
            ConditionOperator: 'LessThan',
            Value: { Type: 'System.Int32', Value: '3' },
          },
        ],
      },
      ['account', 'contact'],
    ],
    [
      {
        Conditions: [
          { PropertyName: 'IsActivity', ConditionOperator: '0', Value: { Type: 'System.Boolean', Value: 'true' } },
        ],
      },
      [
        'activitypointer',
        'appointment',
        'email',
        'fax',
        'incidentresolution',
        'letter',
        'opportunityclose',
        'phonecall',
        'task',
      ],
    ],
    [
      {
        Filters: [
          named('account', 'contact'),
          {
            Conditions: [
              {
                PropertyName: 'LogicalName',
                ConditionOperator: 'NotEquals',
                Value: { Type: 'System.String', Value: 'account' },
              },
            ],
          },
        ],
      },
      ['contact'],
    ],
  ])('takes the criteria %j', async (Criteria, wanted) => {
    const { json } = await ask(await createHarness(), {
      Criteria,
      Properties: { AllProperties: false, PropertyNames: [] },
    })
    expect(names(json)).toEqual(wanted)
  })

  test('what it says of all tables reads as what EntityDefinitions say', async () => {
    const harness = await createHarness()
    const all = readEntityDefinitions((await harness.send('GET', 'RetrieveMetadataChanges()')).json)
    const definitions = await readDefinitions(harness)
    expect([...all.tables.keys()]).toEqual([...definitions.tables.keys()])
    for (const [name, { attributes }] of definitions.tables) {
      expect(differences(all.tables.get(name)?.attributes, attributes, name)).toEqual([])
    }
    expect(differences(all.relationships, definitions.relationships, 'relationships')).toEqual([])
  })

  test('tells since a stamp what is new, what changed, and what is gone', async () => {
    const harness = await createHarness()
    const query = {
      Properties: { AllProperties: false, PropertyNames: ['DisplayName', 'Attributes'] },
      AttributeQuery: { Properties: { AllProperties: true } },
    }
    await harness.send('POST', 'EntityDefinitions', { body: bankAccount })
    const first = (await ask(harness, query)).json
    const cache = readEntityDefinitions(first)
    const unchanged = (await ask(harness, query, { stamp: first.ServerVersionStamp })).json
    expect(unchanged.EntityMetadata).toEqual([])

    const code = { '@odata.type': type('StringAttributeMetadata'), SchemaName: 'new_Code', DisplayName: label('Code') }
    await harness.send('POST', "EntityDefinitions(LogicalName='contact')/Attributes", { body: code })
    const second = (await ask(harness, query, { stamp: first.ServerVersionStamp })).json
    expect(second.EntityMetadata).toMatchObject([
      { LogicalName: 'contact', HasChanged: false, Attributes: [{ LogicalName: 'new_code', HasChanged: true }] },
    ])

    await harness.send('DELETE', "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='new_code')")
    await harness.send('DELETE', table)
    const third = (await ask(harness, query, { stamp: second.ServerVersionStamp, deleted: 'All' })).json
    expect(third.EntityMetadata).toEqual([])
    expect(third.DeletedMetadata.Keys).toEqual(['Default', 'Attribute'])
    const joined = joinEntityDefinitions([cache, readEntityDefinitions(second), readEntityDefinitions(third)])
    expect(joined.tables.has('new_bankaccount')).toBe(false)
    expect(joined.tables.get('contact')?.attributes.has('new_code')).toBe(false)
    const fresh = readEntityDefinitions((await ask(harness, query)).json)
    expect(joined.tables).toEqual(fresh.tables)
  })

  test('tells of a new option what it is called, and of the others that they are there', async () => {
    const harness = await createHarness()
    const query = {
      Criteria: named('lead'),
      Properties: { AllProperties: false, PropertyNames: ['Attributes'] },
      AttributeQuery: { Properties: { AllProperties: false, PropertyNames: ['OptionSet'] } },
    }
    const first = (await ask(harness, query)).json
    const where = { EntityLogicalName: 'lead', AttributeLogicalName: 'leadqualitycode' }
    const added = await harness.send('POST', 'InsertOptionValue', {
      body: { ...where, Value: 9, Label: label('Frozen') },
    })
    expect(added.json).toMatchObject({ NewOptionValue: 9 })
    const changed = (await ask(harness, query, { stamp: first.ServerVersionStamp })).json
    const [attribute] = changed.EntityMetadata[0].Attributes
    expect(changed.EntityMetadata[0].Attributes).toHaveLength(1)
    expect(attribute).toMatchObject({
      LogicalName: 'leadqualitycode',
      HasChanged: false,
      OptionSet: { HasChanged: true },
    })
    expect(attribute.OptionSet.Options.map((one: { Label: unknown }) => one.Label !== null)).toEqual([
      false,
      false,
      false,
      true,
    ])
    const joined = joinEntityDefinitions([readEntityDefinitions(first), readEntityDefinitions(changed)])
    const options = joined.tables.get('lead')?.attributes.get('leadqualitycode')?.options
    expect(options?.map((option) => option.label)).toEqual(['Hot', 'Warm', 'Cold', 'Frozen'])
  })

  test('refuses a stamp that is too old, or of elsewhere', async () => {
    const harness = await createHarness()
    const { ServerVersionStamp: stamp } = (await ask(harness, {})).json
    harness.world.clock.advance?.(91 * 24 * 60 * 60 * 1000)
    const token = await harness.tokenFor(harness.clientId)
    const headers = { authorization: `Bearer ${token}` }
    for (const old of [stamp, 'nonsense', '1!11/24/2026 02:45:12']) {
      const path = `RetrieveMetadataChanges(ClientVersionStamp=@p)?@p='${encodeURIComponent(old)}'`
      expect((await harness.send('GET', path, { headers })).json.error.code).toBe('0x80044352')
    }
  })

  test('RetrieveTimestamp changes with definitions and with nothing else', async () => {
    const { send } = await createHarness()
    const timestamp = async () => (await send('GET', 'RetrieveTimestamp()')).json.Timestamp
    const before = await timestamp()
    await send('POST', 'accounts', { body: { name: 'Contoso' } })
    expect(await timestamp()).toBe(before)
    await send('POST', 'EntityDefinitions', { body: bankAccount })
    expect(await timestamp()).not.toBe(before)
  })

  test('RetrieveEntity says as much of a table as its filters ask', async () => {
    const { send } = await createHarness()
    const entity = async (filters: string) =>
      (
        await send(
          'GET',
          `RetrieveEntity(LogicalName='account',MetadataId=00000000-0000-0000-0000-000000000000,EntityFilters=Microsoft.Dynamics.CRM.EntityFilters'${filters}',RetrieveAsIfPublished=true)`,
        )
      ).json.EntityMetadata
    expect(await entity('Entity')).toMatchObject({ SchemaName: 'Account', Attributes: [], OneToManyRelationships: [] })
    const { Attributes, OneToManyRelationships } = await entity('Attributes,Relationships')
    expect(
      Attributes.find((one: { LogicalName: string }) => one.LogicalName === 'statecode').OptionSet.Options,
    ).toHaveLength(2)
    expect(OneToManyRelationships.length).toBeGreaterThan(5)
  })
})
