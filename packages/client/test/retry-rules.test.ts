import { createClient, isConcurrencyError, isDynamicsError, NetworkError } from '@dynamics-kit/client'
import type { DynamicsClient } from '@dynamics-kit/client'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failure, json, recordedFetch } from './recorded-fetch.ts'
import type { Answer } from './recorded-fetch.ts'
import { fakeClient } from './fake-client.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { loadParts } from './load-parts.ts'

beforeAll(loadParts)

const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'
const LOST = Object.assign(new TypeError('fetch failed'), {
  cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
})
const done = () => new Response(null, { status: 204, headers: { 'OData-Version': '4.0' } })
const missing = () => failure(404, '0x80040217', 'account With Id = x Does Not Exist')
const exists = () => failure(412, '0x80040237', 'A record with matching key values already exists.')

describe('an operation whose answer is lost', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
  })

  /** What becomes of an operation, and how often it was sent. */
  async function outcome(run: (dynamics: DynamicsClient) => Promise<unknown>, ...answers: readonly Answer[]) {
    const recorded = recordedFetch(...answers)
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch })
    const settled = run(dynamics).then(
      (value) => ({ value, error: undefined }),
      (error: unknown) => ({ value: undefined, error }),
    )
    await vi.runAllTimersAsync()
    return { ...(await settled), sent: recorded.sent.map(({ method }) => method) }
  }

  const REPEATED: readonly (readonly [name: string, run: (dynamics: DynamicsClient) => Promise<unknown>])[] = [
    ['update', (dynamics) => dynamics.update(accounts, ID, { name: 'A' })],
    ['upsert', (dynamics) => dynamics.upsert(accounts, { accountnumber: 'A-1' }, { name: 'A' })],
    ['delete', (dynamics) => dynamics.delete(accounts, ID)],
    ['setValue', (dynamics) => dynamics.setValue(accounts, ID, 'name', 'A')],
    ['clearing a value', (dynamics) => dynamics.setValue(accounts, ID, 'name', null)],
    ['associate', (dynamics) => dynamics.associate(accounts, ID, 'contact_customer_accounts', contacts.ref(OTHER))],
    ['setting a lookup', (dynamics) => dynamics.associate(accounts, ID, 'primarycontactid', contacts.ref(OTHER))],
    ['disassociate', (dynamics) => dynamics.disassociate(accounts, ID, 'primarycontactid')],
  ]
  test.each(REPEATED)('is repeated: %s', async (_name, run) => {
    for (const lost of [LOST, failure(502, '', 'x'), failure(503, '', 'x'), failure(504, '', 'x')]) {
      const { error, sent } = await outcome(run, lost, done())
      expect(error).toBeUndefined()
      expect(sent).toHaveLength(2)
    }
  })

  const NEVER: readonly (readonly [name: string, run: (dynamics: DynamicsClient) => Promise<unknown>])[] = [
    ['create without an id', (dynamics) => dynamics.create(accounts, { name: 'A' })],
    ['an action', (dynamics) => dynamics.call({ name: 'new_Approve', kind: 'action' })],
    [
      'an upsert that tells whether it created',
      (dynamics) => dynamics.upsert(accounts, ID, { name: 'A' }, { return: 'row' }),
    ],
    [
      'an insert by alternate key',
      (dynamics) => dynamics.upsert(accounts, { accountnumber: 'A-1' }, { name: 'A' }, { only: 'create' }),
    ],
    [
      'a batch with a create without an id',
      (dynamics) => dynamics.batch((b) => [b.update(accounts, ID, { name: 'A' }), b.create(accounts, { name: 'A' })]),
    ],
    ['any request that is no read', (dynamics) => dynamics.request('PATCH', 'accounts')],
  ]
  test.each(NEVER)('is never repeated: %s', async (_name, run) => {
    for (const lost of [
      LOST,
      failure(502, '', 'x'),
      failure(503, '', 'x', { 'Retry-After': '1' }),
      failure(504, '', 'x'),
    ]) {
      const { error, sent } = await outcome(run, lost, done())
      expect(isDynamicsError(error) && error.code).toMatch(/^(network|unavailable)$/)
      expect(sent).toHaveLength(1)
    }
  })

  test('was done when a delete finds nothing any more', async () => {
    const { error, sent } = await outcome((dynamics) => dynamics.delete(accounts, ID), LOST, missing())
    expect(error).toBeUndefined()
    expect(sent).toEqual(['DELETE', 'DELETE'])
  })

  test('is told from a delete of nothing', async () => {
    const { error } = await outcome((dynamics) => dynamics.delete(accounts, ID), missing())
    expect(error).toMatchObject({ code: 'not-found' })
    expect(error).not.toHaveProperty('afterLostAnswer')
  })

  test('was done when a create with an id finds its row', async () => {
    const { value, sent } = await outcome(
      (dynamics) => dynamics.create(accounts, { accountid: ID, name: 'A' }),
      LOST,
      exists(),
      json({ accountid: ID }),
    )
    expect(value).toBe(ID)
    expect(sent).toEqual(['POST', 'POST', 'GET'])
  })

  test('gives the row that a create with an id has made', async () => {
    const { value } = await outcome(
      (dynamics) => dynamics.create(accounts, { accountid: ID, name: 'A' }, { return: 'row', select: ['name'] }),
      LOST,
      exists(),
      json({ accountid: ID, name: 'A' }),
    )
    expect(value).toEqual({ name: 'A' })
  })

  test('was refused for another reason when the row is not there', async () => {
    const key = failure(412, '0x80060892', 'Entity Key violated.')
    const { error } = await outcome(
      (dynamics) => dynamics.create(accounts, { accountid: ID, accountnumber: 'A-1' }),
      LOST,
      key,
      missing(),
    )
    expect(error).toMatchObject({ code: 'duplicate', dataverseCode: '0x80060892', afterLostAnswer: true })
  })

  test('was done when an insert by id finds its row', async () => {
    const { error } = await outcome(
      (dynamics) => dynamics.upsert(accounts, ID, { name: 'A' }, { only: 'create' }),
      LOST,
      exists(),
    )
    expect(error).toBeUndefined()
  })

  test('may have been done when a version is not the same any more, which the error says', async () => {
    const { error } = await outcome(
      (dynamics) => dynamics.update(accounts, ID, { name: 'A' }, { ifMatch: 'W/"1"' }),
      LOST,
      failure(412, '0x80060882', 'The version of the existing record does not match.'),
    )
    expect(isConcurrencyError(error)).toBe(true)
    expect(error).toMatchObject({ afterLostAnswer: true })
  })

  test('is known to be lost behind middleware, too', async () => {
    const { fetch } = recordedFetch(LOST, missing())
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      fetch,
      middleware: [(request, next) => next(request)],
    })
    const deleting = dynamics.delete(accounts, ID)
    await vi.runAllTimersAsync()
    await expect(deleting).resolves.toBeUndefined()
  })

  test('keeps the reason why it was lost', async () => {
    const { error } = await outcome((dynamics) => dynamics.create(accounts, { name: 'A' }), LOST)
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ code: 'network', reason: 'connection-lost' })
  })
})

