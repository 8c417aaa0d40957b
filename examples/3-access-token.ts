// Step 3: get an access token as the app, and keep getting one.
// Needs: the app of step 1, or one in AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET.
import { decodeAccessToken } from '@dynamics-kit/auth'
import { headline, line } from './print.ts'
import { dynamicsUrl, integration } from './settings.ts'

headline('3  Get an access token as the app')

const credential = await integration()
const scope = `${new URL(dynamicsUrl()).origin}/.default`

const { token, expiresOnTimestamp } = await credential.getToken(scope)

// The token itself is a secret for as long as it lives; its claims are not.
const claims = decodeAccessToken(token)
line('claim', 'aud  audience', claims.aud)
line('claim', 'iss  issuer', claims.iss)
line('claim', 'tid  tenant', claims.tid)
line('claim', 'appid  client id', claims.appid)
line('claim', 'oid  principal', claims.oid)
line(
  'expires',
  `in ${Math.round((expiresOnTimestamp - Date.now()) / 60_000)} minutes`,
  new Date(expiresOnTimestamp).toISOString(),
)

const started = performance.now()
for (let call = 0; call < 1000; call++) await credential.getToken(scope)
line('cached', '1,000 more calls', `${(performance.now() - started).toFixed(1)} ms, no further request`)
