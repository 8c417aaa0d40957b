// Clients by others, over HTTPS with the fake's certificate authority trusted: they do what their documentation shows.
import { join } from 'node:path'
import { createFakeDynamics, type FakeDynamics } from '@dynamics-kit/testing'
import { beforeAll, expect, test } from 'vitest'
import { programOutput } from './support/program-output.ts'

let template: FakeDynamics

beforeAll(() => {
  template = createFakeDynamics({
    customApis: [
      {
        uniqueName: 'sample_Double',
        parameters: { Number: 'Integer' },
        response: { Twice: 'Integer' },
        run: ({ parameters }) => ({ Twice: Number(parameters['Number']) * 2 }),
      },
    ],
  })
})

const outputOf = (program: string): Promise<unknown> =>
  programOutput(template.fork(), join(import.meta.dirname, 'third-parties', program))

const guid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

test('@azure/msal-node gets a token, caches it, and WhoAmI takes it', async () => {
  expect(await outputOf('msal-node.ts')).toMatchObject({
    cached: true,
    status: 200,
    me: { UserId: guid, BusinessUnitId: guid, OrganizationId: guid },
  })
}, 30_000)

test('a credential of @azure/identity works in our client', async () => {
  expect(await outputOf('azure-identity.ts')).toEqual({
    me: { userId: guid, businessUnitId: guid, organizationId: guid },
  })
}, 30_000)

test('dynamics-web-api creates, retrieves, queries, updates and deletes', async () => {
  expect(await outputOf('dynamics-web-api.ts')).toMatchObject({
    me: { UserId: guid },
    contact: { contactid: guid, fullname: 'Yvonne McKay' },
    retrieved: { name: "Fourth Coffee's", revenue: 250_000, primarycontactid: { fullname: 'Yvonne McKay' } },
    queried: { oDataCount: 1, value: [{ name: "Fourth Coffee's", primarycontactid: { fullname: 'Yvonne McKay' } }] },
    updated: { revenue: 300_000 },
    gone: { status: 404, code: '0x80040217' },
  })
}, 30_000)

test('dynamics-web-api does all that it can', async () => {
  expect(await outputOf('dynamics-web-api-all.ts')).toEqual({ missed: [], functions: 49 })
}, 60_000)

test('xrm-webapi does what it can, behind msw', async () => {
  expect(await outputOf('xrm-webapi.ts')).toEqual({ names: ['Fabrikam', 'Curie'] })
}, 60_000)
