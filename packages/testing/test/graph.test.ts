import { beforeEach, describe, expect, it } from 'vitest'
import { createServerCertificate } from '../src/doors/certificate.ts'
import { findServicePrincipal } from '../src/world/directory-lookup.ts'
import { assignAppRole, registerApplication, registerServicePrincipal } from '../src/world/register-application.ts'
import { DATAVERSE_APP_ID, GRAPH_APP_ID, GRAPH_APP_ROLES } from '../src/world/well-known.ts'
import { createEntraHarness, LOGIN, ORG, SECRET, type EntraHarness } from './entra-harness.ts'

const GRAPH = 'https://graph.microsoft.com/v1.0'
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/
const UNKNOWN = '99999999-9999-4999-8999-999999999999'

let harness: EntraHarness
let token: string

beforeEach(async () => {
  harness = createEntraHarness()
  token = await tokenWith(
    'Application.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'DelegatedPermissionGrant.ReadWrite.All',
    'Directory.Read.All',
  )
})

function allow(clientId: string, role: string) {
  const graph = findServicePrincipal(harness.tenant, GRAPH_APP_ID)!
  const principal = findServicePrincipal(harness.tenant, clientId)!
  const appRoleId = GRAPH_APP_ROLES.find(({ value }) => value === role)!.id
  assignAppRole(harness.world, harness.tenant, { principalId: principal.id, resourceId: graph.id, appRoleId })
}

/** A token of a new app that has these application permissions. */
async function tokenWith(...roles: string[]): Promise<string> {
  const app = registerApplication(harness.world, harness.tenant, { displayName: `Contoso ${roles.join(' ')}` })
  registerServicePrincipal(harness.world, harness.tenant, app)
  harness.addSecret(app, { secretText: SECRET })
  for (const role of roles) allow(app.appId, role)
  const { json } = await requestToken(app.appId, SECRET, 'https://graph.microsoft.com')
  return json['access_token']
}

async function requestToken(clientId: string, secret: string, resource: string) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope: `${resource}/.default`,
  })
  const response = await harness.fetch(`${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`, { method: 'POST', body })
  return { status: response.status, json: (await response.json()) as Record<string, any> }
}

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const url = path.startsWith('https:') ? path : GRAPH + path
  const response = await harness.fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, any>,
  }
}

const REQUIRED_ACCESS = [
  { resourceAppId: DATAVERSE_APP_ID, resourceAccess: [{ id: '78ce3f0f-a1ce-49c2-8cde-64b5c0896db4', type: 'Scope' }] },
]

describe('step 1, from nothing to a token', () => {
  it('goes through application, service principal, consent and secret', async () => {
    const upsert = (body: unknown) =>
      call('PATCH', "/applications(uniqueName='contoso-prod')", body, { prefer: 'create-if-missing' })
    const body = {
      displayName: 'Contoso prod',
      signInAudience: 'AzureADMyOrg',
      requiredResourceAccess: REQUIRED_ACCESS,
    }
    const created = await upsert(body)
    expect(created.status).toBe(201)
    expect(created.json).toMatchObject({
      '@odata.context': `${GRAPH}/$metadata#applications/$entity`,
      displayName: 'Contoso prod',
      uniqueName: 'contoso-prod',
      publisherDomain: 'contoso.onmicrosoft.com',
      requiredResourceAccess: REQUIRED_ACCESS,
      passwordCredentials: [],
    })
    const again = await upsert({ ...body, notes: 'second run' })
    expect([again.status, again.text]).toEqual([204, ''])
    const { appId } = created.json

    const secretOf = async () =>
      (await call('POST', `/applications(appId='${appId}')/addPassword`, { passwordCredential: { displayName: 'ci' } }))
        .json
    const first = await secretOf()
    expect((await requestToken(appId, first['secretText'], ORG)).json['error_codes']).toEqual([7000229])

    const principal = await call('POST', '/servicePrincipals', { appId })
    expect(principal.status).toBe(201)
    expect(principal.json).toMatchObject({ appId, accountEnabled: true, servicePrincipalNames: [appId] })
    const dataverse = await call('GET', `/servicePrincipals(appId='${DATAVERSE_APP_ID}')?$select=id,appRoles`)
    expect(dataverse.json).toEqual({
      '@odata.context': `${GRAPH}/$metadata#servicePrincipals(id,appRoles)/$entity`,
      id: expect.stringMatching(GUID),
      appRoles: [],
    })
    const grant = {
      clientId: principal.json['id'],
      consentType: 'AllPrincipals',
      principalId: null,
      resourceId: dataverse.json['id'],
      scope: 'user_impersonation',
    }
    const granted = await call('POST', '/oauth2PermissionGrants', grant)
    expect(granted.status).toBe(201)
    expect(granted.json).toMatchObject({ ...grant, id: expect.stringMatching(/^[\w-]{43}$/) })

    const answer = await requestToken(appId, first['secretText'], ORG)
    expect(answer.status).toBe(200)
  })
})

