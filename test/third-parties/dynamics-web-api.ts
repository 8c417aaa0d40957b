// dynamics-web-api against the fake over HTTPS, with a token of @azure/identity, as its README shows.
import { ClientSecretCredential } from '@azure/identity'
import { DynamicsWebApi } from 'dynamics-web-api'
import { variable } from './environment.ts'

const credential = new ClientSecretCredential(
  variable('AZURE_TENANT_ID'),
  variable('AZURE_CLIENT_ID'),
  variable('AZURE_CLIENT_SECRET'),
  {
    authorityHost: variable('AZURE_AUTHORITY_HOST'),
    disableInstanceDiscovery: true,
  },
)

const dynamicsWebApi = new DynamicsWebApi({
  serverUrl: variable('DYNAMICS_URL'),
  dataApi: { version: '9.2' },
  onTokenRefresh: async () => (await credential.getToken(`${variable('DYNAMICS_URL')}/.default`)).token,
})

const me = await dynamicsWebApi.callFunction<{ UserId: string }>({ functionName: 'WhoAmI' })

const contact = await dynamicsWebApi.create<{ contactid?: string; firstname: string; lastname: string }>({
  collection: 'contacts',
  data: { firstname: 'Yvonne', lastname: 'McKay' },
  returnRepresentation: true,
})
const accountId = await dynamicsWebApi.create({
  collection: 'accounts',
  data: { name: "Fourth Coffee's", revenue: 250_000, 'primarycontactid@odata.bind': `contacts(${contact.contactid})` },
})

const retrieved = await dynamicsWebApi.retrieve({
  collection: 'accounts',
  key: String(accountId),
  select: ['name', 'revenue'],
  expand: [{ property: 'primarycontactid', select: ['fullname'] }],
})

const queried = await dynamicsWebApi.retrieveMultiple({
  collection: 'accounts',
  select: ['name'],
  filter: "name eq 'Fourth Coffee''s' and revenue gt 1000",
  expand: [{ property: 'primarycontactid', select: ['fullname'] }],
  orderBy: ['name asc'],
  count: true,
})

await dynamicsWebApi.update({ collection: 'accounts', key: String(accountId), data: { revenue: 300_000 } })
const updated = await dynamicsWebApi.retrieve<{ revenue: number }>({
  collection: 'accounts',
  key: String(accountId),
  select: ['revenue'],
})

await dynamicsWebApi.deleteRecord({ collection: 'accounts', key: String(accountId) })
const gone = await dynamicsWebApi
  .retrieve({ collection: 'accounts', key: String(accountId) })
  .catch((error: { status: number; code: string }) => ({ status: error.status, code: error.code }))

console.log(JSON.stringify({ me, contact, retrieved, queried, updated, gone }))