describe('a change set whose answer is lost', () => {
  test('is repeated as a whole, and known to be done by the row it created', async () => {
    const { fake, dynamics } = losing('after')
    const owned = dynamics.with({ clientIds: true })
    const [made] = await owned.batch((b) => [
      b.changeSet((c) => {
        const contact = c.create(contacts, { lastname: 'Andersen' })
        return [contact, c.create(accounts, { name: 'Litware', primarycontactid: contact.reference })]
      }),
    ])
    expect(made).toMatchObject({ status: 'succeeded' })
    expect(await dynamics.from(accounts).count()).toBe(1)
    expect(await dynamics.from(contacts).count()).toBe(1)
    const [account] = await dynamics.from(accounts).select('accountid', 'primarycontactid').all()
    expect(made.status === 'succeeded' && made.value).toEqual([account!.primarycontactid!.id, account!.accountid])
    expect(fake.requests.filter(({ url }) => url.includes('$batch'))).toHaveLength(2)
  })

  test('is done once when it was lost on its way there', async () => {
    const { dynamics } = losing('before')
    await dynamics
      .with({ clientIds: true })
      .batch((b) => [b.changeSet((c) => [c.create(accounts, { name: 'Litware' })])])
    expect(await dynamics.from(accounts).count()).toBe(1)
  })

  test('without ids is an error, and not sent again', async () => {
    const { fake, dynamics } = losing('before')
    const batch = dynamics.batch((b) => [b.changeSet((c) => [c.create(accounts, { name: 'Litware' })])])
    await expect(batch).rejects.toMatchObject({ code: 'network' })
    expect(fake.requests.filter(({ url }) => url.includes('$batch'))).toHaveLength(0)
  })

  /** The first batch is lost, before the service has seen it, or its answer after. */
  function losing(when: 'before' | 'after') {
    let isLost = false
    const world = fakeClient({})
    const { tenantId, clientId, clientSecret, url, authority } = world.fake
    const dynamics = createClient({
      url,
      credential: {
        async getToken(scope) {
          const response = await world.fake.fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, {
            method: 'POST',
            body: new URLSearchParams({
              grant_type: 'client_credentials',
              client_id: clientId,
              client_secret: clientSecret,
              scope: String(scope),
            }),
          })
          const { access_token: token } = (await response.json()) as { access_token: string }
          return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
        },
      },
      async fetch(request) {
        const loses = !isLost && request.url.includes('$batch')
        isLost ||= loses
        if (loses && when === 'before') throw LOST
        const response = await world.fake.fetch(request)
        if (loses) throw LOST
        return response
      },
    })
    return { fake: world.fake, dynamics }
  }
})