describe('applications', () => {
  async function create(body: Record<string, unknown> = {}) {
    return (await call('POST', '/applications', { displayName: 'Contoso integration', ...body })).json
  }

  it('are found by object id, client id and unique name, and nowhere else', async () => {
    const { id, appId } = await create()
    const addresses = [`/applications/${id}`, `/applications('${id}')`, `/applications(appId='${appId}')`]
    for (const address of addresses) expect((await call('GET', address)).json['appId']).toBe(appId)
    const missing = await call('GET', `/applications/${appId}`)
    expect(missing.status).toBe(404)
    expect(missing.json).toEqual({
      error: {
        code: 'Request_ResourceNotFound',
        message: `Resource '${appId}' does not exist or one of its queried reference-property objects are not present.`,
        innerError: {
          date: '2026-01-05T10:11:12',
          'request-id': missing.headers.get('request-id'),
          'client-request-id': missing.headers.get('client-request-id'),
        },
      },
    })
    const byName = await call('PATCH', "/applications(uniqueName='absent')", { displayName: 'x' })
    expect([byName.status, byName.json['error']['code']]).toEqual([404, 'Request_ResourceNotFound'])
  })

  it('let personal accounts in unless an audience is named', async () => {
    expect((await create())['signInAudience']).toBe('AzureADandPersonalMicrosoftAccount')
  })

  it.each([
    ["displayName eq 'contoso integration'", ['Contoso integration']],
    ["startsWith(displayName,'contoso i')", ['Contoso integration']],
    ["displayName eq 'O''Neill' or displayName eq 'Fabrikam'", ["O'Neill"]],
    ["tags/any(t:t eq 'dataverse-s2s')", ["O'Neill"]],
    ["appId in ('99999999-9999-4999-8999-999999999999')", []],
    ["displayName eq 'O''Neill' and signInAudience eq 'AzureADMyOrg'", []],
  ])('are listed by $filter %s', async (filter, names) => {
    await create({ displayName: "O'Neill", tags: ['dataverse-s2s'] })
    const { json, status } = await call(
      'GET',
      `/applications?$filter=${encodeURIComponent(filter)}&$select=displayName`,
    )
    expect(status).toBe(200)
    expect(json['value']).toEqual(names.map((displayName) => ({ displayName })))
  })

  it.each([
    ["displayName ne 'x'", 'Request_UnsupportedQuery'],
    ["endsWith(displayName,'x')", 'Request_UnsupportedQuery'],
    ["contains(displayName,'x')", 'Request_UnsupportedQuery'],
    ["notes eq 'x'", 'Request_UnsupportedQuery'],
    ["name eq 'x'", 'BadRequest'],
    ["displayName eq 'x", 'BadRequest'],
  ])('are not listed by $filter %s', async (filter, code) => {
    const { json, status } = await call('GET', `/applications?$filter=${encodeURIComponent(filter)}`)
    expect([status, json['error'].code]).toEqual([400, code])
  })

  it('are counted and filtered by more when the request accepts staleness', async () => {
    await create({ displayName: 'Fabrikam' })
    const eventual = { consistencylevel: 'eventual' }
    const filter = encodeURIComponent("displayName ne 'fabrikam' and not startsWith(displayName,'contoso a')")
    const { json } = await call(
      'GET',
      `/applications?$count=true&$filter=${filter}&$select=displayName`,
      undefined,
      eventual,
    )
    expect(json).toMatchObject({ '@odata.count': 1, value: [{ displayName: 'Contoso integration' }] })
    expect((await call('GET', '/applications/$count', undefined, eventual)).text).toBe('3')
    expect((await call('GET', '/applications/$count')).status).toBe(400)
    expect((await call('GET', '/applications?$count=true')).json).not.toHaveProperty('@odata.count')
  })

  it('come in pages that nextLink connects', async () => {
    await create({ displayName: 'Fabrikam' })
    const names: string[] = []
    let link: string | undefined = '/applications?$top=1&$select=displayName&$orderby=displayName desc'
    while (link !== undefined) {
      const { json }: { json: Record<string, any> } = await call('GET', link)
      names.push(...json['value'].map((one: { displayName: string }) => one.displayName))
      link = json['@odata.nextLink']
    }
    expect(names).toEqual(names.toSorted().toReversed())
    expect(names).toHaveLength(3)
    expect((await call('GET', '/applications?$top=1000')).json['error'].code).toBe('Request_UnsupportedQuery')
  })

  it('keep what a PATCH does not name and replace the arrays it does', async () => {
    const { id } = await create({
      requiredResourceAccess: REQUIRED_ACCESS,
      web: { redirectUris: ['https://contoso.example'] },
    })
    const patch = { requiredResourceAccess: [], notes: 'seen', web: { logoutUrl: 'https://contoso.example/out' } }
    expect((await call('PATCH', `/applications/${id}`, patch)).status).toBe(204)
    expect((await call('GET', `/applications/${id}`)).json).toMatchObject({
      displayName: 'Contoso integration',
      notes: 'seen',
      requiredResourceAccess: [],
      web: { redirectUris: ['https://contoso.example'], logoutUrl: 'https://contoso.example/out' },
    })
  })

  it.each([
    [{ displayName: '' }, "Invalid value specified for property 'displayName' of resource 'Application'."],
    [
      { signInAudience: 'Everyone' },
      "Invalid value specified for property 'signInAudience' of resource 'Application'.",
    ],
    [{ appId: UNKNOWN }, "Property 'appId' is read-only and cannot be set."],
    [{ uniqueName: 'x' }, "Property 'uniqueName' is read-only and cannot be set."],
    [{ colour: 'red' }, "Invalid property 'colour'."],
    [{ passwordCredentials: [{}] }, 'New password credentials must be generated with service actions.'],
    [
      { requiredResourceAccess: [{}] },
      "Invalid value specified for property 'requiredResourceAccess' of resource 'Application'.",
    ],
  ])('refuse %j', async (body, message) => {
    const { json, status } = await call('POST', '/applications', { displayName: 'x', ...body })
    expect([status, json['error'].code, json['error'].message]).toEqual([400, 'Request_BadRequest', message])
  })

  it('take their service principal and its consents along when deleted', async () => {
    const { id, appId } = await create()
    const principal = (await call('POST', '/servicePrincipals', { appId })).json
    const graph = (await call('GET', `/servicePrincipals(appId='${GRAPH_APP_ID}')`)).json
    await call('POST', `/servicePrincipals/${principal['id']}/appRoleAssignments`, {
      principalId: principal['id'],
      resourceId: graph['id'],
      appRoleId: GRAPH_APP_ROLES[0]!.id,
    })
    const assigned = harness.tenant.appRoleAssignments.size
    expect((await call('DELETE', `/applications/${id}`)).status).toBe(204)
    expect((await call('GET', `/servicePrincipals(appId='${appId}')`)).status).toBe(404)
    expect(harness.tenant.appRoleAssignments.size).toBe(assigned - 1)
  })
})

