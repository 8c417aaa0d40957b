import { describe, expect, it } from 'vitest'
import { createFakeDynamics, type UserOptions } from '../src/index.ts'

/** A tenant, and somebody who signed in at an app that may register apps in their name. */
async function signedIn(
  directoryRoles: NonNullable<UserOptions['directoryRoles']>,
  graphScopes: readonly string[] = ['Application.ReadWrite.All', 'DelegatedPermissionGrant.ReadWrite.All'],
) {
  const fake = createFakeDynamics()
  const person = fake.addUser({ displayName: 'Ada Lovelace', directoryRoles })
  const { clientId } = fake.addApp({ applicationUser: false, publicClient: true, graphScopes })
  const post = async (path: string, form: Record<string, string>) => {
    const url = `${fake.authority}/${fake.tenantId}/oauth2/v2.0/${path}`
    const response = await fake.fetch(url, { method: 'POST', body: new URLSearchParams(form) })
    return (await response.json()) as Record<string, string>
  }
  const scope = graphScopes.map((one) => `https://graph.microsoft.com/${one}`).join(' ')
  const { device_code: code = '', user_code: userCode = '' } = await post('devicecode', { client_id: clientId, scope })
  fake.entra.approveDevice(userCode, person.userPrincipalName)
  const grant = 'urn:ietf:params:oauth:grant-type:device_code'
  const tokens = await post('token', { client_id: clientId, device_code: code, grant_type: grant })
  const token = tokens['access_token'] ?? ''
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
  return {
    fake,
    claims,
    async call(method: string, path: string, body?: unknown) {
      const response = await fake.fetch(`${fake.graphUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, any> }
    },
  }
}

const administrator = '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3'
const everybody = 'b79fbf4d-3ef9-4689-8143-76b194e85509'

describe('a person who calls Microsoft Graph', () => {
  it('has permissions of the app and roles of the directory in the token', async () => {
    const { claims } = await signedIn(['Application Administrator'])
    expect(claims['scp']).toBe('Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All')
    expect(claims['wids']).toEqual([administrator, everybody])
    expect(claims['roles']).toBeUndefined()
  })

  it('registers an app without a role, and changes what is their own only', async () => {
    const { call, fake } = await signedIn([])
    const { json, status } = await call('POST', '/applications', { displayName: 'Contoso integration' })
    expect(status).toBe(201)
    expect((await call('POST', '/servicePrincipals', { appId: json['appId'] })).status).toBe(201)
    expect((await call('POST', `/applications/${json['id']}/addPassword`, {})).status).toBe(200)
    const other = await call('POST', `/applications(appId='${fake.clientId}')/addPassword`, {})
    expect([other.status, other.json['error'].code]).toEqual([403, 'Authorization_RequestDenied'])
  })

  it.each([
    ['Application Developer', 403],
    ['Privileged Role Administrator', 201],
    ['Cloud Application Administrator', 201],
    ['Global Administrator', 201],
  ] as const)('consents for everybody as %s: %i', async (role, status) => {
    const { call } = await signedIn([role])
    const { json: app } = await call('POST', '/applications', { displayName: 'Contoso integration' })
    const { json: principal } = await call('POST', '/servicePrincipals', { appId: app['appId'] })
    const { json: resource } = await call('GET', "/servicePrincipals(appId='00000007-0000-0000-c000-000000000000')")
    const grant = { consentType: 'AllPrincipals', resourceId: resource['id'], scope: 'user_impersonation' }
    const answer = await call('POST', '/oauth2PermissionGrants', { ...grant, clientId: principal['id'] })
    expect(answer.status).toBe(status)
  })

  it('may not do what the app at hand has no permission for', async () => {
    const { call } = await signedIn(['Global Administrator'], ['Application.Read.All'])
    expect((await call('GET', '/applications')).status).toBe(200)
    expect((await call('POST', '/applications', { displayName: 'Contoso integration' })).status).toBe(403)
  })

  it('may do everything at an app that acts as the person', async () => {
    const { call } = await signedIn(['Global Administrator'], ['Directory.AccessAsUser.All'])
    expect((await call('POST', '/applications', { displayName: 'Contoso integration' })).status).toBe(201)
  })

  it('has roles that the fake knows', () => {
    const unknown = ['Intern'] as unknown as ['Global Administrator']
    expect(() => createFakeDynamics().addUser({ directoryRoles: unknown })).toThrow(/^directoryRoles: .*"Intern"/)
  })
})
