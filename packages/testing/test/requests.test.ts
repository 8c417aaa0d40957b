import { describe, expect, test } from 'vitest'
import { assertReceived, createFakeDynamics, type FakeDynamics } from '../src/index.ts'
// oxlint-disable-next-line import/no-unassigned-import -- it extends `expect`
import '../src/vitest.ts'
import { send, tokenOf } from './fake-calls.ts'

const id = 'a0000000-0000-4000-8000-000000000001'

async function asked(): Promise<FakeDynamics> {
  const fake = createFakeDynamics({ seed: { accounts: [{ accountid: id, name: 'Contoso' }] } })
  const token = await tokenOf(fake)
  await send(fake, token, 'POST', 'accounts', { name: 'Fabrikam', address1_city: 'Oslo' })
  await send(fake, token, 'PATCH', `accounts(${id})`, { revenue: 10 }, { 'if-match': '*' })
  await send(fake, token, 'GET', "contacts?$select=fullname&$filter=lastname eq 'Doe'")
  await send(fake, token, 'GET', 'WhoAmI')
  return fake
}

const messageOf = (run: () => void): string => {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'nothing was thrown'
}

describe('requests', () => {
  test('say what they do, on what, with which body and headers, and never with a token', async () => {
    const fake = await asked()
    expect(fake.requests.slice(1)).toMatchObject([
      { method: 'POST', operation: 'create', table: 'accounts', body: { name: 'Fabrikam' }, status: 204 },
      { operation: 'update', table: 'accounts', path: `accounts(${id})`, headers: { 'if-match': '*' } },
      { operation: 'query', table: 'contacts', path: 'contacts' },
      { operation: 'call', name: 'WhoAmI' },
    ])
    expect(fake.requests.at(-1)).not.toHaveProperty('body')
    const text = JSON.stringify(fake.requests)
    expect(text).not.toContain('Bearer')
    expect(text).not.toContain(fake.clientSecret)
  })

  test.each([
    ['a set', { operation: 'create', table: 'accounts' }],
    ['a generated table', { table: { entitySet: 'accounts' }, method: 'post' }],
    ['members of a body', { body: { address1_city: 'Oslo' } }],
    ['a matcher in a body', { body: { name: expect.stringContaining('brik') } }],
    ['a pattern', { path: /^accounts\(a0/ }],
    ['query options', { query: { $select: 'fullname', $filter: /lastname/ } }],
    ['headers', { headers: { 'If-Match': '*' } }],
    ['a function', { operation: 'call', name: 'WhoAmI', status: 200 }],
  ] as const)('are found by %s', async (_, expected) => {
    const fake = await asked()
    expect(fake).toHaveReceived(expected)
    expect(fake).toHaveReceivedTimes(1, expected)
    expect(() => assertReceived(fake, expected, { times: 1 })).not.toThrow()
  })

  test('that did not come are told with the nearest one and its differences', async () => {
    const fake = await asked()
    const expected = { operation: 'create', table: 'accounts', body: { name: 'Litware' } } as const
    expect(fake).not.toHaveReceived(expected)
    const message = messageOf(() => expect(fake).toHaveReceived(expected))
    expect(message).toBe(
      [
        'The fake was expected to receive a request with { operation: "create", table: "accounts", body: { name: "Litware" } }; it received none of 5.',
        `The nearest is POST ${fake.url}/api/data/v9.2/accounts -> 204`,
        '  body.name: expected "Litware", was "Fabrikam"',
      ].join('\n'),
    )
    expect(messageOf(() => assertReceived(fake, expected))).toBe(message)
  })

  test('that came more often are told with all of them', async () => {
    const fake = await asked()
    const message = messageOf(() => expect(fake).toHaveReceivedTimes(2, { method: 'PATCH' }))
    expect(message).toContain('2 times; it received 1 of 5.')
    expect(message).toContain(`PATCH ${fake.url}/api/data/v9.2/accounts(${id}) -> 204`)
  })

  test('of a fake that was not asked are none', () => {
    expect(messageOf(() => assertReceived(createFakeDynamics(), { table: 'accounts' }))).toContain(
      'It received no requests at all.',
    )
  })
})