describe('deleted applications', () => {
  async function deleted(uniqueName = 'contoso-prod') {
    const body = { displayName: 'Contoso prod', signInAudience: 'AzureADMyOrg' }
    const { json } = await call('PATCH', `/applications(uniqueName='${uniqueName}')`, body, {
      prefer: 'create-if-missing',
    })
    const principal = await call('POST', '/servicePrincipals', { appId: json['appId'], notes: 'ours', tags: ['ours'] })
    expect(principal.json).toMatchObject({ notes: 'ours', tags: ['ours'] })
    expect((await call('DELETE', `/applications/${json['id']}`)).status).toBe(204)
    return { id: json['id'] as string, appId: json['appId'] as string }
  }
  const bin = '/directory/deletedItems'

  it('are listed, and keep their unique name', async () => {
    const { id } = await deleted()
    const { json } = await call('GET', `${bin}/microsoft.graph.application?$filter=displayName eq 'Contoso prod'`)
    expect(json['value']).toMatchObject([
      { id, uniqueName: 'contoso-prod', deletedDateTime: expect.stringMatching(/^2026-/) as string },
    ])
    const again = await call(
      'PATCH',
      "/applications(uniqueName='contoso-prod')",
      { displayName: 'x' },
      {
        prefer: 'create-if-missing',
      },
    )
    expect([again.status, again.json['error'].code, again.json['error'].message]).toEqual([
      400,
      'Request_BadRequest',
      'Another object with the same value for property uniqueName already exists.',
    ])
  })

  it('come back with their service principal', async () => {
    const { id, appId } = await deleted()
    expect((await call('POST', `${bin}/${id}/restore`)).json).toMatchObject({ id, appId, deletedDateTime: null })
    expect((await call('GET', `/applications/${id}`)).status).toBe(200)
    expect((await call('GET', `/servicePrincipals(appId='${appId}')`)).status).toBe(200)
    expect((await call('GET', `${bin}/${id}`)).status).toBe(404)
  })

  it('are gone for good when deleted again, and after 30 days', async () => {
    const { id } = await deleted()
    expect((await call('DELETE', `${bin}/${id}`)).status).toBe(204)
    expect((await call('DELETE', `${bin}/${id}`)).status).toBe(404)
    const { id: another } = await deleted()
    harness.clock.advance(30 * 24 * 3600_000)
    token = await tokenWith('Application.ReadWrite.All')
    expect((await call('GET', `${bin}/${another}`)).status).toBe(404)
    await deleted()
  })
})

