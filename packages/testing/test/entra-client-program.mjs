// A program of its own, started by entra-clients.test.ts: it trusts the fake's authority through NODE_EXTRA_CA_CERTS and
// prints what a real client library got, as one line of JSON.
const { library, authority, tenantId, clientId, clientSecret, scope } = JSON.parse(process.argv[2])

const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'))

async function withMsal() {
  const { ConfidentialClientApplication } = await import('@azure/msal-node')
  const application = new ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret,
      authority: `${authority}/${tenantId}`,
      knownAuthorities: [new URL(authority).host],
    },
  })
  try {
    const first = await application.acquireTokenByClientCredential({ scopes: [scope] })
    const second = await application.acquireTokenByClientCredential({ scopes: [scope] })
    return { claims: claimsOf(first.accessToken), secondFromCache: second.fromCache }
  } catch (error) {
    return { errorCode: error.errorCode, errorNo: error.errorNo, status: error.status }
  }
}

async function withIdentity() {
  const { ClientSecretCredential } = await import('@azure/identity')
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost: authority,
    disableInstanceDiscovery: true,
  })
  try {
    const first = await credential.getToken(scope)
    return { claims: claimsOf(first.token), expiresOnTimestamp: first.expiresOnTimestamp }
  } catch (error) {
    return { name: error.name, message: error.message }
  }
}

console.log(JSON.stringify(library === 'msal' ? await withMsal() : await withIdentity()))
