import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { publicCloud } from '../src/world/cloud.ts'
import { createHandlers } from '../src/doors/msw-door.ts'
import { cloudMounts } from '../src/doors/mount.ts'
import { createEntraHarness, LOGIN, ORG, SECRET, type EntraHarness } from './entra-harness.ts'

let harness: EntraHarness
let server: ReturnType<typeof setupServer>

beforeEach(() => {
  harness = createEntraHarness()
  server = setupServer(...createHandlers(harness.engine, cloudMounts([ORG], publicCloud)))
  server.listen({ onUnhandledFrame: 'bypass' })
})

afterEach(() => server.close())

it('answers requests with a body that go through the global fetch', async () => {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: harness.app.appId,
    client_secret: SECRET,
    scope: `${ORG}/.default`,
  })
  const response = await fetch(`${LOGIN}/${harness.tenant.id}/oauth2/v2.0/token`, { method: 'POST', body })
  expect(await response.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3599 })
})

it('lets requests to other hosts through', async () => {
  const other = createServer((_, outgoing) => outgoing.end('not the fake'))
  await new Promise<void>((resolve) => {
    other.listen(0, '127.0.0.1', resolve)
  })
  try {
    const { port } = other.address() as AddressInfo
    expect(await (await fetch(`http://127.0.0.1:${port}/common/discovery/keys`)).text()).toBe('not the fake')
  } finally {
    other.closeAllConnections()
    other.close()
  }
})
