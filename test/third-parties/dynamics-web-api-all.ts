// Every function of dynamics-web-api against the fake over HTTPS, each with what its documentation says of it.
import assert from 'node:assert/strict'
import { DynamicsWebApi } from 'dynamics-web-api'
import { variable } from './environment.ts'

const tokens = await fetch(`${variable('AZURE_AUTHORITY_HOST')}/${variable('AZURE_TENANT_ID')}/oauth2/v2.0/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: variable('AZURE_CLIENT_ID'),
    client_secret: variable('AZURE_CLIENT_SECRET'),
    scope: `${variable('DYNAMICS_URL')}/.default`,
  }),
})
const { access_token: token } = (await tokens.json()) as { access_token: string }

const called = new Set<string>()

/** Notes which functions are called. */
function noted(client: DynamicsWebApi): DynamicsWebApi {
  return new Proxy(client, {
    get(target, name, receiver) {
      if (typeof name === 'string') called.add(name)
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

const config = {
  serverUrl: variable('DYNAMICS_URL'),
  dataApi: { version: '9.2' },
  onTokenRefresh: async () => token,
} as const
const plain = new DynamicsWebApi(config)
const api = noted(plain)
const refusal = (error: { status: number; code: string }) => [error.status, error.code]

// Rows
const me = await api.callFunction<{ UserId: string; BusinessUnitId: string }>('WhoAmI')
const contactId = await api.create<object, string>({ collection: 'contacts', data: { lastname: 'McKay' } })
const account = await api.create<object, { accountid: string; name: string }>({
  collection: 'accounts',
  data: {
    name: 'Contoso',
    revenue: 250_000,
    'primarycontactid@odata.bind': `/contacts(${contactId})`,
    contact_customer_accounts: [{ lastname: 'Campbell' }, { lastname: 'Stubberod' }],
  },
  select: ['accountid', 'name', 'createdon'],
  returnRepresentation: true,
  includeAnnotations: '*',
})
assert.equal(account.name, 'Contoso')
const key = account.accountid

const read = await api.retrieve({
  collection: 'accounts',
  key,
  select: ['name', '_primarycontactid_value'],
  expand: [
    { property: 'primarycontactid', select: ['lastname'] },
    { property: 'contact_customer_accounts', select: ['lastname'], orderBy: ['lastname'], top: 1 },
  ],
  includeAnnotations: 'OData.Community.Display.V1.FormattedValue',
})
assert.equal(read.primarycontactid.lastname, 'McKay')
assert.deepEqual(read.contact_customer_accounts.length, 1)
assert.equal(read['_primarycontactid_value_Formatted'], 'McKay')

const unchanged = await api
  .retrieve({ collection: 'accounts', key, select: ['name'], ifnonematch: read['@odata.etag'] })
  .catch(refusal)
assert.deepEqual(unchanged, undefined, '304 has nothing')

assert.equal(await api.update({ collection: 'accounts', key, data: { telephone1: '555' } }), true)
const updated = await api.update({
  collection: 'accounts',
  key,
  data: { revenue: 300_000 },
  returnRepresentation: true,
  select: ['revenue'],
})
assert.equal(updated.revenue, 300_000)
assert.equal(
  await api.update({ collection: 'accounts', key, data: { revenue: 1 }, ifmatch: read['@odata.etag'] }),
  false,
  'somebody changed it since',
)
await api.updateSingleProperty({ collection: 'accounts', key, fieldValuePair: { description: 'A customer' } })
await api.deleteRecord({ collection: 'accounts', key, property: 'description' })
const cleared = await api.retrieve({ collection: 'accounts', key, select: ['description', 'telephone1'] })
assert.deepEqual([cleared.description, cleared.telephone1], [null, '555'])

const newKey = crypto.randomUUID()
const upserted = { collection: 'accounts', key: newKey, data: { name: 'Fabrikam' } }
assert.equal(await api.upsert({ ...upserted, ifmatch: '*' }), null, 'it was not to be created')
await api.upsert(upserted)
assert.equal(await api.upsert({ ...upserted, ifnonematch: '*' }), null, 'it was not to be updated')
const again = await api.upsert({ ...upserted, returnRepresentation: true, select: ['name'] })
assert.equal(again.name, 'Fabrikam')

// Many
const some = await api.retrieveMultiple({
  collection: 'contacts',
  select: ['lastname'],
  orderBy: ['lastname asc'],
  maxPageSize: 2,
  count: true,
})
assert.deepEqual([some.oDataCount, some.value.length, typeof some.oDataNextLink], [3, 2, 'string'])
const next = await api.retrieveMultiple({ collection: 'contacts', select: ['lastname'] }, some.oDataNextLink)
assert.deepEqual(
  next.value.map((row) => row.lastname),
  ['Stubberod'],
)
const every = await api.retrieveAll({ collection: 'contacts', select: ['lastname'], maxPageSize: 1 })
assert.equal(every.value.length, 3)
assert.equal(await api.count({ collection: 'contacts' }), 3)
assert.equal(await api.count({ collection: 'contacts', filter: "lastname eq 'McKay'" }), 1)
assert.equal(await api.countAll({ collection: 'contacts', filter: "startswith(lastname,'C')" }), 1)
const sums = await api.retrieveMultiple({
  collection: 'accounts',
  apply: 'groupby((statecode),aggregate(revenue with sum as total))',
})
assert.deepEqual(sums.value[0].total, 300_000)
const tracked = await api.retrieveMultiple({ collection: 'contacts', select: ['lastname'], trackChanges: true })
await api.update({ collection: 'contacts', key: String(contactId), data: { lastname: 'McKay-Smith' } })
const changes = await api.retrieveMultiple({ collection: 'contacts', select: ['lastname'] }, tracked.oDataDeltaLink)
assert.deepEqual(
  changes.value.map((row) => row.lastname),
  ['McKay-Smith'],
)

const fetchXml =
  '<fetch><entity name="contact"><attribute name="lastname"/><order attribute="lastname"/></entity></fetch>'
const fetched = await api.fetch({
  collection: 'contacts',
  includeAnnotations: '*',
  fetchXml: fetchXml.replace('<fetch', '<fetch count="2"'),
})
assert.equal(fetched.value.length, 2)
const { PagingInfo: paging } = fetched
const second = await api.fetch({
  collection: 'contacts',
  fetchXml: fetchXml.replace('<fetch', '<fetch count="2"'),
  pageNumber: paging?.nextPage ?? 0,
  pagingCookie: paging?.cookie ?? '',
})
assert.equal(second.value.length, 1)
const all = await api.fetchAll({
  collection: 'contacts',
  includeAnnotations: '*',
  fetchXml: fetchXml.replace('<fetch', '<fetch count="1"'),
})
assert.deepEqual(
  all.value.map((row) => row.lastname),
  ['Campbell', 'McKay-Smith', 'Stubberod'],
)

// Relations
const relation = { collection: 'accounts', primaryKey: newKey, relationshipName: 'contact_customer_accounts' }
await api.associate({ ...relation, relatedCollection: 'contacts', relatedKey: String(contactId) })
assert.equal(await api.count({ collection: 'contacts', filter: `_parentcustomerid_value eq ${newKey}` }), 1)
await api.disassociate({ ...relation, relatedKey: String(contactId) })
assert.equal(await api.count({ collection: 'contacts', filter: `_parentcustomerid_value eq ${newKey}` }), 0)
const single = { collection: 'accounts', primaryKey: newKey, navigationProperty: 'primarycontactid' }
await api.associateSingleValued({ ...single, relatedCollection: 'contacts', relatedKey: String(contactId) })
await api.disassociateSingleValued(single)
const apart = await api.retrieve({ collection: 'accounts', key: newKey, select: ['_primarycontactid_value'] })
assert.equal(apart['_primarycontactid_value'], null)

// Functions, actions, whose they are
const access = await api.callFunction<{ AccessRights: string }>({
  name: 'Microsoft.Dynamics.CRM.RetrievePrincipalAccess',
  collection: 'systemusers',
  key: me.UserId,
  parameters: { Target: { '@odata.id': `accounts(${key})` } },
})
assert.match(access.AccessRights, /ReadAccess/)
const lead = await api.create<object, string>({ collection: 'leads', data: { subject: 'Chairs', lastname: 'Curie' } })
const qualified = await api.callAction<{ value: object[] }>({
  collection: 'leads',
  key: String(lead),
  actionName: 'Microsoft.Dynamics.CRM.QualifyLead',
  action: { CreateAccount: true, CreateContact: true, CreateOpportunity: true, Status: 3 },
})
assert.equal(qualified.value.length, 3)
const user = await api.create<object, string>({
  collection: 'systemusers',
  data: {
    firstname: 'Ada',
    lastname: 'Lovelace',
    domainname: 'ada@contoso.example',
    internalemailaddress: 'ada@contoso.example',
    'businessunitid@odata.bind': `/businessunits(${me.BusinessUnitId})`,
  },
})
const hers = await api.create<object, { _createdby_value: string; _createdonbehalfby_value: string }>({
  collection: 'accounts',
  data: { name: 'Litware' },
  impersonate: String(user),
  returnRepresentation: true,
  select: ['_createdby_value', '_createdonbehalfby_value'],
})
assert.deepEqual([hers['_createdby_value'], hers['_createdonbehalfby_value']], [user, me.UserId])

// In the background
const job = await api.callAction<{ backgroundOperationId: string }>({
  actionName: 'sample_Double',
  action: { Number: 21 },
  respondAsync: true,
})
const state = await api.getBackgroundOperationStatus(job.backgroundOperationId)
assert.equal(state.backgroundOperationStateCode, 3)
const cancelled = await api.cancelBackgroundOperation(job.backgroundOperationId).catch(refusal)
assert.ok(cancelled, 'what is over cannot be cancelled')

// Files
const note = await api.create<object, string>({ collection: 'annotations', data: { subject: 'Terms' } })
assert.ok(note)
await api.createAttribute({
  entityKey: "LogicalName='account'",
  data: {
    '@odata.type': 'Microsoft.Dynamics.CRM.FileAttributeMetadata',
    SchemaName: 'new_Contract',
    DisplayName: label('Contract'),
    MaxSizeInKB: 10_240,
  },
})
const content = new TextEncoder().encode('terms '.repeat(900_000))
await api.uploadFile({ collection: 'accounts', key, property: 'new_contract', fileName: 'contract.txt', data: content })
const file = await api.downloadFile({ collection: 'accounts', key, property: 'new_contract' })
assert.deepEqual([file.fileName, file.fileSize, file.data.length], ['contract.txt', content.length, content.length])
await api.deleteRecord({ collection: 'accounts', key, property: 'new_contract' })

// Batches
api.startBatch()
void api.create({ collection: 'contacts', data: { lastname: 'Hopper' }, contentId: '1' })
void api.create({ collection: 'accounts', data: { name: 'Batched', 'primarycontactid@odata.bind': '$1' } })
void api.retrieveMultiple({ collection: 'accounts', select: ['name'], filter: "name eq 'Batched'", inChangeSet: false })
const batched = await api.executeBatch()
assert.equal(batched[2].value[0].name, 'Batched')
api.startBatch()
void api.create({ collection: 'accounts', data: { name: 'Gone with the other' } })
void api.create({ collection: 'accounts', data: { nothing: 1 } })
await assert.rejects(api.executeBatch())
assert.equal(await api.count({ collection: 'accounts', filter: "name eq 'Gone with the other'" }), 0)

// Search
const searched = noted(new DynamicsWebApi({ ...config, searchApi: { version: '2.0' } }))
const hits = (await searched.search({
  query: { search: 'contoso', count: true, entities: ['account'] },
})) as unknown as { response: { Count: number } }
assert.equal(hits.response.Count, 1)
const queried = await searched.query({ query: { search: 'fabrikam', top: 5 } })
assert.equal(queried.response.Value.length, 1)
const suggested = await searched.suggest({ query: { search: 'fabr', top: 5 } })
assert.equal(suggested.response.Value.length, 1)
const completed = await searched.autocomplete({ query: { search: 'fab' } })
assert.match(String(completed.response.Value), /fabrikam/)
const legacy = noted(new DynamicsWebApi({ ...config, searchApi: { version: '1.0' } }))
const older = await legacy.search({ query: { search: 'contoso', returnTotalRecordCount: true, entities: ['account'] } })
assert.deepEqual([older.totalrecordcount, older.value[0]?.['@search.objectid']], [1, key])
const olderSuggested = await legacy.suggest({ query: { search: 'fabr' } })
assert.equal(olderSuggested.value.length, 1)

// Definitions
const entityId = await api.createEntity<string>({
  data: {
    '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
    SchemaName: 'new_Project',
    DisplayName: label('Project'),
    DisplayCollectionName: label('Projects'),
    OwnershipType: 'UserOwned',
    HasActivities: false,
    HasNotes: false,
    Attributes: [
      {
        '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
        SchemaName: 'new_Name',
        DisplayName: label('Name'),
        IsPrimaryName: true,
        MaxLength: 100,
        FormatName: { Value: 'Text' },
        RequiredLevel: {
          Value: 'None',
          CanBeChanged: true,
          ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
        },
      },
    ],
  },
})
const entity = await api.retrieveEntity({ key: "LogicalName='new_project'", select: ['LogicalName', 'EntitySetName'] })
assert.equal(entity.EntitySetName, 'new_projects')
const whole = await api.retrieveEntity({ key: String(entityId ?? entity.MetadataId) })
await api.updateEntity({ data: { ...whole, DisplayName: label('Undertaking') }, mergeLabels: true })
const entities = await api.retrieveEntities({ select: ['LogicalName'], filter: "LogicalName eq 'new_project'" })
assert.equal(entities.value.length, 1)

const projects = "LogicalName='new_project'"
await api.createAttribute({
  entityKey: projects,
  data: {
    '@odata.type': 'Microsoft.Dynamics.CRM.IntegerAttributeMetadata',
    SchemaName: 'new_Size',
    DisplayName: label('Size'),
    MinValue: 0,
    MaxValue: 100,
  },
})
const castType = 'Microsoft.Dynamics.CRM.IntegerAttributeMetadata'
const attributes = await api.retrieveAttributes({ entityKey: projects, castType, select: ['LogicalName', 'MaxValue'] })
assert.ok(attributes.value.some((one) => one.LogicalName === 'new_size' && one.MaxValue === 100))
const size = await api.retrieveAttribute({ entityKey: projects, attributeKey: "LogicalName='new_size'", castType })
await api.updateAttribute({ entityKey: projects, data: { ...size, MaxValue: 500 }, castType })
const grown = await api.retrieveAttribute({ entityKey: projects, attributeKey: "LogicalName='new_size'", castType })
assert.equal(grown.MaxValue, 500)

const relationshipId = await api.createRelationship<string>({
  data: {
    '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    SchemaName: 'new_account_new_project',
    ReferencedEntity: 'account',
    ReferencedAttribute: 'accountid',
    ReferencingEntity: 'new_project',
    CascadeConfiguration: {
      Assign: 'NoCascade',
      Delete: 'RemoveLink',
      Merge: 'NoCascade',
      Reparent: 'NoCascade',
      Share: 'NoCascade',
      Unshare: 'NoCascade',
    },
    Lookup: {
      '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata',
      SchemaName: 'new_CustomerId',
      DisplayName: label('Customer'),
    },
  },
})
const oneToMany = 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata'
const found = await api.retrieveRelationships({ castType: oneToMany, filter: "ReferencingEntity eq 'new_project'" })
const ours = found.value.find((one) => one.SchemaName === 'new_account_new_project')
const relationshipKey = String(relationshipId ?? ours.MetadataId)
const before = await api.retrieveRelationship({ key: relationshipKey, castType: oneToMany })
await api.updateRelationship({
  data: { ...before, CascadeConfiguration: { ...before.CascadeConfiguration, Delete: 'Restrict' } },
  castType: oneToMany,
})
const changed = await api.retrieveRelationship({ key: relationshipKey, castType: oneToMany })
assert.equal(changed.CascadeConfiguration.Delete, 'Restrict')
await api.deleteRelationship({ key: relationshipKey })

const optionSetId = await api.createGlobalOptionSet<string>({
  data: {
    '@odata.type': 'Microsoft.Dynamics.CRM.OptionSetMetadata',
    IsCustomOptionSet: true,
    IsGlobal: true,
    Name: 'new_colors',
    OptionSetType: 'Picklist',
    DisplayName: label('Colours'),
    Options: [{ Value: 1, Label: label('Red') }],
  },
})
const picklist = 'Microsoft.Dynamics.CRM.OptionSetMetadata'
const sets = await api.retrieveGlobalOptionSets({ castType: picklist, select: ['Name'] })
assert.ok(sets.value.some((one) => one.Name === 'new_colors'))
const colors = await api.retrieveGlobalOptionSet({ key: "Name='new_colors'", castType: picklist })
assert.equal(colors.Options[0].Value, 1)
await api.updateGlobalOptionSet({
  data: { ...colors, DisplayName: label('Shades') },
  castType: picklist,
  mergeLabels: true,
})
await api.deleteGlobalOptionSet({ key: String(optionSetId ?? colors.MetadataId) })
const csdl = await api.retrieveCsdlMetadata({ addAnnotations: true })
assert.match(csdl, /<EntityType Name="new_project"/)

// The client itself
const other = noted(api.initializeInstance({ ...config, impersonate: String(user) }))
other.setConfig({ includeAnnotations: '*' })
const asAda = await other.callFunction<{ UserId: string }>('WhoAmI')
assert.equal(asAda.UserId, user)
assert.equal(await api.deleteRecord({ collection: 'accounts', key: newKey }), true)
const gone = await api.retrieve({ collection: 'accounts', key: newKey }).catch(refusal)
assert.deepEqual(gone, [404, '0x80040217'])

const functions = Object.entries(plain).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
console.log(JSON.stringify({ missed: functions.filter((name) => !called.has(name)), functions: functions.length }))

function label(text: string): object {
  return {
    '@odata.type': 'Microsoft.Dynamics.CRM.Label',
    LocalizedLabels: [{ '@odata.type': 'Microsoft.Dynamics.CRM.LocalizedLabel', Label: text, LanguageCode: 1033 }],
  }
}
