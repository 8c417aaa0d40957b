import { clientSecret } from '@dynamics-kit/auth'
import { createClient, isPrivilegeError } from '@dynamics-kit/client'
import { createPowerPagesClient } from '@dynamics-kit/client/power-pages'
import type { PowerPagesOptions } from '@dynamics-kit/client/power-pages'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { describe, expect, test } from 'vitest'
import { startSite } from './power-pages-site.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const CONTACT = 'c0000000-0000-4000-8000-000000000001'

function setUp(options: PowerPagesOptions = {}) {
  const fake = createFakeDynamics({
    seed: {
      accounts: [{ name: 'Contoso', revenue: 5 }, { name: 'Fabrikam' }],
      contacts: [{ contactid: CONTACT, lastname: 'McKay' }],
    },
  })
  const { tenantId, clientId, clientSecret: secret, fetch } = fake
  const credential = clientSecret({ tenantId, clientId, clientSecret: secret, fetch })
  const site = startSite(fake, async () => (await credential.getToken(`${fake.url}/.default`)).token)
  return { fake, site, client: createPowerPagesClient({ url: site.url, fetch: site.fetch, ...options }) }
}

describe('in a page of a site', () => {
  test('reads, with one token for all requests', async () => {
    const { client, site } = setUp()
    const query = client
      .from(accounts)
      .select('name')
      .where((account) => account.revenue.gt(1))
    const rows = await Promise.all([query.all(), query.count(), client.from('accounts').select('name').top(1).all()])
    expect(rows).toEqual([[{ name: 'Contoso' }], 1, [{ name: 'Contoso' }]])
    expect(site.asked.toSorted()).toEqual([
      'GET /_api/accounts/$count?$filter=revenue gt 1',
      'GET /_api/accounts?$select=name&$filter=revenue gt 1',
      'GET /_api/accounts?$select=name&$top=1',
      'GET /_layout/tokenhtml',
    ])
  })

  test('writes, and gives the id that the site tells in a header of its own', async () => {
    const { client, site } = setUp()
    const id = await client.create(accounts, { name: 'Litware', primarycontactid: contacts.ref(CONTACT) })
    await client.update(accounts, id, { revenue: 7 })
    expect(await client.retrieve(accounts, id, { select: ['name', 'revenue', 'primarycontactid'] })).toEqual({
      name: 'Litware',
      revenue: 7,
      primarycontactid: { id: CONTACT, table: 'contact' },
    })
    await client.setValue(accounts, id, 'name', 'Litware Inc')
    await client.delete(accounts, id)
    await expect(client.retrieve(accounts, id)).rejects.toMatchObject({
      code: 'not-found',
      dataverseCode: '0x80040217',
    })
    expect(site.asked.map((text) => text.split('?', 1)[0]?.replace(id, '…'))).toEqual([
      'GET /_layout/tokenhtml',
      'POST /_api/accounts',
      'PATCH /_api/accounts(…)',
      'GET /_api/accounts(…)',
      'PUT /_api/accounts(…)/name',
      'DELETE /_api/accounts(…)',
      'GET /_api/accounts(…)',
    ])
  })

  test('associates, and takes out of a collection by the address of the row', async () => {
    const { client, site } = setUp()
    const id = await client.create(accounts, { name: 'Litware' })
    site.asked.length = 0
    await client.associate(accounts, id, 'contact_customer_accounts', contacts.ref(CONTACT))
    await client.disassociate(accounts, id, 'contact_customer_accounts', contacts.ref(CONTACT))
    await client.disassociate('accounts', id, 'primarycontactid')
    expect(site.asked).toEqual([
      `POST /_api/accounts(${id})/contact_customer_accounts/$ref`,
      `DELETE /_api/accounts(${id})/contact_customer_accounts/$ref?$id=https://contoso.powerappsportals.com/_api/contacts(${CONTACT})`,
      `DELETE /_api/accounts(${id})/primarycontactid/$ref`,
    ])
  })

  test('asks for another token, once, when the session was renewed', async () => {
    const { client, site } = setUp()
    await client.from('accounts').select('name').all()
    site.endSession()
    site.asked.length = 0
    await client.create('contacts', { lastname: 'Andersen' })
    expect(site.asked).toEqual(['POST /_api/contacts', 'GET /_layout/tokenhtml', 'POST /_api/contacts'])
  })

  test('asks for one other token, however many requests notice that the session has ended', async () => {
    const { client, site } = setUp()
    await client.from('accounts').select('name').all()
    site.endSession()
    site.asked.length = 0
    await Promise.all(Array.from({ length: 10 }, () => client.from('accounts').select('name').all()))
    expect(site.asked.filter((text) => text.endsWith('tokenhtml'))).toHaveLength(1)
  })

  test('keeps the token that another request has renewed when an older one is refused late', async () => {
    const { site } = setUp()
    const late = Promise.withResolvers<void>()
    let isHeld = true
    const client = createPowerPagesClient({
      url: site.url,
      fetch: async (request) => {
        const response = await site.fetch(request)
        if (response.status === 401 && isHeld) {
          isHeld = false
          await late.promise
        }
        return response
      },
    })
    await client.from('accounts').select('name').all()
    site.endSession()
    site.asked.length = 0
    const held = client.from('accounts').select('name').all()
    await client.create('contacts', { lastname: 'Andersen' })
    late.resolve()
    await held
    await client.from('accounts').select('name').all()
    expect(site.asked.filter((text) => text.endsWith('tokenhtml'))).toHaveLength(1)
  })

  test('asks for the token again when the site is busy, or does not answer', async () => {
    const { site } = setUp()
    const failures = [
      async () => new Response('', { status: 503, headers: { 'Retry-After': '0' } }),
      async () => new Response('', { status: 429, headers: { 'Retry-After': '0' } }),
      async () => Promise.reject(new TypeError('fetch failed')),
    ]
    const client = createPowerPagesClient({
      url: site.url,
      fetch: (request) => (failures.shift() ?? site.fetch)(request),
    })
    await client.from('accounts').select('name').all()
    expect(site.asked).toEqual(['GET /_layout/tokenhtml', 'GET /_api/accounts?$select=name'])
  })

  test('goes through the middleware of the program, which does not see the token', async () => {
    const seen: (string | null)[] = []
    const { client } = setUp({
      middleware: [
        (request, next) => {
          seen.push(request.url, request.headers.get('__RequestVerificationToken'))
          return next(request)
        },
      ],
    })
    await client.from('accounts').select('name').top(1).all()
    expect(seen).toEqual(['https://contoso.powerappsportals.com/_api/accounts?$select=name&$top=1', null])
  })
})