describe('secrets', () => {
  it('show their text once and their hint for ever', async () => {
    const before = harness.clock.now()
    const { json, status } = await call('POST', `/applications/${harness.app.id}/addPassword`, {
      passwordCredential: { displayName: 'contoso-prod', endDateTime: '2026-07-05T00:00:00Z' },
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      '@odata.context': `${GRAPH}/$metadata#microsoft.graph.passwordCredential`,
      customKeyIdentifier: null,
      displayName: 'contoso-prod',
      startDateTime: new Date(before).toISOString().replace('.000Z', 'Z'),
      endDateTime: '2026-07-05T00:00:00Z',
      keyId: expect.stringMatching(GUID),
      hint: json['secretText'].slice(0, 3),
      secretText: expect.stringMatching(/^[A-Za-z0-9]{3}8Q~[A-Za-z0-9._~-]{34}$/),
    })
    const read = await call('GET', `/applications/${harness.app.id}?$select=passwordCredentials`)
    expect(read.text).not.toContain(json['secretText'])
    expect(read.json['passwordCredentials'][1]).toMatchObject({ hint: json['hint'], secretText: null })
  })

  it('live two years unless told otherwise', async () => {
    const { json } = await call('POST', `/applications/${harness.app.id}/addPassword`)
    expect(json['endDateTime']).toBe('2028-01-05T10:11:12Z')
  })

  it('stop working when removed', async () => {
    const { appId, id } = harness.app
    const { keyId, secretText } = (await call('POST', `/applications/${id}/addPassword`, {})).json
    expect((await requestToken(appId, secretText, ORG)).status).toBe(200)
    expect((await call('POST', `/applications/${id}/removePassword`, { keyId })).status).toBe(204)
    expect((await requestToken(appId, secretText, ORG)).json['error_codes']).toEqual([7000215])
    expect((await call('POST', `/applications/${id}/removePassword`, { keyId })).status).toBe(400)
  })
})

describe('certificates', () => {
  const patch = (keyCredentials: unknown) => call('PATCH', `/applications/${harness.app.id}`, { keyCredentials })
  const item = (certificate: string) => ({
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    key: certificate.replaceAll(/-----.*-----|\s/g, ''),
    displayName: 'CN=contoso',
  })

  it('replace the ones before, unless those are sent back', async () => {
    const [first, second] = await Promise.all([createServerCertificate(['a']), createServerCertificate(['b'])])
    expect((await patch([item(first.certificate)])).status).toBe(204)
    const read = async () =>
      (await call('GET', `/applications/${harness.app.id}?$select=keyCredentials`)).json['keyCredentials']
    const [kept] = await read()
    expect(kept).toMatchObject({
      key: null,
      customKeyIdentifier: expect.stringMatching(/^[0-9A-F]{40}$/),
      usage: 'Verify',
    })
    await patch([kept, item(second.certificate)])
    expect((await read()).map((one: { keyId: string }) => one.keyId)).toEqual([kept.keyId, expect.stringMatching(GUID)])
    await patch([item(second.certificate)])
    expect(await read()).toHaveLength(1)
  })

  it('cannot be registered for longer than they live', async () => {
    const { certificate } = await createServerCertificate(['a'])
    const { json } = await patch([{ ...item(certificate), endDateTime: '2099-01-01T00:00:00Z' }])
    expect(json['error'].code).toBe('KeyCredentialsInvalidEndDate')
  })

  it.each([[{ key: 'AAAA', type: 'AsymmetricX509Cert', usage: 'Verify' }], ['text'], [{ usage: 'Verify' }]])(
    'are not %j',
    async (bad) => {
      const { status, json } = await patch([bad])
      expect([status, json['error'].code]).toEqual([400, 'Request_BadRequest'])
    },
  )
})

