// Gets a token with a secret, then one with a certificate, and says after each what of jsonwebtoken is loaded. See load-msal.test.ts.
import { createRequire } from 'node:module'
import { clientCertificate, clientSecret } from '../../src/index.ts'

const app = {
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  fetch: (request: Request) => request.text().then(answer),
}
const scope = 'https://contoso.crm.dynamics.com/.default'
const { cache } = createRequire(import.meta.url)
const forms: string[] = []

function answer(form: string): Response {
  forms.push(form)
  return Response.json({ token_type: 'Bearer', expires_in: 3599, access_token: `token-${forms.length}` })
}

function report(token: string): void {
  const signs = Object.keys(cache).some((file) => file.includes('jsonwebtoken'))
  const assertion = new URLSearchParams(forms.at(-1)).get('client_assertion')
  console.log(token, signs, assertion?.split('.').length ?? 0)
}

const certificate = process.env['CERTIFICATE'] ?? ''
report((await clientSecret({ ...app, clientSecret: 'not-a-real-secret' }).getToken(scope)).token)
if (certificate !== '') report((await clientCertificate({ ...app, certificate }).getToken(scope)).token)