describe('what the site refuses says which of its settings to look at', () => {
  test.each([
    ['a table', 'leads', {}, 'unknown-table', /Webapi\/<table>\/enabled/],
    ['a column', 'accounts', { telephone1: '1' }, 'forbidden', /Webapi\/<table>\/fields/],
  ])('%s that is not open', async (_, table, row, code, fix) => {
    const { client } = setUp()
    await expect(client.create(table, row)).rejects.toMatchObject({ code, fix: expect.stringMatching(fix) })
  })

  test('a privilege that no table permission gives', async () => {
    const { client } = setUp()
    const error: unknown = await client.delete('contacts', CONTACT).catch((thrown: unknown) => thrown)
    expect(isPrivilegeError(error) && [error.dataverseCode, error.fix]).toEqual([
      '90040104',
      expect.stringContaining('Table permissions'),
    ])
  })

  test('a session that stays ended', async () => {
    const { client, site } = setUp()
    const fetch = async (request: Request) => (site.endSession(), site.fetch(request))
    const lost = createPowerPagesClient({ url: site.url, fetch })
    await client.from('accounts').select('name').all()
    await expect(lost.from('accounts').all()).rejects.toMatchObject({
      code: 'unauthorized',
      fix: expect.stringContaining('Load the page again'),
    })
  })

  test('a site without a token', async () => {
    const client = createPowerPagesClient({
      url: 'https://contoso.powerappsportals.com',
      fetch: async () => new Response('<html>Site is private</html>', { status: 403 }),
    })
    await expect(client.from('accounts').all()).rejects.toMatchObject({ code: 'no-token', status: 403 })
  })

  test.each([
    ['a page to sign in', () => new Response('<form><input name="Username" value="contoso"></form>'), 200],
    ['the way to one', () => new Response('', { status: 302, headers: { Location: '/SignIn' } }), 302],
  ])('a site that gives %s in place of a token', async (_, answer, status) => {
    const redirects: string[] = []
    const client = createPowerPagesClient({
      url: 'https://contoso.powerappsportals.com',
      fetch: async (request) => (redirects.push(request.redirect), answer()),
    })
    await expect(client.from('accounts').all()).rejects.toMatchObject({ code: 'no-token', status })
    expect(redirects).toEqual(['manual'])
  })

  test.each([
    ['out of reach', async () => Promise.reject(new TypeError('fetch failed')), { code: 'network' }],
    ['silent', () => new Promise<Response>(() => undefined), { code: 'timeout' }],
    ['busy', async () => new Response('', { status: 503 }), { code: 'unavailable', status: 503 }],
  ])('a site that is %s when it is asked for its token', async (_, fetch, error) => {
    const client = createPowerPagesClient({
      url: 'https://contoso.powerappsportals.com',
      fetch,
      timeout: 20,
      retry: { limit: 0 },
    })
    await expect(client.from('accounts').all()).rejects.toMatchObject({ ...error, path: '/_layout/tokenhtml' })
  })
})

describe('before anything is sent', () => {
  test.each(['batch', 'bulk', 'call', 'whoAmI', 'files', 'metadata', 'changes', 'savedQuery', 'as', 'with'])(
    'there is no %s',
    (name) => {
      const { client, site } = setUp()
      expect(() => (client as never)[name]).toThrow(TypeError)
      expect(() => (client as never)[name]).toThrow(new RegExp(`^${name}: the Web API of Power Pages`))
      expect(site.asked).toEqual([])
    },
  )

  test('nor the row of a write, nor queries too long for an address', async () => {
    const { client, site } = setUp()
    const names = Array.from({ length: 800 }, (_, index) => `A name too long for an address, number ${index}`)
    await expect(client.create(accounts, { name: 'x' }, { return: 'row' })).rejects.toThrow(/^return: /)
    const long = client.from(accounts).where((account) => account.name.in(names))
    await expect(long.all()).rejects.toThrow(/has no \$batch/)
    expect(site.asked).toEqual([])
  })

  test.each([
    [{}, /^url: give the address of the site/],
    [{ url: 'contoso' }, /^url: give the address of the site/],
    [{ url: 'http://contoso.powerappsportals.com' }, /^url: give the address of the site/],
    [{ url: 'https://contoso.powerappsportals.com', credential: {} }, /^credential: is no option/],
  ])('createPowerPagesClient(%j) is told what it lacks', (options, message) => {
    expect(() => createPowerPagesClient(options as never)).toThrow(message)
  })

  test('an environment’s client is told where sites are', () => {
    const url = 'https://contoso.powerappsportals.com'
    expect(() => createClient({ url })).toThrow(/@dynamics-kit\/client\/power-pages/)
  })
})
