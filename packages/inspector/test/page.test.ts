import { createFakeDynamics, type FakeDynamics, type ListeningFake } from '@dynamics-kit/testing'
import { type Browser, chromium, type Page, type Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inspect, type InspectedPlace } from '../src/index.ts'
import { chromiumPath } from './chromium.ts'

const account = 'a0000000-0000-4000-8000-000000000001'
const contact = 'c0000000-0000-4000-8000-000000000001'

const seed = {
  contacts: [{ contactid: contact, firstname: 'Yvonne', lastname: 'McKay' }],
  accounts: [
    {
      accountid: account,
      name: 'Contoso',
      revenue: 20_000_000,
      'primarycontactid@odata.bind': `/contacts(${contact})`,
    },
    { name: 'Fabrikam', revenue: 5_000_000 },
  ],
}

/** A browser on a busy machine takes its time. */
const timeout = 60_000

describe.skipIf(chromiumPath === undefined)('in Chromium (skipped where there is none)', { timeout }, () => {
  let browser: Browser
  let fake: FakeDynamics
  let server: ListeningFake
  let page: Page
  /** What the browser complained about, and what it asked of others than this machine. */
  let complaints: string[]

  beforeAll(async () => {
    fake = createFakeDynamics({ seed })
    server = await fake.listen({ http: true, routes: { '/_inspector': inspect(fake) } })
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    })
  }, timeout)
  afterAll(async () => {
    await browser.close()
    await server.close()
  })
  beforeEach(async () => {
    fake.reset()
    complaints = []
    page = await browser.newPage()
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(`${server.url}/`)) complaints.push(`asked ${request.url()}`)
    })
  })
  afterEach(() => page.close())

  /** Complaints but those of a status that is expected: the browser tells each of 400 and more. */
  const besides = (status: number): string[] => complaints.filter((text) => !text.includes(`status of ${status}`))

  const open = (hash = ''): Promise<unknown> => page.goto(`${server.url}/_inspector/${hash}`)

  /** Waits until the page has looked again, which takes away nothing that is typed. */
  async function looks(at: string): Promise<void> {
    const isLook = (one: Response): boolean => one.url().endsWith(`/api/${at}`)
    await page.waitForResponse(isLook)
    // What came before is shown when the next is asked for.
    await page.waitForResponse(isLook)
  }

  test('a table’s rows, one of them, and what it leads to, without a mouse', async () => {
    await open()
    await page.keyboard.press('/')
    await page.keyboard.type('cont')
    await page.getByRole('link', { name: 'Contact contact', exact: true }).press('Enter')
    await page.getByRole('row', { name: 'Yvonne McKay' }).press('Enter')
    await page.getByRole('link', { name: 'Contoso', exact: true }).press('Enter')
    expect(await page.getByRole('heading', { level: 3 }).textContent()).toBe('Contoso')
    await page.getByRole('definition').filter({ hasText: '$20,000,000.00' }).first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: 'Fabrikam' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('a query is completed, run, and its rows shown', async () => {
    await open('#/query')
    const box = page.getByRole('textbox', { name: 'Query: OData or FetchXML' })
    await box.fill('')
    await box.pressSequentially('acco')
    await page.getByRole('option', { name: 'accounts' }).first().waitFor()
    await box.press('Tab')
    await box.pressSequentially('?$select=reven')
    await page
      .getByRole('option', { name: /^revenue / })
      .first()
      .waitFor()
    await box.press('Tab')
    await box.press('Control+Enter')
    await page.getByRole('cell', { name: '$5,000,000.00' }).waitFor()
    expect(await box.inputValue()).toBe('accounts?$select=revenue')
    expect(complaints).toEqual([])
  })

  test('names that may follow do not cover the button that runs the query', async () => {
    await open('#/query')
    await page.getByRole('textbox', { name: 'Query: OData or FetchXML' }).fill('')
    await page.getByRole('textbox', { name: 'Query: OData or FetchXML' }).pressSequentially('accounts?$select=nam')
    await page.getByRole('option', { name: /^name / }).waitFor()
    await page.getByRole('button', { name: 'Run' }).click()
    await page.getByRole('alert').waitFor()
    expect(besides(400)).toEqual([])
  })

  test('FetchXML runs; an error shows the service’s code', async () => {
    await open('#/query')
    const box = page.getByRole('textbox', { name: 'Query: OData or FetchXML' })
    await box.fill('<fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>')
    await box.press('Control+Enter')
    await page.getByRole('cell', { name: 'Fabrikam' }).waitFor()
    await box.fill('accounts?$select=nothing')
    await box.press('Control+Enter')
    expect(await page.getByRole('alert').textContent()).toMatch(/^0x/)
    expect(besides(400)).toEqual([])
  })

  test('the log shows what a program sent', async () => {
    await open('#/requests')
    await fetch(`${server.url}/api/data/v9.2/WhoAmI`)
    await page.getByRole('row', { name: /dynamics GET 401 .*WhoAmI/ }).click()
    expect(await page.getByRole('row', { name: /EntityDefinitions|token/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Copy as test' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('what is replayed is what was sent, its condition too', async () => {
    const { token } = await fake.connection.credential.getToken(`${server.url}/.default`)
    await fetch(`${server.url}/api/data/v9.2/accounts(${account})`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': 'W/"1"' },
      body: JSON.stringify({ name: 'Litware' }),
    })
    await open('#/requests')
    page.once('dialog', (dialog) => void dialog.accept())
    await page.getByRole('row', { name: /dynamics PATCH 412/ }).click()
    await page.getByRole('button', { name: 'Replay' }).click()
    await page.getByText('0x80060882').waitFor()
    expect(fake.rows('accounts').map(({ name }) => name)).toContain('Contoso')
    expect(besides(412)).toEqual([])
  })

  test('a token is decoded and judged', async () => {
    await open('#/tokens')
    await page.getByRole('button', { name: 'The inspector’s own' }).click()
    await page.getByText('Dynamics would take it').waitFor()
    await page.getByRole('cell', { name: fake.clientId }).waitFor()
    fake.clock.advance(7_200_000)
    await page.reload()
    await page.getByRole('textbox', { name: 'Access token' }).fill('not a token')
    expect(await page.getByRole('alert').textContent()).toContain('no JWT')
    expect(complaints).toEqual([])
  })

  test('what a user may do, and why not, is what roles and the service say', async () => {
    fake.addUser({ displayName: 'Reader', roles: ['Basic User'] })
    await open('#/users')
    await page.getByRole('row', { name: 'Contoso administrator application contoso System Administrator' }).waitFor()
    await page.getByRole('row', { name: 'Reader' }).getByRole('button').click()
    await page.getByRole('row', { name: 'Read prvReadAccount their own (User)' }).waitFor()
    await page.getByRole('combobox', { name: 'Table' }).selectOption('solution')
    await page.getByRole('row', { name: /Create prvCreateSolution none/ }).waitFor()
    await page.getByRole('button', { name: 'Try to read' }).click()
    await page.getByText(/prvReadSolution privilege|Yes/).waitFor()
    expect(besides(403)).toEqual([])
  })

  test('the clock moves, and the page goes on with a new token', async () => {
    await open('#/world')
    await page.getByRole('button', { name: '+ 1 day' }).click()
    await page.getByText(/1 d \d\d:00:\d\d ahead/).waitFor()
    await page.keyboard.press('1')
    await page.getByRole('link', { name: 'Account account', exact: true }).click()
    await page.getByRole('row', { name: 'Contoso' }).waitFor()
    expect(besides(401)).toEqual([])
  })

  test('a missing row is explained, with the condition that removed it', async () => {
    await open(`#/query/${encodeURIComponent('accounts?$filter=revenue lt 10000000')}`)
    await page.getByRole('button', { name: 'Explain' }).click()
    await page.getByText('filter revenue lt 10000000').first().waitFor()
    await page.getByRole('textbox', { name: 'where is' }).fill(account)
    await page.getByText('revenue is 20000000, and the condition is revenue lt 10000000').waitFor()
    await page.getByRole('textbox', { name: 'where is' }).fill('nothing')
    await page.getByText(/^explain: /).waitFor()
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([])
  })

  test('a refusal in the log is explained as the one who was refused', async () => {
    const reader = fake.addApp({ displayName: 'Fabrikam reader' })
    const { credential } = fake.as(reader)
    const token = await credential.getToken(`${server.url}/.default`)
    await fetch(`${server.url}/api/data/v9.2/accounts`, { headers: { authorization: `Bearer ${token.token}` } })
    await open('#/requests')
    await page.getByRole('row', { name: /dynamics GET 403 .*accounts/ }).click()
    await page.getByRole('button', { name: 'Explain' }).click()
    await page.getByText(/prvReadAccount is missing/).waitFor()
    expect(complaints).toEqual([])
  })

  test('a fault is planned, seen, happens, and one is taken back', async () => {
    await open('#/faults')
    await page.getByRole('combobox', { name: 'fail' }).selectOption('ServiceUnavailable')
    await page.getByRole('combobox', { name: 'on', exact: true }).selectOption('query')
    await page.getByRole('combobox', { name: 'of', exact: true }).selectOption('accounts')
    await page.getByRole('button', { name: 'Plan' }).click()
    await page.getByRole('row', { name: 'ServiceUnavailable query of accounts 1 0' }).waitFor()
    const times = page.getByRole('spinbutton', { name: 'times' })
    await times.fill('3')
    await looks('faults')
    expect(await times.inputValue()).toBe('3')
    await page.getByRole('combobox', { name: 'fail' }).selectOption('BadGateway')
    await page.getByRole('checkbox', { name: 'always' }).check()
    await page.getByRole('button', { name: 'Plan' }).click()
    await page
      .getByRole('row', { name: 'BadGateway query of accounts always' })
      .getByRole('button', { name: 'Take back' })
      .click()
    await page.getByRole('row', { name: 'BadGateway' }).waitFor({ state: 'detached' })
    await page.goto(`${server.url}/_inspector/#/query/accounts`)
    await page.getByText(/^503/).first().waitFor()
    await page.keyboard.press('7')
    await page.getByText('Nothing waits to go wrong.').waitFor()
    expect(besides(503)).toEqual([])
  })

  test('limits are set, and who is beyond one is shown', async () => {
    await open('#/limits')
    await page.getByText('none is refused').waitFor()
    const requests = page.getByRole('spinbutton', { name: 'requests' })
    await requests.fill('5')
    await looks('limits')
    expect(await requests.inputValue()).toBe('5')
    await page.getByRole('button', { name: 'Hold to these' }).click()
    await page.getByText('Users are held to them').waitFor()
    const { token } = await fake.connection.credential.getToken(`${server.url}/.default`)
    const ask = () => fetch(`${server.url}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${token}` } })
    for (let request = 0; request < 6; request++) await ask()
    await page.getByRole('row', { name: /5 of 5 .* refused for \d+ s more/ }).waitFor()
    await page.getByRole('button', { name: 'Off' }).click()
    await page.getByText('none is refused').waitFor()
    expect(besides(429)).toEqual([])
  })

  test('another environment is chosen by its tenant, and the world shows both', async () => {
    const fabrikam = fake.addTenant({ name: 'Fabrikam' })
    const environment = fabrikam.addEnvironment({
      url: 'https://fabrikam.crm.dynamics.com',
      seed: { accounts: [{ name: 'Litware' }] },
    })
    fabrikam.addUser({ displayName: 'Grace Hopper', roles: ['Basic User'], directoryRoles: ['Global Administrator'] })
    const places = (): InspectedPlace[] => [
      { url: first.url, name: 'contoso', tenant: 'Contoso' },
      { url: second.url, name: 'fabrikam', tenant: 'Fabrikam' },
    ]
    const of = { tenant: fabrikam, environment }
    await using first = await fake.listen({ http: true, routes: { '/_inspector': inspect(fake, { places }) } })
    await using second = await environment.listen({
      http: true,
      routes: { '/_inspector': inspect(fake, { of, places }) },
    })
    page.removeAllListeners('request')
    await page.goto(`${first.url}/_inspector/#/query/accounts`)
    await page.getByRole('cell', { name: 'Contoso', exact: true }).waitFor()
    const picker = page.getByRole('combobox', { name: 'Environment' })
    expect(await picker.locator('option').allTextContents()).toEqual(['Contoso: contoso', 'Fabrikam: fabrikam'])
    await picker.selectOption('Fabrikam: fabrikam')
    await page.getByRole('cell', { name: 'Litware', exact: true }).waitFor()
    expect(page.url()).toBe(`${second.url}/_inspector/#/query/accounts`)
    expect(await page.getByRole('combobox', { name: 'Environment' }).inputValue()).toBe(second.url)

    await page.keyboard.press('Escape')
    await page.goto(`${second.url}/_inspector/#/users`)
    await page.getByRole('row', { name: 'Grace Hopper person fabrikam Basic User' }).waitFor()
    await page.goto(`${second.url}/_inspector/#/world`)
    const its = page.getByRole('region', { name: 'Fabrikam' })
    await its.getByRole('row', { name: /^Fabrikam administrator .* secret ...… until 20/ }).waitFor()
    await its
      .getByRole('row', { name: 'Grace Hopper grace.hopper@fabrikam.onmicrosoft.com Global Administrator' })
      .waitFor()
    await its.getByRole('row', { name: 'https://fabrikam.crm.dynamics.com Grace Hopper fabrikam Basic User' }).waitFor()
    expect(await page.locator('body').textContent()).not.toContain(fabrikam.clientSecret)

    await page.goto(`${second.url}/_inspector/#/tokens`)
    const { token } = await fake.connection.credential.getToken()
    await page.getByRole('textbox', { name: 'Access token' }).fill(token)
    await page.getByText(`It is of the tenant Contoso (${fake.tenantId}); this environment is of Fabrikam`).waitFor()
    expect(complaints).toEqual([])
  })

  test.each(['tables/account', 'query/accounts', 'requests', 'tokens', 'users', 'limits', 'faults', 'world'])(
    'on a narrow page, %s is never wider than it',
    async (view) => {
      await page.setViewportSize({ width: 800, height: 900 })
      await open(`#/${view}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (view === 'tokens') {
        await page.getByRole('button', { name: 'The inspector’s own' }).click()
        await page.getByRole('cell', { name: 'appidacr' }).waitFor()
      }
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      expect(complaints).toEqual([])
    },
  )

  test('pages of other sites are refused', async () => {
    const response = await fetch(`${server.url}/_inspector/api/session`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(response.status).toBe(403)
    const posted = await fetch(`${server.url}/_inspector/api/reset`, {
      method: 'POST',
      headers: { origin: 'https://attacker.example' },
    })
    expect(posted.status).toBe(403)
  })
})
