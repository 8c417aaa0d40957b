// One contender, from the start of its process to a token in hand. Plain JavaScript modules as people install them.
const [contender = '', directory = ''] = process.argv.slice(2)
const {
  DYNAMICS_URL = '',
  AZURE_AUTHORITY_HOST = '',
  AZURE_TENANT_ID = '',
  AZURE_CLIENT_ID = '',
  AZURE_CLIENT_SECRET = '',
} = process.env
const scope = `${DYNAMICS_URL}/.default`

const contenders: Record<string, () => Promise<unknown>> = {
  nothing: async () => undefined,
  'auth cold': async () => {
    const { fromEnvironment } = await import('@dynamics-kit/auth')
    return fromEnvironment().getToken(scope)
  },
  'auth with a warm file store': async () => {
    const { fileTokenStore, fromEnvironment } = await import('@dynamics-kit/auth')
    return fromEnvironment(process.env, { store: fileTokenStore({ directory }) }).getToken(scope)
  },
  'msal-node CommonJS': async () => {
    const { createRequire } = process.getBuiltinModule('node:module')
    const msal = createRequire(import.meta.url)('@azure/msal-node') as typeof import('@azure/msal-node')
    const application = new msal.ConfidentialClientApplication({
      auth: {
        clientId: AZURE_CLIENT_ID,
        clientSecret: AZURE_CLIENT_SECRET,
        authority: `https://login.contoso.example/${AZURE_TENANT_ID}`,
        knownAuthorities: ['login.contoso.example'],
        authorityMetadata: JSON.stringify({
          issuer: 'https://login.contoso.example/{tenantid}/v2.0',
          authorization_endpoint: `${AZURE_AUTHORITY_HOST}/{tenantid}/oauth2/v2.0/authorize`,
          token_endpoint: `${AZURE_AUTHORITY_HOST}/{tenantid}/oauth2/v2.0/token`,
          jwks_uri: `${AZURE_AUTHORITY_HOST}/{tenantid}/discovery/v2.0/keys`,
        }),
      },
    })
    return application.acquireTokenByClientCredential({ scopes: [scope] })
  },
  'msal-node ESM': async () => {
    await import('@azure/msal-node')
    return contenders['msal-node CommonJS']?.()
  },
}

if (!contenders[contender]) throw new Error(`no contender ${contender}`)
await contenders[contender]()
process.exit()