describe('service principals', () => {
  it('need a valid application', async () => {
    const { json, status } = await call('POST', '/servicePrincipals', { appId: UNKNOWN })
    const message = `The appId '${UNKNOWN}' of the service principal does not reference a valid application object.`
    expect(status).toBe(400)
    expect(json['error']).toMatchObject({
      code: 'Request_BadRequest',
      message,
      details: [{ code: 'NoBackingApplicationObject', message, target: 'appId' }],
    })
  })

  it('exist once per application', async () => {
    const { json, status } = await call('POST', '/servicePrincipals', { appId: harness.app.appId })
    expect([status, json['error'].code]).toEqual([409, 'Request_MultipleObjectsWithSameKeyValue'])
    expect(json['error'].message).toContain(`name ${harness.app.appId} is already in use`)
  })

  it('are made or updated by an upsert', async () => {
    const { appId } = (await call('POST', '/applications', { displayName: 'Fabrikam' })).json
    const upsert = () =>
      call(
        'PATCH',
        `/servicePrincipals(appId='${appId}')`,
        { appRoleAssignmentRequired: true },
        { prefer: 'create-if-missing' },
      )
    expect((await upsert()).json).toMatchObject({ appId, appRoleAssignmentRequired: true })
    expect((await upsert()).status).toBe(204)
  })

  it('bring Dataverse back to a tenant that lost it', async () => {
    const { json } = await call('GET', `/servicePrincipals(appId='${DATAVERSE_APP_ID}')`)
    expect((await call('DELETE', `/servicePrincipals/${json['id']}`)).status).toBe(204)
    expect((await requestToken(harness.app.appId, SECRET, ORG)).json['error_codes']).toEqual([500011])
    expect((await call('POST', '/servicePrincipals', { appId: DATAVERSE_APP_ID })).status).toBe(201)
    expect((await requestToken(harness.app.appId, SECRET, ORG)).status).toBe(200)
  })

  it('stop sign-in when disabled', async () => {
    const { appId } = harness.app
    expect((await call('PATCH', `/servicePrincipals(appId='${appId}')`, { accountEnabled: false })).status).toBe(204)
    expect((await requestToken(appId, SECRET, ORG)).json['error_codes']).toEqual([7000112])
  })

  it('are listed by the names they answer to', async () => {
    const filter = encodeURIComponent(`servicePrincipalNames/any(n:n eq '${DATAVERSE_APP_ID}')`)
    const { json } = await call('GET', `/servicePrincipals?$filter=${filter}&$select=displayName`)
    expect(json['value']).toEqual([{ displayName: 'Dataverse' }])
  })
})

