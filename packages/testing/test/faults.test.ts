import { afterEach, describe, expect, test, vi } from 'vitest'
import { createFakeDynamics, type FakeDynamics, faultNames, planFault } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

const id = 'a0000000-0000-4000-8000-000000000001'

async function start(): Promise<{ fake: FakeDynamics; token: string }> {
  const fake = createFakeDynamics({ seed: { accounts: [{ accountid: id, name: 'Contoso' }] } })
  return { fake, token: await tokenOf(fake) }
}

describe('a fault by name', () => {
  test('is the next answer, with the code, status and text of the service', async () => {
    const { fake, token } = await start()
    fake.fail('ConcurrencyVersionMismatch')
    const first = await send(fake, token, 'GET', 'accounts')
    expect(first).toMatchObject({
      status: 412,
      json: {
        error: {
          code: '0x80060882',
          message: "The version of the existing record doesn't match the RowVersion property provided.",
        },
      },
    })
    expect((await send(fake, token, 'GET', 'accounts')).status).toBe(200)
    expect(fake.requests.map(({ fault }) => fault)).toEqual([undefined, 'ConcurrencyVersionMismatch', undefined])
  })

  test('waits for its operation on its table', async () => {
    const { fake, token } = await start()
    fake.fail('UnExpected').on('update', { entitySet: 'accounts' })
    expect((await send(fake, token, 'GET', 'accounts')).status).toBe(200)
    expect((await send(fake, token, 'POST', 'contacts', { lastname: 'Doe' })).status).toBe(204)
    expect((await send(fake, token, 'PATCH', `accounts(${id})`, { name: 'Litware' })).status).toBe(500)
    expect((await send(fake, token, 'GET', `accounts(${id})?$select=name`)).json.name).toBe('Contoso')
    expect((await send(fake, token, 'PATCH', `accounts(${id})`, { name: 'Litware' })).status).toBe(204)
  })

  test('happens so many times, after so many, or always until it is stopped', async () => {
    const { fake, token } = await start()
    const statuses = async (count: number) => {
      const found = []
      for (let turn = 0; turn < count; turn++) found.push((await send(fake, token, 'GET', 'WhoAmI')).status)
      return found
    }
    fake.fail('ServiceUnavailable').times(2).after(1)
    expect(await statuses(4)).toEqual([200, 503, 503, 200])
    const rule = fake.fail('BadGateway').always()
    expect(await statuses(3)).toEqual([502, 502, 502])
    rule.stop()
    expect(await statuses(1)).toEqual([200])
    fake.fail('UnExpected').always()
    fake.reset()
    expect(await statuses(1)).toEqual([200])
  })

  test.each([
    ['NumberOfRequestsExceeded', '0x80072322'],
    ['CombinedExecutionTimeExceeded', '0x80072321'],
    ['ConcurrentRequestsExceeded', '0x80072326'],
  ] as const)('%s is a 429 with Retry-After', async (name, code) => {
    const { fake, token } = await start()
    fake.fail(name).retryAfter(7)
    const answer = await send(fake, token, 'GET', 'accounts')
    expect(answer).toMatchObject({ status: 429, json: { error: { code } } })
    expect(answer.headers.get('retry-after')).toBe('7')
  })

  test('waits for a call of a function or action', async () => {
    const { fake, token } = await start()
    fake.fail('UnExpected').on('call', 'WhoAmI')
    expect((await send(fake, token, 'GET', 'RetrieveVersion')).status).toBe(200)
    expect((await send(fake, token, 'GET', 'WhoAmI')).status).toBe(500)
    expect(() => fake.fail('UnExpected').on('call', 'WhoIAm')).toThrow(/functions and actions without their namespace/)
    expect(() => fake.fail('UnExpected').on('query', 'WhoAmI')).toThrow(/there is no entity set 'WhoAmI'/)
  })

  test('about any request is about a batch as a whole', async () => {
    const { fake, token } = await start()
    const batch = async () => {
      const response = await fake.fetch(`${fake.url}/api/data/v9.2/$batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/mixed; boundary=b' },
        body: '--b\r\nContent-Type: application/http\r\n\r\nGET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n\r\n--b--\r\n',
      })
      return [response.status, /HTTP\/1.1 (\d+)/.exec(await response.text())?.[1]]
    }
    fake.fail('ServiceUnavailable').after(1)
    expect([await batch(), await batch()]).toEqual([
      [200, '200'],
      [503, undefined],
    ])
  })

  test('happens to an operation of a batch, and takes its change set back', async () => {
    const { fake, token } = await start()
    fake.fail('DuplicateRecord').on('create', 'contacts')
    const part = (contentId: number, set: string, body: string) =>
      `--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${contentId}\r\n\r\nPOST /api/data/v9.2/${set} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${body}\r\n`
    const body = `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${part(1, 'accounts', '{"name":"Litware"}')}${part(2, 'contacts', '{"lastname":"Doe"}')}--c--\r\n--b--\r\n`
    const response = await fake.fetch(`${fake.url}/api/data/v9.2/$batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'multipart/mixed; boundary=b' },
      body,
    })
    expect(await response.text()).toContain('0x80040237')
    expect((await send(fake, token, 'GET', "accounts?$filter=name eq 'Litware'")).json.value).toEqual([])
  })

  test('that loses the request leaves nothing done, one that loses the answer leaves it done', async () => {
    const { fake, token } = await start()
    const names = async () =>
      (await send(fake, token, 'GET', 'accounts?$select=name&$orderby=name')).json.value.map(
        (row: { name: string }) => row.name,
      )
    fake.fail('ConnectionReset').on('create')
    await expect(send(fake, token, 'POST', 'accounts', { name: 'Lost' })).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNRESET' },
    })
    expect(await names()).toEqual(['Contoso'])
    fake.fail('AnswerLost').on('create')
    await expect(send(fake, token, 'POST', 'accounts', { name: 'Done' })).rejects.toThrow('fetch failed')
    expect(await names()).toEqual(['Contoso', 'Done'])
  })

  test('that tears the body ends it in its middle', async () => {
    const { fake, token } = await start()
    const ask = () =>
      fake.fetch(`${fake.url}/api/data/v9.2/accounts`, { headers: { authorization: `Bearer ${token}` } })
    const whole = await (await ask()).text()
    fake.fail('TornBody')
    const reader = (await ask()).body!.getReader()
    const { value } = await reader.read()
    expect(new TextDecoder().decode(value)).toBe(whole.slice(0, Math.floor(whole.length / 2)))
    await expect(reader.read()).rejects.toThrow('terminated')
    fake.fail('TornBody')
    await expect(send(fake, token, 'GET', 'accounts')).rejects.toThrow('terminated')
    expect((await send(fake, token, 'GET', 'accounts')).status).toBe(200)
  })

  test('that tears an answer without a body leaves none, though it was done', async () => {
    const { fake, token } = await start()
    fake.fail('TornBody').on('update')
    await expect(send(fake, token, 'PATCH', `accounts(${id})`, { name: 'Litware' })).rejects.toThrow('fetch failed')
    expect((await send(fake, token, 'GET', `accounts(${id})?$select=name`)).json.name).toBe('Litware')
  })

  test('that loses the connection closes it over HTTP, too', async () => {
    const { fake } = await start()
    await using server = await fake.listen({ http: true })
    const answer = await fetch(server.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: fake.clientId,
        client_secret: fake.clientSecret,
        scope: `${server.url}/.default`,
      }),
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${token}` }
    fake.fail('ConnectionReset')
    await expect(fetch(`${server.url}/api/data/v9.2/WhoAmI`, { headers })).rejects.toThrow('fetch failed')
    expect((await fetch(`${server.url}/api/data/v9.2/WhoAmI`, { headers })).status).toBe(200)
  })

  test('that there is not is refused with those there are', () => {
    const fake = createFakeDynamics()
    // @ts-expect-error a closed list of names
    expect(() => fake.fail('Nonsense')).toThrow(/^fail: there is no fault 'Nonsense'. There are Agg/)
    expect(() => fake.fail('UnExpected').times(-1)).toThrow(/^times: /)
    expect(() => fake.fail('UnExpected').retryAfter(NaN)).toThrow(
      'retryAfter: expected a whole number that is not negative, got NaN.',
    )
  })
})

describe('latency', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('passes when the clock is advanced', async () => {
    const { fake, token } = await start()
    fake.latency = 60_000
    const answer = send(fake, token, 'GET', 'WhoAmI')
    const soon = new Promise((resolve) => setTimeout(resolve, 20, 'not yet'))
    expect(await Promise.race([answer, soon])).toBe('not yet')
    fake.clock.advance(60_000)
    expect((await answer).status).toBe(200)
  })

  test('passes by itself under fake timers that go on while a program waits', async () => {
    vi.useFakeTimers()
    vi.setTimerTickMode('nextTimerAsync')
    const { fake, token } = await start()
    const before = fake.clock.now()
    fake.latency = 30_000
    expect((await send(fake, token, 'GET', 'WhoAmI')).status).toBe(200)
    expect(fake.clock.now() - before).toBeGreaterThanOrEqual(30_000)
  })
})

describe('faults that wait', () => {
  test('are listed until they have happened, and can be taken back', async () => {
    const { fake, token } = await start()
    fake.fail('ConcurrencyVersionMismatch').on('update', 'accounts').times(2).after(1)
    fake.fail('BadGateway').always().retryAfter(7)
    expect(fake.faults).toEqual([
      {
        name: 'ConcurrencyVersionMismatch',
        operation: 'update',
        table: 'accounts',
        left: 2,
        after: 1,
        stop: expect.any(Function),
      },
      { name: 'BadGateway', left: Infinity, after: 0, retryAfter: 7, stop: expect.any(Function) },
    ])
    fake.faults[1]?.stop()
    const update = () => send(fake, token, 'PATCH', `accounts(${id})`, { name: 'Litware' })
    expect([(await update()).status, (await update()).status]).toEqual([204, 412])
    expect(fake.faults).toMatchObject([{ left: 1, after: 0 }])
    expect((await update()).status).toBe(412)
    expect(fake.faults).toEqual([])
  })

  test('as JSON, are refused where they say nothing that can be done', () => {
    const fake = createFakeDynamics()
    expect(() => planFault(fake, { fail: 'UnExpected', always: 'yes' })).toThrow('"always" takes true or false')
    expect(() => planFault(fake, { fail: 'UnExpected', always: true, times: 2 })).toThrow(/exclude each other/)
    expect(() => planFault(fake, { fail: 'UnExpected', times: '2' })).toThrow(/^times: /)
    expect(fake.faults).toEqual([])
  })

  test('have the names that there are', () => {
    const fake = createFakeDynamics()
    for (const name of faultNames()) fake.fail(name)
    expect(fake.faults.map(({ name }) => name)).toEqual(faultNames())
    expect(faultNames()).toContain('AnswerLost')
  })
})
