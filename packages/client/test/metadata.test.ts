import { NotFoundError } from '@dynamics-kit/client'
import { readEntityDefinitions } from '@dynamics-kit/odata'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpWorld } from './http-world.ts'
import type { HttpWorld } from './http-world.ts'

let world: HttpWorld
beforeAll(async () => {
  world = await httpWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const TYPE = 'Microsoft.Dynamics.CRM.'
const label = (text: string, language = 1033) => ({
  '@odata.type': `${TYPE}Label`,
  LocalizedLabels: [{ '@odata.type': `${TYPE}LocalizedLabel`, Label: text, LanguageCode: language }],
})
const level = (value: string) => ({
  Value: value,
  CanBeChanged: true,
  ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
})
const metadata = () => world.dynamics.metadata

test('a table is created, a column within, and both are read as they were created', async () => {
  const id = await metadata().createTable({
    schemaName: 'new_BankAccount',
    label: 'Bank account',
    collectionLabel: 'Bank accounts',
    primaryColumn: { schemaName: 'new_Name', label: 'Name', maxLength: 50 },
  })
  expect(world.last()).toEqual({
    method: 'POST',
    path: 'EntityDefinitions',
    headers: { 'content-type': 'application/json' },
    body: {
      '@odata.type': `${TYPE}EntityMetadata`,
      SchemaName: 'new_BankAccount',
      DisplayName: label('Bank account'),
      DisplayCollectionName: label('Bank accounts'),
      OwnershipType: 'UserOwned',
      IsActivity: false,
      HasNotes: false,
      HasActivities: false,
      Attributes: [
        {
          '@odata.type': `${TYPE}StringAttributeMetadata`,
          SchemaName: 'new_Name',
          DisplayName: label('Name'),
          RequiredLevel: level('None'),
          MaxLength: 50,
          FormatName: { Value: 'Text' },
          AttributeType: 'String',
          AttributeTypeName: { Value: 'StringType' },
          IsPrimaryName: true,
        },
      ],
    },
  })
  await metadata().createColumn('new_bankaccount', {
    type: 'text',
    schemaName: 'new_Iban',
    label: 'IBAN',
    maxLength: 34,
    required: 'required',
  })
  expect(world.last()).toEqual({
    method: 'POST',
    path: "EntityDefinitions(LogicalName='new_bankaccount')/Attributes",
    headers: { 'content-type': 'application/json' },
    body: {
      '@odata.type': `${TYPE}StringAttributeMetadata`,
      SchemaName: 'new_Iban',
      DisplayName: label('IBAN'),
      RequiredLevel: level('ApplicationRequired'),
      MaxLength: 34,
      FormatName: { Value: 'Text' },
    },
  })
  const table = await metadata().table('new_bankaccount')
  expect(table).toMatchObject({ metadataId: id, schemaName: 'new_BankAccount', displayName: 'Bank account' })
  expect(table.attributes.get('new_iban')).toMatchObject({
    attributeType: 'String',
    maxLength: 34,
    displayName: 'IBAN',
  })
  expect((await metadata().tables()).map(({ logicalName }) => logicalName)).toContain('new_bankaccount')
})

test('a column of each type is created, and read with its type', async () => {
  const create = metadata().createColumn
  const COLUMNS = [
    ['String', { type: 'text', format: 'Email' }],
    ['Memo', { type: 'multilineText' }],
    ['Integer', { type: 'integer', min: 0, max: 10 }],
    ['Decimal', { type: 'decimal', min: 0, max: 10, precision: 3 }],
    ['Double', { type: 'double', min: 0, max: 10 }],
    ['Money', { type: 'money', min: 0, max: 10, precisionSource: 'own', precision: 2 }],
    ['DateTime', { type: 'dateTime', format: 'DateOnly', behavior: 'DateOnly' }],
    ['Boolean', { type: 'boolean', trueLabel: 'Open', falseLabel: 'Closed' }],
    ['Picklist', { type: 'choice', options: [{ value: 1, label: 'Red', color: '#ff0000' }] }],
    ['MultiSelectPicklist', { type: 'choices', options: [{ value: 1, label: 'Mail' }] }],
    ['File', { type: 'file', maxSizeInKB: 1024 }],
  ] as const
  for (const [type, column] of COLUMNS) {
    // oxlint-disable-next-line no-await-in-loop -- definitions change one after another
    const id = await create('new_bankaccount', { schemaName: `new_${type}`, label: type, ...column })
    expect(world.last()).toMatchObject({
      method: 'POST',
      path: "EntityDefinitions(LogicalName='new_bankaccount')/Attributes",
      body: { '@odata.type': `${TYPE}${type}AttributeMetadata`, SchemaName: `new_${type}`, DisplayName: label(type) },
    })
    expect(id).toMatch(/^[\da-f-]{36}$/)
  }
  const columns = new Map((await metadata().columns('new_bankaccount')).map((column) => [column.logicalName, column]))
  for (const [type] of COLUMNS) expect(columns.get(`new_${type.toLowerCase()}`)).toMatchObject({ attributeType: type })
  expect(columns.get('new_picklist')?.options).toMatchObject([{ value: 1, label: 'Red' }])
  expect(columns.get('new_multiselectpicklist')?.options).toMatchObject([{ value: 1, label: 'Mail' }])
  expect(columns.get('new_boolean')?.options).toMatchObject([
    { value: 0, label: 'Closed' },
    { value: 1, label: 'Open' },
  ])
})

test('changes are written into the whole definition, which is read before', async () => {
  world.sent.length = 0
  await metadata().updateTable('new_bankaccount', { label: 'Konto', description: 'Bankkonten' }, { language: 1031 })
  expect(world.sent[0]).toMatchObject({ method: 'GET', headers: { consistency: 'Strong' } })
  expect(world.last()).toMatchObject({
    method: 'PUT',
    path: "EntityDefinitions(LogicalName='new_bankaccount')",
    headers: { 'mscrm.mergelabels': 'true' },
    body: { SchemaName: 'new_BankAccount', DisplayName: label('Konto', 1031), Description: label('Bankkonten', 1031) },
  })
  await metadata().updateColumn('new_bankaccount', 'new_iban', { label: 'Number', required: 'none', maxLength: 40 })
  expect(world.last()).toMatchObject({
    method: 'PUT',
    path: `EntityDefinitions(LogicalName='new_bankaccount')/Attributes(LogicalName='new_iban')/${TYPE}StringAttributeMetadata`,
    body: { SchemaName: 'new_Iban', DisplayName: label('Number'), MaxLength: 40, RequiredLevel: level('None') },
  })
  const iban = (await metadata().table('new_bankaccount')).attributes.get('new_iban')
  expect(iban).toMatchObject({ displayName: 'Number', maxLength: 40 })
})

test('a lookup, an N:N relationship and a key are created and read', async () => {
  await metadata().createLookup({
    schemaName: 'new_contact_bankaccount',
    from: 'new_bankaccount',
    to: 'contact',
    column: { schemaName: 'new_OwnerContactId', label: 'Owner' },
    cascade: { Delete: 'Restrict' },
  })
  expect(world.last()).toEqual({
    method: 'POST',
    path: 'RelationshipDefinitions',
    headers: { 'content-type': 'application/json' },
    body: {
      '@odata.type': `${TYPE}OneToManyRelationshipMetadata`,
      SchemaName: 'new_contact_bankaccount',
      ReferencedEntity: 'contact',
      ReferencingEntity: 'new_bankaccount',
      CascadeConfiguration: {
        Assign: 'NoCascade',
        Delete: 'Restrict',
        Merge: 'NoCascade',
        Reparent: 'NoCascade',
        Share: 'NoCascade',
        Unshare: 'NoCascade',
      },
      Lookup: {
        '@odata.type': `${TYPE}LookupAttributeMetadata`,
        AttributeType: 'Lookup',
        AttributeTypeName: { Value: 'LookupType' },
        SchemaName: 'new_OwnerContactId',
        DisplayName: label('Owner'),
        RequiredLevel: level('None'),
      },
    },
  })
  await metadata().createManyToMany({ schemaName: 'new_banks_accounts', tables: ['new_bankaccount', 'account'] })
  await metadata().createKey('new_bankaccount', { schemaName: 'new_iban_key', label: 'IBAN', columns: ['new_iban'] })
  expect(world.last()).toMatchObject({
    method: 'POST',
    path: "EntityDefinitions(LogicalName='new_bankaccount')/Keys",
    body: { SchemaName: 'new_iban_key', DisplayName: label('IBAN'), KeyAttributes: ['new_iban'] },
  })
  const relationships = await metadata().relationships('new_bankaccount')
  expect(relationships.map(({ schemaName }) => schemaName)).toEqual(
    expect.arrayContaining(['new_contact_bankaccount', 'new_banks_accounts']),
  )
  expect(await metadata().keys('new_bankaccount')).toMatchObject([{ keyAttributes: ['new_iban'] }])
})

test('a choice that columns share has its options changed', async () => {
  await metadata().createChoice({ name: 'new_priority', label: 'Priority', options: [{ value: 1, label: 'Low' }] })
  const value = await metadata().insertOption({ choice: 'new_priority' }, { value: 2, label: { 1033: 'High' } })
  expect(value).toBe(2)
  expect(world.last()).toEqual({
    method: 'POST',
    path: 'InsertOptionValue',
    headers: { 'content-type': 'application/json' },
    body: { OptionSetName: 'new_priority', Value: 2, Label: label('High') },
  })
  await metadata().updateOption({ choice: 'new_priority' }, 2, 'Urgent')
  expect(world.last().body).toEqual({
    OptionSetName: 'new_priority',
    Value: 2,
    Label: label('Urgent'),
    MergeLabels: true,
  })
  await metadata().orderOptions({ choice: 'new_priority' }, [2, 1])
  const { options } = await metadata().choice('new_priority')
  expect(options?.map((option) => [option.value, option.label])).toEqual([
    [2, 'Urgent'],
    [1, 'Low'],
  ])
  await metadata().createColumn('new_bankaccount', {
    type: 'choice',
    schemaName: 'new_Priority',
    label: 'Priority',
    globalChoice: 'new_priority',
  })
  expect((await metadata().choices()).map(({ name }) => name)).toContain('new_priority')
  await metadata().deleteOption({ table: 'new_bankaccount', column: 'new_picklist' }, 1)
  expect(world.last().body).toEqual({
    EntityLogicalName: 'new_bankaccount',
    AttributeLogicalName: 'new_picklist',
    Value: 1,
  })
})

test('what is created goes into a solution, and is published', async () => {
  const inSolution = world.dynamics.with({ solution: 'contoso' })
  await inSolution.metadata
    .createColumn('new_bankaccount', { type: 'bigInt', schemaName: 'new_Big', label: 'Big' })
    .catch(() => undefined)
  expect(world.last().headers['mscrm.solutionuniquename']).toBe('contoso')
  await metadata().publish(['new_bankaccount'])
  expect(world.last().body).toEqual({
    ParameterXml: '<importexportxml><entities><entity>new_bankaccount</entity></entities></importexportxml>',
  })
})

test('definitions are deleted', async () => {
  await metadata().deleteColumn('new_bankaccount', 'new_decimal')
  expect(world.last()).toMatchObject({
    method: 'DELETE',
    path: "EntityDefinitions(LogicalName='new_bankaccount')/Attributes(LogicalName='new_decimal')",
  })
  await metadata().deleteKey('new_bankaccount', 'new_iban_key')
  expect(world.last()).toMatchObject({
    method: 'DELETE',
    path: "EntityDefinitions(LogicalName='new_bankaccount')/Keys(LogicalName='new_iban_key')",
  })
  await metadata().deleteRelationship('new_banks_accounts')
  expect(world.last()).toMatchObject({
    method: 'DELETE',
    path: "RelationshipDefinitions(SchemaName='new_banks_accounts')",
  })
  await metadata().deleteTable('new_bankaccount')
  await metadata().deleteChoice('new_priority')
  await expect(metadata().table('new_bankaccount')).rejects.toMatchObject({ code: 'unknown-table' })
})

test('names that are none are refused before anything is sent', async () => {
  world.sent.length = 0
  await expect(metadata().table("x')/Attributes")).rejects.toThrow(TypeError)
  await expect(metadata().publish(['<x>'])).rejects.toThrow(TypeError)
  expect(world.sent).toEqual([])
})

test('definitions without what they need are refused before anything is sent', async () => {
  world.sent.length = 0
  const column = { schemaName: 'new_Kind', label: 'Kind' }
  const none = {} as never
  for (const [made, problem] of [
    [() => metadata().createTable(none), 'A table needs schemaName, label, collectionLabel, primaryColumn.'],
    [() => metadata().createColumn('account', none), 'A column needs type, schemaName, label.'],
    [
      () => metadata().createColumn('account', { ...column, type: 'choice' } as never),
      'A column of type choice needs options, or the globalChoice that it shares.',
    ],
    [
      () => metadata().createColumn('account', { ...column, type: 'lookup' } as never),
      'A lookup is made by createLookup, with its relationship.',
    ],
    [
      () => metadata().createColumn('account', { ...column, type: 'string' } as never),
      /^A column of type "string" there is not; there are text, /,
    ],
    [
      () => metadata().createLookup({ schemaName: 'new_kinds', from: 'task', to: 'account', column: none }),
      'The column of a lookup needs schemaName, label.',
    ],
    [() => metadata().createManyToMany(none), 'A relationship needs schemaName, tables.'],
    [() => metadata().createKey('account', none), 'An alternate key needs schemaName, label, columns.'],
    [() => metadata().createChoice({ ...column, name: '' } as never), 'A choice needs name, options.'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    await expect(made()).rejects.toThrow(problem)
  }
  expect(world.sent).toEqual([])
})

test('definitions with what they do not take are refused before anything is sent', async () => {
  world.sent.length = 0
  const { createColumn, createTable, createLookup, createKey, insertOption } = metadata()
  const column = { schemaName: 'new_Kind', label: 'Kind' }
  const lookup = { schemaName: 'new_kinds', from: 'task', to: 'account', column }
  const of = { choice: 'new_kinds' }
  const kind = (members: object) => () => createColumn('account', { ...column, ...members } as never)
  for (const [made, problem] of [
    [
      kind({ type: 'text', maxlength: 10 }),
      'A column of type text has no maxlength; it takes type, schemaName, label, description, required, maxLength, format, autoNumberFormat.',
    ],
    [kind({ type: 'text', maxLength: '10' }), 'A column of type text: maxLength takes a whole number.'],
    [kind({ type: 'text', label: 5 }), "label takes text, or texts by language code such as { 1033: 'Name' }."],
    [kind({ type: 'text', label: { en: 'Kind' } }), 'label takes text, or texts by language code'],
    [kind({ type: 'bigInt', required: true }), 'required takes none, recommended or required.'],
    [kind({ type: 'money', precisionSource: 2 }), 'precisionSource takes own, organization or currency.'],
    [
      kind({ type: 'choice', options: ['Red'] }),
      "options takes an array of options such as { value: 1, label: 'Small' }.",
    ],
    [kind({ type: 'choices', options: { 1: 'Red' } }), 'options takes an array of options'],
    [kind({ type: 'choice', options: [{ value: 1, name: 'Red' }] }), 'options takes an array of options'],
    [kind({ type: 'boolean', defaultValue: 'true' }), 'defaultValue takes true or false.'],
    [() => createColumn('account', 'new_kind' as never), 'A column is an object of type, schemaName, label'],
    [
      () => createTable({ ...column, collectionLabel: 'Kinds', primaryColumn: 'new_name' } as never),
      'A table: primaryColumn takes an object.',
    ],
    [
      () => createTable({ ...column, collectionLabel: 'Kinds', primaryColumn: column, ownership: 'team' } as never),
      'A table: ownership takes user or organization.',
    ],
    [
      () => createLookup({ ...lookup, cascade: { delete: 'Cascade' } } as never),
      'The cascade of a lookup has no delete;',
    ],
    [() => createLookup({ ...lookup, cascade: { Delete: 'cascade' } } as never), 'Delete takes NoCascade, Cascade,'],
    [() => createKey('account', { ...column, columns: 'name' } as never), 'columns takes an array of logical names.'],
    [
      () => metadata().createManyToMany({ schemaName: 'new_pairs', tables: ['account'] } as never),
      'tables takes the logical names of two tables.',
    ],
    [() => metadata().createChoice({ name: 'new_x', label: 'x', options: {} } as never), 'options takes an array'],
    [
      () => metadata().updateTable('account', { changetracking: true } as never),
      'A change of a table has no changetracking;',
    ],
    [
      () => metadata().updateColumn('account', 'name', { maxlength: 3 } as never),
      'A change of a column has no maxlength;',
    ],
    [() => insertOption(of, undefined as never), 'An option is an object of value, label, color.'],
    [() => insertOption(of, { value: 5 } as never), 'An option needs label.'],
    [() => metadata().updateOption(of, 'Low' as never, 'High'), 'updateOption: value takes a whole number.'],
    [() => metadata().deleteOption(of, 'Low' as never), 'deleteOption: value takes a whole number.'],
    [() => metadata().orderOptions(of, 1 as never), 'orderOptions: values takes an array of the values of options'],
    [() => metadata().options({ table: 'account' } as never), 'Options stand in a choice'],
    [() => metadata().deleteOption('new_kinds' as never, 1), 'Options stand in a choice'],
    [() => metadata().publish('account' as never), 'publish takes an array of logical names, or nothing for all.'],
    [
      () => createKey('account', { ...column, columns: ['name'] }, { language: 'de' as never }),
      'language takes the code',
    ],
    [() => metadata().tables({ languag: 1031 } as never), 'languag: is no option of metadata;'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    const error: unknown = await made().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toContain(problem)
  }
  expect(world.sent).toEqual([])
})

test('a table is created with change tracking, a choice with the value that forms begin with', async () => {
  await metadata().createTable({
    schemaName: 'new_Parcel',
    label: 'Parcel',
    collectionLabel: 'Parcels',
    primaryColumn: { schemaName: 'new_Name', label: 'Name' },
    changeTracking: true,
  })
  expect(world.last().body).toMatchObject({ ChangeTrackingEnabled: true })
  for await (const change of world.dynamics.changes('new_parcels')) expect(change).toBeUndefined()
  const options = [
    { value: 1, label: 'Small' },
    { value: 2, label: 'Large' },
  ]
  const size = { type: 'choice', schemaName: 'new_Size', label: 'Size', options, defaultValue: 2 } as const
  await metadata().createColumn('new_parcel', size)
  expect(world.last().body).toMatchObject({ DefaultFormValue: 2 })
})

test('columns of a table have the options that they share with others', async () => {
  await metadata().createChoice({ name: 'new_hues', label: 'Hues', options: [{ label: 'Blue', value: 7 }] })
  const shared = { type: 'choice', schemaName: 'new_Hue', label: 'Hue', globalChoice: 'new_hues' } as const
  await metadata().createColumn('account', shared)
  const before = world.sent.length
  const { attributes } = await metadata().table('account')
  expect(attributes.get('new_hue')).toMatchObject({
    options: [{ value: 7, label: 'Blue' }],
    optionSetName: 'new_hues',
    isGlobalOptionSet: true,
  })
  expect(attributes.get('accountcategorycode')?.options).toHaveLength(2)
  const cast = `EntityDefinitions(LogicalName='account')/Attributes/${TYPE}PicklistAttributeMetadata`
  expect(world.sent.slice(before).map(({ path }) => path)).toContain(
    `${cast}?$select=LogicalName,AttributeType&$expand=OptionSet,GlobalOptionSet`,
  )
})

test('a definition that is not there is told by its names', async () => {
  const error: unknown = await metadata()
    .columns('accounts')
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'unknown-table', status: 404 })
  expect(String(error)).toContain("GET EntityDefinitions(LogicalName='accounts')?$expand")
  expect(String(error)).toContain('definitions go by logical names, account and not accounts')
})

test('the options of one column are one request, whether its own or shared', async () => {
  const before = world.sent.length
  const categories = await metadata().options({ table: 'account', column: 'accountcategorycode' })
  expect(categories.map(({ value, label: text }) => [value, text])).toEqual([
    [1, 'Preferred Customer'],
    [2, 'Standard'],
  ])
  const path = "EntityDefinitions(LogicalName='account')/Attributes(LogicalName='accountcategorycode')"
  const cast = `${TYPE}PicklistAttributeMetadata?$select=LogicalName`
  expect(world.sent.slice(before)).toEqual([
    {
      method: 'GET',
      path: `${path}/${cast}&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)`,
      headers: {},
      body: undefined,
    },
  ])
  await metadata().createChoice({ name: 'new_shades', label: 'Shades', options: [{ label: 'Dark', value: 5 }] })
  await metadata().createColumn('account', {
    type: 'choice',
    schemaName: 'new_Shade',
    label: 'Shade',
    globalChoice: 'new_shades',
  })
  for (const of of [{ table: 'account', column: 'new_shade' }, { choice: 'new_shades' }]) {
    expect(await metadata().options(of)).toMatchObject([{ value: 5, label: 'Dark' }])
  }
})

test('states, reasons, and yes or no have options, too', async () => {
  const values = async (column: string) =>
    (await metadata().options({ table: 'account', column })).map(({ value, label: text }) => [value, text])
  expect(await values('statecode')).toEqual([
    [0, 'Active'],
    [1, 'Inactive'],
  ])
  expect(await values('statuscode')).toHaveLength(2)
  expect(await values('creditonhold')).toEqual([
    [0, 'No'],
    [1, 'Yes'],
  ])
})

test('a column without options is told, and one that is not there', async () => {
  await expect(metadata().options({ table: 'account', column: 'name' })).rejects.toThrow(
    'metadata.options: account.name is a String column, which has no options.',
  )
  await expect(metadata().options({ table: 'account', column: 'nothing' })).rejects.toMatchObject({ code: 'not-found' })
  await expect(metadata().options({ table: 'account', column: "x')" })).rejects.toThrow(TypeError)
})

test('all tables are read with what is said of them, and no more', async () => {
  const whole = await world.dynamics.request('GET', 'EntityDefinitions')
  const tables = await metadata().tables()
  expect(tables).toEqual([...readEntityDefinitions(whole.body).tables.values()])
  expect(tables.find(({ logicalName }) => logicalName === 'account')).toMatchObject({
    entitySetName: 'accounts',
    displayName: 'Account',
    ownershipType: 'UserOwned',
  })
  const { path } = world.last()
  expect(path).toMatch(/^EntityDefinitions\?\$select=LogicalName,/)
  const read = await world.dynamics.request('GET', path)
  expect(JSON.stringify(whole.body).length).toBeGreaterThan(4 * JSON.stringify(read.body).length)
})

test('one column is one request, and one more for its options', async () => {
  const path = "EntityDefinitions(LogicalName='account')/Attributes"
  const before = world.sent.length
  expect(await metadata().column('account', 'name')).toMatchObject({ logicalName: 'name', attributeType: 'String' })
  const category = await metadata().column('account', 'accountcategorycode')
  expect(category.options?.map(({ label: text }) => text)).toEqual(['Preferred Customer', 'Standard'])
  expect(world.sent.slice(before).map((request) => request.path)).toEqual([
    `${path}(LogicalName='name')`,
    `${path}(LogicalName='accountcategorycode')`,
    `${path}(LogicalName='accountcategorycode')/${TYPE}PicklistAttributeMetadata?$select=LogicalName,AttributeType&$expand=OptionSet,GlobalOptionSet`,
  ])
  const columns = await metadata().columns('account')
  for (const name of ['name', 'accountcategorycode', 'statecode', 'statuscode', 'donotemail', 'primarycontactid']) {
    expect(await metadata().column('account', name)).toEqual(columns.find(({ logicalName }) => logicalName === name))
  }
  await expect(metadata().column('account', 'nmae')).rejects.toBeInstanceOf(NotFoundError)
})

test('a relationship is read by its name, and changed', async () => {
  await metadata().createLookup({
    schemaName: 'new_contact_account_banker',
    from: 'account',
    to: 'contact',
    column: { schemaName: 'new_BankerId', label: 'Banker' },
  })
  const name = 'new_contact_account_banker'
  expect(await metadata().relationship(name)).toMatchObject({ kind: 'oneToMany', referencedEntity: 'contact' })
  expect(world.last().path).toBe(`RelationshipDefinitions(SchemaName='${name}')`)
  await expect(metadata().relationship('new_none')).rejects.toBeInstanceOf(NotFoundError)
  await expect(metadata().choice('new_none')).rejects.toBeInstanceOf(NotFoundError)
  await metadata().updateRelationship(name, { cascade: { Delete: 'Restrict' } })
  const { path, headers, body } = world.last()
  expect(path).toMatch(
    /^RelationshipDefinitions\([\da-f-]{36}\)\/Microsoft\.Dynamics\.CRM\.OneToManyRelationshipMetadata$/,
  )
  expect(headers['mscrm.mergelabels']).toBe('true')
  expect(body).toMatchObject({
    SchemaName: name,
    CascadeConfiguration: { Assign: 'NoCascade', Delete: 'Restrict', Merge: 'NoCascade' },
  })
  expect(await metadata().relationship(name)).toMatchObject({ cascade: { Assign: 'NoCascade', Delete: 'Restrict' } })
  const wrong = { cascade: { Delete: 'restrict' } } as never
  await expect(metadata().updateRelationship(name, wrong)).rejects.toThrow(
    'The cascade of a relationship: Delete takes NoCascade, Cascade, Active, UserOwned, RemoveLink or Restrict.',
  )
  await expect(metadata().updateRelationship(name, { label: 'x' } as never)).rejects.toThrow(
    'A change of a relationship has no label; it takes cascade, hierarchical.',
  )
})

test('a choice that columns share gets another name, and keeps its options with their colours', async () => {
  const options = [{ value: 1, label: 'Calm', color: '#0000ff' }]
  await metadata().createChoice({ name: 'new_moods', label: 'Moods', options })
  await metadata().insertOption({ choice: 'new_moods' }, { value: 2, label: 'Wild', color: '#ff0000' })
  await metadata().updateChoice('new_moods', { label: 'Tempers', description: 'How they are' })
  expect(world.last()).toMatchObject({
    method: 'PUT',
    path: expect.stringMatching(/^GlobalOptionSetDefinitions\([\da-f-]{36}\)$/) as string,
    body: { Name: 'new_moods', DisplayName: label('Tempers') },
  })
  expect(await metadata().choice('new_moods')).toMatchObject({
    displayName: 'Tempers',
    description: 'How they are',
    options: [
      { value: 1, label: 'Calm', color: '#0000ff' },
      { value: 2, label: 'Wild', color: '#ff0000' },
    ],
  })
  await expect(metadata().updateChoice('new_moods', { name: 'x' } as never)).rejects.toThrow(
    'A change of a choice has no name; it takes label, description.',
  )
})
