// Raw @azure/msal-node against the fake over HTTPS, as its documentation shows for a custom authority.
import { ConfidentialClientApplication } from '@azure/msal-node'
import { variable } from './environment.ts'

const application = new ConfidentialClientApplication({
  auth: {
    clientId: variable('AZURE_CLIENT_ID'),
    clientSecret: variable('AZURE_CLIENT_SECRET'),
    authority: `${variable('AZURE_AUTHORITY_HOST')}/${variable('AZURE_TENANT_ID')}`,
    knownAuthorities: [new URL(variable('AZURE_AUTHORITY_HOST')).host],
  },
})

const scopes = [`${variable('DYNAMICS_URL')}/.default`]
const first = await application.acquireTokenByClientCredential({ scopes })
const second = await application.acquireTokenByClientCredential({ scopes })

const answer = await fetch(`${variable('DYNAMICS_URL')}/api/data/v9.2/WhoAmI`, {
  headers: { authorization: `Bearer ${first?.accessToken}` },
})
console.log(JSON.stringify({ cached: second?.fromCache, status: answer.status, me: await answer.json() }))
