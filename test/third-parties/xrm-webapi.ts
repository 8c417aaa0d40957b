// xrm-webapi as a program of Node has it, behind msw: it knows no port, and asks the real addresses over `node:https`.
import assert from 'node:assert/strict'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { setupServer } from 'msw/node'
import webApi from 'xrm-webapi/dist/xrm-webapi-node.js'

const fake = createFakeDynamics()
const server = setupServer(...fake.handlers)
server.listen({ onUnhandledFrame: 'error' })

const { token } = await fake.connection.credential.getToken()
const config = new webApi.WebApiConfig('9.2', token, fake.url)
// It takes one slash of `https://` away.
config.url = `${fake.url}/api/data/v9.2`
const account = await webApi.createWithReturnData(
  config,
  'accounts',
  { name: 'Contoso', revenue: 5 },
  '$select=accountid,name',
)
assert.equal(account['name'], 'Contoso')
const id = String(account['accountid'])
await webApi.create(config, 'accounts', { name: 'Fabrikam' })

const formatted = { includeFormattedValues: true, includeLookupLogicalNames: true }
const read = await webApi.retrieve(config, 'accounts', id, '$select=revenue,_ownerid_value', formatted)
assert.equal(read['revenue@OData.Community.Display.V1.FormattedValue'], '$5.00')
assert.equal(read['_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname'], 'systemuser')
const page = await webApi.retrieveMultiple(config, 'accounts', '$select=name&$orderby=name', { maxPageSize: 1 })
// It puts a slash behind a next link, and what the service makes of that nobody says: `retrieveMultipleNextPage` is left out.
assert.deepEqual(
  page.value.map((row) => String(row['name'])),
  ['Contoso'],
)

await webApi.update(config, 'accounts', id, { revenue: 6 })
const updated = await webApi.updateWithReturnData(config, 'accounts', id, { revenue: 7 }, '$select=revenue')
assert.equal(updated['revenue'], 7)
await webApi.updateProperty(config, 'accounts', id, 'description', 'A customer')
await webApi.deleteProperty(config, 'accounts', id, 'description')

const contact = await webApi.createWithReturnData(config, 'contacts', { lastname: 'McKay' }, '$select=contactid')
const contactId = String(contact['contactid'])
await webApi.associate(config, 'accounts', id, 'contact_customer_accounts', 'contacts', contactId)
assert.equal(fake.rows('contacts')[0]?.['_parentcustomerid_value'], id)
await webApi.disassociate(config, 'accounts', id, 'contact_customer_accounts', contactId)
assert.equal(fake.rows('contacts')[0]?.['_parentcustomerid_value'], null)

const me = (await webApi.unboundFunction(config, 'WhoAmI')) as { UserId: string }
const target = [{ name: 'Target', value: JSON.stringify({ '@odata.id': `accounts(${id})` }), alias: 't' }]
const access = (await webApi.boundFunction(config, 'systemusers', me.UserId, 'RetrievePrincipalAccess', target)) as {
  AccessRights: string
}
assert.match(access.AccessRights, /ReadAccess/)
const lead = await webApi.createWithReturnData(
  config,
  'leads',
  { subject: 'Chairs', lastname: 'Curie' },
  '$select=leadid',
)
const qualify = { CreateAccount: true, CreateContact: false, CreateOpportunity: false, Status: 3 }
await webApi.boundAction(config, 'leads', String(lead['leadid']), 'QualifyLead', qualify)
await webApi.unboundAction(config, 'PublishXml', { ParameterXml: '<importexportxml/>' })

// Its batches end without the line end that the service needs, which says so.
const changes = [{ queryString: 'accounts', entity: { name: 'Batched' }, method: 'POST' }]
const batch = webApi.batchOperation(config, 'BATCH123', 'CHANGESET123', changes, ['accounts?$select=name'])
await assert.rejects(batch, { code: '0x80048d19' })
await webApi.deleteRecord(config, 'accounts', id)

server.close()
console.log(JSON.stringify({ names: fake.rows('accounts').map((row) => row['name']) }))
