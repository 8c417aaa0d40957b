import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type StartedServer } from '../src/doors/server-door.ts'
import { DATAVERSE_APP_ID } from '../src/world/well-known.ts'
import { createEntraHarness, LOGIN, ORG, SECRET, type EntraHarness } from './entra-harness.ts'

const PROGRAM = fileURLToPath(new URL('entra-client-program.mjs', import.meta.url))

let harness: EntraHarness
let https: StartedServer
let http: StartedServer

beforeAll(async () => {
  // Real libraries follow the machine's clock, so this world does too.
  harness = createEntraHarness(Date.now)
  https = await startServer(harness.engine, {})
  http = await startServer(harness.engine, { http: true })
  for (const origin of https.origins) {
    harness.world.resources.set(origin, { tenantId: harness.tenant.id, appId: DATAVERSE_APP_ID })
  }
})

afterAll(async () => {
  await https.close()
  await http.close()
})

describe('over HTTPS, in a process that trusts the authority', () => {
  async function run(library: 'msal' | 'identity', clientSecret: string) {
    const [authority] = https.origins
    const input = {
      library,
      authority,
      tenantId: harness.tenant.id,
      clientId: harness.app.appId,
      clientSecret,
      scope: `${authority}/.default`,
    }
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: https.caFile }
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, JSON.stringify(input)], { env })
    return JSON.parse(stdout) as Record<string, any>
  }

  it('msal-node gets a token, and the second from its cache', async () => {
    const result = await run('msal', SECRET)
    expect(result).toMatchObject({
      claims: { aud: https.origins[0], appid: harness.app.appId, tid: harness.tenant.id },
      secondFromCache: true,
    })
  })

  it('msal-node reads the refusal of a wrong secret', async () => {
    expect(await run('msal', 'wrong')).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215, status: 401 })
  })

  it('ClientSecretCredential of @azure/identity gets a token', async () => {
    const result = await run('identity', SECRET)
    expect(result).toMatchObject({ claims: { aud: https.origins[0], appid: harness.app.appId } })
    expect(result['expiresOnTimestamp']).toBeGreaterThan(Date.now() + 3500_000)
  })

  it('ClientSecretCredential of @azure/identity reads a refusal', async () => {
    expect((await run('identity', 'wrong'))['message']).toContain('AADSTS7000215')
  })
})

describe('without TLS', () => {
  it('msal-node gets a token through authority metadata', async () => {
    const login = 'https://login.fabrikam.example'
    const [fake] = http.origins
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: harness.app.appId,
        clientSecret: SECRET,
        authority: `${login}/${harness.tenant.id}`,
        knownAuthorities: [new URL(login).host],
        authorityMetadata: JSON.stringify({
          issuer: `${login}/{tenantid}/v2.0`,
          authorization_endpoint: `${fake}/{tenantid}/oauth2/v2.0/authorize`,
          token_endpoint: `${fake}/{tenantid}/oauth2/v2.0/token`,
          jwks_uri: `${fake}/{tenantid}/discovery/v2.0/keys`,
        }),
      },
    })
    const result = await application.acquireTokenByClientCredential({ scopes: [`${ORG}/.default`] })
    expect(await harness.world.tokens.verify(result?.accessToken ?? '')).toMatchObject({
      valid: true,
      claims: { aud: ORG },
    })
  })
})

describe('in process', () => {
  const networkClient: NonNullable<NonNullable<Configuration['system']>['networkClient']> = {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }

  async function send<Body>(
    method: string,
    url: string,
    options: { headers?: Record<string, string>; body?: string } = {},
  ) {
    const { headers = {}, body } = options
    const response = await harness.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as Body,
    }
  }

  it('msal-node gets a token for every cloud address of Entra', async () => {
    for (const authority of [LOGIN, 'https://login.windows.net']) {
      const application = new ConfidentialClientApplication({
        auth: { clientId: harness.app.appId, clientSecret: SECRET, authority: `${authority}/${harness.tenant.domain}` },
        system: { networkClient },
      })
      const result = await application.acquireTokenByClientCredential({ scopes: [`${ORG}/.default`] })
      expect(result?.accessToken).toMatch(/^eyJ/)
    }
  })
})