describe('consent', () => {
  function ids() {
    const idOf = (appId: string) => findServicePrincipal(harness.tenant, appId)!.id
    return { client: idOf(harness.app.appId), dataverse: idOf(DATAVERSE_APP_ID), graph: idOf(GRAPH_APP_ID) }
  }

  it('is one row per client, resource and principal', async () => {
    const { client, dataverse } = ids()
    const grant = { clientId: client, consentType: 'AllPrincipals', resourceId: dataverse, scope: 'user_impersonation' }
    const { id } = (await call('POST', '/oauth2PermissionGrants', grant)).json
    const second = await call('POST', '/oauth2PermissionGrants', grant)
    expect([second.status, second.json['error'].message]).toEqual([409, 'Permission entry already exists.'])

    expect((await call('PATCH', `/oauth2PermissionGrants/${id}`, { scope: 'user_impersonation x' })).status).toBe(204)
    const filter = encodeURIComponent(
      `clientId eq '${client}' and resourceId eq '${dataverse}' and consentType eq 'AllPrincipals'`,
    )
    const found = await call('GET', `/oauth2PermissionGrants?$filter=${filter}`)
    expect(found.json['value']).toEqual([{ ...grant, id, principalId: null, scope: 'user_impersonation x' }])

    expect((await call('DELETE', `/oauth2PermissionGrants/${id}`)).status).toBe(204)
    expect((await call('GET', `/oauth2PermissionGrants/${id}`)).status).toBe(404)
  })

  it('names service principals, not applications', async () => {
    const grant = { clientId: harness.app.id, consentType: 'AllPrincipals', resourceId: ids().dataverse, scope: 'x' }
    const { json, status } = await call('POST', '/oauth2PermissionGrants', grant)
    expect([status, json['error'].code]).toEqual([404, 'Request_ResourceNotFound'])
  })

  it('of an app role shows in the next token', async () => {
    const { client, graph } = ids()
    const appRoleId = GRAPH_APP_ROLES.find(({ value }) => value === 'User.Read.All')!.id
    const body = { principalId: client, resourceId: graph, appRoleId }
    const made = await call('POST', `/servicePrincipals/${client}/appRoleAssignments`, body)
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      ...body,
      principalType: 'ServicePrincipal',
      resourceDisplayName: 'Microsoft Graph',
    })
    const { json } = await requestToken(harness.app.appId, SECRET, 'https://graph.microsoft.com')
    const verdict = await harness.world.tokens.verify(json['access_token'])
    expect(verdict).toMatchObject({ valid: true, claims: { roles: ['User.Read.All'] } })

    const again = await call('POST', `/servicePrincipals/${client}/appRoleAssignments`, body)
    expect([again.status, again.json['error'].message]).toEqual([
      400,
      'Permission being assigned already exists on the object',
    ])
    expect((await call('DELETE', `/servicePrincipals/${client}/appRoleAssignments/${made.json['id']}`)).status).toBe(
      204,
    )
    expect((await call('GET', `/servicePrincipals/${client}/appRoleAssignments`)).json['value']).toEqual([])
  })

  it('refuses a role that the resource does not publish', async () => {
    const { client, dataverse } = ids()
    const body = { principalId: client, resourceId: dataverse, appRoleId: GRAPH_APP_ROLES[0]!.id }
    const { json, status } = await call('POST', `/servicePrincipals/${client}/appRoleAssignments`, body)
    expect([status, json['error'].message]).toEqual([
      400,
      `Permission being assigned was not found on application '${DATAVERSE_APP_ID}'.`,
    ])
  })
})

describe('replication', () => {
  it('lets writes be seen after its delay, by Graph and by sign-in', async () => {
    harness.replication.delay = 5000
    const { id, appId } = (await call('POST', '/applications', { displayName: 'New' })).json
    expect((await call('GET', `/applications/${id}`)).status).toBe(404)
    expect((await call('GET', "/applications?$filter=displayName eq 'New'")).json['value']).toEqual([])
    const early = await call('POST', '/servicePrincipals', { appId })
    expect(early.json['error'].details[0].code).toBe('NoBackingApplicationObject')
    expect((await requestToken(appId, 'x', ORG)).json['error_codes']).toEqual([700016])

    harness.clock.advance(5000)
    expect((await call('GET', `/applications/${id}`)).status).toBe(200)
    const principal = (await call('POST', '/servicePrincipals', { appId })).json
    expect((await call('GET', `/servicePrincipals/${principal['id']}`)).status).toBe(404)
    const grant = { clientId: principal['id'], consentType: 'AllPrincipals', scope: 'user_impersonation' }
    const resourceId = findServicePrincipal(harness.tenant, DATAVERSE_APP_ID)!.id
    expect((await call('POST', '/oauth2PermissionGrants', { ...grant, resourceId })).status).toBe(404)
    const { secretText } = (await call('POST', `/applications/${id}/addPassword`)).json
    expect((await requestToken(appId, secretText, ORG)).json['error_codes']).toEqual([7000215])

    harness.clock.advance(5000)
    expect((await call('POST', '/oauth2PermissionGrants', { ...grant, resourceId })).status).toBe(201)
    expect((await requestToken(appId, secretText, ORG)).status).toBe(200)
  })

  it('never makes an upsert create twice', async () => {
    harness.replication.delay = 5000
    const upsert = () =>
      call('PATCH', "/applications(uniqueName='once')", { displayName: 'Once' }, { prefer: 'create-if-missing' })
    expect([(await upsert()).status, (await upsert()).status]).toEqual([201, 204])
  })
})