describe('ids made here', () => {
  test('go into the body of a create, and rise', async () => {
    const { fetch, sent } = recordedFetch(() => json({}, { status: 201 }))
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch }).with({ clientIds: true })
    await dynamics.create(accounts, { name: 'A' }, { return: 'row' })
    await dynamics.create(accounts, { name: 'B' }, { return: 'row' })
    await dynamics.create(accounts, { name: 'C', accountid: ID }, { return: 'row' })
    await dynamics.create('accounts', { name: 'D' }, { return: 'row' })
    const bodies = sent.map(({ body }) => JSON.parse(body) as { accountid?: string })
    expect(bodies[0]!.accountid).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(bodies[1]!.accountid!.slice(24) > bodies[0]!.accountid!.slice(24)).toBe(true)
    expect(bodies[2]).toEqual({ name: 'C', accountid: ID })
    expect(bodies[3]).toEqual({ name: 'D' })
  })
})

describe('the time in all', () => {
  test('ends the wait for a busy service', async () => {
    const { fetch, sent } = recordedFetch(failure(429, '0x80072322', 'x', { 'Retry-After': '60' }))
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch })
    const reading = dynamics.from('accounts').all({ totalTimeout: 30 })
    await expect(reading).rejects.toMatchObject({ name: 'TimeoutError', code: 'timeout' })
    expect(sent).toHaveLength(1)
  })

  test('is a number of milliseconds', async () => {
    const dynamics = createClient({ url: 'contoso.crm.dynamics.com' })
    for (const totalTimeout of [-1, Infinity, 2 ** 31]) {
      await expect(dynamics.whoAmI({ totalTimeout })).rejects.toThrow(/^totalTimeout takes a number of milliseconds/)
    }
  })
})

test.each([
  ['0x80072322', 'requests'],
  ['0x80072321', 'execution-time'],
  ['0x80072326', 'concurrent-requests'],
])('a refusal %s names the limit of %s', async (code, limit) => {
  const { fetch } = recordedFetch(failure(429, code, 'x', { 'Retry-After': '1' }))
  const dynamics = createClient({ url: 'contoso.crm.dynamics.com', fetch, retry: { limit: 0 } })
  await expect(dynamics.whoAmI()).rejects.toMatchObject({ name: 'ThrottledError', limit, retryAfterMs: 1000 })
})
