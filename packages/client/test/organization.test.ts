import { describe, expect, test } from 'vitest'
import { clientWith, ID, OTHER, ROOT } from './client-with.ts'
import { fakeClient } from './fake-client.ts'
import { json } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

describe('the environment', () => {
  test('tells its names and addresses', async () => {
    const { dynamics, last } = clientWith(
      json({
        Detail: {
          OrganizationId: ID,
          FriendlyName: 'Contoso',
          OrganizationVersion: '9.2.24073.198',
          EnvironmentId: `Default-${OTHER}`,
          TenantId: OTHER,
          Geo: 'EUR',
          UrlName: 'contoso',
          UniqueName: 'unq1',
          State: 'Enabled',
          Endpoints: {
            Count: 1,
            IsReadOnly: false,
            Keys: ['WebApplication'],
            Values: ['https://contoso.crm.dynamics.com/'],
          },
        },
      }),
    )
    expect(await dynamics.retrieveCurrentOrganization()).toEqual({
      organizationId: ID,
      friendlyName: 'Contoso',
      version: '9.2.24073.198',
      environmentId: `Default-${OTHER}`,
      tenantId: OTHER,
      geo: 'EUR',
      urlName: 'contoso',
      uniqueName: 'unq1',
      state: 'Enabled',
      endpoints: { WebApplication: 'https://contoso.crm.dynamics.com/' },
    })
    expect(last().url).toBe(
      `${ROOT}RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'`,
    )
  })

  test('of the fake tells the same through both ways', async () => {
    const { dynamics } = fakeClient()
    const organization = await dynamics.retrieveCurrentOrganization()
    expect(organization.version).toBe(await dynamics.retrieveVersion())
    expect(organization.organizationId).toBe((await dynamics.whoAmI()).organizationId)
  })
})

test('two rows become one', async () => {
  const { dynamics, last } = clientWith(new Response(null, { status: 204 }))
  await dynamics.merge(accounts, ID, accounts.ref(OTHER), { name: 'Contoso', industrycode: 'Consulting' })
  const type = 'Microsoft.Dynamics.CRM.account'
  expect(last()).toMatchObject({ method: 'POST', url: `${ROOT}Merge` })
  expect(JSON.parse(last().body)).toEqual({
    Target: { '@odata.type': type, accountid: ID },
    Subordinate: { '@odata.type': type, accountid: OTHER },
    UpdateContent: { '@odata.type': type, name: 'Contoso', industrycode: 10 },
    PerformParentingChecks: false,
  })
})
