import { expect, test } from 'vitest'
import { createRequestLog } from '../src/doors/request-log.ts'
import { assertReceived, createFakeDynamics } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

const request = (body: Uint8Array, headers: Record<string, string> = {}) => ({
  service: 'dynamics' as const,
  method: 'POST',
  url: 'https://contoso.crm.dynamics.com/api/data/v9.2/accounts',
  time: 0,
  status: 204,
  headers: new Headers(headers),
  body,
})

test('the oldest requests leave where bodies come to more than 50 MB', () => {
  const log = createRequestLog()
  const body = new Uint8Array(100_000)
  for (let count = 0; count < 700; count++) log.add(request(body))
  expect(log.entries).toHaveLength(500)
  log.clear()
  log.add(request(body))
  expect(log.entries).toHaveLength(1)
})

test('what managed identities prove themselves with is not kept', () => {
  const log = createRequestLog()
  log.add(request(new Uint8Array(), { 'x-identity-header': 'a', secret: 'b', authorization: 'c', prefer: 'd' }))
  expect(log.entries[0]?.headers).toEqual({ prefer: 'd' })
})

test('an expectation that cannot be met is told, and a text with % is shown as it was sent', async () => {
  const fake = createFakeDynamics()
  const token = await tokenOf(fake)
  await send(fake, token, 'GET', "accounts?$filter=contains(name,'50%')")
  for (let count = 0; count < 3; count++) await send(fake, token, 'GET', 'contacts')
  assertReceived(fake, { url: /contacts/g }, { times: 3 })
  const misspelt = { operaton: 'query' }
  expect(() => assertReceived(fake, misspelt as object, { times: 0 })).toThrow(
    /^operaton: is no option of the expected request; there are service, method/,
  )
  expect(() => assertReceived(fake, { table: 'leads' })).toThrow(/The nearest is/)
  fake.reset()
  await send(fake, token, 'GET', "accounts?$filter=contains(name,'50%')")
  expect(() => assertReceived(fake, { table: 'leads' })).toThrow(/50%/)
})