describe('the caller', () => {
  it.each([
    ['', 'Access token is empty.'],
    ['garbage', 'IDX14100: JWT is not well formed, there are no dots (.).'],
  ])('with token %j gets 401', async (bad, message) => {
    token = bad
    const { status, json, headers } = await call('GET', '/applications')
    expect([status, json['error'].code, json['error'].message]).toEqual([401, 'InvalidAuthenticationToken', message])
    expect(headers.get('www-authenticate')).toContain(`authorization_uri="${LOGIN}/common/oauth2/authorize"`)
  })

  it('with a token for Dynamics gets 401', async () => {
    token = (await requestToken(harness.app.appId, SECRET, ORG)).json['access_token']
    expect((await call('GET', '/applications')).json['error'].message).toContain('Invalid audience')
  })

  it('with an expired token gets 401', async () => {
    harness.clock.advance(3599_000)
    expect((await call('GET', '/applications')).json['error'].message).toContain('the token is expired')
  })

  it('whose service principal is gone gets 401', async () => {
    harness.tenant.servicePrincipals.clear()
    expect((await call('GET', '/applications')).json['error'].code).toBe('Authorization_IdentityNotFound')
  })

  it.each([
    ['POST', '/applications', 'Directory.Read.All'],
    ['POST', '/servicePrincipals', 'Application.Read.All'],
    ['GET', '/applications', 'DelegatedPermissionGrant.ReadWrite.All'],
    ['POST', '/oauth2PermissionGrants', 'Application.ReadWrite.All'],
    ['GET', '/oauth2PermissionGrants', 'Application.ReadWrite.All'],
    ['POST', '/servicePrincipals/{id}/appRoleAssignments', 'Application.ReadWrite.All'],
    ['GET', '/organization', 'Application.ReadWrite.All'],
  ])('may not %s %s with %s alone', async (method, path, role) => {
    token = await tokenWith(role)
    const { id } = findServicePrincipal(harness.tenant, harness.app.appId)!
    const { status, json } = await call(method, path.replace('{id}', id), method === 'POST' ? {} : undefined)
    expect([status, json['error'].code, json['error'].message]).toEqual([
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
    ])
  })

  it('with OwnedBy changes its own applications only', async () => {
    token = await tokenWith('Application.ReadWrite.OwnedBy')
    const { id, appId } = (await call('POST', '/applications', { displayName: 'Mine' })).json
    expect((await call('POST', `/applications/${id}/addPassword`, {})).status).toBe(200)
    expect((await call('POST', '/servicePrincipals', { appId })).status).toBe(201)
    expect((await call('POST', `/applications/${harness.app.id}/addPassword`, {})).status).toBe(403)
    expect((await call('DELETE', `/applications/${harness.app.id}`)).status).toBe(403)
  })

  it('sees the organization it belongs to', async () => {
    const { json } = await call('GET', '/organization')
    expect(json['value']).toMatchObject([
      { id: harness.tenant.id, displayName: 'Contoso', verifiedDomains: [{ name: 'contoso.onmicrosoft.com' }] },
    ])
  })
})

describe('what the fake does not model', () => {
  it.each([
    ['GET', '/users', '/users of Microsoft Graph'],
    ['POST', '/$batch', '/$batch of Microsoft Graph'],
    ['GET', `/applications/${UNKNOWN}/extensionProperties`, 'GET /applications/{id}/extensionProperties'],
    ['GET', '/applications?$expand=owners', '$expand in Microsoft Graph'],
    ['GET', '/applications?$search="displayName:x"', '$search in Microsoft Graph'],
    ['GET', 'https://graph.microsoft.com/beta/applications', 'the beta version of Microsoft Graph'],
  ])('is refused by name: %s %s', async (method, path, feature) => {
    const { status, json } = await call(method, path)
    expect([status, json['error'].code]).toEqual([501, 'NotImplemented'])
    expect(json['error'].message).toBe(`The fake does not model ${feature}.`)
  })
})
