// ClientSecretCredential of @azure/identity against the fake over HTTPS.
import { ClientSecretCredential } from '@azure/identity'
import { createClient } from '@dynamics-kit/client'
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

// Any credential of theirs works in our client.
const dynamics = createClient({ url: variable('DYNAMICS_URL'), credential })
console.log(JSON.stringify({ me: await dynamics.whoAmI() }))
