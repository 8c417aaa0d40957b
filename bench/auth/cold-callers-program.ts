// One contender, in a process of its own: a thousand callers at once of a fresh credential.
import { ClientSecretCredential } from '@azure/identity'
import { ConfidentialClientApplication } from '@azure/msal-node'
import { fromEnvironment } from '@dynamics-kit/auth'

const {
  DYNAMICS_URL = '',
  AZURE_AUTHORITY_HOST = '',
  AZURE_TENANT_ID = '',
  AZURE_CLIENT_ID = '',
  AZURE_CLIENT_SECRET = '',
} = process.env
const scope = `${DYNAMICS_URL}/.default`

const contenders: Record<string, () => () => Promise<unknown>> = {
  '@dynamics-kit/auth': () => {
    const credential = fromEnvironment()
    return () => credential.getToken(scope)
  },
  '@azure/msal-node': () => {
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: AZURE_CLIENT_ID,
        clientSecret: AZURE_CLIENT_SECRET,
        authority: `${AZURE_AUTHORITY_HOST}/${AZURE_TENANT_ID}`,
        knownAuthorities: [new URL(AZURE_AUTHORITY_HOST).host],
      },
    })
    return () => application.acquireTokenByClientCredential({ scopes: [scope] })
  },
  '@azure/identity': () => {
    const credential = new ClientSecretCredential(AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, {
      authorityHost: AZURE_AUTHORITY_HOST,
      disableInstanceDiscovery: true,
    })
    return () => credential.getToken(scope)
  },
}

const getToken = contenders[process.argv[2] ?? '']?.()
if (!getToken) throw new Error(`no contender ${process.argv[2]}`)
await Promise.all(Array.from({ length: 1000 }, getToken))
